package command_test

import (
	"strings"
	"testing"
	"time"
)

// TestMyDataSaysForHowLong holds that people are told when all of it goes.
func TestMyDataSaysForHowLong(t *testing.T) {
	e, _ := env(t)
	ask(t, e, "/star mount api")
	start := e.Now()
	for _, test := range []struct {
		retain, after time.Duration
		want          string
	}{
		{0, 0, ""},
		{30 * 24 * time.Hour, 0, "I keep it until 15 October, then only counts."},
		{30 * 24 * time.Hour, 40 * 24 * time.Hour, "The conference is long over: I delete it in the next hours, and keep only counts."},
	} {
		e.Retain = test.retain
		e.Now = func() time.Time { return start.Add(test.after) }
		got := ask(t, e, "/mydata")
		if !strings.Contains(got, test.want) || test.want == "" && strings.Contains(got, "counts") {
			t.Errorf("kept %s, after %s: %q", test.retain, test.after, got)
		}
	}
}
