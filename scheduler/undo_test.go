package scheduler_test

import (
	"testing"
	"testing/synctest"

	"usher/bot"
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
