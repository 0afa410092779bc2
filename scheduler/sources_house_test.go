package scheduler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
)

// inDome is the key of a talk of the conference in the source of its second room.
func inDome(key string) string { return "dome" + strings.TrimPrefix(key, "main") }

// half is what one source knows of the conference, after an organiser has changed
// it: "main" the Main Hall, and "dome" the Dome. Changes go by the keys of main.
func half(t testing.TB, name string, change func(*schedule.Slot), without ...string) *schedule.Schedule {
	t.Helper()
	whole := missing(t, change, without...)
	var slots []schedule.Slot
	for _, slot := range whole.Slots() {
		if (slot.Room.Name == "Dome") == (name == "dome") {
			copied := *slot
			copied.Key = name + strings.TrimPrefix(slot.Key, "main")
			copied.Speakers = slices.Clone(slot.Speakers)
			for i := range copied.Speakers {
				copied.Speakers[i].Key = name + strings.TrimPrefix(copied.Speakers[i].Key, "main")
			}
			slots = append(slots, copied)
		}
	}
	version := whole.Version()
	if change != nil || without != nil {
		version = "0.15"
	}
	s, err := schedule.New(schedule.Draft{Conference: whole.Conference(), Version: version, Rooms: whole.Rooms(), Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// twoSources is a house whose conference has one source for each room.
type twoSources struct {
	*house
	main, dome *origin
	path       string
}

func newTwoSources(t *testing.T, organisers ...string) *twoSources {
	h := &twoSources{house: bubbleHouse(t, 9, 0, bot.Traits{}), main: &origin{}, dome: &origin{}, path: database(t)}
	h.main.publish(half(t, "main", nil))
	h.dome.publish(half(t, "dome", nil))
	h.configure("main", "dome")
	h.removed = func(name string) scheduler.Source { return map[string]*origin{"main": h.main, "dome": h.dome}[name] }
	for _, id := range organisers {
		h.organisers = append(h.organisers, h.fake.Chat(id))
	}
	return h
}

// configure is what the settings name from the next process on.
func (h *twoSources) configure(names ...string) {
	h.sources = nil
	for _, name := range names {
		h.sources = append(h.sources, scheduler.Origin{Name: name, Source: map[string]*origin{"main": h.main, "dome": h.dome}[name]})
	}
}

func (h *twoSources) begins() *process { return h.begin(h.path) }

// states are the sources in short: "dome silent since 09:05 (timeout)".
func (h *twoSources) states() []string {
	clock := func(at time.Time) string { return at.In(h.live.Get().Zone()).Format("15:04") }
	var all []string
	for _, s := range h.SourceStates() {
		text := s.Source + " " + s.Version
		switch {
		case s.Hidden > 0:
			text = fmt.Sprintf("%s hides %d", s.Source, s.Hidden)
		case !s.FailingSince.IsZero():
			text += fmt.Sprintf(" silent since %s (%s)", clock(s.Answered), s.Problem)
		case s.Held:
			text += " holds " + s.HeldVersion
		}
		all = append(all, text)
	}
	return all
}

func (h *twoSources) are(want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.states()); diff != "" {
		h.t.Errorf("sources: -want +got:\n%s", diff)
	}
}

// shows holds how many slots are in force.
func (h *twoSources) shows(want int) {
	h.t.Helper()
	if got := len(h.live.Get().Slots()); got != want {
		h.t.Errorf("%d slots are in force, want %d", got, want)
	}
}
