package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/telegram"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

var (
	organisings    = flag.Int("organisings", 2, "how many days TestOrganising plays")
	organisingFrom = flag.Uint64("organising.from", 1, "the seed of the first of them")
	organisingFull = flag.Bool("organising.full", false, "2,000 people and eight hours, rather than 150 and three")
	organisingSeed = flag.Uint64("organising.seed", 0, "play the day of this seed alone and tell it")
)

// TestOrganising plays days of a conference at which two organisers, the published
// schedule and people act at random: through the real commands, the real desk and the
// real scheduler, in a rehearsal. What people were told is judged by what they received:
// each is told of each change that concerns a star once, as it is then, and of nothing
// else. See observe for what that means.
//
//	go test ./cmd/usher -run TestOrganising -organising.full
//
// has 2,000 people; -organisings N -organising.from M hunts on from there.
func TestOrganising(t *testing.T) {
	if *organisingSeed != 0 {
		newConvention(t, *organisingSeed).play()
		return
	}
	for seed := *organisingFrom; seed < *organisingFrom+uint64(*organisings); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { newConvention(t, seed).play() })
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

	app       *app
	clock     *clock
	live      *schedule.Live
	network   *network
	published *versions
	guests    map[bot.Chat]*believer
	chats     []bot.Chat
	heard     int // of what the network has been told to say
	acts      map[string]int
	done      []act // what organisers did, to be undone
	failed    int
}

// believer is what somebody has starred, and what they think of it.
type believer struct {
	starred map[string]belief
	ever    map[string]bool      // starred once; nobody stars a talk twice
	since   map[string]time.Time // when that became out of date
}

// belief is how somebody thinks that a talk stands: as they were told, and without the
// minutes by which its room runs late that nobody is told of.
type belief struct{ said, due bot.Standing }

