package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
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
	// settle, unless it is nil, is called after each answer, before the network
	// is told that it was given: the demo rings what the answer has made due.
	settle func(context.Context)
}

// setup is what an app is made of.
type setup struct {
	live      *schedule.Live
	store     *storage.DB
	platforms []bot.Platform
	clock     *clock
	language  string
	// extra are commands beside those that all have.
	extra []command.Command
	log   *slog.Logger
}

func newApp(s setup) *app {
	platforms := map[string]bot.Platform{}
	for _, p := range s.platforms {
		platforms[p.Name()] = p
	}
	sched := scheduler.New(scheduler.Config{
		Store: s.store, Schedule: s.live.Get, Platforms: platforms,
		Now: s.clock.Now, Lead: scheduler.DefaultLead, Language: s.language, Log: s.log,
	})
	return &app{
		platforms: platforms,
		scheduler: sched,
		commands: &command.Env{
			Schedule: s.live.Get, Store: s.store, Now: s.clock.Now, Lead: scheduler.DefaultLead,
			Language: s.language, Wake: sched.Wake,
			Commands: append(command.Commands(), s.extra...), Log: s.log,
		},
		log: s.log,
	}
}

// Run works until ctx is done or the platforms have nothing more to receive.
// Then it answers what has come in, settles what it was delivering, and returns.
func (a *app) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var ringing sync.WaitGroup
	var ringErr error
	ringing.Go(func() { ringErr = a.scheduler.Run(ctx) })

	incoming := make(chan bot.Incoming)
	var receiving sync.WaitGroup
	receiveErrs := make(chan error, len(a.platforms))
	for _, p := range a.platforms {
		receiving.Go(func() {
			if err := p.Receive(ctx, incoming); err != nil {
				receiveErrs <- fmt.Errorf("%s: %w", p.Name(), err)
				stop()
			}
		})
	}
	go func() {
		receiving.Wait()
		close(incoming)
	}()
	// What has come in is answered even while shutting down.
	answering := context.WithoutCancel(ctx)
	err := bot.Serve(answering, a.settling(answering, incoming), a.platforms, a.commands.Handle, a.log)
	stop()
	ringing.Wait()
	close(receiveErrs)
	for receiveErr := range receiveErrs {
		return receiveErr
	}
	if err != nil {
		return err
	}
	return ringErr
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
	a.scheduler.Wake()
	return nil
}

// settling passes on what comes in, so that settle is called after its answer.
func (a *app) settling(ctx context.Context, in <-chan bot.Incoming) <-chan bot.Incoming {
	if a.settle == nil {
		return in
	}
	out := make(chan bot.Incoming)
	go func() {
		defer close(out)
		for said := range in {
			done := said.Done
			said.Done = func() {
				a.settle(ctx)
				if done != nil {
					done()
				}
			}
			out <- said
		}
	}()
	return out
}
