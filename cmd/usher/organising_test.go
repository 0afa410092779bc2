package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/telegram"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

var (
	organisings    = flag.Int("organisings", 6, "how many days TestOrganising plays")
	organisingFrom = flag.Uint64("organising.from", 1, "the seed of the first of them")
	organisingFull = flag.Bool("organising.full", false, "2,000 people and eight hours, rather than 150 and two")
	organisingSeed = flag.Uint64("organising.seed", 0, "play the day of this seed alone and tell it")
)

// TestOrganising plays days of a conference at which two organisers, the published
// schedule and people act at random: through the real commands, the real desk and the
// real scheduler, in a rehearsal, which is killed now and then. How the day stands is held
// against a book of what was published and said (organising_book_test.go); what people were
// told is judged by what they received: each is told of each change that concerns a star
// once, as it is then, and of nothing else. See observe for what that means.
//
//	go test ./cmd/usher -run TestOrganising -organising.full
//
// has 2,000 people; -organisings N -organising.from M hunts on from there.
func TestOrganising(t *testing.T) {
	if *organisingSeed != 0 {
		newConvention(t, *organisingSeed).play()
		return
	}
	all := map[string]int{}
	for seed := *organisingFrom; seed < *organisingFrom+uint64(*organisings); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := newConvention(t, seed)
			c.play()
			for act, n := range c.acts {
				all[act] += n
			}
		})
	}
	for _, act := range []string{
		"moveroom", "movetime", "swap", "cancel", "restore", "delay", "addtalk", "note", "quiet", "drop", "late press", "undo", "too late",
		"ours", "theirs", "approve yes", "approve drop", "approve all", "approve none", "publish", "rekeyed", "gone", "back", "broadcast", "scheduled", "in German", "withdrawn",
		"told", "star", "starred again", "unstar", "mute", "unmute", "blocked", "killed", "rung", "heard of", "noted",
		"their room", "not their room", "half meant", "pressed again", "pressed by others", "typed by others",
		"channel", "channel off", "board", "next", "read at a door",
	} {
		if all[act] == 0 && *organisings >= 6 {
			t.Errorf("nobody has come to %q: %v", act, all)
		}
	}
}

// The organisers.
var conveners = people{{Platform: "telegram", ID: "1"}, {Platform: "telegram", ID: "2"}}

// convention is a conference day at which much is moved about.
type convention struct {
	t      *testing.T
	random *rand.Rand
	crowd  int
	hours  time.Duration
	// approve says that organisers approve what people are told of what is published.
	approve bool

	store      *storage.DB
	app        *app
	clock      *clock
	live       *schedule.Live
	stood      *schedule.Schedule // what was in force when last looked at
	network    *hall
	published  []*versions
	book       *book
	guests     map[bot.Chat]*believer
	chats      []bot.Chat
	cues       []scheduler.Cue // that are still to come
	heard      int             // of what the network has been told to say
	killed     time.Time       // when Usher was last
	acts       map[string]int
	previews   []pressable // that were left lying about
	dead       []pressable // that were pressed
	done       []act       // what organisers did, to be undone
	bulletins  map[string]*bulletin
	notes      map[string][]string // of which talks a note may speak
	unapproved map[string]bool     // talks of whose change nobody is told before it is approved
	added      int
	failed     int
}

