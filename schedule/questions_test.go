package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// twoRooms is a day in the Main Hall and the Dome, the hall listed first.
func twoRooms(t *testing.T) *schedule.Schedule {
	off := talk("off", hall, at(10, 30), at(11, 0))
	off.Cancelled = true
	return build(t,
		talk("keynote", hall, at(9, 0), at(10, 0)),
		talk("a", dome, at(10, 0), at(10, 45)),
		off,
		talk("b", dome, at(11, 0), at(11, 30)),
		talk("c", hall, at(11, 0), at(12, 0)),
		talk("last", dome, at(14, 0), at(14, 30)),
	)
}

func TestNow(t *testing.T) {
	s := twoRooms(t)
	for when, want := range map[time.Time][]string{
		at(8, 59):  nil,
		at(9, 0):   {"keynote"},
		at(10, 0):  {"a"}, // what ends now is over
		at(10, 40): {"a"},
		at(10, 50): nil,
		at(11, 29): {"c", "b"},
		at(15, 0):  nil,
	} {
		if diff := cmp.Diff(want, titles(s.Now(when))); diff != "" {
			t.Errorf("now at %s (-want +got):\n%s", when.Format("15:04"), diff)
		}
	}
}

func TestNext(t *testing.T) {
	s := twoRooms(t)
	for _, c := range []struct {
		t    time.Time
		n    int
		want []string
	}{
		{at(8, 0), 1, []string{"keynote", "a"}},
		{at(9, 0), 1, []string{"a", "c"}},
		{at(10, 0), 2, []string{"c", "b", "last"}},
		{at(11, 0), 1, []string{"last"}},
		{at(14, 0), 1, nil},
	} {
		if diff := cmp.Diff(c.want, titles(s.Next(c.t, c.n))); diff != "" {
			t.Errorf("next %d at %s (-want +got):\n%s", c.n, c.t.Format("15:04"), diff)
		}
	}
}

func TestStarting(t *testing.T) {
	s := twoRooms(t)
	for _, c := range []struct {
		from, to time.Time
		want     []string
	}{
		{at(9, 0), at(10, 0), []string{"a"}}, // after from, not after to
		{at(10, 0), at(11, 0), []string{"c", "b"}},
		{at(14, 0), at(23, 0), nil},
	} {
		if diff := cmp.Diff(c.want, titles(s.Starting(c.from, c.to))); diff != "" {
			t.Errorf("starting %s to %s (-want +got):\n%s", c.from.Format("15:04"), c.to.Format("15:04"), diff)
		}
	}
}

func TestBeforeAndAfter(t *testing.T) {
	s := twoRooms(t)
	if s.Begun(at(8, 59)) || !s.Begun(at(9, 0)) {
		t.Error("it begins with the keynote")
	}
	if s.Over(at(14, 29)) || !s.Over(at(14, 30)) {
		t.Error("it is over with the last talk")
	}
	if first, ok := s.First(at(10, 0)); !ok || first.Title != "c" {
		t.Errorf("the first after 10:00 is %v, want c: what is cancelled does not start", first)
	}
	if _, ok := s.First(at(14, 0)); ok {
		t.Error("something starts after the last")
	}
	if empty := build(t); empty.Over(at(9, 0)) || empty.Begun(at(9, 0)) {
		t.Error("an empty schedule has neither begun nor ended")
	}
}

func TestTalkAndSlot(t *testing.T) {
	again := mount()
	again.Start, again.End = at(16, 0), at(16, 40)
	s := build(t, again, mount())
	slots := s.Talk("main-c-MOUNT")
	if len(slots) != 2 || !slots[0].Start.Equal(at(14, 30)) {
		t.Errorf("%d slots, want both by start", len(slots))
	}
	if _, ok := s.Slot("main-c-MOUNT", at(16, 0).In(time.FixedZone("", 3600))); !ok {
		t.Error("the same instant in another zone is not found")
	}
	if _, ok := s.Slot("main-c-MOUNT", at(15, 0)); ok {
		t.Error("found a slot that is not there")
	}
}

