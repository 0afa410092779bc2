package command_test

import (
	"context"
	"strings"
	"testing"

	"usher/bot"
	"usher/schedule"
)

// gate holds one schedule and notes what was decided about it.
type gate struct {
	waiting *schedule.Schedule
	number  int64
	decided []string
}

func (g *gate) Held() (*schedule.Schedule, int64) { return g.waiting, g.number }

func (g *gate) Accept(_ context.Context, number int64) error { return g.decide("accepted", number) }

func (g *gate) Ignore(_ context.Context, number int64) error { return g.decide("ignored", number) }

func (g *gate) decide(what string, number int64) error {
	if number != g.number {
		return bot.ErrNotHeld
	}
	g.decided = append(g.decided, what)
	g.waiting = nil
	return nil
}

func TestAccept(t *testing.T) {
	empty, err := schedule.New(schedule.Draft{Version: "0.15"})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		person  bot.Chat
		typed   []string
		answer  string // of the last one, how it begins
		decided string
	}{
		"nothing held":       {olga, []string{"/accept"}, "Nothing is held back.", ""},
		"bare":               {olga, []string{"hold", "/accept"}, "The new schedule (0.15) is empty.", ""},
		"yes":                {olga, []string{"hold", "/accept yes"}, "In force:", "accepted"},
		"no":                 {otto, []string{"hold", "/accept no 7"}, "Ignored.", "ignored"},
		"an old button":      {olga, []string{"hold", "/accept yes 6"}, "The new schedule (0.15) is empty.", ""},
		"pressed twice":      {olga, []string{"hold", "/accept yes 7", "/accept yes 7"}, "Nothing is held back.", "accepted"},
		"somebody else":      {ada, []string{"hold", "/accept yes 7"}, "That's for organisers.", ""},
		"neither yes nor no": {olga, []string{"hold", "/accept perhaps"}, "The new schedule (0.15) is empty.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := organised(t)
			g := &gate{number: 7}
			e.Gate = g
			var answer string
			for _, typed := range test.typed {
				if typed == "hold" {
					g.waiting = empty
					continue
				}
				answer = says(t, e, test.person, typed).Text()
			}
			if !strings.HasPrefix(answer, test.answer) {
				t.Errorf("answer %q, want %q…", answer, test.answer)
			}
			if got := strings.Join(g.decided, " "); got != test.decided {
				t.Errorf("decided %q, want %q", got, test.decided)
			}
		})
	}
}
