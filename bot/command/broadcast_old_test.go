package command_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// TestTheButtonsOfAnOldPreviewAreDead whatever they are, and show what the draft is by now;
// the buttons under that work.
func TestTheButtonsOfAnOldPreviewAreDead(t *testing.T) {
	const since = "You have changed this since. Here is how it stands: look, and press again.\nTo everyone: 1 person. They will read:"
	for _, press := range []string{"Send", "To others", "Later", "Edit", "Cancel"} {
		t.Run(press, func(t *testing.T) {
			e := organised(t)
			old := says(t, e, olga, "/broadcast all: Lunch is at 12.")
			says(t, e, olga, "/broadcast edit 1 Lunch is at 13.")
			got := says(t, e, olga, button(t, old, press))
			if want := since + "\n\nMessage from the organisers\nLunch is at 13."; got.Text() != want {
				t.Errorf("%q, want %q", got.Text(), want)
			}
			if got := queued(t, e); got != nil {
				t.Errorf("queued %v", got)
			}
			if got := says(t, e, olga, button(t, got, "Send")).Text(); !strings.HasPrefix(got, "Sending to 1 person.") {
				t.Errorf("what stands is not sent: %q", got)
			}
			if diff := cmp.Diff([]string{"test"}, queued(t, e)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestTheMenusOfAnOldPreviewAreDead, those that were opened before and those that are
// opened after it was changed.
func TestTheMenusOfAnOldPreviewAreDead(t *testing.T) {
	e := organised(t)
	old := says(t, e, olga, "/broadcast Lunch is at 12.")
	rooms := says(t, e, olga, button(t, old, "A room"))
	says(t, e, olga, "/broadcast edit 1 Lunch is at 13.")
	dead := func(m bot.Message) {
		t.Helper()
		if got := m.Text(); !strings.HasPrefix(got, "You have changed this since.") || !strings.HasSuffix(got, "Lunch is at 13.") {
			t.Errorf("got %q", got)
		}
	}
	dead(says(t, e, olga, button(t, rooms, "Dome")))
	dead(says(t, e, olga, button(t, rooms, "Back")))
	dead(says(t, e, olga, button(t, old, "A room")))
	dead(says(t, e, olga, button(t, old, "Everyone")))
	dead(says(t, e, olga, "/broadcast send 1")) // nobody says what they have seen
}

// TestWhatIsForNobodyYetIsNotSent by somebody who types what no button says: they are asked
// for whom it is.
func TestWhatIsForNobodyYetIsNotSent(t *testing.T) {
	for name, test := range map[string]struct{ text, asks string }{
		"nobody is named":      {"Lunch is at 12.", "To whom? They will read:"},
		"what may be for whom": {"Dome: mind the step.", `Is it for whom, or when: "Dome"?`},
		"only when":            {"at 18:00: Dinner.", "To whom, "},
	} {
		t.Run(name, func(t *testing.T) {
			e := organised(t)
			says(t, e, olga, "/broadcast "+test.text)
			for range 2 {
				if got := says(t, e, olga, "/broadcast send 1.1").Text(); !strings.HasPrefix(got, test.asks) {
					t.Errorf("%q", got)
				}
			}
			if got := queued(t, e); got != nil {
				t.Errorf("queued %v", got)
			}
		})
	}
}
