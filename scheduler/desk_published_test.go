package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// reconcileCases are what Ada and the boss are told, after the boss has moved New Mount
// API to the Main Hall at noon, and something else is published at one.
var reconcileCases = map[string]struct {
	publish func(slot *schedule.Slot, hall schedule.Room)
	decide  func(h *house)
	want    []string
	left    int // overrides
}{
	"the same": {toHall, nil, nil, 0},
	"nothing about it": {
		func(slot *schedule.Slot, _ schedule.Room) { slot.Title = "Mounts" }, nil,
		[]string{"ada Wed 13:04:00 ⚠ New title: Mounts (was New Mount API), still 14:30 in Main Hall."}, 1,
	},
	"something else, undecided": {moveTo45, nil, []string{asksBoss}, 1},
	"something else, ours": {
		moveTo45, func(h *house) { h.decide(true) }, []string{asksBoss}, 1,
	},
	"something else, theirs": {
		moveTo45, func(h *house) { h.decide(false) },
		[]string{asksBoss, "ada Wed 13:10:00 ⚠ Moved: New Mount API / Now Wed 15:15 in Dome (was 14:30 in Main Hall)."}, 0,
	},
}

func moveTo45(slot *schedule.Slot, _ schedule.Room) { shift(slot, 45*time.Minute) }

const asksBoss = "boss Wed 13:01:00 ⚠ Published otherwise: New Mount API / You said: Wed 14:30 in Main Hall. / " +
	"Published now: Wed 15:15 in Dome. / What you said stays in force until you decide; nobody is told."

// decide has two organisers decide about what is disputed.
func (h *house) decide(ours bool) {
	h.t.Helper()
	h.sleepUntil(13, 10)
	open := h.Disputes()
	if len(open) != 1 {
		h.t.Fatalf("disputed is %+v", open)
	}
	deciding := bot.WithDeed(h.t.Context(), bot.Deed{At: h.now(), By: boss, Did: "reconcile", Result: bot.DeedDone})
	if _, err := h.Decide(deciding, open[0].Name, boss, ours); err != nil {
		h.t.Fatal(err)
	}
	if deeds, _, err := h.db.Deeds(h.t.Context(), 0, 1); err != nil || len(deeds) != 1 || deeds[0].Result != bot.DeedDone {
		h.t.Errorf("the log has %+v, %v", deeds, err)
	}
	if _, err := h.Decide(h.t.Context(), open[0].Name, boss, !ours); !errors.Is(err, bot.ErrDecided) {
		h.t.Errorf("decided twice: %v", err)
	}
	h.Wake()
}

func TestWhatIsPublishedLaterIsReconciled(t *testing.T) {
	for name, test := range reconcileCases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				path := database(t)
				p := h.begin(path)
				h.star("ada", mountAPI)
				h.Wake()
				h.sleepUntil(12, 0)
				h.do(h.toHall(mountAPI))
				h.sleepUntil(13, 0)
				h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { test.publish(slot, h.hall()) })))
				h.sleepUntil(13, 5)
				// A question outlives the process, as does what it is about.
				p.end()
				p = h.begin(path)
				h.sleepUntil(13, 6)
				if test.decide != nil {
					test.decide(h)
				}
				h.sleepUntil(13, 30)
				// The same published again is nothing new.
				h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { test.publish(slot, h.hall()) })))
				h.sleepUntil(13, 40)
				left, err := h.Overrides(t.Context())
				if err != nil || len(left) != test.left {
					t.Errorf("left are %+v, %v", left, err)
				}
				p.end()
				h.told(append([]string{"ada Wed 12:00:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome)."}, test.want...)...)
			})
		})
	}
}

// TestOverridesFollowTheirTalkToAnotherSource has another source publish the talk as well,
// under its own key, and the settings drop the first, while the talk is overridden.
func TestOverridesFollowTheirTalkToAnotherSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t, "boss")
		p := h.begins()
		h.star("ada", inDome(mountAPI))
		h.Wake()
		h.sleepUntil(12, 0)
		h.do(h.toTime(inDome(mountAPI), 17, 0))
		h.sleepUntil(12, 5)
		h.main.publish(conference(t, nil))
		h.sleepUntil(12, 10)
		p.end()
		h.configure("main")
		p = h.begins()
		h.sleepUntil(16, 55)
		if left, err := h.Overrides(t.Context()); err != nil || len(left) != 1 || left[0].Talk != mountAPI {
			t.Errorf("left are %+v, %v", left, err)
		}
		p.end()
		h.told(
			"ada Wed 12:00:00 ⚠ Moved: New Mount API / Now Wed 17:00 in Dome (was 14:30).",
			"ada Wed 16:50:00 Starting in 10 min in Dome: New Mount API / 17:00–17:40 · Christian Brauner",
		)
	})
}

