package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
)

// origin is a source of schedules that does as it is told. A copy from it holds
// the number of a version that was published.
type origin struct {
	mu       sync.Mutex
	versions []*schedule.Schedule
	current  int // the one that it has
	down     error
}

func (o *origin) Name() string { return "schedule.example" }

// publish lets it have another version; nil is one that cannot be read.
func (o *origin) publish(s *schedule.Schedule) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.versions = append(o.versions, s)
	o.current = len(o.versions) - 1
}

// takeBack lets it have the version before again, as it was.
func (o *origin) takeBack() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.current--
}

// fail lets it fail from now on, or answer again where err is nil.
func (o *origin) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = err
}

func (o *origin) Fetch(_ context.Context, last schedule.Copy) (schedule.Copy, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down != nil {
		return schedule.Copy{}, false, fmt.Errorf("schedule.example: %w", o.down)
	}
	c := schedule.Copy{Parts: []schedule.Part{{Source: "1", Data: []byte(strconv.Itoa(o.current))}}}
	if c.Same(last) {
		return last, false, nil
	}
	return c, true, nil
}

func (o *origin) Read(c schedule.Copy) (*schedule.Schedule, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := strconv.Atoi(string(c.Parts[0].Data))
	if err != nil {
		return nil, err
	}
	if s := o.versions[n]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("schedule.example: %w", errors.New("that is not a schedule"))
}

// Held is what waits for an organiser's word where there is only one source.
func (h *house) Held() (waiting *schedule.Schedule, number int64) {
	for _, w := range h.Scheduler.Held() {
		return w.Newer, w.Number
	}
	return nil, 0
}

// SourceState is how the only source is.
func (h *house) SourceState() bot.SourceState { return h.SourceStates()[0] }

// changingHouse is a bubbleHouse whose schedule has a source.
func changingHouse(t *testing.T, hour, minute int, organisers ...string) *house {
	h := bubbleHouse(t, hour, minute, bot.Traits{})
	h.source = &origin{}
	h.source.publish(h.live.Get())
	for _, id := range organisers {
		h.organisers = append(h.organisers, h.fake.Chat(id))
	}
	return h
}

// database is where a test's database is.
func database(t *testing.T) string { return filepath.Join(t.TempDir(), "usher.db") }

// told holds that these are all messages, each as "chat weekday time text", the
// text being all its lines with " / " between them.
func (h *house) told(want ...string) {
	h.t.Helper()
	var got []string
	for _, s := range h.fake.Messages() {
		at := s.At.In(h.live.Get().Zone()).Format("Mon 15:04:05")
		got = append(got, s.Ref.Chat.ID+" "+at+" "+strings.ReplaceAll(s.Message.Text(), "\n", " / "))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("-want +got:\n%s", diff)
	}
}

// edit changes one talk.
func edit(key string, change func(*schedule.Slot)) func(*schedule.Slot) {
	return func(slot *schedule.Slot) {
		if slot.Key == key {
			change(slot)
		}
	}
}

// missing is the conference without talks, after an organiser has changed it.
func missing(t testing.TB, change func(*schedule.Slot), keys ...string) *schedule.Schedule {
	t.Helper()
	return rebuilt(t, change, func(slot schedule.Slot) []schedule.Slot {
		for _, key := range keys {
			if slot.Key == key {
				return nil
			}
		}
		return []schedule.Slot{slot}
	})
}

// rebuilt is the conference with what becomes of each slot.
func rebuilt(t testing.TB, change func(*schedule.Slot), becomes func(schedule.Slot) []schedule.Slot) *schedule.Schedule {
	t.Helper()
	s := conference(t, change)
	var slots []schedule.Slot
	for _, slot := range s.Slots() {
		slots = append(slots, becomes(*slot)...)
	}
	again, err := schedule.New(schedule.Draft{Conference: s.Conference(), Version: s.Version(), Rooms: s.Rooms(), Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return again
}
