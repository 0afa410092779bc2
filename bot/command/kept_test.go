package command_test

import (
	"context"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/say"
	"usher/schedule"
)

// overtaken is a store that is about to keep something when another schedule
// comes into force.
type overtaken struct {
	command.Store
	before func()
}

func (o overtaken) Follow(ctx context.Context, chat bot.Chat, f bot.Follow) (bool, error) {
	o.before()
	return o.Store.Follow(ctx, chat, f)
}

// TestASlotThatHasJustGoneIsNotKept has a slot move while somebody keeps it:
// nobody would ring for where it was.
func TestASlotThatHasJustGoneIsNotKept(t *testing.T) {
	for name, test := range map[string]struct{ by, want time.Duration }{
		"it stays": {0, 3 * time.Hour}, "it moves": {time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := env(t)
			twice := func(later time.Duration) *schedule.Schedule {
				s := asg(t)
				var slots []schedule.Slot
				for _, slot := range s.Slots() {
					slots = append(slots, *slot)
					if again := *slot; slot.Title == "New Mount API" {
						again.Start, again.End = slot.Start.Add(3*time.Hour+later), slot.End.Add(3*time.Hour+later)
						slots = append(slots, again)
					}
				}
				twice, err := schedule.New(schedule.Draft{Conference: s.Conference(), Rooms: s.Rooms(), Slots: slots})
				if err != nil {
					t.Fatal(err)
				}
				return twice
			}
			inForce := twice(0)
			e.Schedule = func() *schedule.Schedule { return inForce }
			e.Store = overtaken{e.Store, func() { inForce = twice(test.by) }}
			first := inForce.Search("mount api").Talks[0]
			ask(t, e, "/keep "+first.Key+" "+first.Start.Add(3*time.Hour).In(inForce.Zone()).Format(say.StampLayout))
			w, err := e.Store.Wishes(t.Context(), ada)
			if err != nil || len(w.Follows) != 1 {
				t.Fatalf("%+v, %v", w, err)
			}
			var want time.Time
			if test.want > 0 {
				want = first.Start.Add(test.want)
			}
			if got := w.Follows[0].Only; !got.Equal(want) {
				t.Errorf("keeps %v, want %v", got, want)
			}
		})
	}
}
