// Package matrix lets Usher talk in Matrix rooms, through a homeserver's
// client-server API (spec.matrix.org). Commands are typed as "!next", or as bare
// words in a direct chat; buttons are reactions that Usher puts under its
// message and names in its last line.
//
// In encrypted rooms it reads and writes by a Cipher, as bot/matrix/e2ee has one;
// without it nothing is sent there. How it is to be met where clients of this
// network are known to go wrong, tests hold, by the number of the pitfall: loss at
// a crash (1), panics (2), slow handlers (3), old commands (5), gaps (6), order (7),
// late keys (8), restarts of the homeserver (11), refused tokens (12), a stop in the
// middle (16).
package matrix
