//go:build race

package storage

// cuts is fewer here: SQLite compiled for the race detector is slow, and cutting
// power is no race.
const cuts = 20
