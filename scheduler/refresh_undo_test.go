package scheduler_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// TestWhatWasAcceptedCanBeTakenBack: who was told sees it struck through, and it waits until
// an organiser approves of it, be Usher told to wait for that otherwise or not.
func TestWhatWasAcceptedCanBeTakenBack(t *testing.T) {
	for name, approve := range map[string]bool{"at once otherwise": false, "approved otherwise": true} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 9, 0, bot.Traits{})
			h.source, h.approve, h.organisers = &origin{}, approve, []bot.Chat{boss}
			h.source.publish(conference(t, nil))
			h.restart()
			if err := h.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.star("ada", talos)
			h.source.publish(halved(t, nil))
			if err := h.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			held := h.Scheduler.Held()
			act, err := h.Accept(t.Context(), held[0].Number, boss, false)
			if err != nil || act == 0 {
				t.Fatalf("act %d, %v", act, err)
			}
			nothingWaits(h)
			h.tick()
			name := bot.TellingName{Kind: bot.Change, Number: act}
			if far, err := h.Told(t.Context(), name); err != nil || far.Told != 1 || far.Of != 1 || !far.MayUndo(h.now()) {
				t.Fatalf("told %+v, %v", far, err)
			}
			h.restart()
			if _, err := h.Undo(t.Context(), name, boss); err != nil {
				t.Fatal(err)
			}
			if _, err := h.Undo(t.Context(), name, boss); !errors.Is(err, bot.ErrUndone) {
				t.Errorf("undone twice: %v", err)
			}
			h.tickAt(9, 1)
			want := []string{"Withdrawn by the organisers\n⚠ Cancelled: Talos Linux - TrustedBoot for a minimal Immutable OS (was Thu 10:30 in Dome)."}
			if diff := cmp.Diff(want, h.messagesIn("ada")); diff != "" {
				t.Error(diff)
			}
			waiting, err := h.Unapproved(t.Context(), 0)
			if err != nil || len(waiting.Waiting) != 1 || waiting.Waiting[0].Talk != talos {
				t.Errorf("waiting are %+v, %v", waiting.Waiting, err)
			}
		})
	}
}
