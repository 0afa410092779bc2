package scheduler

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"usher/bot"
	"usher/schedule"
)

const (
	// sendTimeout ends an attempt that a network lets hang.
	sendTimeout = 30 * time.Second
	// storeRetry is how long a lane rests after its store failed it.
	storeRetry = 5 * time.Second
	// longestSleep bounds how late a lane is after the machine was suspended,
	// during which timers stand still.
	longestSleep = tick
)

// lane delivers to one platform, one message after the other, so that a slow
// network holds up only itself.
type lane struct {
	config   *Config
	platform bot.Platform
	log      *slog.Logger
	wake     signal
	plan     func() // asks for planning
	counts   counts
	// force is held while claiming and wording, so that both see one schedule.
	force sync.Locker
	// held is the schedule that waits for an organiser's word, and its number.
	held func() (*schedule.Schedule, int64)

	// working is held for a step, so that Tick and run never make the same one.
	working   sync.Mutex
	recovered bool
	paused    time.Time    // until when the network wants nothing, by the real clock
	pending   []settlement // what the store has not taken yet
}

// settlement is what became of notices of a chat.
type settlement struct {
	chat    bot.Chat
	notices []int64
	outcome bot.Outcome
}

// run delivers what falls due until ctx is done. It never polls: it sleeps until
// the next notice is due, or until it is woken because that may have changed.
func (l *lane) run(ctx context.Context) {
	for {
		err := l.drain(ctx)
		var sleep time.Duration
		if err == nil {
			sleep, err = l.idle(ctx)
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			l.log.Error("cannot deliver", "error", err)
			sleep = storeRetry
		}
		timer := time.NewTimer(sleep)
		select {
		case <-ctx.Done():
		case <-l.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// drain delivers all that may be delivered now.
func (l *lane) drain(ctx context.Context) error {
	for ctx.Err() == nil {
		if worked, err := l.step(ctx); !worked || err != nil {
			return err
		}
	}
	return nil
}

// idle is how long there is nothing to do.
func (l *lane) idle(ctx context.Context) (time.Duration, error) {
	now := time.Now()
	wait, ok, err := l.config.Store.Wait(ctx, l.platform.Name(), l.config.Now(), now)
	if err != nil {
		return 0, err
	}
	if !ok {
		wait = longestSleep
	}
	l.working.Lock()
	defer l.working.Unlock()
	return min(max(wait, l.paused.Sub(now)), longestSleep), nil
}

// step claims what is most urgent, sends it and settles it; false if there is
// nothing to do now.
func (l *lane) step(ctx context.Context) (worked bool, err error) {
	l.working.Lock()
	defer l.working.Unlock()
	if err := l.recover(ctx); err != nil {
		return false, err
	}
	if err := l.flush(ctx); err != nil {
		return false, err
	}
	now := time.Now()
	if now.Before(l.paused) {
		return false, nil
	}
	d, m, clock, ok, err := l.take(ctx, now)
	if err != nil {
		l.recovered = false // who knows whether it was claimed
		return false, err
	}
	if !ok {
		return false, nil
	}
	moved := len(d.Notices) > 0 && l.tell(ctx, d, m, clock)
	// What was sent is written down whatever happens to ctx: a restart must
	// know it.
	err = l.flush(context.WithoutCancel(ctx))
	if moved {
		l.plan() // a chat that has moved is planned for before it is told more
	}
	return true, err
}

// take claims a delivery and words, as of clock, what is still true of it, which
// may be nothing; false if nothing is due.
func (l *lane) take(ctx context.Context, now time.Time) (d bot.Delivery, m bot.Message, clock time.Time, ok bool, err error) {
	l.force.Lock()
	defer l.force.Unlock()
	d, ok, err = l.config.Store.Claim(ctx, l.platform.Name(), l.config.Now(), now)
	if !ok || err != nil {
		return d, m, clock, false, err
	}
	// Claiming may have had to wait for others who write.
	clock = l.config.Now()
	if d.Notices = l.hush(d, clock); len(d.Notices) == 0 {
		return d, m, clock, true, nil
	}
	m, kept, untrue := l.word(d, clock)
	for reason, notices := range untrue {
		l.settle(d.Chat, notices, bot.Outcome{State: bot.StateDropped, At: clock, Reason: reason})
	}
	d.Notices = kept
	return d, m, clock, true, nil
}

// tell sends what a delivery says, and reports whether the chat has moved.
func (l *lane) tell(ctx context.Context, d bot.Delivery, m bot.Message, clock time.Time) (moved bool) {
	m.Chat, m.Key, m.Rings = d.Chat, d.Key, !quiet(d, clock)
	lingering, enough := Linger(ctx, Patience)
	sending, cancel := context.WithTimeout(lingering, sendTimeout)
	ref, err := l.platform.Send(sending, m)
	cancel()
	enough()
	o, pause := outcome(attempt{
		Delivery: d, traits: l.platform.Traits(),
		clock: l.config.Now(), now: time.Now(), ref: ref, err: err,
	})
	if pause > 0 {
		l.paused = time.Now().Add(pause)
	}
	if err != nil {
		l.log.Warn("could not tell", "kind", d.Notices[0].Kind, "error", err, "attempt", d.Attempt, "then", o.State)
	}
	if o.State == bot.StateSent {
		o.Covers = covers(d, l.config.Lead, clock)
	}
	l.settle(d.Chat, ids(d.Notices), o)
	return !o.MovedTo.IsZero()
}

func (l *lane) settle(chat bot.Chat, notices []int64, o bot.Outcome) {
	l.counts.settled(len(notices), o)
	l.pending = append(l.pending, settlement{chat, notices, o})
}

// flush hands the store what it has not taken yet. Nothing new is claimed before
// that has worked.
func (l *lane) flush(ctx context.Context) error {
	for len(l.pending) > 0 {
		p := l.pending[0]
		if err := l.config.Store.Settle(ctx, p.chat, p.notices, p.outcome); err != nil {
			return err
		}
		l.pending = l.pending[1:]
	}
	return nil
}

// recover puts back, once, what an earlier process had claimed here.
func (l *lane) recover(ctx context.Context) error {
	if l.recovered {
		return nil
	}
	notices, err := l.config.Store.Recover(ctx, l.platform.Name(), l.platform.Traits().Idempotent)
	if err != nil {
		return err
	}
	if notices > 0 {
		l.log.Warn("notices whose outcome is unknown are sent again", "notices", notices)
		if !l.platform.Traits().Idempotent {
			l.counts.unsure(notices)
		}
	}
	l.recovered = true
	return nil
}
