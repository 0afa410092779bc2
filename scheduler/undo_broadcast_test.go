package scheduler_test

import (
	"errors"
	"testing"
	"time"

	"usher/bot"
)

// TestWhatNobodyWasToldInTimeIsNotTakenBack: it is too late for that, and nobody was faster.
func TestWhatNobodyWasToldInTimeIsNotTakenBack(t *testing.T) {
	h := newHouse(t, 9, 0, bot.Traits{})
	h.meet(h.fake.Chat("ada"))
	name := bot.TellingName{Kind: bot.Broadcast, Number: h.confirmed(bot.News{Texts: wrote("Lunch."), At: h.wednesday(12, 0)})}
	h.clock = h.wednesday(12, 0).Add(24 * time.Hour) // no Usher ran
	h.tick()
	far, ok, err := h.db.Telling(t.Context(), name)
	if err != nil || !ok || far.News != bot.NewsLapsed {
		t.Fatalf("it stands as %+v, %v", far, err)
	}
	if _, err := h.Undo(t.Context(), name, h.fake.Chat("olga")); !errors.Is(err, bot.ErrTooLate) {
		t.Errorf("taken back: %v", err)
	}
}
