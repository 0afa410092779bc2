package command_test

import (
	"strings"
	"testing"

	"usher/bot"
)

// TestWhatLooksLikeAnAudienceOrAMomentIsAskedAbout: it is neither taken for one nor for part
// of the text before its author has said so. It is Wednesday, 11:04.
func TestWhatLooksLikeAnAudienceOrAMomentIsAskedAbout(t *testing.T) {
	for typed, want := range map[string]string{
		// Plainly who and when.
		"everyone: Party!":                        "To everyone",
		"an alle: Party!":                         "To everyone",
		"For everyone at 18:00: Party!":           "Wed 18:00, to everyone",
		"everyone tomorrow 9:00: Party!":          "Thu 09:00, to everyone",
		"um 18 Uhr: Party!":                       "To whom, Wed 18:00?",
		"to room dome: Party!":                    "To those who follow Dome",
		"starred mount api in 20 min: Party!":     "Wed 11:24, to those who starred New Mount API",
		"language german: Party!":                 "To everyone I speak German with",
		"at 09:00: Party!":                        "That is over",
		"language klingon: Party!":                "? language klingon [Speaks German] [Speaks English]",
		"stared mount api: Party!":                "? stared mount api [Who starred New Mount API]",
		"strared mount api at 18:00: Party!":      "? strared mount api at 18:00 [Who starred New Mount API]",
		"rom dome: Party!":                        "? rom dome [Who follows Dome]",
		"evryone: Party!":                         "? evryone [Everyone]",
		"starred qwertzuiop: Party!":              `No talk is called "qwertzuiop". Or is it part of the text?`,
		"room Dme: Party!":                        `No room is called "Dme". Did you mean Dome? Or is it part of the text?`,
		"room Dme at 18:00: Party!":               `No room is called "Dme". Did you mean Dome?`,
		"track Sauna: Party!":                     `No track is called "Sauna". Or`,
		"speaker Qwertzuiop: Party!":              `Nobody on the schedule is called "Qwertzuiop". Or`,
		"starred tpm: Party!":                     `Which of these is "tpm"?`,
		"dome: Party!":                            "? dome [Who follows Dome]",
		"mount api: Party!":                       "? mount api [Who starred New Mount API]",
		"de: Party!":                              "? de [Speaks German]",
		"tomorrow 9:00: Party!":                   "? tomorrow 9:00 [Thu 09:00]",
		"18:00: Party!":                           "? 18:00 [Wed 18:00]",
		"18 Uhr: Party!":                          "? 18 Uhr [Wed 18:00]",
		"09:00: Party!":                           "? 09:00",
		"at 18:00 Party!":                         "? at 18:00 [Wed 18:00]",
		"um 18 Uhr Party: kommt!":                 "? um 18 Uhr [Wed 18:00]",
		"in 20 min Party!":                        "? in 20 min [Wed 11:24]",
		"tomorrow 9:00 Party!":                    "? tomorrow 9:00 [Thu 09:00]",
		"everyone Party!":                         "? everyone [Everyone]",
		"an alle Party!":                          "? an alle [Everyone]",
		"everyone at 18:00 Party!":                "? everyone at 18:00 [Everyone]",
		"room dome Party!":                        "? room dome [Who follows Dome]",
		"starred mount api Party!":                "? starred mount api [Who starred New Mount API]",
		"Attention: Party!":                       "",
		"Attention:\nParty: come!":                "",
		"Note: Party!":                            "",
		"2 talks are cancelled: Party!":           "",
		"2: Party!":                               "",
		"Today we have cake: Party!":              "",
		"Come to the foyer at 18:00. Party!":      "",
		"At the foyer you find: Party!":           "",
		"Start: Party!":                           "",
		"The room Dome is closed. Party!":         "",
		"Rooms are\nroom dome: Party!":            "",
		"To whom it may concern: Party!":          "",
		"In the foyer: Party!":                    "",
		"at 7 Party!":                             "? at 7 [Wed 19:00]",
		"to 7 of you: Party!":                     "",
		strings.Repeat("long ", 40) + "x: Party!": "",
	} {
		t.Run(typed[:min(len(typed), 40)], func(t *testing.T) {
			e := organised(t)
			m := says(t, e, olga, "/broadcast "+typed)
			head, _, _ := strings.Cut(m.Text(), "\n")
			switch asked, ok := strings.CutPrefix(want, "? "); {
			case ok:
				named, _, _ := strings.Cut(asked, " [")
				got := named + labels(m)
				if wanted := asked + " [Part of the text] [Leave it out] [Cancel]"; got != wanted || !strings.HasPrefix(head, `Is it for whom, or when: "`+named+`"?`) {
					t.Errorf("%q %s, want %s", head, got, wanted)
				}
			case want == "":
				if whole := "Message from the organisers\n" + strings.TrimSpace(typed); head != "To whom? They will read:" || !strings.HasSuffix(m.Text(), whole) {
					t.Errorf("%q is taken apart: %q", typed, m.Text())
				}
			case !strings.HasPrefix(head, want):
				t.Errorf("%q, want %q", head, want)
			}
		})
	}
}

// labels are those of a message's buttons.
func labels(m bot.Message) (all string) {
	for _, row := range m.Buttons {
		for _, b := range row {
			all += " [" + b.Label + "]"
		}
	}
	return all
}

// TestAHeadIsPartOfTheTextOrNot, as its author says, and then it is to be said to whom.
func TestAHeadIsPartOfTheTextOrNot(t *testing.T) {
	for press, want := range map[string]string{
		"Part of the text": "To whom? They will read:\n\nMessage from the organisers\neveryone at  18:00\tParty!\nCome.",
		"Leave it out":     "To whom, Wed 18:00? They will read:\n\nMessage from the organisers\nParty!\nCome.",
		"Everyone":         "Wed 18:00, to everyone: 1 person as of now. They will read:\n\nMessage from the organisers\nParty!\nCome.",
	} {
		e := organised(t)
		m := says(t, e, olga, "/broadcast everyone at  18:00\tParty!\nCome.")
		if got := says(t, e, olga, button(t, m, press)).Text(); got != want {
			t.Errorf("%s: %q, want %q", press, got, want)
		}
		if got := says(t, e, olga, button(t, m, press)).Text(); !strings.HasPrefix(got, "You have changed this since.") {
			t.Errorf("%s again: %q", press, got)
		}
	}
	e := organised(t)
	m := says(t, e, olga, "/broadcast at 18:00 Party!")
	want := "To whom, Wed 18:00? They will read:\n\nMessage from the organisers\nParty!"
	if got := says(t, e, olga, button(t, m, "Wed 18:00")).Text(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	says(t, e, olga, "/broadcast dome: Party!")
	if got := says(t, e, olga, "/broadcast edit 2 No party.").Text(); !strings.HasPrefix(got, "To whom?") || !strings.HasSuffix(got, "\nNo party.") {
		t.Errorf("written anew: %q", got)
	}
}