func newConvention(t *testing.T, seed uint64) *convention {
	c := &convention{
		t: t, random: rand.New(rand.NewPCG(seed, 9)), crowd: 150, hours: 2 * time.Hour, approve: seed%3 == 0,
		guests: map[bot.Chat]*believer{}, acts: map[string]int{}, bulletins: map[string]*bulletin{}, notes: map[string][]string{},
	}
	if *organisingFull {
		c.crowd, c.hours = 2000, 8*time.Hour
	}
	start := time.Date(2023, time.September, 13, 9, 0, 0, 0, time.UTC)
	if seed%4 == 1 { // the night in which the clocks are set back
		start = time.Date(2023, time.October, 28, 23, 0, 0, 0, time.UTC)
	}
	c.published = []*versions{{name: "main", all: []*schedule.Schedule{conventionDay(t, "main", start, 0, 4)}},
		{name: "labs", all: []*schedule.Schedule{conventionDay(t, "labs", start, 4, 6)}}}
	c.clock = stopped(start)
	c.network = &hall{network: newNetwork(telegram.Rules{}, 0, c.clock.Now), blocked: map[bot.Chat]bool{}, pins: map[bot.Chat]string{}}
	if seed%5 == 2 { // less than it declares
		c.network.network = newNetwork(telegram.Rules{}, 20, c.clock.Now)
	}
	store, err := storage.OpenScratch(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	c.store = store
	c.open()
	c.book = newBook(c.published)
	for i := range c.crowd {
		chat := bot.Chat{Platform: c.network.Name(), ID: fmt.Sprint(1000 + i)}
		c.chats = append(c.chats, chat)
		c.guests[chat] = newBeliever(&tongues[1]) // until they say otherwise
	}
	return c
}

// open begins a life of Usher.
func (c *convention) open() {
	none, err := schedule.New(schedule.Draft{})
	if err != nil {
		c.t.Fatal(err)
	}
	c.live = schedule.NewLive(none)
	var sources []scheduler.Origin
	for _, p := range c.published {
		sources = append(sources, scheduler.Origin{Name: p.name, Source: p})
	}
	c.app = newApp(setup{
		live: c.live, store: c.store, platforms: []bot.Platform{c.network}, clock: c.clock, real: c.clock.Now, language: "en",
		owners: conveners, settle: scheduler.DefaultSettle, refresh: time.Minute, approve: c.approve, sources: sources,
		log: slog.New(slog.NewTextHandler(c, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err := c.app.scheduler.Restore(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// conventionDay is a programme of thirteen hours in some of six rooms.
func conventionDay(t *testing.T, source string, start time.Time, from, to int) *schedule.Schedule {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	d := schedule.Draft{Conference: schedule.Conference{Title: "Convention", Zone: berlin}, Version: "0"}
	for n := range 6 * 26 {
		if n%6 < from || n%6 >= to {
			continue
		}
		room := schedule.Room{Key: fmt.Sprint("n-hall-", n%6), Name: fmt.Sprint("Hall ", n%6)}
		at := start.Add(time.Duration(n/6) * 30 * time.Minute)
		d.Slots = append(d.Slots, schedule.Slot{Talk: schedule.Talk{Key: fmt.Sprintf("%s-c-T%03d", source, n), Title: fmt.Sprintf("Talk %03d", n)},
			Room: room, Start: at, End: at.Add(25 * time.Minute)})
	}
	s, err := schedule.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// errKilled is that Usher has been killed.
var errKilled = errors.New("killed")

// play lets everybody act for some hours, and then waits until all is told.
func (c *convention) play() {
	began, end := c.clock.Now(), c.clock.Now().Add(c.hours)
	c.cue(began, c.announce)
	c.cue(began, c.appoint)
	for i, chat := range c.chats { // they come one after the other
		c.cue(began.Add(time.Duration(c.random.Int64N(int64(10*time.Minute)))), func(ctx context.Context) error {
			c.guests[chat].tongue = &tongues[min(i%4, 1)]
			c.says(ctx, chat, "/language "+c.guests[chat].tongue.name)
			for range 6 {
				c.stars(ctx, chat)
			}
			return nil
		})
	}
	for at := began.Add(time.Minute); at.Before(end); at = at.Add(time.Duration(c.random.Int64N(int64(30 * time.Second)))) {
		c.cue(at, c.happen)
	}
	over := end.Add(15 * time.Minute)
	for at := began; at.Before(over); at = at.Add(time.Minute) {
		c.cue(at, func(context.Context) error { c.look(); return nil })
	}
	slices.SortStableFunc(c.cues, func(a, b scheduler.Cue) int { return a.At.Compare(b.At) })
	for {
		err := c.app.scheduler.Rehearse(c.t.Context(), c.clock.Set, over, c.cues...)
		if err == nil {
			break
		}
		if !errors.Is(err, errKilled) {
			c.t.Fatal(err)
		}
		c.acts["killed"]++
		c.killed = c.clock.Now()
		c.happened("killed")
		c.open()
	}
	c.listen()
	c.look()
	c.t.Logf("%d messages; %v", c.heard, c.acts)
}

// cue has something happen at an instant, once, after all that was told before has been read.
func (c *convention) cue(at time.Time, do func(context.Context) error) {
	c.cues = append(c.cues, scheduler.Cue{At: at, Do: func(ctx context.Context) error {
		c.cues = c.cues[1:]
		c.spread()
		c.listen()
		err := do(ctx)
		c.spread()
		c.check()
		return err
	}})
}

// happen lets one thing happen, and Usher be killed right after it now and then.
func (c *convention) happen(ctx context.Context) error {
	chat := c.chats[c.random.IntN(len(c.chats))]
	switch n := c.random.IntN(100); {
	case n < 40:
		c.stars(ctx, chat)
	case n < 59:
		c.unstars(ctx, chat)
	case n < 60:
		c.blocks(chat)
	case n < 63:
		c.mutes(ctx, chat)
	case n < 76:
		c.organise(ctx)
	case n < 78:
		c.pressLate(ctx)
	case n == 78 && c.random.IntN(4) == 0:
		c.reopens(ctx)
	case n < 82:
		c.undo(ctx, 3)
	case n < 86:
		c.reconcile(ctx)
	case n < 89:
		c.broadcast(ctx)
	case n < 91 && c.approve:
		c.decide(ctx)
	case n > 96:
		c.mistake(ctx)
	default:
		c.publish(ctx)
	}
	if c.random.IntN(40) == 0 {
		return errKilled
	}
	return nil
}
