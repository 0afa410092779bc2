package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
)

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, std streams) error {
	log := slog.New(slog.NewTextHandler(std.Err, &slog.HandlerOptions{Level: c.LogLevel}))
	if err := warnOfMisspelt(os.Environ(), log); err != nil {
		return err
	}
	// To read all of a large file takes longer than people wait: it is checked beside
	// answering them, before anything else is done with it.
	store, err := storage.OpenUnchecked(ctx, c.Database)
	if err != nil {
		return err
	}
	defer store.Close()
	account, err := c.device(ctx, log)
	if err != nil {
		return err
	}
	defer account.Close()
	s, err := c.open(ctx, store, account, log)
	if err == nil {
		err = s.Run(ctx)
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // told to stop while it was starting
	}
	return err
}

// server is an app at a conference.
type server struct {
	*app
	listen   string // "" is nowhere
	health   *health
	trouble  *trouble
	language string
	roster   roster
	rumours  rumours
}

// open puts the last good schedule in force, or the source's if there is none.
func (c *serveCommand) open(ctx context.Context, store *storage.DB, account device, log *slog.Logger) (*server, error) {
	log = slog.New(quietly{log.Handler()})
	heard := make(rumours, mostRumours)
	platforms, err := c.platforms(ctx, store, account, heard, log)
	if err != nil {
		return nil, err
	}
	none, err := schedule.New(schedule.Draft{})
	if err != nil {
		return nil, err
	}
	requests, err := c.requests(c.Schedule)
	if err != nil {
		return nil, err
	}
	live, clock := schedule.NewLive(none), newClock(time.Now())
	set := c.Clock == moment{}
	if !set {
		// What it means depends on the conference's zone and first day.
		s, err := loader.LoadAll(ctx, requests)
		if err == nil {
			clock.Set(c.Clock.on(s))
			set = true
		}
	}
	regranted := make(chan bot.Chat, mostRegranted)
	a := newApp(setup{
		live: live, store: store, platforms: platforms, clock: clock, language: string(c.Language), log: log,
		sources: origins(requests), removed: c.removed,
		owners: c.Organisers, pace: command.NewPace(c.Pace, time.Now), regranted: menusOf(regranted), lead: c.Lead, refresh: c.Refresh, settle: c.Settle, approve: c.Approve == "on", retain: time.Duration(c.Retain),
	})
	trouble := watch(store, a.scheduler, clock.Now, log)
	a.commands.Trouble, a.check = trouble.is, store.Check
	if err := a.scheduler.Restore(ctx); err != nil && live.Get() == none {
		return nil, each(err)
	}
	if !set {
		clock.Set(c.Clock.on(live.Get())) // the source is away: by the last good copy
	}
	ready := func(context.Context) error { return errors.Join(append(a.endedBecause(), trouble.error())...) }
	metrics := &collector{store: store, scheduler: a.scheduler, sources: a.scheduler.SourceStates, trouble: trouble.is, now: clock.Now, log: log}
	return &server{app: a, trouble: trouble, listen: c.Listen, language: string(c.Language), roster: roster{c.Organisers, store.Team, regranted}, rumours: heard,
		health: &health{ready: ready, metrics: metrics.registry(), webhooks: webhooks(platforms)}}, nil
}

// Run serves until ctx is done.
func (s *server) Run(ctx context.Context) error {
	// One that fails ends the others.
	group, ctx := errgroup.WithContext(ctx)
	running, stop := context.WithCancel(ctx)
	defer stop()
	if s.listen != "" {
		listener, err := listen(ctx, s.listen)
		if err != nil {
			return err
		}
		group.Go(func() error { return s.health.Run(running, listener) })
	}
	group.Go(func() error {
		s.announce(running)
		return nil
	})
	group.Go(func() error {
		s.tellRumours(running)
		return nil
	})
	group.Go(func() error {
		s.trouble.Run(running)
		return nil
	})
	group.Go(func() error {
		publishMenus(running, s.platforms, s.language, s.commands.Schedule, s.roster, s.log)
		return nil
	})
	group.Go(func() error {
		defer stop()
		return s.app.Run(running)
	})
	return group.Wait()
}
