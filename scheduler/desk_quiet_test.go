package scheduler_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// quietCases are what Ada is told, who starred New Mount API (14:30 in the Dome), of what is
// done after something that nobody was told of: what she knows is what she was told.
var quietCases = map[string]struct {
	play func(h *house)
	want []string
}{
	"another time, then a later one": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.sleepUntil(12, 10)
			h.does(1, h.toTime(mountAPI, 16, 0))
		},
		[]string{"ada Wed 12:10:00 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30)."},
	},
	"another room, then another time": {
		func(h *house) {
			h.doQuietly(h.toHall(mountAPI))
			h.sleepUntil(12, 10)
			h.does(1, h.toTime(mountAPI, 16, 0))
		},
		[]string{"ada Wed 12:10:00 ⚠ Moved: New Mount API / Now Wed 16:00 in Main Hall (was 14:30 in Dome)."},
	},
	"there and back": {
		func(h *house) {
			h.doQuietly(h.toHall(mountAPI))
			h.sleepUntil(12, 10)
			h.does(0, schedule.Override{Kind: schedule.Move, Talk: mountAPI, ToRoom: h.live.Get().Rooms()[1].Key})
		},
		nil,
	},
	"there and back quietly, and then news": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.sleepUntil(12, 10)
			h.doQuietly(h.toTime(mountAPI, 14, 30))
			h.sleepUntil(12, 20)
			h.does(1, h.toTime(mountAPI, 16, 0))
		},
		[]string{"ada Wed 12:20:00 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30)."},
	},
	"twice, then it is cancelled": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.sleepUntil(12, 10)
			h.doQuietly(h.toTime(mountAPI, 16, 0))
			h.sleepUntil(12, 20)
			h.does(1, h.slotOf(schedule.Cancel, mountAPI))
		},
		[]string{"ada Wed 12:20:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall."},
	},
	"cancelled and restored": {
		func(h *house) {
			h.doQuietly(h.slotOf(schedule.Cancel, mountAPI))
			h.sleepUntil(12, 10)
			h.does(0, h.slotOf(schedule.Restore, mountAPI))
		},
		nil,
	},
	"undone, and then news": {
		func(h *house) {
			n := h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.sleepUntil(12, 1)
			h.takesBack(n)
			h.sleepUntil(12, 10)
			h.does(1, h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:10:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome)."},
	},
	"who stars it in between knows it as it is then": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 15, 30))
			h.sleepUntil(12, 10)
			h.star("bob", mountAPI)
			h.sleepUntil(12, 20)
			h.does(2, h.toTime(mountAPI, 16, 0))
		},
		[]string{
			"ada Wed 12:20:00 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30).",
			"bob Wed 12:20:00 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 15:30).",
		},
	},
	"who has been rung knows it as it was then": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 13, 30))
			h.sleepUntil(13, 25)
			h.does(1, h.toTime(mountAPI, 14, 30))
		},
		[]string{
			"ada Wed 13:20:00 Starting in 10 min in Dome. Moved to 14:30: New Mount API / 14:30–15:10 · Christian Brauner",
			"ada Wed 13:25:00 ⚠ Moved: New Mount API / Now Wed 14:30 in Dome (was 13:30).",
		},
	},
	"quietly to a time that is over, then another room": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 11, 30))
			h.sleepUntil(12, 10)
			h.does(1, h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:10:00 ⚠ Moved earlier: New Mount API / Now Wed 11:30 in Main Hall (was 14:30 in Dome)."},
	},
	"told that it is later, quietly back to a time that is over, then another room": {
		func(h *house) {
			h.does(1, h.toTime(mountAPI, 15, 30))
			h.sleepUntil(12, 10)
			h.doQuietly(h.toTime(mountAPI, 11, 30))
			h.sleepUntil(12, 20)
			h.does(1, h.toHall(mountAPI))
		},
		[]string{
			"ada Wed 12:00:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
			"ada Wed 12:20:00 ⚠ Moved earlier: New Mount API / Now Wed 11:30 in Main Hall (was 15:30 in Dome).",
		},
	},
	"quietly to a time that is over, once more, then another room": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 11, 30))
			h.sleepUntil(12, 5)
			h.doQuietly(h.toTime(mountAPI, 11, 20))
			h.sleepUntil(12, 10)
			h.does(1, h.toHall(mountAPI))
		},
		[]string{"ada Wed 12:10:00 ⚠ Moved earlier: New Mount API / Now Wed 11:20 in Main Hall (was 14:30 in Dome)."},
	},
	"published otherwise quietly: then the room runs late": {
		func(h *house) {
			h.doQuietly(h.toTime(mountAPI, 14, 45))
			h.sleepUntil(12, 10)
			h.does(1, h.lateFrom(14, 40, 20))
		},
		[]string{"ada Wed 12:10:00 ⚠ Moved: New Mount API / Now Wed 15:05 in Dome (was 14:30). / Dome runs 20 min late."},
	},
}