func TestOverlaps(t *testing.T) {
	s := twoRooms(t).Slots()
	keynote, a, c, b := s[0], s[1], s[3], s[4]
	if keynote.Overlaps(a) || !b.Overlaps(c) || !c.Overlaps(b) {
		t.Error("only b and c are at the same time")
	}
}

func TestFollowing(t *testing.T) {
	other := with(func(s *schedule.Slot) { s.Key, s.Speakers, s.Start, s.End = "other", nil, at(9, 0), at(10, 0) })
	s := build(t, mount(), other)
	got := s.Following(
		schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-MOUNT"},
		schedule.Topic{Kind: schedule.TopicSpeaker, Key: ada.Key},
		schedule.Topic{Kind: schedule.TopicRoom, Key: dome.Key},
	)
	if len(got) != 2 || got[0].Key != "other" {
		t.Errorf("%d slots, want each once, by start", len(got))
	}
	for topic, want := range map[schedule.Topic]string{
		{Kind: schedule.TopicTalk, Key: "main-c-MOUNT"}: "New Mount API",
		{Kind: schedule.TopicSpeaker, Key: bo.Key}:      "Bo",
		{Kind: schedule.TopicRoom, Key: dome.Key}:       "Dome",
		{Kind: schedule.TopicTrack, Key: "n-kernel"}:    "Kernel",
	} {
		if name, ok := s.Name(topic); !ok || name != want {
			t.Errorf("%v is called %q, want %q", topic, name, want)
		}
	}
	if name, ok := s.Name(schedule.Topic{Kind: schedule.TopicTalk, Key: "gone"}); ok {
		t.Errorf("what is not there is called %q", name)
	}
}

func TestSoonest(t *testing.T) {
	off := talk("off", hall, at(10, 30), at(11, 0))
	off.Cancelled = true
	slots := build(t, talk("first", hall, at(9, 0), at(10, 0)), off, talk("last", dome, at(14, 0), at(14, 30))).Slots()
	for when, want := range map[time.Time]string{
		at(8, 0): "first", at(9, 59): "first", at(10, 0): "last", at(10, 30): "last", at(15, 0): "last",
	} {
		if got := schedule.Soonest(slots, when).Title; got != want {
			t.Errorf("at %s %q matters, not %q", when.Format("15:04"), got, want)
		}
	}
	if got := schedule.Soonest(slots[1:2], at(9, 0)).Title; got != "off" {
		t.Errorf("of what is cancelled %q matters", got)
	}
}

func TestDayEnd(t *testing.T) {
	day := schedule.DateOf(at(9, 0))
	early := at(9, 0).AddDate(0, 0, 1).Add(-5 * time.Hour) // 04:00
	if got := twoRooms(t).DayEnd(day); !got.Equal(early) {
		t.Errorf("a day ends at %s", got)
	}
	party := talk("party", hall, at(22, 0), at(22, 0).Add(7*time.Hour))
	art := talk("art", dome, at(10, 0), at(10, 0).Add(48*time.Hour))
	if got := build(t, party, art).DayEnd(day); !got.Equal(early.Add(time.Hour)) {
		t.Errorf("a day with a party until 05:00 ends at %s", got)
	}
}

func TestSurelyOverlaps(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2023, time.September, 13, 14, minute, 0, 0, time.UTC) }
	slot := func(key string, start, end int) schedule.Slot {
		s := schedule.Slot{Talk: schedule.Talk{Key: key}, Room: schedule.Room{Key: key}, Start: at(start)}
		if end > 0 {
			s.End = at(end)
		}
		return s
	}
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{
		slot("known", 0, 30), slot("open", 10, 0), slot("late", 20, 40), slot("with", 10, 20),
	}})
	if err != nil {
		t.Fatal(err)
	}
	held := func(key string) *schedule.Slot { return s.Talk(key)[0] }
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"known", "open", true}, // whatever the length of the second
		{"open", "late", false}, // it may be over by then
		{"open", "with", true},  // both start at once
		{"with", "late", false}, // one ends as the other starts
	} {
		a, b := held(test.a), held(test.b)
		if a.SurelyOverlaps(b) != test.want || b.SurelyOverlaps(a) != test.want {
			t.Errorf("%s and %s surely overlap: %v", test.a, test.b, !test.want)
		}
	}
}
