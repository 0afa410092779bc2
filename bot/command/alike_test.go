package command_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
)

// TestManyAreToldWhatOneIs asks everything that is answered alike of one Usher that
// remembers it and of one that has never been asked anything, as people who speak
// different languages, alone and in groups, with a star and without, from moment to
// moment and by two schedules.
func TestManyAreToldWhatOneIs(t *testing.T) {
	e, _ := env(t)
	first, now := asg(t), e.Now()
	inForce := first
	e.Schedule = func() *schedule.Schedule { return inForce }
	e.Now = func() time.Time { return now }
	star := first.Next(now, 1)[0]
	for _, chat := range []bot.Chat{{Platform: "test", ID: "star"}, {Platform: "test", ID: "group star"}} {
		if _, err := e.Store.Follow(t.Context(), chat, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: star.Key}}); err != nil {
			t.Fatal(err)
		}
	}
	var people []bot.Incoming
	for i, language := range []string{"en", "de", "", "de", "en"} {
		for _, shared := range []bool{false, true} {
			people = append(people, bot.Incoming{Chat: bot.Chat{Platform: "test", ID: fmt.Sprint(i, shared)}, Sender: "x", Language: language, Shared: shared})
		}
	}
	people = append(people, bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "star"}},
		bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "group star"}, Shared: true})
	texts := []string{"/now", "/next", "/next 2", "/next +3", "/next dome", "/now main", "/now nowhere", "/next after 15:00",
		"/day", "/day tomorrow", "/day thu +3", "/day nonsense", "/at 15:00", "/at", "next", "jetzt", "/next < /now", "/next fri"}
	both := []*schedule.Schedule{first, delayed(t, first)}
	for _, later := range []time.Duration{0, 400 * time.Millisecond, time.Second, 20 * time.Minute, 24 * time.Hour} {
		now = now.Add(later)
		slices.Reverse(both) // so that either changes alone
		for _, inForce = range both {
			for _, text := range texts {
				for _, in := range people {
					in.Text = text
					fresh := &command.Env{Schedule: e.Schedule, Store: e.Store, Lead: e.Lead, Commands: command.Commands(),
						Now: e.Now, Log: slog.New(slog.DiscardHandler)}
					want := fresh.Handle(t.Context(), in)
					for range 2 {
						if diff := cmp.Diff(want, e.Handle(t.Context(), in)); diff != "" {
							t.Fatalf("%s says %q at %s (-alone +among many):\n%s", in.Chat, text, now, diff)
						}
					}
				}
			}
		}
	}
}

// delayed is a schedule of which everything is an hour later.
func delayed(t *testing.T, s *schedule.Schedule) *schedule.Schedule {
	t.Helper()
	var slots []schedule.Slot
	for _, slot := range s.Slots() {
		later := *slot
		later.Start, later.End = slot.Start.Add(time.Hour), slot.End.Add(time.Hour)
		slots = append(slots, later)
	}
	all, err := schedule.New(schedule.Draft{Conference: s.Conference(), Rooms: s.Rooms(), Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestACrowdsAnswerIsWrittenOnce for each network, and one of its own for who has a star.
func TestACrowdsAnswerIsWrittenOnce(t *testing.T) {
	e, _ := env(t)
	written := func(id, text string) *bot.Written {
		return e.Handle(t.Context(), bot.Incoming{Chat: bot.Chat{Platform: "test", ID: id}, Text: text}).Written
	}
	next := written("a", "/next")
	if next == nil || next != written("b", "/next") || next == written("b", "/now") {
		t.Error("what two are told alike is not written once")
	}
	if written("a", "/agenda") != nil {
		t.Error("an agenda is written for many")
	}
	ask(t, e, "/star mount api")
	if got := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: "/next"}).Written; got != nil {
		t.Error("what shows somebody's stars is written for many")
	}
	times := 0
	for range 2 {
		if got := next.As("test", func() any { times++; return "x" }); got != "x" {
			t.Errorf("written is %v", got)
		}
	}
	if next.As("other", func() any { return "y" }) != "y" || times != 1 {
		t.Errorf("it is written %d times", times)
	}
}

// TestACrowdsAnswersHaveAnEnd: a machine that asks for something else each time, or at
// great length, does not fill the memory.
func TestACrowdsAnswersHaveAnEnd(t *testing.T) {
	e, _ := env(t)
	written := func(text string) *bot.Written {
		return e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text}).Written
	}
	if written("/day "+strings.Repeat("x", 40)) != nil {
		t.Error("a long question is remembered")
	}
	first := written("/day +0")
	for i := range 100 {
		written(fmt.Sprintf("/day +%d", i))
	}
	last := written("/day +200")
	if written("/day +0") != first || written("/day +200") == last {
		t.Error("not the first hundred questions are remembered")
	}
}
