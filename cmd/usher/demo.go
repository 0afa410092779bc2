package main

import (
	"context"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/say"
	"usher/bot/terminal"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
	"usher/testdata"
)

type demoCommand struct {
	Schedule string   `placeholder:"FILE|URL" help:"Another schedule than that of All Systems Go! 2023."`
	At       moment   `placeholder:"TIME" help:"What the clock shows at first: 2023-09-13 11:04, or 11:04 on the first day."`
	Database string   `placeholder:"FILE" help:"Keep stars and reminders in this file. Without it they are forgotten at the end."`
	Plain    bool     `help:"Words in place of symbols, and lines that stay as they are: for a screen reader."`
	Language language `default:"en" placeholder:"LANG" help:"The language to speak: ${languages}."`
	sourceFlags
}

// Run talks to whoever sits at the terminal.
func (c *demoCommand) Run(ctx context.Context, std streams) error {
	s, err := c.load(ctx)
	if err != nil {
		return err
	}
	warnZoneless(std.Err, s)
	store, err := openStore(ctx, c.Database)
	if err != nil {
		return err
	}
	defer store.Close()
	d := newDemo(demoSetup{schedule: s, store: store, clock: newClock(c.start(s)), language: string(c.Language), std: std, plain: c.Plain})
	return d.Run(ctx)
}

// load reads the schedule that is asked for, or the one that the demo brings.
func (c *demoCommand) load(ctx context.Context) (*schedule.Schedule, error) {
	if c.Schedule != "" {
		return c.sourceFlags.load(ctx, c.Schedule)
	}
	request := c.request(loader.Source{})
	brought(&request)
	return loader.Load(ctx, request)
}

// brought asks for the schedule that the demo brings, with what its speakers say
// of themselves.
func brought(r *loader.Request) {
	r.Schedule = loader.Source{Location: "the demo's schedule", Data: testdata.AllSystemsGo2023}
	r.SpeakerPages = append(r.SpeakerPages, loader.Source{Location: "the demo's speaker page", Data: testdata.LucaBoccassi2023})
}

// start is what the clock shows at first: with the schedule that the demo brings
// six minutes before two talks end, with another one soon after the first start.
func (c *demoCommand) start(s *schedule.Schedule) time.Time {
	first, found := s.First(time.Time{})
	switch {
	case c.At != moment{}:
		return c.At.on(s)
	case c.Schedule == "":
		return time.Date(2023, time.September, 13, 11, 4, 0, 0, s.Zone())
	case found:
		return first.Start.Add(4 * time.Minute)
	}
	return time.Now()
}

func openStore(ctx context.Context, path string) (*storage.DB, error) {
	if path == "" {
		return storage.OpenMemory(ctx)
	}
	return storage.Open(ctx, path)
}

// demo is an app at a terminal, with a clock that can be moved on.
type demo struct {
	*app
	clock    *clock
	terminal *terminal.Terminal
	welcome  bot.Message
}

type demoSetup struct {
	schedule *schedule.Schedule
	store    *storage.DB
	clock    *clock
	language string
	std      streams
	plain    bool
}

func newDemo(s demoSetup) *demo {
	zone := s.schedule.Zone()
	local := func() time.Time { return s.clock.Now().In(zone) }
	t := terminal.New(s.std.In, s.std.Out, terminal.Options{Now: local, Plain: s.plain, Name: os.Getenv("USER")})
	log := slog.New(slog.NewTextHandler(s.std.Err, &slog.HandlerOptions{Level: whilePrinting{t}}))
	d := &demo{clock: s.clock, terminal: t}
	d.app = newApp(setup{
		live: schedule.NewLive(s.schedule), store: s.store, platforms: []bot.Platform{t},
		clock: s.clock, language: s.language, log: log,
		owners: people{terminal.Here}, // whoever looks what Usher can do sees all of it
		extra:  []command.Command{{Name: "skip", Args: "20m", Run: d.skip}},
	})
	d.settle = func(ctx context.Context) { d.tick(ctx) }
	d.welcome = say.In(s.language).At(s.schedule, s.clock.Now(), nil).DemoIntro()
	return d
}

// whilePrinting is what the demo logs: what should not be, until nothing can be
// printed any more. That ends the demo, and is said once.
type whilePrinting struct{ terminal *terminal.Terminal }

// Level implements slog.Leveler.
func (w whilePrinting) Level() slog.Level {
	if w.terminal.Err() != nil {
		return slog.LevelError + 1
	}
	return slog.LevelWarn
}

// Run greets whoever sits at the terminal, but not a script, and talks.
func (d *demo) Run(ctx context.Context) error {
	if err := d.scheduler.Restore(ctx); err != nil { // what organisers said, if the file remembers
		return err
	}
	if d.terminal.Interactive() {
		d.welcome.Chat = terminal.Here
		_, _ = d.terminal.Send(ctx, d.welcome) // Receive tells why it could not be printed
	}
	return d.app.Run(ctx)
}

// tick rings what is due now.
func (d *demo) tick(ctx context.Context) {
	if err := d.scheduler.Tick(ctx); err != nil {
		d.log.Error("cannot ring", "error", err)
	}
}

// mostSkip is how far the clock can be moved at once.
const mostSkip = 14 * 24 * time.Hour

// skip answers /skip 20m: it walks the clock from due instant to due instant, so
// that each ring on the way is worded as of its own moment.
func (d *demo) skip(ctx context.Context, _ *command.Env, r *command.Request) (bot.Message, error) {
	by, ok := readLength(r.Args)
	if !ok || by > mostSkip {
		return r.Voice.SkipHow(r.Args), nil
	}
	if err := d.app.walk(ctx, d.clock, d.clock.Now().Add(by)); err != nil {
		return bot.Message{}, err
	}
	d.scheduler.Wake() // what it was waiting for has come nearer
	return r.Voice.At(r.Schedule, d.clock.Now(), nil).Skipped(), nil
}

// readLength reads "20m", "1h30m", "90" (minutes) and "2d".
func readLength(typed string) (time.Duration, bool) {
	typed = strings.ToLower(strings.ReplaceAll(typed, " ", ""))
	unit := time.Minute
	number := typed
	if days, ok := strings.CutSuffix(typed, "d"); ok {
		number, unit = days, 24*time.Hour
	}
	if n, err := strconv.Atoi(number); err == nil {
		return time.Duration(n) * unit, n > 0 && n < 100_000
	}
	by, err := time.ParseDuration(strings.TrimSuffix(typed, "in"))
	return by, err == nil && by > 0
}