// TestThePreviewReadsAsTheMessageWill of what nobody was told of before, and of what only
// rings were told of.
func TestThePreviewReadsAsTheMessageWill(t *testing.T) {
	for name, first := range map[string]func(h *house){
		"nobody was told":     func(h *house) { h.doQuietly(h.toTime(mountAPI, 14, 50)) },
		"a little late first": func(h *house) { h.do(h.lateFrom(14, 20, 5)) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				p := h.begin(database(t))
				h.star("ada", mountAPI)
				h.Wake()
				h.sleepUntil(12, 0)
				first(h)
				h.sleepUntil(12, 10)
				shown := h.propose(h.lateFrom(14, 20, 45))
				if _, err := h.Do(t.Context(), shown.Number, boss, false); err != nil {
					t.Fatal(err)
				}
				h.Wake()
				h.sleepUntil(12, 20)
				p.end()
				all := h.fake.In(h.fake.Chat("ada"))
				preview := say.In("en").At(h.live.Get(), h.now(), nil).Proposal(shown, say.Commanded(shown.Act)).Text()
				if len(all) != 1 || !strings.HasSuffix(preview, all[0].Message.Text()) {
					t.Errorf("Ada reads %v, the boss %q", all, preview)
				}
			})
		})
	}
}

// lateFrom has the Dome run late from a time on.
func (h *house) lateFrom(hour, minute, by int) schedule.Override {
	o := h.late(by)
	o.From = h.wednesday(hour, minute)
	return o
}

// doQuietly has the boss do something that nobody is told of.
func (h *house) doQuietly(adds ...schedule.Override) int64 {
	h.t.Helper()
	p := h.propose(adds...)
	if _, err := h.Do(h.t.Context(), p.Number, boss, true); err != nil {
		h.t.Fatal(err)
	}
	h.Wake()
	if far, err := h.Told(h.t.Context(), theAct(p.Number)); err != nil || far.Of > 0 {
		h.t.Errorf("it is told to %d, %v", far.Of, err)
	}
	return p.Number
}

// does has the boss do something that so many are told of, as the preview says.
func (h *house) does(tells int, adds ...schedule.Override) {
	h.t.Helper()
	p := h.propose(adds...)
	if p.Radius.Told != tells {
		h.t.Errorf("the preview says that %d are told, not %d", p.Radius.Told, tells)
	}
	if _, err := h.Do(h.t.Context(), p.Number, boss, false); err != nil {
		h.t.Fatal(err)
	}
	h.Wake()
	if far, err := h.Told(h.t.Context(), theAct(p.Number)); err != nil || far.Of != tells {
		h.t.Errorf("it is told to %d, not %d, %v", far.Of, tells, err)
	}
}

// TestWhatNobodyWasToldOfIsNotWhatTheyKnow plays them, each with another process at the end.
func TestWhatNobodyWasToldOfIsNotWhatTheyKnow(t *testing.T) {
	for name, test := range quietCases {
		t.Run(name, func(t *testing.T) {
			adaIsTold(t, 0, func(h *house) {
				test.play(h)
				synctest.Wait()
			}, test.want)
		})
	}
}

// adaIsTold plays something at noon, on a network on which each request takes so long, and
// holds what Ada is told by ten to two, who starred New Mount API.
func adaIsTold(t *testing.T, takes time.Duration, play func(h *house), want []string) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		h.fake.Delay = takes
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		play(h)
		h.sleepUntil(13, 50)
		p.end()
		h.told(want...)
	})
}
