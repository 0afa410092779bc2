//go:build race

package scheduler_test

// crowdEach is small, as SQLite is some fifty times slower under the race
// detector, which finds in 150 chats what it would in thousands.
const crowdEach = 150

// simulationsByDefault is small for the same reason.
const simulationsByDefault = 2
