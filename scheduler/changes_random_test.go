package scheduler_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
)

// world is a conference that an organiser with shaky hands edits: twelve talks
// from 15:00 in two rooms, one of them held twice.
type world struct {
	random *rand.Rand
	slots  []schedule.Slot
	gone   map[string]bool
	// past are all versions that were published, as beliefs by title.
	past []past
}

// past is what was true from an instant on.
type past struct {
	from  time.Time
	truth map[string]belief
}

var worldRooms = []schedule.Room{{Key: "n-dome", Name: "Dome"}, {Key: "n-hall", Name: "Main Hall"}}

func newWorld(seed uint64, day time.Time) *world {
	w := &world{random: rand.New(rand.NewPCG(seed, 1)), gone: map[string]bool{}}
	for i := range 12 {
		start := day.Add(time.Duration(i) * 20 * time.Minute)
		w.slots = append(w.slots, schedule.Slot{
			Talk: schedule.Talk{Key: fmt.Sprintf("main-c-T%d", i), Title: fmt.Sprintf("Talk %d", i)},
			Room: worldRooms[i%2], Start: start, End: start.Add(20 * time.Minute),
		})
	}
	// Who stars talk 3 hears of this, too. At no time both can start.
	again := w.slots[3]
	again.Title, w.slots[3].GUID, again.GUID = "Talk 12", "a", "b"
	shift(&again, 65*time.Minute)
	w.slots = append(w.slots, again)
	return w
}

// edit changes one slot, in one or two ways.
func (w *world) edit() {
	slot := &w.slots[[]int{0, 1, 2, 3, 3, 3, 5, 8, 9, 11, 12, 12, 12}[w.random.IntN(13)]]
	// Of two that go and are back elsewhere nobody knows which is which.
	if ambiguous := slot.GUID != ""; ambiguous && (w.gone[slot.Key] || w.random.IntN(5) == 0) {
		w.gone[slot.Key] = !w.gone[slot.Key]
		return
	}
	for range 1 + w.random.IntN(2) {
		switch w.random.IntN(5) {
		case 0, 1:
			shift(slot, time.Duration(w.random.IntN(9)-4)*10*time.Minute)
		case 2:
			slot.Room = worldRooms[w.random.IntN(2)]
		case 3:
			for i := range w.slots {
				if other := &w.slots[i]; other.Key == slot.Key && other != slot {
					other.Cancelled = !slot.Cancelled
				}
			}
			slot.Cancelled = !slot.Cancelled
		case 4:
			w.gone[slot.Key] = !w.gone[slot.Key] && slot.GUID == ""
		}
	}
}

