package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/telegram"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

type rehearseCommand struct {
	Schedule    string        `required:"" placeholder:"FILE|URL…" help:"The schedule to play, a file or a URL, or several that have names."`
	Database    string        `placeholder:"FILE" help:"Play it for those in this database, as they are now. It is only read, be it in use. Without one, people are made up."`
	People      int           `placeholder:"2000" help:"How many people to make up: 2000, or none beside a database."`
	Seed        uint64        `default:"1" placeholder:"1" help:"Other people for another number."`
	From        moment        `placeholder:"TIME" help:"Tell of what happens from then on: 2023-09-13 11:04, or 11:04 on the first day. Without it, from the first ring."`
	To          moment        `placeholder:"TIME" help:"Play until then. Without it, to the end."`
	Override    string        `placeholder:"FILE" help:"What organisers do meanwhile, a line each: 11:00 /delay dome 20"`
	Out         string        `placeholder:"FILE" help:"Write each message into this file, a line of JSON each."`
	Many        int           `default:"6" placeholder:"6" help:"Count the people who get more messages than this in an hour."`
	MatrixLimit float64       `placeholder:"0.2" help:"How many messages a second the Matrix homeserver takes, 0.2 for a Synapse that makes no exemption. Without it, as many as there are."`
	Lead        time.Duration `env:"USHER_LEAD" default:"10m" placeholder:"10m" help:"How long before a talk people are rung who chose nothing else."`
	Language    language      `env:"USHER_LANGUAGE" default:"en" placeholder:"LANG" help:"The language for people who have none: ${languages}."`
	sourceFlags
}

// madeUp is how many people there are where nobody says.
const madeUp = 2000

// Validate says what is wrong.
func (c *rehearseCommand) Validate() error {
	switch {
	case c.People < 0 || c.People > 1_000_000:
		return fmt.Errorf("--people: %d is not between 0 and 1000000", c.People)
	case c.MatrixLimit < 0:
		return fmt.Errorf("--matrix-limit: %g is less than nothing", c.MatrixLimit)
	case c.Lead < time.Minute || c.Lead > 24*time.Hour:
		return fmt.Errorf("--lead: %s is not between 1m and 24h", c.Lead)
	}
	return nil
}

// Run plays the conference and says what people would be told.
func (c *rehearseCommand) Run(ctx context.Context, std streams) error {
	s, err := c.load(ctx, c.Schedule)
	if err != nil {
		return err
	}
	if len(s.Slots()) == 0 {
		return errors.New("the schedule is empty: there is nothing to rehearse")
	}
	script, err := readScript(c.Override, s)
	if err != nil {
		return err
	}
	store, err := storage.OpenScratch(ctx, c.Database)
	if err != nil {
		return err
	}
	defer store.Close()
	people := c.People
	if people == 0 && c.Database == "" {
		people = madeUp
	}
	if err := store.Populate(ctx, guests(s, people, c.Seed)); err != nil {
		return err
	}
	r, err := c.play(ctx, s, store, script, slog.New(slog.NewTextHandler(std.Err, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	r.madeUp = people
	if c.Out != "" {
		if err := r.writeTo(c.Out); err != nil {
			return err
		}
	}
	return r.summarise(std.Out, c.Many)
}

// rehearsal is what has been played.
type rehearsal struct {
	schedule *schedule.Schedule
	from, to time.Time
	madeUp   int
	networks []*network
	told     []told
	missed   int // rings that came to nothing, as it was too late for them
	cues     []*scripted
}

// play plays the conference.
func (c *rehearseCommand) play(ctx context.Context, s *schedule.Schedule, store *storage.DB, script []*scripted, log *slog.Logger) (*rehearsal, error) {
	from, to := c.span(s)
	began := from.Add(-warmUp)
	clock := stopped(began)
	r := &rehearsal{schedule: s, from: from, to: to, cues: script}
	r.networks = []*network{newNetwork(matrix.Rules{}, c.MatrixLimit, clock.Now), newNetwork(telegram.Rules{}, 0, clock.Now)}
	var platforms []bot.Platform
	for _, n := range r.networks {
		platforms = append(platforms, n)
	}
	app := newApp(setup{
		live: schedule.NewLive(s), store: store, platforms: platforms, clock: clock, real: clock.Now,
		language: string(c.Language), lead: c.Lead, owners: people{director}, log: log,
	})
	app.commands.Store = unseen{store}
	var cues []scheduler.Cue
	for _, l := range script {
		cues = append(cues, scheduler.Cue{At: l.at, Do: func(ctx context.Context) error { return l.say(ctx, app) }})
	}
	if err := app.scheduler.Rehearse(ctx, clock.Set, to, cues...); err != nil {
		return nil, err
	}
	return r, r.collect(ctx, store.Ledger())
}

// warmUp is for how long it has been played before what is told of it: what is due
// then is out of the way.
const warmUp = time.Hour

// span is from when until when is told what happens.
func (c *rehearseCommand) span(s *schedule.Schedule) (from, to time.Time) {
	from, to = s.Slots()[0].Start.Add(-2*c.Lead), s.Slots()[0].Until
	for _, slot := range s.Slots() {
		if slot.Until.After(to) {
			to = slot.Until
		}
	}
	if c.From != (moment{}) {
		from = c.From.on(s)
	}
	if c.To != (moment{}) {
		to = c.To.on(s)
	}
	return from, to
}

// stopped is a clock that shows what it is set to.
func stopped(at time.Time) *clock {
	at = at.UTC().Round(0)
	return &clock{real: func() time.Time { return at }}
}

// director is who does what organisers do in a rehearsal.
var director = bot.Chat{Platform: telegram.Rules{}.Name(), ID: "1"}

// unseen is a store that does not count the director among everybody.
type unseen struct{ *storage.DB }

// Seen implements command.Store.
func (unseen) Seen(context.Context, bot.Visit) error { return nil }

// writeTo writes each message into a file.
func (r *rehearsal) writeTo(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return cmp.Or(r.list(f), f.Close())
}

// list writes each message as a line of JSON.
func (r *rehearsal) list(w io.Writer) error {
	lines := newLines(w)
	for _, t := range r.told {
		lines.add(t, r.schedule.Zone())
	}
	return lines.flush()
}
