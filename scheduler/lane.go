package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"usher/bot"
)

const (
	// sendTimeout ends an attempt that a network lets hang.
	sendTimeout = 30 * time.Second
	// storeRetry is how long a lane rests after its store failed it.
	storeRetry = 5 * time.Second
	// longestSleep bounds how late a lane is after the machine was suspended,
	// during which timers stand still.
	longestSleep = tick
	// together is how long what has landed waits for others that land with it: less
	// than it takes to write it down.
	together = time.Millisecond
	// shortestSleep is for what has fallen due since the lane last looked.
	shortestSleep = time.Millisecond
)

// lane delivers to one platform, so that a slow network holds up only itself. One
// goroutine at a time drives it, in turns: what has landed is written down and,
// in the same transaction, as much is claimed as may be sent at once. What was
// claimed is on its way then, each in a goroutine of its own.
type lane struct {
	config   *Config
	platform bot.Platform
	traits   bot.Traits
	log      *slog.Logger
	wake     signal
	plan     func()       // asks for planning
	others   func()       // has the other lanes look again at what falls due
	launch   func(func()) // sends something on its way
	leaps    *leaps
	counts   counts
	// force is held while claiming and wording, so that both see one schedule.
	force sync.Locker
	// held are the schedules that wait for an organiser's word, removed the sources
	// that the settings do not name any more, disputes what is published otherwise than
	// organisers say.
	held     func() []bot.Waiting
	removed  func() []bot.SourceState
	disputes func() []bot.Dispute
	// unheard finds out whom changes concern that wait for approval.
	unheard func(ctx context.Context, waiting []bot.Approval, skip int) (bot.Unheard, error)
	// recount asks for another look at who falls due soon.
	recount atomic.Bool

	// driver is taken by whoever drives: run or Tick. The rest is the driver's.
	driver    chan struct{}
	budget    *budget
	crowds    crowds
	recovered bool
	flying    int                 // deliveries that are on their way
	landed    chan attempt        // has room for all that may be
	settled   []bot.Settlement    // what the store has not taken yet
	moved     bool                // a chat among them has
	files     map[string]*carried // that go along, by their keys
	saved     time.Time           // until when the network wants nothing, as the store knows it

	// remembering is held while the store is asked, once, what that was in the
	// process before.
	remembering sync.Mutex
	remembered  bool
}

func (s *Scheduler) newLane(p bot.Platform) *lane {
	traits := p.Traits()
	traits.Parallel = max(1, traits.Parallel)
	l := &lane{
		config: &s.config, platform: p, traits: traits,
		log: s.config.Log.With("platform", p.Name()), wake: newSignal(), plan: s.Wake, leaps: &s.leaps,
		launch: func(send func()) { go send() },
		force:  s.intake.force.RLocker(), held: s.Held, removed: s.removedStates, disputes: s.Disputes, unheard: s.unheard,
		driver: make(chan struct{}, 1), budget: newBudget(p, s.config.Real()),
		landed: make(chan attempt, traits.Parallel), files: map[string]*carried{},
	}
	l.others = func() {
		for _, other := range s.lanes {
			if other != l {
				other.wake.ring()
			}
		}
	}
	return l
}

// now is the real clock.
func (l *lane) now() time.Time { return l.config.Real() }

// run delivers what falls due until ctx is done. It never polls: it sleeps until
// the next notice is due, or until it is woken because that may have changed.
func (l *lane) run(ctx context.Context) {
	for ctx.Err() == nil {
		sleep, err := l.drain(ctx)
		if err != nil {
			l.log.Error("cannot deliver", "error", err)
			sleep = storeRetry
		}
		l.rest(ctx, sleep, nil)
	}
}

