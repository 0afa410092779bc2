package main

import (
	"cmp"
	"runtime/debug"
)

// version is set by -ldflags "-X main.version=…" where Go cannot know it, as in an
// image that is built without the repository's history.
var version string

// versionText is what --version says: the version, or the commit that it was built
// from, and whether encryption is in it.
func versionText() string {
	var built string
	if info, ok := debug.ReadBuildInfo(); ok {
		built = info.Main.Version
	}
	return "usher " + cmp.Or(version, built, "(devel)") + ", " + encryption
}
