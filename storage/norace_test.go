//go:build !race

package storage

// cuts is how often the power is cut: once in each of as many writes.
const cuts = 200
