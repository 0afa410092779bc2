package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestUndoneInAnyOrder has two acts on one talk be taken back, the later or the earlier
// first: it stands as if they had never been done, in the next process as well.
func TestUndoneInAnyOrder(t *testing.T) {
	for name, test := range map[string]struct {
		first int // which is taken back first
		then  string
	}{
		"the later first":   {1, "17:00"},
		"the earlier first": {0, "18:00"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				path := database(t)
				p := h.begin(path)
				h.sleepUntil(12, 0)
				acts := []int64{h.do(h.toTime(mountAPI, 17, 0)), h.do(h.toTime(mountAPI, 18, 0))}
				h.takesBack(acts[test.first])
				h.stands(mountAPI, test.then)
				p.end()
				h.live.Set(conference(t, nil))
				p = h.begin(path)
				h.sleepUntil(12, 1)
				h.stands(mountAPI, test.then)
				h.takesBack(acts[1-test.first])
				h.stands(mountAPI, "14:30")
				if left, err := h.Overrides(t.Context()); err != nil || len(left) > 0 {
					t.Errorf("%d overrides are left, %v", len(left), err)
				}
				p.end()
			})
		})
	}
}

// TestAnAddedTalkIsTakenBackWithAllThatWasSaidOfIt, by undoing it or by ending it, so that
// nothing stays in force on nothing, and who starred it is told where it was by then.
func TestAnAddedTalkIsTakenBackWithAllThatWasSaidOfIt(t *testing.T) {
	for name, test := range map[string]func(h *house, added int64, over schedule.Override){
		"undone": func(h *house, added int64, _ schedule.Override) { h.takesBack(added) },
		"ended": func(h *house, _ int64, over schedule.Override) {
			p, err := h.Propose(h.t.Context(), bot.Act{By: boss, Ends: []int64{over.Number}})
			if err != nil || len(p.Ends) != 2 {
				h.t.Fatalf("it ends %v, %v", p.Ends, err)
			}
			if _, err := h.Do(h.t.Context(), p.Number, boss, false); err != nil {
				h.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				p := h.begin(database(t))
				h.sleepUntil(12, 0)
				dome := schedule.Room{Key: h.dome().Key}
				added := h.do(schedule.Override{Kind: schedule.Add, Talk: "own-h-x", Added: &schedule.Slot{
					Talk: schedule.Talk{Key: "own-h-x", Title: "Lightning talks"}, Room: dome, Start: h.wednesday(19, 0), End: h.wednesday(19, 30)}})
				h.star("ada", "own-h-x")
				earlier := h.do(schedule.Override{Kind: schedule.Move, Talk: "own-h-x", ToStart: h.wednesday(19, 30)})
				time.Sleep(time.Second)
				later := h.do(schedule.Override{Kind: schedule.Move, Talk: "own-h-x", ToStart: h.wednesday(20, 0)})
				h.sleepUntil(12, 1)
				in, err := h.Overrides(t.Context())
				if err != nil || len(in) != 2 {
					t.Fatalf("in force are %+v, %v", in, err)
				}
				test(h, added, in[0])
				h.Wake()
				time.Sleep(30 * time.Second)
				h.overridesLeft(0)
				// What is undone of it later finds it gone.
				h.takesBack(later)
				h.takesBack(earlier)
				h.overridesLeft(0)
				h.Wake()
				h.sleepUntil(12, 3)
				p.end()
				h.told(
					"ada Wed 12:00:00 ⚠ Moved: Lightning talks / Now Wed 19:30 in Dome (was 19:00).",
					"ada Wed 12:00:01 ⚠ Moved: Lightning talks / Now Wed 20:00 in Dome (was 19:30).",
					"ada Wed 12:01:00 ⚠ Cancelled: Lightning talks (was Wed 20:00 in Dome).",
				)
			})
		})
	}
}

// takesBack has another organiser undo an act.
func (h *house) takesBack(act int64) {
	h.t.Helper()
	if _, err := h.Undo(h.t.Context(), theAct(act), bot.Chat{Platform: "test", ID: "other"}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) stands(key, at string) {
	h.t.Helper()
	slot := h.live.Get().Talk(key)[0]
	if got := slot.Start.In(h.live.Get().Zone()).Format("15:04"); got != at {
		h.t.Errorf("it is at %s, not at %s", got, at)
	}
}
