// Package matrix lets Usher talk in Matrix rooms, through a homeserver's
// client-server API (spec.matrix.org). Commands are typed as "!next", or as bare
// words in a direct chat; buttons are reactions that Usher puts under its
// message and names in its last line.
//
// It speaks in unencrypted rooms only: into an encrypted one nothing is sent.
package matrix
