package command_test

import (
	"strings"
	"testing"

	"usher/bot"
)

// TestANoteIsAsLongAsPeopleSeeIt: what makes it stand out does not count, however it was typed.
func TestANoteIsAsLongAsPeopleSeeIt(t *testing.T) {
	const most = 280
	e, _ := atTheDesk(t)
	for note, want := range map[string]bool{
		strings.Repeat("x", most):                                      true,
		strings.Repeat("x", most+1):                                    false,
		"**" + strings.Repeat("x", most) + "**":                        true,
		"**" + strings.Repeat("x", most+1) + "**":                      false,
		strings.Repeat("x", most-1) + "[y](https://example.org/map)":   true,
		"[y](https://example.org/" + strings.Repeat("x", 4*most) + ")": false, // no address of a page
	} {
		plain := strings.ReplaceAll(note, "**", "")
		for _, in := range []bot.Incoming{{Text: "/note 1 " + note}, {Text: "/note 1 " + plain, Marked: "/note 1 " + note}} {
			in.Chat = ada
			if got := e.Handle(t.Context(), in).Text(); strings.HasPrefix(got, "Too long by ") == want {
				t.Errorf("%.40s…: %s", note, got)
			}
		}
	}
}
