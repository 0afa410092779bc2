// Package e2ee is Usher's device in encrypted Matrix rooms: mautrix's crypto, which
// needs the build tag goolm. Without the tag the package is empty, and Usher can do
// everything but talk in encrypted rooms.
package e2ee
