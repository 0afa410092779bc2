package scheduler_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

// afternoon is one simulation.
type afternoon struct {
	t      testing.TB
	random *rand.Rand
	seed   uint64
	// noon is when it begins by the conference clock, ahead how much that clock
	// is ahead of the bubble's.
	noon  time.Time
	ahead atomic.Int64

	program *program
	source  *origin
	live    *schedule.Live
	traits  bot.Traits

	// path is where the database is; "" for one in memory, which is what
	// outlives a process then.
	path string
	db   *storage.DB
	// life is the process that runs, nil if none does; the next rises then.
	life  *life
	rises time.Time
	doom  atomic.Pointer[doom]

	// mu guards what people and the network know: both are asked by the process.
	mu       sync.Mutex
	visitors []*visitor
	network  network
	// before is how slots stood until the schedule in force came.
	before map[string]bot.Standing
	// worth is until when the last change of a slot is worth telling.
	worth map[string]time.Time
	// edited is when a slot last changed, changed when that was worth telling, by the
	// bubble's clock.
	edited, changed map[string]time.Time
	// disturbed is when something last went wrong that concerns everybody, stepped
	// when the conference clock was set, and behind until when it may keep them waiting
	// that it was, by the bubble's clock.
	disturbed, stepped, behind time.Time

	writing sync.Mutex
	trace   []string
}

// crowd is how many visitors there are at some afternoons: more than a network
// takes at once. They follow a room.
const crowd = 60

func newAfternoon(t *testing.T, seed uint64) *afternoon {
	a := &afternoon{t: t, seed: seed, random: rand.New(rand.NewPCG(seed, 2)), source: &origin{}, before: map[string]bot.Standing{}, worth: map[string]time.Time{}, edited: map[string]time.Time{}, changed: map[string]time.Time{}}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	a.noon = time.Date(2023, time.September, 13, 12, 0, 0, 0, zone)
	a.ahead.Store(int64(time.Until(a.noon)))
	none, err := schedule.New(schedule.Draft{Conference: schedule.Conference{Zone: zone}})
	if err != nil {
		t.Fatal(err)
	}
	a.live = schedule.NewLive(none)
	a.program = a.newProgram()
	a.publish()
	a.network = newNetwork(a)
	visitors := 4 + a.random.IntN(12)
	if a.random.IntN(10) == 0 {
		visitors = crowd
	}
	for i := range visitors {
		a.visitors = append(a.visitors, newVisitor(a, i+1))
	}
	a.path = filepath.Join(t.TempDir(), "usher.db")
	t.Cleanup(func() {
		if t.Failed() && *simulationSeed == 0 {
			t.Logf("see it with -run TestSimulation -simulation.seed %d", seed)
		}
	})
	// Timers that ring on the minute would all ring at once.
	time.Sleep(time.Duration(a.random.Int64N(int64(time.Minute))))
	return a
}

// now is the conference clock.
func (a *afternoon) now() time.Time { return time.Now().Add(time.Duration(a.ahead.Load())).UTC() }

func (a *afternoon) since() time.Duration { return a.now().Sub(a.noon) }

func (a *afternoon) hour(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(a.noon.Location()).Format("15:04:05")
}

