package command_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
)

// TestWhatTheTeamSaysIsShown holds that what one would say to somebody beside one leads to
// what would change, and that it is looked for where somebody else says it.
func TestWhatTheTeamSaysIsShown(t *testing.T) {
	for said, want := range map[string]string{
		"dome is 20 min late":                 "delay Dome by 20m0s",
		"Dome is 20 min late.":                "delay Dome by 20m0s",
		"dome 20 late":                        "delay Dome by 20m0s",
		"dome runs twenty minutes late":       "delay Dome by 20m0s",
		"Dome hat 20 Minuten Verspätung":      "delay Dome by 20m0s",
		"Dome ist 20 Min. zu spät":            "delay Dome by 20m0s",
		"move mount api to main hall":         "move New Mount API to Main Hall",
		"Move mont api to mian hall":          "move New Mount API to Main Hall",
		"move mount api to 15:30":             "move New Mount API at Wed 15:30",
		"verschiebe mount api auf 15:30":      "move New Mount API at Wed 15:30",
		"verleg mount api nach Main Hall":     "move New Mount API to Main Hall",
		"/move mount api to main hall":        "move New Mount API to Main Hall",
		"mount api in main hall":              "move New Mount API to Main Hall",
		"mount api in the main hall":          "move New Mount API to Main Hall",
		"mount api → main hall":               "move New Mount API to Main Hall",
		"mount api at 15:30":                  "move New Mount API at Wed 15:30",
		"Mount API um 15:30":                  "move New Mount API at Wed 15:30",
		"mount api to thu 15:30":              "move New Mount API at Thu 15:30",
		"cancel mount api":                    "cancel New Mount API",
		"mount api is cancelled":              "cancel New Mount API",
		"Mount API fällt aus":                 "cancel New Mount API",
		"dome at 15:30":                       "",
		"dome 15:30":                          "",
		"dome 20 min":                         "",
		"linux in main hall":                  "",
		"tpms in main hall":                   "",
		"lennart in dome":                     "",
		"what is on in dome":                  "",
		"mount api":                           "",
		"an unified tpm event log for linux":  "",
		"confidential compute: how to get to": "",
	} {
		t.Run(said, func(t *testing.T) {
			e, d := atTheDesk(t)
			answer := ask(t, e, said)
			if got := d.wants(); got != want {
				t.Errorf("%q, want %q; answered %q", got, want, answer)
			}
			if strings.HasPrefix(said, "/") {
				return
			}
			d.proposed = bot.Act{}
			bob := e.Handle(t.Context(), bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "bob"}, Sender: "bob", Text: said})
			if searched := e.Handle(t.Context(), bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "bob"}, Sender: "bob", Text: "/search " + said}); want != "" && bob.Text() != searched.Text() {
				t.Errorf("somebody else reads %q", bob.Text())
			}
			if d.wants() != "" {
				t.Errorf("somebody else wants %q", d.wants())
			}
		})
	}
}

// mostTyped is how many titles and names of a schedule are typed, about: each is a search.
const mostTyped = 400

// TestTheTeamLooksForTalks has an organiser type each title, subtitle and name: none is taken for what is to be changed.
func TestTheTeamLooksForTalks(t *testing.T) {
	all := []*schedule.Schedule{asg(t)}
	if os.Getenv("USHER_CORPUS") != "" {
		all = append(all, corpus(t)...)
	}
	for _, s := range all {
		t.Run(s.Conference().Title, func(t *testing.T) {
			t.Parallel()
			e, d := atTheDesk(t)
			e.Schedule = func() *schedule.Schedule { return s }
			e.Now = func() time.Time { return s.Slots()[0].Start }
			d.published = s
			typed := map[string]bool{}
			for _, slot := range s.Slots() {
				typed[slot.Title], typed[slot.Subtitle], typed[slot.Room.Name], typed[slot.Track.Name] = true, true, true, true
				for _, p := range slot.Speakers {
					typed[p.Name] = true
				}
			}
			texts := slices.DeleteFunc(slices.Sorted(maps.Keys(typed)), func(text string) bool {
				return strings.HasPrefix(text, "/") || len(strings.Fields(text)) < 2 // a command's own name
			})
			for i := 0; i < len(texts); i += 1 + len(texts)/mostTyped {
				text := texts[i]
				d.proposed = bot.Act{}
				m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: text})
				if len(d.proposed.Adds)+len(d.proposed.Ends) > 0 {
					t.Errorf("%q wants %q", text, d.wants())
				}
				for _, row := range m.Buttons {
					for _, b := range row {
						verb, _, _ := strings.Cut(strings.TrimPrefix(b.Command, "/"), " ")
						for _, c := range command.Commands() {
							if c.Name == verb && c.For != command.Everyone {
								t.Errorf("%q leads to %q", text, b.Command)
							}
						}
					}
				}
			}
		})
	}
}