// TestWhatStaysGoesOnSliding decides for what organisers said while the room runs late: the
// talk is in time again once that is.
func TestWhatStaysGoesOnSliding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 0)
		h.do(h.toHall(mountAPI))
		h.sleepUntil(14, 10)
		late := h.late(20)
		late.Room = h.hall().Key
		h.do(late)
		h.stands(mountAPI, "14:50")
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Cancelled = true })))
		h.sleepUntil(14, 15)
		h.decide(true)
		h.stands(mountAPI, "14:50")
		late.Late = 0
		h.do(late)
		h.stands(mountAPI, "14:30")
		p.end()
	})
}

// TestADraftFollowsItsTalk presses what was typed before the talk was published for another
// time: it is shown anew, and done to the talk as it is published now.
func TestADraftFollowsItsTalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 30)
		draft := h.propose(h.toHall(mountAPI))
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, 45*time.Minute) })))
		h.sleepUntil(12, 35)
		again, err := h.Do(t.Context(), draft.Number, boss, true)
		if !errors.Is(err, bot.ErrChangedSince) || len(again.Changes) != 1 {
			t.Fatalf("%+v, %v", again.Changes, err)
		}
		if _, err := h.Do(t.Context(), again.Number, boss, true); err != nil {
			t.Fatal(err)
		}
		if is := bot.StandingOf(h.live.Get().Talk(mountAPI)[0]); is.Room.Key != h.hall().Key || !is.Start.Equal(h.wednesday(15, 15)) {
			t.Errorf("it stands %+v", is)
		}
		draft = h.propose(h.toTime(mountAPI, 17, 0))
		h.source.publish(missing(t, nil, mountAPI))
		h.sleepUntil(12, 40)
		if _, err := h.Do(t.Context(), draft.Number, boss, true); !errors.Is(err, bot.ErrNoTalk) {
			t.Errorf("what is not published any more: %v", err)
		}
		p.end()
	})
}

// TestADraftFollowsItsTalkToAnotherKey: what was shown is done, as nothing of it has changed.
func TestADraftFollowsItsTalkToAnotherKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 30)
		draft := h.propose(h.toHall(mountAPI))
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Key = "main-g-1" })))
		h.sleepUntil(12, 35)
		if _, err := h.Do(t.Context(), draft.Number, boss, true); err != nil {
			t.Fatal(err)
		}
		if is := h.live.Get().Talk("main-g-1")[0]; is.Room.Key != h.hall().Key {
			t.Errorf("it is in %s", is.Room.Name)
		}
		p.end()
	})
}

// TestNothingBeginsBetweenMinutes ends a delay in the middle of a minute, when the next talk
// was to have begun already.
func TestNothingBeginsBetweenMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(14, 0)
		h.do(h.late(20))
		h.sleepUntil(14, 32)
		time.Sleep(37 * time.Second)
		late := h.late(0)
		late.From = h.now()
		h.do(late)
		h.stands(mountAPI, "14:33")
		if start := h.live.Get().Talk(mountAPI)[0].Start; start.Second() != 0 {
			t.Errorf("it begins at %s", start)
		}
		p.end()
	})
}

// TestAnActDecidesWhatWasDisputed cancels a talk of which something else is published than
// was said: the act takes the place of all that was said.
func TestAnActDecidesWhatWasDisputed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 0)
		h.do(h.toHall(mountAPI))
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, 45*time.Minute) })))
		h.sleepUntil(12, 5)
		if open := h.Disputes(); len(open) != 1 {
			t.Fatalf("disputed is %+v", open)
		}
		h.do(h.slotOf(schedule.Cancel, mountAPI))
		left, err := h.Overrides(t.Context())
		if err != nil || len(left) != 1 || left[0].Kind != schedule.Cancel || len(h.Disputes()) != 0 {
			t.Errorf("left are %+v, %v; disputed is %+v", left, err, h.Disputes())
		}
		h.stands(mountAPI, "15:15")
		p.end()
	})
}