func newConvention(t *testing.T, seed uint64) *convention {
	c := &convention{t: t, random: rand.New(rand.NewPCG(seed, 9)), crowd: 150, hours: 3 * time.Hour, guests: map[bot.Chat]*believer{}, acts: map[string]int{}}
	if *organisingFull {
		c.crowd, c.hours = 2000, 8*time.Hour
	}
	first := conventionDay(t)
	c.published = &versions{all: []*schedule.Schedule{first}}
	c.live = schedule.NewLive(first)
	c.clock = stopped(first.Slots()[0].Start)
	c.network = newNetwork(telegram.Rules{}, 0, c.clock.Now)
	store, err := storage.OpenScratch(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	c.app = newApp(setup{
		live: c.live, store: store, platforms: []bot.Platform{c.network}, clock: c.clock, real: c.clock.Now, language: "en",
		owners: conveners, settle: scheduler.DefaultSettle, refresh: time.Minute,
		sources: []scheduler.Origin{{Name: "main", Source: c.published}},
		log:     slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err := c.app.scheduler.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range c.crowd {
		chat := bot.Chat{Platform: c.network.Name(), ID: fmt.Sprint(1000 + i)}
		c.chats = append(c.chats, chat)
		c.guests[chat] = &believer{map[string]belief{}, map[string]bool{}, map[string]time.Time{}}
	}
	return c
}

// conventionDay is a programme of thirteen hours in six rooms.
func conventionDay(t *testing.T) *schedule.Schedule {
	var d schedule.Draft
	start := time.Date(2023, time.September, 13, 9, 0, 0, 0, time.UTC)
	for n := range 6 * 26 {
		room := schedule.Room{Key: fmt.Sprint("n-hall-", n%6), Name: fmt.Sprint("Hall ", n%6)}
		at := start.Add(time.Duration(n/6) * 30 * time.Minute)
		d.Slots = append(d.Slots, schedule.Slot{Talk: schedule.Talk{Key: fmt.Sprintf("main-c-T%03d", n), Title: fmt.Sprintf("Talk %03d", n)},
			Room: room, Start: at, End: at.Add(25 * time.Minute)})
	}
	s, err := schedule.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// play lets everybody act for some hours, and then waits until all is told.
func (c *convention) play() {
	began, end := c.clock.Now(), c.clock.Now().Add(c.hours)
	var cues []scheduler.Cue
	cue := func(at time.Time, do func(context.Context)) {
		cues = append(cues, scheduler.Cue{At: at, Do: func(ctx context.Context) error {
			c.listen()
			do(ctx)
			return nil
		}})
	}
	for _, chat := range c.chats { // they come one after the other
		cue(began.Add(time.Duration(c.random.Int64N(int64(10*time.Minute)))), func(ctx context.Context) {
			for range 6 {
				c.stars(ctx, chat)
			}
		})
	}
	for at := began.Add(time.Minute); at.Before(end); at = at.Add(time.Duration(c.random.Int64N(int64(30 * time.Second)))) {
		cue(at, c.happen)
	}
	for at := began; at.Before(end.Add(15 * time.Minute)); at = at.Add(time.Minute) {
		cue(at, func(context.Context) { c.look() })
	}
	if err := c.app.scheduler.Rehearse(c.t.Context(), c.clock.Set, end.Add(15*time.Minute), cues...); err != nil {
		c.t.Fatal(err)
	}
	c.listen()
	c.look()
	c.t.Logf("%d messages; %v", c.heard, c.acts)
	for _, act := range []string{"moveroom", "movetime", "swap", "cancel", "restore", "delay", "undo", "publish", "told", "star", "unstar"} {
		if c.acts[act] == 0 {
			c.t.Errorf("nobody has tried %q: %v", act, c.acts)
		}
	}
}

// happen lets one thing happen.
func (c *convention) happen(ctx context.Context) {
	switch n := c.random.IntN(100); {
	case n < 60:
		if chat := c.chats[c.random.IntN(len(c.chats))]; c.random.IntN(3) > 0 {
			c.stars(ctx, chat)
		} else {
			c.unstars(ctx, chat)
		}
	case n < 80:
		c.organise(ctx)
	case n < 84:
		c.undo(ctx)
	case n < 88:
		c.decide(ctx)
	default:
		c.publish(ctx)
	}
}

// says is what somebody is answered.
func (c *convention) says(ctx context.Context, chat bot.Chat, text string) bot.Message {
	return c.app.commands.Handle(ctx, bot.Incoming{Chat: chat, Sender: chat.ID, Text: text, At: c.clock.Now()})
}

func (c *convention) stars(ctx context.Context, chat bot.Chat) {
	slots, g := c.live.Get().Slots(), c.guests[chat]
	slot := slots[c.random.IntN(len(slots))]
	if g.ever[slot.Key] || slot.Cancelled || !slot.Start.After(c.clock.Now()) {
		return
	}
	c.acts["star"]++
	c.says(ctx, chat, "/star "+slot.Key)
	c.app.scheduler.Wake()
	g.ever[slot.Key], g.starred[slot.Key] = true, c.stands(slot.Key)
}

func (c *convention) unstars(ctx context.Context, chat bot.Chat) {
	g := c.guests[chat]
	for _, key := range sortedKeys(g.starred) {
		if c.random.IntN(3) == 0 {
			c.acts["unstar"]++
			c.says(ctx, chat, "/unstar "+key)
			c.app.scheduler.Wake()
			delete(g.starred, key)
			delete(g.since, key)
			return
		}
	}
}

// organise has one of the organisers type something, and decide about the preview.
func (c *convention) organise(ctx context.Context) {
	who := conveners[c.random.IntN(len(conveners))]
	slots := c.live.Get().Slots()
	one, other := slots[c.random.IntN(len(slots))], slots[c.random.IntN(len(slots))]
	room := c.live.Get().Rooms()[c.random.IntN(6)]
	at := one.Start.Add(time.Duration(c.random.IntN(9)-4) * 15 * time.Minute)
	typed := []string{
		"/moveroom " + one.Key + " to " + room.Name, "/movetime " + one.Key + " " + at.Format("15:04"), "/swap " + one.Key + " " + other.Key,
		"/cancel " + one.Key, "/restore " + one.Key,
		fmt.Sprintf("/delay %s %d", room.Name, []int{0, 0, 5, 12, 20, 30}[c.random.IntN(6)]),
	}[c.random.IntN(6)]
	preview := c.says(ctx, who, typed)
	button, ok := carriesOut(preview)
	if !ok {
		c.acts["refused"]++
		return
	}
	verb, _, _ := strings.Cut(typed[1:], " ")
	c.acts[verb]++
	before := c.live.Get()
	switch n := c.random.IntN(10); {
	case n < 2:
		c.says(ctx, who, decisions.ReplaceAllString(button, " drop "))
	case n < 4:
		button = decisions.ReplaceAllString(button, " quiet ")
		c.says(ctx, who, button)
		c.assume(before, c.live.Get())
		c.done = append(c.done, actOf(button, true))
	default:
		c.acts["told"]++
		c.says(ctx, who, button)
		c.done = append(c.done, actOf(button, strings.Contains(button, " quiet ")))
	}
	c.app.scheduler.Wake()
}

var decisions = regexp.MustCompile(` (tell|quiet) `)