// note writes down what happens.
func (a *afternoon) note(format string, args ...any) {
	a.writing.Lock()
	defer a.writing.Unlock()
	a.trace = append(a.trace, a.now().In(a.noon.Location()).Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// broken notes a promise that was not kept.
func (a *afternoon) broken(format string, args ...any) {
	a.note("BROKEN "+format, args...)
	a.t.Errorf("%s "+format, append([]any{a.hour(a.now())}, args...)...)
}

// life is one process.
type life struct {
	*scheduler.Scheduler
	a    *afternoon
	dead chan struct{}
	die  func()
	stop context.CancelFunc
	done chan error
	// planned says that it has begun to plan.
	planned sync.Once
	// turns are how many it has taken at turnAt.
	turns  int
	turnAt time.Time
}

// rise lets a process take its time to begin with something.
func (l *life) rise(with string) {
	if !l.isDead() {
		time.Sleep(time.Duration(l.a.diceNow(with) % uint64(rising)))
	}
}

// rising is within which a process begins to plan and to deliver: which comes first
// is for the seed to say.
const rising = 5 * time.Millisecond

// begin starts a process on what the last one left.
func (a *afternoon) begin() {
	if a.db == nil {
		a.open()
	}
	ctx, stop := context.WithCancel(a.t.Context())
	l := &life{a: a, dead: make(chan struct{}), stop: stop, done: make(chan error, 1)}
	l.die = sync.OnceFunc(func() { close(l.dead) })
	l.Scheduler = scheduler.New(scheduler.Config{
		Store: mortal{a.db, l}, Schedule: a.live.Get, SetSchedule: a.inForce, Now: a.now,
		Platforms: map[string]bot.Platform{"net": link{a, l}},
		Sources:   []scheduler.Origin{{Name: "main", Source: slow{a.source, func() time.Duration { return time.Duration(50+a.diceNow("source")%900) * time.Millisecond }}}},
		Refresh:   47 * time.Second, Settle: scheduler.DefaultSettle,
		Chance: func() float64 { return float64(a.diceNow("chance")%1000) / 1000 }, Log: a.log(),
	})
	a.note("a process begins")
	if err := l.Restore(ctx); err != nil && !l.isDead() {
		a.t.Fatal(err)
	}
	a.lives(l)
	go func() { l.done <- l.Run(ctx) }()
	time.Sleep(time.Duration(a.random.Int64N(int64(2 * rising)))) // before or after it is on its feet
}

// lives says which process does; nil if none does any more.
func (a *afternoon) lives(l *life) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.life, a.disturbed = l, latest(a.disturbed, time.Now()); l == nil {
		a.lost()
	}
}

// log is what operators would read; part of the trace where somebody reads that.
func (a *afternoon) log() *slog.Logger {
	if *simulationSeed == 0 {
		return nil
	}
	return slog.New(slog.NewTextHandler(lines{a}, nil))
}

type lines struct{ a *afternoon }

func (l lines) Write(p []byte) (int, error) {
	_, line, _ := strings.Cut(strings.TrimSpace(string(p)), " level=")
	l.a.note("log: %s", line)
	return len(p), nil
}

func (a *afternoon) open() {
	var err error
	if a.db, err = storage.Open(context.Background(), a.path); err != nil {
		a.t.Fatal(err)
	}
}

func (l *life) isDead() bool {
	select {
	case <-l.dead:
		return true
	default:
		return false
	}
}

// bury waits until nothing of a process that was killed moves any more.
func (a *afternoon) bury() {
	synctest.Wait() // so that nothing is in the middle of anything that a kill could not interrupt
	a.end()
	a.rises = time.Now().Add(time.Duration(a.random.Int64N(int64(2 * time.Minute))))
	if a.random.IntN(5) == 0 {
		a.rises = a.rises.Add(time.Duration(a.random.IntN(10)) * time.Minute)
	}
}

// end ends a process that is alive in good order, and sees a dead one off.
func (a *afternoon) end() {
	if a.life == nil {
		return
	}
	a.life.stop()
	if err := <-a.life.done; err != nil {
		a.broken("Run returned %v", err)
	}
	if n := &a.network; !a.life.isDead() && len(n.unwritten)+len(n.held) > 0 {
		a.broken("it ended and left %d requests and %d notices in hand", len(n.unwritten), len(n.held))
	}
	a.network.uncertain += a.life.Counts()["net"].Uncertain
	a.note("the process has ended")
	a.lives(nil)
	a.close()
}

func (a *afternoon) close() {
	if err := a.db.Close(); err != nil {
		a.broken("closing: %v", err)
	}
	a.db = nil
}

// restarts is an update of Usher: in good order, and soon over.
func (a *afternoon) restarts() {
	if a.life != nil && !a.life.isDead() {
		a.end()
		a.rises = time.Now().Add(time.Duration(a.random.Int64N(int64(30 * time.Second))))
	}
}

// clockSteps sets the conference clock, as NTP does after a suspended machine
// wakes up.
func (a *afternoon) clockSteps() {
	by := time.Duration(a.random.Int64N(int64(8*time.Minute))) - 4*time.Minute
	a.ahead.Add(int64(by))
	a.stepped = time.Now()
	a.behind = latest(a.behind, time.Now()).Add(by.Abs())
	a.note("the clock steps by %v", by)
}
