package scheduler_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

// TestAStarSwallowsNoChange has somebody star a talk again between a change and its
// notice. Nobody knows whether the answer, which shows how it stands, has arrived.
func TestAStarSwallowsNoChange(t *testing.T) {
	for name, test := range map[string]struct {
		after time.Duration // how much later the talk is at last
		want  []string
	}{
		"told all the same": {30 * time.Minute,
			[]string{"ada Wed 12:05:00 ⚠ Moved: Disaggregated networks: Is network hardware special? / Now Wed 15:45 in Dome (was 15:15)."}},
		"moved once more": {time.Hour,
			[]string{"ada Wed 12:05:00 ⚠ Moved: Disaggregated networks: Is network hardware special? / Now Wed 16:15 in Dome (was 15:15)."}},
		"taken back": {0,
			[]string{"ada Wed 12:05:00 ⚠ Moved earlier: Disaggregated networks: Is network hardware special? / Now Wed 15:15 in Dome (was 15:45)."}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 12, 0)
				p := h.begin(database(t))
				h.star("ada", networks)
				h.sleepUntil(12, 1)
				h.source.publish(conference(t, later(map[string]time.Duration{networks: 30 * time.Minute})))
				h.sleepUntil(12, 2)
				time.Sleep(time.Second)
				h.star("ada", networks)
				h.star("ada", networks)
				h.source.publish(conference(t, later(map[string]time.Duration{networks: test.after})))
				h.sleepUntil(12, 30)
				p.end()
				h.told(test.want...)
			})
		})
	}
}

// TestAStarThatIsTakenBackSwallowsNoChange changes her mind twice between a change
// of both slots and its notice.
func TestAStarThatIsTakenBackSwallowsNoChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 11, 0)
		h.source.publish(twice(t, nil))
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		h.source.publish(twice(t, func(first, second *schedule.Slot) {
			shift(first, time.Hour)
			shift(second, -15*time.Minute)
		}))
		h.sleepUntil(12, 2)
		h.keep("ada", mountAPI, h.wednesday(16, 15))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 30)
		p.end()
		h.told("ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30). / " +
			"⚠ Moved earlier: New Mount API / Now Wed 16:15 in Main Hall (was 16:30).")
	})
}

// asked is a store that lets somebody ask what is in force once a schedule is stored,
// and before that is known.
type asked struct {
	scheduler.Store
	inForce func()
}

func (a asked) PutSchedule(ctx context.Context, r bot.Revision) error {
	err := a.Store.PutSchedule(ctx, r)
	asking := make(chan struct{})
	go func() {
		close(asking)
		a.inForce()
	}()
	<-asking
	for range 1000 { // so that one who does not wait has the answer
		runtime.Gosched()
	}
	return err
}

// TestWhoAsksWhatIsInForceWaitsForIt, once the schedule is stored: its changes are
// not told to who stars something now.
func TestWhoAsksWhatIsInForceWaitsForIt(t *testing.T) {
	h := changingHouse(t, 12, 0)
	db, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got := make(chan *schedule.Schedule, 1)
	h.with(asked{db, func() { got <- h.InForce() }})
	if err := h.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-got
	h.source.publish(conference(t, without(networks)))
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if <-got != h.live.Get() {
		t.Error("what was in force before is taken for it")
	}
}
