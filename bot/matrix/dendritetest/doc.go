// Package dendritetest is Dendrite, a real Matrix homeserver, for tests, and people
// with clients of their own, who write and read in encrypted rooms too. The clients
// are mautrix's crypto in memory: they share keys with signed devices alone, as
// Element does. Everything in it needs the build tags e2e and goolm. Only tests
// import it.
package dendritetest
