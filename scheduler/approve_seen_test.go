package scheduler_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"usher/bot"
)

// TestNothingIsApprovedThatWasNotSeen though what was shown has changed since, and more
// has come.
func TestNothingIsApprovedThatWasNotSeen(t *testing.T) {
	h := newHouse(t, 9, 0, bot.Traits{})
	h.source, h.approve = &origin{}, true
	publish := func(changes map[string]time.Duration) {
		t.Helper()
		h.source.publish(conference(t, later(changes)))
		if err := h.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	h.restart()
	publish(nil)
	h.star("ada", mountAPI, networks)
	h.star("bob", mountAPI)
	publish(map[string]time.Duration{mountAPI: time.Hour})
	seen := h.waiting()
	if len(seen) != 1 || seen[0].People != 2 {
		t.Fatalf("there waits %+v", seen)
	}
	publish(map[string]time.Duration{mountAPI: 2 * time.Hour, networks: time.Hour})
	if now := h.waiting(); len(now) != 2 || now[0].Number != seen[0].Number || now[0].People != 2 || now[1].People != 1 {
		t.Errorf("there waits %+v", now)
	}
	for name, number := range map[string]int64{"it alone": seen[0].Number, "all": 0} {
		if _, err := h.Approve(t.Context(), bot.Verdict{Number: number, Seen: seen[0].Seen, Tell: true, By: boss}); !errors.Is(err, bot.ErrChangedSince) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.tick()
	h.rang()
	last := slices.MaxFunc(h.waiting(), func(a, b bot.Approval) int { return int(a.Seen - b.Seen) })
	all, err := h.Approve(t.Context(), bot.Verdict{Seen: last.Seen, Tell: true, By: boss})
	if err != nil || len(all.About) != 2 {
		t.Errorf("approved all: %+v, %v", all, err)
	}
	h.tick()
	if got := h.messages(); got["ada"] != 1 || got["bob"] != 1 {
		t.Errorf("after that there are %v", got)
	}
}
