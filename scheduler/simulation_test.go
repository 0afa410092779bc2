package scheduler_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	simulations    = flag.Int("simulations", simulationsByDefault, "how many afternoons TestSimulation plays")
	simulationFrom = flag.Uint64("simulation.from", 1, "the seed of the first of them")
	// simulationSeed has log lines in its trace, which the many do not.
	simulationSeed = flag.Uint64("simulation.seed", 0, "play the afternoon of this seed alone and show what happens")
)

// TestSimulation plays afternoons of a conference at which nothing goes as it
// should: a network that loses, refuses and delays, people who change their
// minds, a schedule that changes all the time, and processes that are killed at
// any point. Everything between the wishes and the network is real. What has to
// be true is written down in simulation_promises_test.go, and judged by what
// arrived, never by what the database says.
//
// One number, the seed, decides all that happens: what people and organisers do and
// when, what the network does with a request (by whom it is for, what it is about and
// how often that was tried, whatever else is on its way), how long the source takes
// and its failures, how the clock is set, and when a process dies: before or after
// which call of its store, counted from when. What is not decided is the order of
// what happens at one and the same instant; such there are few, as nearly everything
// takes a time of its own. After a failure,
//
//	go test ./scheduler -run TestSimulation -simulation.seed N
//
// plays that afternoon again and tells it. As
//
//	go test ./scheduler -run TestSimulation -simulation.from N -simulations 1000
//
// a hunt for more of them goes on from a seed that no run has reached.
func TestSimulation(t *testing.T) {
	if *simulationSeed != 0 {
		synctest.Test(t, func(t *testing.T) {
			a := newAfternoon(t, *simulationSeed)
			a.play()
			t.Log("\n" + strings.Join(a.trace, "\n"))
		})
		return
	}
	count := *simulations
	if testing.Short() {
		count = min(count, 20)
	}
	for seed := *simulationFrom; seed < *simulationFrom+uint64(count); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { newAfternoon(t, seed).play() })
		})
	}
}

// TestASimulationIsRepeatable holds that a seed decides all that happens.
func TestASimulationIsRepeatable(t *testing.T) {
	if *simulations < 10 {
		t.Skip("there is no time for it")
	}
	const seed = 5 // at which processes die and clocks are set often, and nobody comes in crowds
	var traces [2][]string
	for i := range traces {
		synctest.Test(t, func(t *testing.T) {
			a := newAfternoon(t, seed)
			a.play()
			traces[i] = slices.Sorted(slices.Values(a.trace)) // what happens at the same time has no order
		})
	}
	if diff := cmp.Diff(traces[0], traces[1]); diff != "" {
		t.Errorf("-first +second:\n%s", diff)
	}
	if len(traces[0]) < 100 {
		t.Errorf("only %d things happened", len(traces[0]))
	}
}

// People and machines behave from closing on, so that what is owed can be told
// before all is over; both are times after noon.
const (
	closing = 3*time.Hour + 15*time.Minute
	over    = 4*time.Hour + 20*time.Minute
)

// play lets the afternoon pass.
func (a *afternoon) play() {
	a.begin()
	if len(a.visitors) == crowd {
		a.gather()
	}
	for a.since() < closing {
		a.pass(time.Duration(a.random.Int64N(int64(30 * time.Second))))
		a.happen()
	}
	a.calm()
	for a.since() < over {
		a.pass(30 * time.Second)
		a.look()
	}
	a.end()
	a.settle()
}

// pass lets time pass, and sees to it that the process is restarted when it has
// been down long enough.
func (a *afternoon) pass(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		var died chan struct{}
		if a.life != nil {
			died = a.life.dead
		}
		select {
		case <-died:
			a.bury()
			continue
		case <-timer.C:
		}
		break
	}
	if a.life == nil && !time.Now().Before(a.rises) {
		a.begin()
	}
}

// happen lets one thing happen, or none.
func (a *afternoon) happen() {
	n := a.random.IntN(1000)
	if n < 10 {
		a.restarts()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case n < 430:
		a.visitorActs()
	case n < 590:
		a.program.edit(a)
	case n < 610:
		a.sourceFails()
	case n < 625:
		a.networkFails()
	case n < 650:
		a.chatIsLost()
	case n < 660:
		a.chatMoves()
	case n < 672:
		a.clockSteps()
	case n < 700:
		a.doomed()
	}
	a.lookLocked()
}

// calm ends all trouble but that of those who have blocked Usher.
func (a *afternoon) calm() {
	a.mu.Lock()
	a.network.calm, a.network.downUntil = true, time.Time{}
	a.disturbed = time.Now()
	a.mu.Unlock()
	a.doom.Store(nil)
	a.source.fail(nil)
	a.rises = time.Now()
	a.note("all is calm")
}
