package scheduler_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// calmCases are what Ada is told, who starred New Mount API (14:30 in the Dome), of what
// is news and what is none, one on top of the other, on a network on which each request
// takes a second.
var calmCases = map[string]struct {
	play func(h *house)
	want []string
}{
	"taken back to what nobody was told of, before it was told": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.fails(1)
			n := h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(1500 * time.Millisecond)
			h.takesBack(n)
			h.tellsNobody(n)
			h.sleepUntil(12, 10)
			h.do(h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:10:01 ⚠ Moved: New Mount API / Now Wed 15:30 in Main Hall (was 14:30 in Dome)."},
	},
	"another act takes it back": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.fails(1)
			h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(1500 * time.Millisecond)
			h.does(0, h.toTime(mountAPI, 15, 30))
		},
		nil,
	},
	"taken back while it is told, which fails": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.fails(1)
			n := h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(500 * time.Millisecond)
			h.takesBack(n)
			h.sleepUntil(12, 10)
			h.do(h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:10:01 ⚠ Moved: New Mount API / Now Wed 15:30 in Main Hall (was 14:30 in Dome)."},
	},
	"taken back while it is told, which succeeds": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			n := h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(500 * time.Millisecond)
			h.takesBack(n)
		},
		[]string{
			"ada Wed 12:00:01 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30).",
			"ada Wed 12:00:02 ⚠ Moved earlier: New Mount API / Now Wed 15:30 in Dome (was 16:00).",
		},
	},
	"taken back when it may have arrived": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.fake.LoseAnswers(1)
			n := h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(1500 * time.Millisecond)
			h.takesBack(n)
		},
		[]string{
			"ada Wed 12:00:01 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30).",
			"ada Wed 12:00:04 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
		},
	},
	"taken back, where a quiet act has come on top": {
		func(h *house) {
			h.star("ada", linuxTPMs) // what JSON may write in two ways
			h.fails(1)
			n := h.do(h.toTime(linuxTPMs, 16, 0))
			time.Sleep(1500 * time.Millisecond)
			toDome := h.slotOf(schedule.Move, linuxTPMs)
			toDome.ToRoom = h.dome().Key
			h.doesQuietly(toDome)
			h.takesBack(n)
		},
		nil,
	},
	"taken back to a room that runs a little late": {
		func(h *house) {
			h.do(h.lateFrom(14, 20, 5))
			h.fails(1)
			n := h.do(h.lateFrom(14, 20, 45))
			time.Sleep(1500 * time.Millisecond)
			h.takesBack(n)
		},
		nil,
	},
	"quiet while it waits": {
		func(h *house) {
			h.fails(1)
			h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(1500 * time.Millisecond)
			h.doesQuietly(h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:00:04 ⚠ Moved: New Mount API / Now Wed 16:00 in Main Hall (was 14:30 in Dome)."},
	},
	"quiet while it is told, which fails": {
		func(h *house) {
			h.fails(1)
			h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(500 * time.Millisecond)
			h.doesQuietly(h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:00:04 ⚠ Moved: New Mount API / Now Wed 16:00 in Main Hall (was 14:30 in Dome)."},
	},
	"quiet while it is told, which succeeds": {
		func(h *house) {
			h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(500 * time.Millisecond)
			n := h.doesQuietly(h.toHall(mountAPI))
			h.sleepUntil(12, 1)
			h.ended(n)
			h.sleepUntil(12, 10)
			h.do(h.toTime(mountAPI, 17, 0))
		},
		[]string{
			"ada Wed 12:00:01 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30).",
			"ada Wed 12:10:01 ⚠ Moved: New Mount API / Now Wed 17:00 in Main Hall (was 16:00 in Dome).",
		},
	},
	"news and then quiet while it is told": {
		func(h *house) {
			h.do(h.toTime(mountAPI, 16, 0))
			time.Sleep(500 * time.Millisecond)
			h.do(h.toTime(mountAPI, 17, 0))
			h.doesQuietly(h.toHall(mountAPI))
		},
		[]string{
			"ada Wed 12:00:01 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30).",
			"ada Wed 12:00:02 ⚠ Moved: New Mount API / Now Wed 17:00 in Main Hall (was 16:00 in Dome).",
		},
	},
	"a little late while it is told": {
		func(h *house) {
			h.do(h.toTime(mountAPI, 14, 50))
			time.Sleep(500 * time.Millisecond)
			h.do(h.lateFrom(14, 20, 5))
			h.sleepUntil(12, 10)
			h.do(h.lateFrom(14, 20, 45))
		},
		[]string{
			"ada Wed 12:00:01 ⚠ Moved: New Mount API / Now Wed 14:50 in Dome (was 14:30).",
			"ada Wed 12:10:01 ⚠ Moved: New Mount API / Now Wed 15:35 in Dome (was 14:50). / Dome runs 45 min late.",
		},
	},
}

// TestWhatWasNoNewsStaysNone plays them, each with another process at the end.
func TestWhatWasNoNewsStaysNone(t *testing.T) {
	for name, test := range calmCases {
		t.Run(name, func(t *testing.T) {
			adaIsTold(t, time.Second, func(h *house) {
				test.play(h)
				h.Wake()
			}, test.want)
		})
	}
}

// fails has the next requests not arrive.
func (h *house) fails(times int) {
	for range times {
		h.fake.Fail(&bot.SendError{Failure: bot.Temporary})
	}
}

// doesQuietly is doQuietly while people are being told something.
func (h *house) doesQuietly(adds ...schedule.Override) int64 {
	h.t.Helper()
	p := h.propose(adds...)
	if _, err := h.Do(h.t.Context(), p.Number, boss, true); err != nil {
		h.t.Fatal(err)
	}
	return p.Number
}

// tellsNobody holds that whoever has undone an act hears that nobody is told of that.
func (h *house) tellsNobody(undone int64) {
	h.t.Helper()
	far, err := h.Told(h.t.Context(), theAct(undone+1))
	if err != nil || far.Of > 0 {
		h.t.Errorf("that it is undone is told to %d, %v", far.Of, err)
	}
}

// ended holds that nobody is still to be told of an act.
func (h *house) ended(act int64) {
	h.t.Helper()
	if far, err := h.Told(h.t.Context(), theAct(act)); err != nil || far.Ended.IsZero() {
		h.t.Errorf("act %d: %+v, %v", act, far, err)
	}
}
