package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

// app is Usher at work: it answers what comes in from its platforms, and rings.
type app struct {
	platforms map[string]bot.Platform
	scheduler *scheduler.Scheduler
	commands  *command.Env
	log       *slog.Logger
	// wanted says that somebody's wishes have changed. The scheduler is woken for
	// that once the answer is given: a ring must not come before it.
	wanted atomic.Bool
	// settle, unless it is nil, is called after each answer, before the network
	// is told that it was given: the demo rings what the answer has made due.
	settle func(context.Context)
	// check, unless it is nil, says whether what people are told unasked can be
	// relied upon. Until it has, nobody is rung; questions do not wait.
	check func(context.Context) error

	mu    sync.Mutex
	ended []error
}

// setup is what an app is made of.
type setup struct {
	live      *schedule.Live
	store     *storage.DB
	platforms []bot.Platform
	clock     *clock
	// real is what waiting and limits go by; nil is the machine's clock.
	real     func() time.Time
	language string
	// extra are commands beside those that all have.
	extra []command.Command
	log   *slog.Logger

	// What a running conference has beside that.

	sources         []scheduler.Origin // none where the schedule never changes
	removed         func(name string) scheduler.Source
	owners          people
	lead            time.Duration // 0 is scheduler.DefaultLead
	refresh, settle time.Duration
	approve         bool
	retain          time.Duration // 0 promises nothing
	regranted       func(person bot.Chat)
	pace            *command.Pace // nil bounds nobody
}

func newApp(s setup) *app {
	platforms, hosts := map[string]bot.Platform{}, map[string]bot.Host{}
	for _, p := range s.platforms {
		platforms[p.Name()] = p
		if host, ok := p.(bot.Host); ok {
			hosts[p.Name()] = host
		}
	}
	lead := cmp.Or(s.lead, scheduler.DefaultLead)
	sched := scheduler.New(scheduler.Config{
		Store: s.store, Platforms: platforms, Organisers: s.owners, Language: s.language, Log: s.log,
		Schedule: s.live.Get, SetSchedule: s.live.Set, Sources: s.sources, Removed: s.removed,
		Now: s.clock.Now, Real: s.real, Lead: lead,
		Refresh: s.refresh, Settle: s.settle, Approve: s.approve, Retain: s.retain,
	})
	a := &app{platforms: platforms, scheduler: sched, log: s.log}
	a.commands = &command.Env{
		Store: s.store, Schedule: s.live.Get, InForce: sched.InForce, Now: s.clock.Now,
		Lead: lead, Retain: s.retain, Language: s.language, Log: s.log,
		Owners: s.owners, Pace: s.pace, Regranted: s.regranted, Hosts: hosts,
		Sources: sched.SourceStates, Lanes: sched.Lanes, Gate: sched, Desk: sched, Approver: sched,
		Traits: func(platform string) bot.Traits {
			if p, ok := platforms[platform]; ok {
				return p.Traits()
			}
			return bot.Traits{}
		},
		Wake:     func() { a.wanted.Store(true) },
		Commands: append(command.Commands(), s.extra...),
	}
	for _, p := range platforms {
		if sharer, ok := p.(bot.Sharer); ok {
			sharer.Share(a.commands.Find)
		}
	}
	return a
}

// Run works until ctx is done or the platforms have nothing more to receive.
// Then it answers what has come in, settles what it was delivering, and returns.
func (a *app) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var ringing sync.WaitGroup
	var ringErr error
	ringing.Go(func() {
		if ringErr = a.ring(ctx); ringErr != nil {
			stop()
		}
	})

	incoming := make(chan bot.Incoming)
	var receiving sync.WaitGroup
	for _, p := range a.platforms {
		receiving.Go(func() {
			if err := p.Receive(ctx, incoming); err != nil {
				a.end(fmt.Errorf("%s: %w", p.Name(), err))
			}
		})
	}
	go func() {
		receiving.Wait()
		close(incoming)
	}()
	// What has come in is answered even while shutting down.
	answering, enough := scheduler.Linger(ctx, scheduler.Patience)
	defer enough()
	err := bot.Serve(answering, a.settling(answering, incoming), a.scheduler.Answering(), a.commands.Handle, a.log)
	stop()
	ringing.Wait()
	if ended := a.endedBecause(); len(ended) == len(a.platforms) {
		return ended[0]
	}
	if err != nil {
		return err
	}
	return ringErr
}

// ring tells people unasked what they are to be told, until ctx is done.
func (a *app) ring(ctx context.Context) error {
	if a.check != nil {
		if err := a.check(ctx); ctx.Err() != nil {
			return nil // told to stop meanwhile
		} else if err != nil {
			return err
		}
	}
	return a.scheduler.Run(ctx)
}

// end notes that a network cannot be received from any more. Usher works on as
// long as there is another.
func (a *app) end(because error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended = append(a.ended, because)
	a.log.Error("a network has ended", "error", because)
}

// endedBecause is why networks have ended, one error each.
func (a *app) endedBecause() []error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.ended)
}

// walk moves the clock to an instant, from one due instant to the next, so that
// each ring on the way is worded as of its own moment.
func (a *app) walk(ctx context.Context, c *clock, to time.Time) error {
	for {
		due, ok, err := a.scheduler.NextDue(ctx, to)
		if err != nil {
			return fmt.Errorf("walking the clock: %w", err)
		}
		if !ok {
			break
		}
		c.Set(due)
		if err := a.scheduler.Tick(ctx); err != nil {
			return fmt.Errorf("ringing on the way: %w", err)
		}
	}
	c.Set(to)
	return nil
}

// settling passes on what comes in, so that what follows from an answer happens
// once it is given.
func (a *app) settling(ctx context.Context, in <-chan bot.Incoming) <-chan bot.Incoming {
	out := make(chan bot.Incoming)
	go func() {
		defer close(out)
		for said := range in {
			done := said.Done
			said.Done = func() {
				if a.wanted.Swap(false) {
					a.scheduler.Wake()
				}
				if a.settle != nil {
					a.settle(ctx)
				}
				if done != nil {
					done()
				}
			}
			out <- said
		}
	}()
	return out
}
