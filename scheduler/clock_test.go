package scheduler_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestAClockThatIsSet is a conference clock that NTP sets wrong and right again,
// and a machine that sleeps: nothing rings early by that clock, twice, or not at
// all, and each step is logged once.
func TestAClockThatIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 13, 0, bot.Traits{})
		right := h.runs
		var wrong atomic.Int64
		h.runs = func() time.Time { return right().Add(time.Duration(wrong.Load())) }
		p := h.begin(database(t))
		h.star("ada", linuxTPMs, networks, sandboxing) // 14:30, 15:15, 16:30
		h.Wake()
		time.Sleep(time.Minute)
		synctest.Wait()

		wrong.Store(int64(75 * time.Minute)) // to 14:16
		time.Sleep(3 * time.Minute)
		wrong.Store(0)
		h.sleepUntil(14, 21)
		wrong.Store(int64(-time.Hour)) // what has rung does not ring again
		time.Sleep(time.Minute)
		synctest.Wait()
		wrong.Store(0)
		h.sleepUntil(14, 40)
		wrong.Store(int64(27 * time.Minute)) // it slept over 15:05, and its timers with it
		time.Sleep(time.Minute)
		synctest.Wait()
		h.sleepUntil(16, 30)
		p.end()
		h.rang(
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: Linux & TPMs",
			"ada Wed 15:08:00 Starting in 7 min in Dome: Disaggregated networks: Is network hardware special?",
			"ada Wed 16:20:00 Starting in 10 min in Main Hall: WIP: Sandboxing APT",
		)
		if n := strings.Count(h.logged.String(), "the clock was set"); n != 5 {
			t.Errorf("%d steps were logged, want 5", n)
		}
	})
}

// TestTheHourChangesBetweenTheDays holds that it rings at 10:50 for what starts at
// 11:00, on the day before summer time begins or ends and on the day itself.
func TestTheHourChangesBetweenTheDays(t *testing.T) {
	for name, saturday := range map[string]struct {
		month time.Month
		day   int
	}{"begins": {time.March, 25}, "ends": {time.October, 28}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := twoMornings(t, saturday.month, saturday.day)
				h := bubbleHouse(t, 8, 0, bot.Traits{})
				h.live.Set(s)
				ahead := time.Until(s.Slots()[0].Start.Add(-time.Hour))
				h.runs = func() time.Time { return time.Now().Add(ahead) }
				p := h.begin(database(t))
				h.star("ada", "first", "second")
				h.Wake()
				time.Sleep(48 * time.Hour)
				p.end()
				h.rang("ada Sat 10:50:00 Starting in 10 min in Dome: First", "ada Sun 10:50:00 Starting in 10 min in Dome: Second")
			})
		})
	}
}

// twoMornings is a conference in Berlin with a talk at 11:00 on a day of 2023 and
// one on the next.
func twoMornings(t *testing.T, month time.Month, day int) *schedule.Schedule {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	draft := schedule.Draft{Conference: schedule.Conference{Zone: zone}}
	for i, title := range []string{"First", "Second"} {
		start := time.Date(2023, month, day+i, 11, 0, 0, 0, zone)
		draft.Slots = append(draft.Slots, schedule.Slot{
			Talk: schedule.Talk{Key: strings.ToLower(title), Title: title},
			Room: schedule.Room{Name: "Dome"}, Start: start, End: start.Add(time.Hour),
		})
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
