package say_test

import (
	"testing"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestSeveralSources holds that each is named where there are several.
func TestSeveralSources(t *testing.T) {
	one, err := schedule.New(schedule.Draft{Conference: schedule.Conference{Zone: berlin}, Version: "0.14", Slots: []schedule.Slot{talk("A", morning(15, 0, 0))}})
	if err != nil {
		t.Fatal(err)
	}
	none, err := schedule.New(schedule.Draft{Version: "0.15"})
	if err != nil {
		t.Fatal(err)
	}
	waiting := []bot.Waiting{{Source: "main", Number: 7, Older: one, Newer: none}, {Source: "workshops", Number: 8, Older: one, Newer: none}}
	status := say.Status{People: 2, Sources: []bot.SourceState{
		{Source: "main", Name: "cfp.example.org", Version: "0.14", Loaded: morning(13, 55, 0), Answered: morning(14, 31, 0)},
		{Source: "workshops", Name: "ws.example.org", Version: "3", Loaded: morning(9, 55, 0), Answered: morning(14, 10, 0),
			FailingSince: morning(14, 11, 0), Problem: "timeout", Held: true, HeldVersion: "4"},
		{Source: "fringe", Name: "fringe.ics", FailingSince: morning(14, 0, 0), Problem: "there is no such file"},
		{Source: "art", Hidden: 12},
	}}
	at := say.In("en").At(one, morning(14, 32, 0), nil)
	equal(t, at.Status(status),
		"**Status, Wed 14:32**",
		"Schedule of main: version 0.14, loaded 13:55 (37 min ago).",
		"Source: cfp.example.org, last answered 14:31.",
		"Schedule of workshops: version 3, loaded 09:55 (4 h 37 min ago).",
		"⚠ ws.example.org has not answered since 14:10 (timeout).",
		"⚠ Held back: a new schedule of workshops, version 4. `/accept` shows it.",
		"Schedule of fringe: none yet.",
		"⚠ fringe.ics has not answered since 14:00 (there is no such file).",
		"⚠ My settings do not name **art** any more: 12 talks to come are hidden. Stars on them are kept.",
		"Nothing waits, and nothing was sent today.",
		"2 people can be told.",
		"[Look again]",
	)
	equal(t, at.Held(waiting...),
		"The new schedule of main (0.15) is empty. I kept 0.14 and told nobody.",
		"The new schedule of workshops (0.15) is empty. I kept 0.14 and told nobody.",
		"[What would change in main]", "[What would change in workshops]",
	)
	equal(t, at.Accepted(waiting[1], false), "**In force: 0.15 of workshops.** Those who starred what changes are told.")
	equal(t, at.Accepted(waiting[1], true), "**In force: 0.15 of workshops.** Nobody is told; rings come at the new times.")

	auf := say.In("de").At(one, morning(14, 32, 0), nil)
	equal(t, auf.Held(waiting[1]),
		"Das neue Programm von workshops (0.15) ist leer. Ich bleibe bei 0.14 und habe niemandem etwas gesagt.",
		"[Was sich ändern würde]",
		"[Ignorieren]")
	equal(t, auf.Removed([]bot.SourceState{{Source: "art", Hidden: 1}}),
		"⚠ Meine Einstellungen nennen **art** nicht mehr: 1 Talk, der noch käme, ist ausgeblendet. Vormerkungen dafür bleiben.")
}
