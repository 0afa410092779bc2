// Package e2ee is Usher's device in encrypted Matrix rooms: mautrix's crypto, which
// needs the build tag goolm. Without the tag the package is empty, and Usher can do
// everything but talk in encrypted rooms.
//
// It uses mautrix's machine and stores, and not its cryptohelper: that waits for
// late keys in memory alone, and has its own idea of what a sync is.
package e2ee
