package scheduler_test

import (
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
	"usher/schedule/format"
	"usher/scheduler"
	"usher/storage"
	"usher/testdata"
)

// Talks of All Systems Go! 2023 and what else can be followed there.
const (
	extensions = "main-c-XLQNDJ" // Wed 11:15 Main Hall
	bpfilter   = "main-c-BKLNWP" // Wed 12:30 Dome
	linuxTPMs  = "main-c-HSEJY9" // Wed 14:30 Main Hall
	mountAPI   = "main-c-NYLYDK" // Wed 14:30 Dome
	networks   = "main-c-JVGVHG" // Wed 15:15 Dome
	eventLog   = "main-c-HGMV9U" // Wed 15:15 Main Hall
	sandboxing = "main-c-8CGF9L" // Wed 16:30 Main Hall
	magicTar   = "main-c-99PZDY" // Wed 17:00 Dome
	confidence = "main-c-GFDUHW" // Thu 10:30 Main Hall
	talos      = "main-c-Q9YBUZ" // Thu 10:30 Dome
)

// house is a scheduler among real parts, on a network that does as it is told.
type house struct {
	t    testing.TB
	db   *storage.DB
	live *schedule.Live
	fake *bottest.Fake
	// grouped says that the network's groups have a minus in front.
	grouped bool
	// as is the network where it can do more than the fake alone.
	as bot.Platform
	// others are further networks.
	others []bot.Platform
	// source is where the schedule comes from, where it changes by itself; sources
	// are several of them, and removed reads what there is of another.
	source     *origin
	sources    []scheduler.Origin
	removed    func(name string) scheduler.Source
	organisers []bot.Chat
	// approve says that organisers approve of what people are told of changes.
	approve bool
	clock   time.Time
	// runs is the clock where it runs by itself.
	runs func() time.Time
	// logged is what the operator was told. It may be read when nothing runs.
	logged strings.Builder
	*scheduler.Scheduler
}

// newHouse stands at a time of that Wednesday and is driven by Tick.
func newHouse(t testing.TB, hour, minute int, traits bot.Traits) *house {
	t.Helper()
	db, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{t: t, db: db, live: schedule.NewLive(conference(t, nil))}
	h.fake = bottest.NewFake("test", traits)
	h.fake.Clock = h.now
	h.clock = h.wednesday(hour, minute)
	h.restart()
	return h
}

func (h *house) now() time.Time {
	if h.runs != nil {
		return h.runs()
	}
	return h.clock
}

// grouped is a network whose groups have a minus in front, as Telegram's have.
type grouped struct{ *bottest.Fake }

func (grouped) Group(c bot.Chat) bool { return strings.HasPrefix(c.ID, "-") }

// restart is a new process on the same database.
func (h *house) restart() { h.with(h.db) }

func (h *house) with(store scheduler.Store) {
	platforms := map[string]bot.Platform{"test": h.fake}
	if h.grouped {
		platforms["test"] = grouped{h.fake}
	}
	if h.as != nil {
		platforms["test"] = h.as
	}
	for _, other := range h.others {
		platforms[other.Name()] = other
	}
	config := scheduler.Config{
		Store:    store,
		Schedule: h.live.Get, SetSchedule: h.live.Set,
		Platforms: platforms,
		Now:       h.now,
		Chance:    func() float64 { return 0 }, // who failed waits for as long as there is
		Log:       slog.New(slog.NewTextHandler(io.MultiWriter(h.t.Output(), &h.logged), nil)),
	}
	if h.source != nil {
		h.sources = []scheduler.Origin{{Name: "main", Source: h.source}}
	}
	if h.sources != nil {
		config.Sources, config.Removed = h.sources, h.removed
		config.Settle, config.Organisers, config.Approve = scheduler.DefaultSettle, h.organisers, h.approve
	}
	h.Scheduler = scheduler.New(config)
}

func (h *house) wednesday(hour, minute int) time.Time {
	return h.live.Get().Conference().Start.At(hour, minute, h.live.Get().Zone())
}

// tickAt sets the clock and does all that is due then.
func (h *house) tickAt(hour, minute int) {
	h.t.Helper()
	h.clock = h.wednesday(hour, minute)
	h.tick()
}

func (h *house) tick() {
	h.t.Helper()
	if err := h.Tick(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) star(chat string, talks ...string) {
	h.t.Helper()
	for _, key := range talks {
		h.follow(chat, talk(key))
	}
}

func (h *house) follow(chat string, topic schedule.Topic) {
	h.t.Helper()
	if _, err := h.db.Follow(h.t.Context(), h.fake.Chat(chat), bot.Follow{Topic: topic}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) unstar(chat, key string) {
	h.t.Helper()
	if _, err := h.db.Unfollow(h.t.Context(), h.fake.Chat(chat), talk(key)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) leads(chat string, leads ...time.Duration) {
	h.t.Helper()
	if err := h.db.SetLeads(h.t.Context(), h.fake.Chat(chat), leads); err != nil {
		h.t.Fatal(err)
	}
}

// dome is the room, as a topic.
func (h *house) dome() schedule.Topic {
	h.t.Helper()
	found := h.live.Get().FindRooms("dome").Hits
	if len(found) != 1 {
		h.t.Fatalf("found %d rooms called Dome", len(found))
	}
	return schedule.Topic{Kind: schedule.TopicRoom, Key: found[0].Key}
}

// rang holds that the messages that stand in all chats are these, each as "chat
// weekday time text", the text being its first line.
func (h *house) rang(want ...string) {
	h.t.Helper()
	var got []string
	for _, s := range h.fake.Messages() {
		first, _, _ := strings.Cut(s.Message.Text(), "\n")
		at := s.At.In(h.live.Get().Zone()).Format("Mon 15:04:05")
		got = append(got, s.Ref.Chat.ID+" "+at+" "+first)
		if !s.Message.Rings || s.Message.Key == "" {
			h.t.Errorf("%s: Rings %v, Key %q", first, s.Message.Rings, s.Message.Key)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("-want +got:\n%s", diff)
	}
}

func talk(key string) schedule.Topic {
	return schedule.Topic{Kind: schedule.TopicTalk, Key: key}
}

// conference is All Systems Go! 2023, after an organiser has changed it.
func conference(t testing.TB, change func(*schedule.Slot)) *schedule.Schedule {
	t.Helper()
	draft, err := format.Parse(testdata.AllSystemsGo2023, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range draft.Slots {
		if change != nil {
			change(&draft.Slots[i])
		}
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// later moves talks, by key.
func later(by map[string]time.Duration) func(*schedule.Slot) {
	return func(slot *schedule.Slot) {
		slot.Start, slot.End = slot.Start.Add(by[slot.Key]), slot.End.Add(by[slot.Key])
	}
}

func without(key string) func(*schedule.Slot) {
	return func(slot *schedule.Slot) { slot.Cancelled = slot.Cancelled || slot.Key == key }
}

func states(t testing.TB, attempts []bottest.Attempt) []string {
	t.Helper()
	return slices.Collect(func(yield func(string) bool) {
		for _, a := range attempts {
			state := "ok"
			if a.Err != nil {
				state = a.Err.Failure.String()
			}
			if !yield(a.Message.Chat.ID + " " + state) {
				return
			}
		}
	})
}