func (w *world) publish(t testing.TB, now time.Time, zone *time.Location) *schedule.Schedule {
	t.Helper()
	p := past{now, map[string]belief{}}
	for i, slot := range w.slots {
		p.truth[slot.Title] = w.truth(i, zone)
	}
	w.past = append(w.past, p)
	var slots []schedule.Slot
	for _, slot := range w.slots {
		if !w.gone[slot.Key] {
			slots = append(slots, slot)
		}
	}
	start := schedule.DateOf(w.slots[0].Start.In(zone))
	s, err := schedule.New(schedule.Draft{Conference: schedule.Conference{Zone: zone, Start: start, End: start}, Rooms: worldRooms, Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// belief is what a person thinks of a talk.
type belief struct{ time, room string }

// off is what they think of one that does not take place.
var off = belief{"off", ""}

func (w *world) truth(i int, zone *time.Location) belief {
	slot := w.slots[i]
	if slot.Cancelled || w.gone[slot.Key] {
		return off
	}
	return belief{slot.Start.In(zone).Format("15:04"), slot.Room.Name}
}

// wasTrue reports whether something was in the schedule in force when a message
// at that instant was worded: a version is found within a minute, or two where
// Usher was down, and a message takes up to slowest to arrive.
func (w *world) wasTrue(title string, b belief, at time.Time) bool {
	for i := len(w.past) - 1; i >= 0; i-- {
		if p := w.past[i]; !p.from.After(at) && p.truth[title] == b {
			return true
		} else if p.from.Before(at.Add(-2*time.Minute - slowest)) {
			return false
		}
	}
	return false
}

// slowest is how long the network takes at most.
const slowest = 20 * time.Second

// changeText reads a change: which talk, and what the person thinks now.
var changeText = regexp.MustCompile(`^⚠ (Moved|Moved earlier|Room change|Cancelled|Back): (Talk \d+)(?:` +
	`\nNow \w+ (?P<time>[\d:]+) in (?P<room>[\w ]+) \(was (?P<was>[\d:]+)(?: in [\w ]+)?\)\.` +
	`| — now in (?P<room2>[\w ]+), still (?P<time2>[\d:]+) .*` +
	`| — takes place after all, \w+ (?P<time3>[\d:]+) in (?P<room3>[\w ]+)\.` +
	`| \(was \w+ (?P<was2>[\d:]+) in [\w ]+\)\..*)`)

var talkTitle = regexp.MustCompile(`Talk \d+`)

// learn is what a message changes of what somebody thinks: each piece must be
// news, and say what they thought before.
func learn(t *testing.T, w *world, thinks map[string]belief, message bottest.Sent) {
	t.Helper()
	for _, piece := range strings.SplitAfter(strings.ReplaceAll(message.Message.Text(), "\n⚠", "\x00⚠"), "\x00") {
		if !strings.HasPrefix(piece, "⚠") { // a ring
			for _, title := range talkTitle.FindAllString(piece, -1) {
				if _, known := thinks[title]; !known {
					t.Errorf("%s at %s: %q is not what they starred", message.Ref.Chat.ID, message.At, piece)
				}
			}
			continue
		}
		m := changeText.FindStringSubmatch(strings.TrimSuffix(piece, "\x00"))
		if m == nil {
			t.Errorf("cannot read %q", piece)
			continue
		}
		field := func(name string) string { return m[changeText.SubexpIndex(name)] }
		title := m[2]
		before := thinks[title]
		now := belief{field("time") + field("time2") + field("time3"), field("room") + field("room2") + field("room3")}
		if m[1] == "Cancelled" {
			now = off
		}
		if was := field("was") + field("was2"); was != "" && was != before.time {
			t.Errorf("%s at %s: %q, but they were told %v", message.Ref.Chat.ID, message.At, piece, before)
		}
		if (m[1] == "Back") != (before == off) || now == before {
			t.Errorf("%s at %s: %q is no news after %v", message.Ref.Chat.ID, message.At, piece, before)
		}
		if !w.wasTrue(title, now, message.At) {
			t.Errorf("%s at %s: %q is not in force any more", message.Ref.Chat.ID, message.At, piece)
		}
		thinks[title] = now
	}
}

// TestEachChangeIsToldOnce has random edits, restarts and a slow network. In the
// end everybody knows where what they starred takes place, has read nothing
// twice, and nothing of what others starred.
func TestEachChangeIsToldOnce(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { shakyDay(t, seed) })
		})
	}
}

func shakyDay(t *testing.T, seed uint64) {
	h := bubbleHouse(t, 11, 0, bot.Traits{})
	zone := h.live.Get().Zone()
	w := newWorld(seed, h.wednesday(15, 0))
	h.source = &origin{}
	h.live.Set(w.publish(t, h.now(), zone))
	h.source.publish(h.live.Get())
	h.fake.Delay = time.Duration(w.random.Int64N(int64(slowest)))
	path := database(t)
	p := h.begin(path)
	stars := map[string][]int{"ada": {0, 1, 2, 3, 12}, "bob": {3, 5, 8, 12}, "eve": {11}}
	keeps := map[string]int{"kim": 12, "leo": 3} // and not the other
	thinks := map[string]map[string]belief{}
	for chat, talks := range stars {
		thinks[chat] = map[string]belief{}
		for _, i := range talks {
			h.star(chat, w.slots[i].Key)
			thinks[chat][w.slots[i].Title] = w.truth(i, zone)
		}
	}
	for chat, i := range keeps {
		h.keep(chat, w.slots[i].Key, w.slots[i].Start)
		stars[chat] = []int{i}
		thinks[chat] = map[string]belief{w.slots[i].Title: w.truth(i, zone)}
	}
	h.Wake()
	for range 80 {
		time.Sleep(time.Duration(w.random.IntN(150)) * time.Second)
		w.edit()
		h.source.publish(w.publish(t, h.now(), zone))
		if w.random.IntN(8) == 0 {
			p.end()
			time.Sleep(time.Duration(w.random.IntN(60)) * time.Second)
			h.fake.Delay = time.Duration(w.random.Int64N(int64(slowest)))
			p = h.begin(path)
		}
	}
	time.Sleep(10 * time.Minute)
	p.end()
	for _, message := range h.fake.Messages() {
		learn(t, w, thinks[message.Ref.Chat.ID], message)
	}
	for chat, talks := range stars {
		if len(thinks[chat]) != len(talks) {
			t.Errorf("%s was told of what others starred: %v", chat, thinks[chat])
		}
		for _, i := range talks {
			if got, want := thinks[chat][w.slots[i].Title], w.truth(i, zone); got != want {
				t.Errorf("%s thinks %v of %s, which is %v", chat, got, w.slots[i].Title, want)
			}
		}
	}
}
