package command_test

import (
	"strings"
	"testing"
)

// TestHelpSaysHowToSearch: in a group words alone are said to others.
func TestHelpSaysHowToSearch(t *testing.T) {
	e := shared(t)
	const alone, among = "\nOr type any words: ", "\nOr /search and any words: "
	if got := ask(t, e, "/help"); !strings.Contains(got, alone) || strings.Contains(got, among) {
		t.Errorf("in private: %q", got)
	}
	if got := e.Handle(t.Context(), typedIn("ada", "/help")).Text(); strings.Contains(got, alone) || !strings.Contains(got, among) {
		t.Errorf("in a group: %q", got)
	}
}