// drain delivers all that may be delivered now, and says how long there is
// nothing to do then. Nothing is on its way when it returns.
func (l *lane) drain(ctx context.Context) (idle time.Duration, err error) {
	select {
	case l.driver <- struct{}{}:
		defer func() { <-l.driver }()
	case <-ctx.Done():
		return 0, nil
	}
	sending, enough := Linger(ctx, Patience)
	defer enough()
	for ctx.Err() == nil {
		var sleep time.Duration
		var done bool
		if sleep, done, err = l.turn(ctx, sending); done || err != nil {
			idle = sleep
			break
		}
		l.rest(ctx, sleep, l.landed)
	}
	for l.flying > 0 {
		l.land(<-l.landed)
	}
	if ctx.Err() != nil {
		err = nil // what was refused for its sake is no fault
	}
	if len(l.settled) == 0 {
		return idle, err
	}
	// What was sent is written down whatever happens to ctx: a restart must know
	// it.
	_, unwritten := l.exchange(context.WithoutCancel(ctx), 0)
	return 0, errors.Join(err, unwritten)
}

// rest waits for something to land, for being woken, or for a while.
func (l *lane) rest(ctx context.Context, while time.Duration, landed <-chan attempt) {
	if while <= 0 {
		return
	}
	timer := time.NewTimer(while)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-l.wake:
	case one := <-landed:
		l.land(one)
		l.gather(ctx)
	}
}

// gather takes in what lands soon after the first. What was sent together lands
// together: to write down the first alone would have all others wait for that.
func (l *lane) gather(ctx context.Context) {
	soon := time.NewTimer(together)
	defer soon.Stop()
	for l.flying > 0 {
		select {
		case one := <-l.landed:
			l.land(one)
		case <-soon.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// turn writes down what has landed and sends what may be sent. It says how long
// there is nothing more to do unless something lands, and whether all is done
// that may be done now.
func (l *lane) turn(ctx, sending context.Context) (sleep time.Duration, done bool, err error) {
	l.collect()
	if err := l.remember(ctx); err != nil {
		return 0, false, err
	}
	if err := l.recover(ctx); err != nil {
		return 0, false, err
	}
	if err := l.count(ctx); err != nil {
		return 0, false, err
	}
	limit := l.limit()
	claimed := 0
	if limit > 0 || len(l.settled) > 0 || !l.unsaved(l.budget.until()).IsZero() {
		if claimed, err = l.claim(ctx, sending, limit); err != nil {
			return 0, false, err
		}
	}
	switch now, until := l.now(), l.budget.until(); {
	case len(l.settled) > 0:
		return 0, false, nil
	case until.After(now):
		return min(until.Sub(now), longestSleep), l.flying == 0, nil
	case l.flying == l.traits.Parallel || !l.recovered:
		return longestSleep, false, nil
	case claimed == limit:
		return min(l.budget.wait(now), longestSleep), false, nil
	}
	sleep, err = l.idle(ctx)
	return sleep, l.flying == 0, err
}

// limit is how many deliveries may begin now.
func (l *lane) limit() int {
	if !l.recovered {
		return 0
	}
	return min(l.traits.Parallel-l.flying, l.budget.free(l.now()))
}

// idle is how long nothing falls due that could be told.
func (l *lane) idle(ctx context.Context) (time.Duration, error) {
	clock := l.config.Now()
	sleep, ok, err := l.config.Store.Wait(ctx, l.platform.Name(), clock, l.now())
	if err != nil {
		return 0, err
	}
	if !ok {
		sleep = longestSleep
	}
	if begins, ok := l.crowds.wait(clock); ok {
		sleep = min(sleep, begins)
	}
	return max(min(sleep, longestSleep), shortestSleep), nil
}

// recover puts back, once, what an earlier process had claimed here, or what may
// have been claimed when the store failed: all that is known to be on its way has
// landed then and is written down.
func (l *lane) recover(ctx context.Context) error {
	if l.recovered || l.flying > 0 {
		return nil
	}
	if len(l.settled) > 0 {
		if _, err := l.exchange(ctx, 0); err != nil {
			return err
		}
	}
	notices, err := l.config.Store.Recover(ctx, l.platform.Name(), l.traits.Idempotent)
	if err != nil {
		return err
	}
	if notices > 0 {
		l.log.Warn("notices whose outcome is unknown are sent again", "notices", notices)
		if !l.traits.Idempotent {
			l.counts.unsure(notices)
		}
	}
	l.recovered = true
	return nil
}
