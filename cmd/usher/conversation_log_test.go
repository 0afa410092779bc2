package main

import (
	"bytes"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"usher/bot/terminal"
)

// diary is all that was logged, at every level.
type diary struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(p)
}

// logger logs into the diary, and where a test's output goes.
func (d *diary) logger(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), d), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// called is what may be somebody's name on a network: a number, or @ada:example.org.
var called = regexp.MustCompile(`@[\w.-]+:[\w.-]+|\d+`)

// namesNone holds the diary, once all is said, against docs/privacy.md: it names nobody,
// whatever they asked for as organisers.
func (d *diary) namesNone(t *testing.T, people company) {
	t.Helper()
	t.Cleanup(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		for line := range strings.Lines(d.text.String()) {
			for _, person := range people {
				who := person.person
				if who != terminal.Here && slices.Contains(called.FindAllString(line, -1), who.ID) {
					t.Errorf("the log names %s: %s", who, line)
				}
			}
		}
	})
}
