package main

import (
	"cmp"
	"context"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"usher/bot"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/scheduler"
	"usher/storage"
)

// scene is where and when a conversation takes place.
type scene struct {
	clock    *clock
	zone     *time.Location
	language string // of people's devices; "" where they do not say
	log      *slog.Logger
	inbox    bot.Inbox
	people   []string // by their names, plain first
	files    bool     // some of them send files
}

func (s scene) now() time.Time { return s.clock.Now().In(s.zone) }

// stage is a network with people on it, each in a chat of their own, and where there are
// several in one that they share.
type stage func(*testing.T, scene) (bot.Platform, company)

// play plays the steps and has read told what the person reads at each.
func play(t *testing.T, steps []step, enter stage, read func(step, string)) {
	t.Helper()
	var s setting
	s.people, s.files = speakers(steps), showing(steps)
	for brought(&s.request); isHeader(steps[0].line); steps = steps[1:] {
		s.header(t, steps[0].line)
		read(steps[0], "")
	}
	p := s.begin(t, steps[0].line, enter)
	read(steps[0], "")
	for _, step := range steps[1:] {
		p.step(t, step.line)
		read(step, p.names.Replace(p.people.read(step.line)))
	}
}

// setting is what the head of a conversation says.
type setting struct {
	request    loader.Request
	organisers []string // by settings
	language   string
	people     []string // who speaks, plain first
	files      bool     // some of them send files
	approve    bool     // organisers approve of what people are told of changes
}

func (s *setting) header(t *testing.T, line string) {
	t.Helper()
	switch name, value, _ := strings.Cut(line, " "); name {
	case "schedule":
		s.request = requested(t, value)
	case "organiser":
		s.organisers = append(s.organisers, cmp.Or(value, plain))
	case "language":
		s.language = value
	case "approve":
		s.approve = true
	}
}

// requested is a schedule of testdata with the flags that it needs.
func requested(t *testing.T, args string) loader.Request {
	t.Helper()
	var c struct {
		File string `arg:""`
		sourceFlags
	}
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	const folder = "../../testdata/schedules"
	if c.Abstracts != "" {
		c.Abstracts = filepath.Join(folder, c.Abstracts)
	}
	return c.request(loader.Source{Location: filepath.Join(folder, c.File)})
}

// performance is a conversation under way: a whole app, with a real adapter and
// database, and a clock that stands still between the steps.
type performance struct {
	*app
	ctx      context.Context
	clock    *clock
	zone     *time.Location
	people   company
	source   *publisher
	answered chan struct{}
	// names makes the terminal's of what the network calls itself and people,
	// and leaves out what only networks keep.
	names *strings.Replacer
}

// begin lets the person enter, at a time.
func (s *setting) begin(t *testing.T, line string, enter stage) *performance {
	t.Helper()
	first, err := loader.Load(t.Context(), s.request)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	frozen := time.Now()
	p := &performance{
		ctx: t.Context(), zone: first.Zone(), answered: make(chan struct{}), source: newPublisher(s.request),
		clock: &clock{real: func() time.Time { return frozen }},
	}
	p.clock.Set(p.at(t, line))
	var platform bot.Platform
	var log diary
	platform, p.people = enter(t, scene{p.clock, p.zone, s.language, log.logger(t), store, s.people, s.files})
	log.namesNone(t, p.people)
	p.names = p.people.names(platform.Name())
	cast := setup{
		live: schedule.NewLive(first), store: store, platforms: []bot.Platform{platform}, clock: p.clock,
		log: log.logger(t), language: "en",
		sources: []scheduler.Origin{{Name: loader.DefaultName, Source: p.source}}, refresh: 24 * time.Hour, // it is asked at each step that changes the time or the schedule
		settle: scheduler.DefaultSettle, approve: s.approve,
	}
	if platform.Name() != "telegram" && s.language != "" {
		cast.language = s.language // no other network hints
	}
	for _, name := range s.organisers {
		cast.owners = append(cast.owners, p.people[name].person)
	}
	p.app = newApp(cast)
	p.run(t)
	return p
}

// run runs the app until the test ends.
func (p *performance) run(t *testing.T) {
	t.Helper()
	// Rings come from settle alone, so that their place is the same each time: what plans
	// and delivers by itself does not begin.
	p.commands.Wake = func() {}
	p.check = func(ctx context.Context) error { <-ctx.Done(); return nil }
	secrets := 0
	p.commands.Secret = func() string { secrets++; return "SESAME" + strconv.Itoa(secrets) }
	p.settle = func(ctx context.Context) {
		for range 2 { // as in refresh
			if err := p.scheduler.Tick(ctx); err != nil {
				t.Error(err)
			}
		}
		select {
		case p.answered <- struct{}{}:
		case <-ctx.Done(): // nobody waits any more
		}
	}
	ctx, leave := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		leave()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	p.refresh(t)
}

// step makes happen what a line says.
func (p *performance) step(t *testing.T, line string) {
	t.Helper()
	if l, ok := spoken(line); ok {
		p.people.act(t, l)
		if t.Failed() { // there is no such button, say: nobody will answer
			t.FailNow()
		}
		<-p.answered
		return
	}
	switch verb, what, _ := strings.Cut(line, " "); verb {
	case "at":
		if err := p.walk(p.ctx, p.clock, p.at(t, line)); err != nil {
			t.Fatal(err)
		}
		p.refresh(t)
	case "schedule":
		p.source.publish(requested(t, what))
		p.refresh(t)
	case "change":
		p.source.publish(changed(t, p.source.now(), what))
		p.refresh(t)
	}
}

// refresh lets the app see what the source has, and tell what is due of it.
func (p *performance) refresh(t *testing.T) {
	t.Helper()
	if err := p.scheduler.Refresh(p.ctx); err != nil {
		t.Fatal(err)
	}
	// Who is not known by the name of their chat is told the second time.
	for range 2 {
		if err := p.scheduler.Tick(p.ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// at reads "at 2023-09-13 11:04".
func (p *performance) at(t *testing.T, line string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("at 2006-01-02 15:04", line, p.zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}
