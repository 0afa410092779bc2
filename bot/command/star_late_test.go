package command_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
)

// late is a store in which a schedule is put in force just before or just after the
// first star is stored.
type late struct {
	command.Store
	before, after func()
}

func (l *late) Follow(ctx context.Context, chat bot.Chat, f bot.Follow) (bool, error) {
	before, after := l.before, l.after
	l.before, l.after = nil, nil
	if before != nil {
		before()
	}
	added, err := l.Store.Follow(ctx, chat, f)
	if after != nil {
		after()
	}
	return added, err
}

// TestAStarSaysHowItStandsOnceItIsStored has a schedule come between the look at it
// and the star: who starred the talk before is told of what has changed, she is not.
func TestAStarSaysHowItStandsOnceItIsStored(t *testing.T) {
	older := asg(t)
	move := func(change func(*schedule.Slot)) *schedule.Schedule {
		draft := schedule.Draft{Conference: older.Conference(), Rooms: older.Rooms()}
		for _, slot := range older.Slots() {
			if slot.Key == "main-c-NYLYDK" { // New Mount API
				copied := *slot
				slot = &copied
				change(slot)
			}
			if slot.Key != "" {
				draft.Slots = append(draft.Slots, *slot)
			}
		}
		s, err := schedule.New(draft)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, test := range map[string]struct {
		newer *schedule.Schedule
		want  string
	}{
		"moved": {move(func(slot *schedule.Slot) {
			slot.Start, slot.End = slot.Start.Add(time.Hour), slot.End.Add(time.Hour)
		}), "★ Yours. I'll ring at 15:20."},
		"gone": {move(func(slot *schedule.Slot) { slot.Key = "" }), "not in the schedule any more"},
	} {
		for _, stored := range []string{"before", "after"} {
			for _, typed := range []string{"/star mount api", "/keep main-c-NYLYDK 2023-09-13 14:30"} {
				t.Run(name+" "+stored+" "+typed, func(t *testing.T) {
					e, _ := env(t)
					live := schedule.NewLive(older)
					e.Schedule = live.Get
					store := &late{Store: e.Store}
					e.Store = store
					// It is stored, and not in force yet: whoever waits for that finds it.
					waited := make(chan struct{})
					e.InForce = func() *schedule.Schedule {
						select {
						case <-waited:
							live.Set(test.newer)
						default:
						}
						return live.Get()
					}
					put := func() { close(waited) }
					if stored == "before" {
						store.before = put
					} else {
						store.after = put
					}
					if got := ask(t, e, typed); !strings.Contains(got, test.want) {
						t.Errorf("answered %q, want %q", got, test.want)
					}
				})
			}
		}
	}
}
