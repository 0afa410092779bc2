package command_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// TestAStarThatIsWithdrawnIsNone: what undoes a star's press leaves the message that
// was pressed as it was, wherever the star was pressed.
func TestAStarThatIsWithdrawnIsNone(t *testing.T) {
	for _, asked := range []string{"/now", "/next", "/talk new mount api", "/speaker luca", "/room dome"} {
		t.Run(asked, func(t *testing.T) {
			e, _ := env(t)
			press := func(text string) bot.Message {
				return e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text, Pressed: bot.Ref{Chat: ada, ID: "1"}})
			}
			before := press(asked)
			stars := 0
			for _, row := range before.Buttons {
				for _, b := range row {
					if b.Undo == "" {
						continue
					}
					stars++
					press(b.Command)
					if w, err := e.Store.Wishes(t.Context(), ada); err != nil || len(w.Follows) != 1 {
						t.Fatalf("%s: follows %v, %v", b.Command, w.Follows, err)
					}
					press(b.Undo)
					if diff := cmp.Diff(before, press(asked)); diff != "" {
						t.Errorf("%s and %s: (-before +after)\n%s", b.Command, b.Undo, diff)
					}
				}
			}
			if stars == 0 {
				t.Error("there is nothing to star")
			}
		})
	}
}
