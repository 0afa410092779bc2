package scheduler_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// longAfter is a running house whose clock can be set to so long after the
// conference, and where Ada has a star.
func longAfter(t *testing.T, after time.Duration) (p *process, set func(after time.Duration)) {
	h := bubbleHouse(t, 9, 0, bot.Traits{})
	end, ok := h.live.Get().End()
	if !ok {
		t.Fatal("nothing says when the conference is over")
	}
	var ahead atomic.Int64
	set = func(after time.Duration) { ahead.Store(int64(time.Until(end.Add(after)))) }
	set(after)
	h.runs = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	p = h.begin(database(t))
	h.star("ada", mountAPI)
	return p, set
}

func (p *process) people() int {
	p.t.Helper()
	n, err := p.db.People(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

const days = 24 * time.Hour

// The house looks each hour, and once more before it forgets anybody.
func TestEverybodyIsForgottenThirtyDaysAfterTheConference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := longAfter(t, 30*days-3*time.Hour)
		defer p.end()
		time.Sleep(3*time.Hour + 30*time.Minute)
		synctest.Wait()
		if n := p.people(); n != 1 {
			t.Errorf("%d people within the 30 days", n)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := p.people(); n != 0 {
			t.Errorf("%d people after them", n)
		}
	})
}

// TestAClockThatIsWrongForAMomentForgetsNobody steps ten years ahead for an hour,
// again and again, whenever the house looks.
func TestAClockThatIsWrongForAMomentForgetsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, set := longAfter(t, -days)
		defer p.end()
		time.Sleep(30 * time.Minute)
		for range 6 {
			set(3650 * days)
			time.Sleep(time.Hour)
			set(-days)
			time.Sleep(time.Hour)
		}
		synctest.Wait()
		if n := p.people(); n != 1 {
			t.Errorf("%d people", n)
		}
	})
}

func TestNextYearsScheduleKeepsThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := longAfter(t, 31*days)
		defer p.end()
		time.Sleep(90 * time.Minute) // it has looked once
		p.live.Set(conference(t, func(slot *schedule.Slot) {
			slot.Start, slot.End = slot.Start.AddDate(1, 0, 0), slot.End.AddDate(1, 0, 0)
		}))
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		if n := p.people(); n != 1 {
			t.Errorf("%d people", n)
		}
	})
}

func TestAScheduleWithoutDatesForgetsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := longAfter(t, 31*days)
		defer p.end()
		empty, err := schedule.New(schedule.Draft{})
		if err != nil {
			t.Fatal(err)
		}
		p.live.Set(empty)
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		if n := p.people(); n != 1 {
			t.Errorf("%d people", n)
		}
	})
}
