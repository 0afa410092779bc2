package command_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// gate holds schedules and notes what was decided about them.
type gate struct {
	waiting []bot.Waiting
	decided []string
}

func (g *gate) Held() []bot.Waiting { return g.waiting }

func (g *gate) Consider(context.Context, int64) (bot.Proposal, error) {
	return bot.Proposal{Changes: make([]bot.SlotChange, 2), Radius: bot.Radius{Starred: 3}}, nil
}

func (g *gate) Accept(_ context.Context, number int64, _ bot.Chat, quietly bool) (act int64, err error) {
	if quietly {
		return 0, g.decide("quietly accepted", number)
	}
	return 0, g.decide("accepted", number)
}

func (g *gate) Ignore(_ context.Context, number int64) error { return g.decide("ignored", number) }

func (g *gate) decide(what string, number int64) error {
	i := slices.IndexFunc(g.waiting, func(w bot.Waiting) bool { return w.Number == number })
	if i < 0 {
		return bot.ErrNotHeld
	}
	g.decided = append(g.decided, what+g.waiting[i].Source)
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return nil
}

func TestAccept(t *testing.T) {
	empty, err := schedule.New(schedule.Draft{Version: "0.15"})
	if err != nil {
		t.Fatal(err)
	}
	old, err := schedule.New(schedule.Draft{Version: "0.14", Slots: []schedule.Slot{{Talk: schedule.Talk{Key: "main-i-1"}, Start: time.Unix(0, 0)}}})
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
		"quietly":            {olga, []string{"hold", "/accept quietly 7"}, "In force: 0.15. Nobody is told; rings come at the new times.", "quietly accepted"},
		"no":                 {otto, []string{"hold", "/accept no 7"}, "Ignored.", "ignored"},
		"an old button":      {olga, []string{"hold", "/accept yes 6"}, "The new schedule (0.15) is empty.", ""},
		"pressed twice":      {olga, []string{"hold", "/accept yes 7", "/accept yes 7"}, "Nothing is held back.", "accepted"},
		"somebody else":      {ada, []string{"hold", "/accept yes 7"}, "That's for organisers. If you are one, ask an owner for /grant.", ""},
		"neither yes nor no": {olga, []string{"hold", "/accept perhaps"}, "The new schedule (0.15) is empty.", ""},
		"two":                {olga, []string{"hold two", "/accept"}, "The new schedule of main (0.15) is empty. I kept 0.14 and told nobody.\nThe new schedule of workshops (0.15)", ""},
		"which of two":       {olga, []string{"hold two", "/accept yes"}, "The new schedule of main (0.15)", ""},
		"one of two":         {olga, []string{"hold two", "/accept show 9"}, "The new schedule of workshops (0.15)", ""},
		"yes to one":         {olga, []string{"hold two", "/accept yes 9"}, "In force: 0.15 of workshops.", "acceptedworkshops"},
		"then the other":     {olga, []string{"hold two", "/accept yes 9", "/accept no"}, "Ignored. I keep 0.14 of main", "acceptedworkshops ignoredmain"},
	} {
		t.Run(name, func(t *testing.T) {
			e := organised(t)
			g := &gate{}
			e.Gate = g
			var answer string
			for _, typed := range test.typed {
				switch typed {
				case "hold":
					g.waiting = []bot.Waiting{{Number: 7, Older: old, Newer: empty}}
					continue
				case "hold two":
					g.waiting = []bot.Waiting{{Source: "main", Number: 8, Older: old, Newer: empty}, {Source: "workshops", Number: 9, Older: old, Newer: empty}}
					continue
				}
				answer = says(t, e, test.person, typed).Text()
			}
			if !strings.HasPrefix(answer, test.answer) {
				t.Errorf("answer %q, want %q…", answer, test.answer)
			}
			if name == "bare" && !strings.Contains(answer, "3 people starred one of them.") {
				t.Errorf("answer %q says nothing of whom it concerns", answer)
			}
			if got := strings.Join(g.decided, " "); got != test.decided {
				t.Errorf("decided %q, want %q", got, test.decided)
			}
		})
	}
}
