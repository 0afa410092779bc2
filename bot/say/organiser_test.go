package say_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
)

func TestStatus(t *testing.T) {
	s := build(t, talk("New Mount API", morning(14, 30, 0)))
	at := say.In("en").At(s, morning(14, 32, 0), nil)
	equal(t, at.Status(say.Status{People: 1}),
		"**Status, Wed 14:32**",
		"Schedule: without a version number.",
		"Nothing waits, and nothing was sent today.",
		"1 person can be told.",
		"[Look again]",
	)
	source := bot.SourceState{Name: "cfp.example.org", Version: "0.14", Loaded: morning(13, 55, 0), Answered: morning(14, 31, 0)}
	equal(t, at.Status(say.Status{Sources: []bot.SourceState{source}, People: 143, Queues: []bot.Queue{
		{Platform: "matrix", Waiting: 2, Due: 1, OldestDue: morning(14, 31, 0)},
		{Platform: "telegram", Waiting: 9, Sent: 120, Dropped: 3, Rejected: 1},
	}}),
		"**Status, Wed 14:32**",
		"Schedule: version 0.14, loaded 13:55 (37 min ago).",
		"Source: cfp.example.org, last answered 14:31.",
		"**matrix**: 1 notice waits, due since 14:31. Today 0 sent.",
		"**telegram**: nothing waits. Today 120 sent, 3 dropped, 1 refused.",
		"143 people can be told.",
		"[Look again]",
	)
	source.Loaded = source.Loaded.Add(-24 * time.Hour)
	source.Answered, source.FailingSince, source.Problem = morning(14, 10, 0), morning(14, 11, 0), "timeout"
	source.Held, source.HeldVersion = true, "0.15"
	equal(t, at.Status(say.Status{Sources: []bot.SourceState{source}, People: 143, Queues: []bot.Queue{
		{Platform: "telegram", Waiting: 12, Due: 12, OldestDue: morning(14, 20, 0)},
	}}),
		"**Status, Wed 14:32**",
		"Schedule: version 0.14, loaded Tue 13:55 (24 h 37 min ago).",
		"⚠ cfp.example.org has not answered since 14:10 (timeout).",
		"⚠ Held back: a new schedule, version 0.15. `/accept` shows it.",
		"**telegram**: 12 notices wait, the oldest due since 14:20. Today 0 sent.",
		"143 people can be told.",
		"[Look again]",
	)
}

// TestStatusOfACrowd has a queue that takes a while, on a network that wants a
// pause.
func TestStatusOfACrowd(t *testing.T) {
	s := build(t, talk("New Mount API", morning(14, 30, 0)))
	facts := say.Status{People: 6000, Queues: []bot.Queue{
		{Platform: "matrix", Waiting: 3, Due: 3, OldestDue: morning(14, 31, 0), Sent: 12, Lately: 12},
		{Platform: "telegram", Waiting: 5100, Due: 5000, Retrying: 40, OldestDue: morning(14, 31, 0), Sent: 1600, Lately: 1560,
			Dropped: 13, Uncertain: 2, Reasons: map[string]int{"expired": 3, "too late after temporary": 2, "gone": 4,
				"talk moved": 1, "changed again": 1, "nothing written": 2}},
	}, Lanes: []bot.Lane{{Platform: "matrix", PerSecond: 0.2}, {Platform: "telegram", PerSecond: 28, Paused: 95 * time.Second}}}
	for language, want := range map[string][]string{
		"en": {
			"**Status, Wed 14:32**", "Schedule: without a version number.",
			"**matrix**: 3 notices wait, the oldest due since 14:31. Today 12 sent.",
			"matrix takes 0.2 a second: about 1 min for these.", "In the last minute: 0.2 a second.",
			"**telegram**: 5,000 notices wait, the oldest due since 14:31. Today 1,600 sent, 13 dropped, 2 maybe twice.",
			"40 of these wait for another try.",
			"⚠ telegram wants no messages until 14:34.", "telegram takes 28 a second: about 5 min for these.",
			"In the last minute: 26 a second.",
			"Dropped: 5 too late, 4 unreachable, 2 overtaken by a change, 2 for other reasons.",
			"6,000 people can be told.", "[Look again]",
		},
		"de": {
			"**Stand, Mi 14:32**", "Programm: ohne Versionsnummer.",
			"**matrix**: 3 Nachrichten warten, die älteste fällig seit 14:31. Heute 12 gesendet.",
			"matrix nimmt 0,2 in der Sekunde: noch etwa 1 Min.", "In der letzten Minute: 0,2 in der Sekunde.",
			"**telegram**: 5.000 Nachrichten warten, die älteste fällig seit 14:31. Heute 1.600 gesendet, 13 verfallen, 2 vielleicht doppelt.",
			"40 davon warten auf den nächsten Versuch.",
			"⚠ telegram will bis 14:34 keine Nachrichten.", "telegram nimmt 28 in der Sekunde: noch etwa 5 Min.",
			"In der letzten Minute: 26 in der Sekunde.",
			"Verfallen: 5 zu spät, 4 nicht erreichbar, 2 durch eine Änderung überholt, 2 aus anderen Gründen.",
			"6.000 Leute sind zu erreichen.", "[Noch einmal]",
		},
	} {
		equal(t, say.In(language).At(s, morning(14, 32, 0), nil).Status(facts), want...)
	}
}

// TestStatusOfAPauseWithNothingToSay: an organiser who is about to tell everyone
// something learns that it will have to wait.
func TestStatusOfAPauseWithNothingToSay(t *testing.T) {
	s := build(t, talk("New Mount API", morning(14, 30, 0)))
	paused := []bot.Lane{{Platform: "matrix", PerSecond: 0.2, Paused: 95 * time.Second}}
	for queued, want := range map[string]string{"none": "Nothing waits, and nothing was sent today.", "done": "**matrix**: nothing waits. Today 12 sent."} {
		facts := say.Status{Lanes: paused}
		if queued == "done" {
			facts.Queues = []bot.Queue{{Platform: "matrix", Sent: 12}}
		}
		equal(t, say.In("en").At(s, morning(14, 32, 0), nil).Status(facts),
			"**Status, Wed 14:32**", "Schedule: without a version number.", want,
			"⚠ matrix wants no messages until 14:34.", "0 people can be told.", "[Look again]")
	}
}

func TestWhoAmI(t *testing.T) {
	v := say.In("en")
	equal(t, v.WhoAmI(bot.Chat{Platform: "matrix", ID: "@ada:example.org"}, bot.Visitor, nil),
		"**You are** `matrix:@ada:example.org`.",
		"You are not an organiser. Ask an owner for `/grant`; whoever runs me can add this name to USHER_ORGANISERS.",
	)
	equal(t, v.WhoAmI(bot.Chat{Platform: "telegram", ID: "12345"}, bot.StageManager, []string{"Dome", "Main Hall"}),
		"**You are** `telegram:12345`.",
		"You look after Dome and Main Hall: `/help` shows what you can do.",
	)
}
