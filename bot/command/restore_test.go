package command_test

import (
	"strings"
	"testing"

	"usher/bot"
	"usher/schedule"
)

// TestRestoringIsDecidedAboutAsSuch: the audit log names the command by which something was
// decided about, and who restores a talk has not typed /overrides.
func TestRestoringIsDecidedAboutAsSuch(t *testing.T) {
	e, d := atTheDesk(t)
	d.over = []schedule.Override{overOf(t, d.published, 1, "forensic container", "")}
	for typed, want := range map[string]string{"/restore forensic container": "/restore ", "/overrides end 1": "/overrides "} {
		m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: typed})
		if len(m.Buttons) == 0 || !strings.HasPrefix(m.Buttons[0][0].Command, want) {
			t.Errorf("%s: %q with %v", typed, m.Text(), m.Buttons)
		}
	}
}
