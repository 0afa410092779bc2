package scheduler_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"usher/bot"
)

// TestWhatOrganisersNoteIsReadAtTheDoors, of the room that is left and of all, as those
// read it who have starred the talk, of whom alone the act was told.
func TestWhatOrganisersNoteIsReadAtTheDoors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 12, 0, bot.Traits{})
		stop := h.start()
		h.star("ada", mountAPI)
		h.announce("door", "Dome")
		h.announce("all", "")
		h.Wake()
		h.sleepUntil(12, 5)
		p := h.propose(h.toHall(mountAPI))
		p, err := h.Note(t.Context(), p.Number, boss, "The **projector** died.")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Do(t.Context(), p.Number, boss, false); err != nil {
			t.Fatal(err)
		}
		h.Wake()
		h.sleepUntil(12, 6)
		stop()
		for chat, want := range map[string]string{
			"ada":  "⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).\nThe projector died.",
			"door": "⚠ Not in Dome: New Mount API — now in Main Hall, still 14:30.\nThe projector died.",
			"all":  "⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).\nThe projector died.",
		} {
			all := h.fake.In(h.fake.Chat(chat))
			if len(all) > 0 && !strings.Contains(fmt.Sprint(all[len(all)-1].Message.Body), fmt.Sprint(bot.Span{Text: "projector", Style: bot.Bold})) {
				t.Errorf("%s reads %v, in which nothing stands out", chat, all)
			}
			if len(all) == 0 || all[len(all)-1].Message.Text() != want {
				t.Errorf("%s reads %v, want %q", chat, all, want)
			}
		}
		if far, err := h.Told(t.Context(), theAct(p.Number)); err != nil || far.Of != 1 || far.Told != 1 {
			t.Errorf("told %d of %d, %v", far.Told, far.Of, err)
		}
	})
}
