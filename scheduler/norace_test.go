//go:build !race

package scheduler_test

// crowdEach is how many chats there are on each network of a crowd.
const crowdEach = 2_500

// simulationsByDefault is how many afternoons there is time for each time; .ci/run
// plays 300.
const simulationsByDefault = 12
