package main

import (
	"log/slog"
	"strings"
	"testing"
)

// TestMisspeltVariables are warned of by name, never with what they are set to.
func TestMisspeltVariables(t *testing.T) {
	var logged strings.Builder
	environment := []string{"USHER_MATRIX_INVITE=s3cret", "USHER_MATRIX_INVITES=server", "USHER_MATRIX_PASSWORD=s3cret",
		"USHER_TIMEZONE=UTC", "USHER_COFFEE=s3cret", "PATH=/bin", "USHERS=2"}
	if err := warnOfMisspelt(environment, slog.New(slog.NewTextHandler(&logged, nil))); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	if len(lines) != 1 || !strings.HasSuffix(lines[0], "variable=USHER_MATRIX_INVITE perhaps=USHER_MATRIX_INVITES") ||
		!strings.Contains(lines[0], "level=WARN") {
		t.Errorf("it says %q", lines)
	}
}
