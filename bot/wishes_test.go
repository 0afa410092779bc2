package bot_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestBecause holds for whose sake a slot is told: its own star's before all else
// that is followed, and not at all to those who keep another slot of its talk.
func TestBecause(t *testing.T) {
	start := time.Date(2023, time.September, 13, 9, 0, 0, 0, time.UTC)
	slot := &schedule.Slot{Talk: schedule.Talk{Key: "tour"}, Room: schedule.Room{Key: "dome"}, Start: start}
	talk, room := schedule.Topic{Kind: schedule.TopicTalk, Key: "tour"}, schedule.Topic{Kind: schedule.TopicRoom, Key: "dome"}
	other := schedule.Topic{Kind: schedule.TopicTalk, Key: "other"}
	elsewhere := schedule.Topic{Kind: schedule.TopicRoom, Key: "tour"} // a room that shares a talk's key
	for name, test := range map[string]struct {
		follows []bot.Follow
		want    schedule.Topic
		stars   int
		starred bool
	}{
		"nothing":                {nil, schedule.Topic{}, 0, false},
		"another talk":           {[]bot.Follow{{Topic: other}, {Topic: elsewhere}}, schedule.Topic{}, 1, false},
		"the talk":               {[]bot.Follow{{Topic: other}, {Topic: talk}}, talk, 2, true},
		"the room":               {[]bot.Follow{{Topic: room}}, room, 0, false},
		"the room before":        {[]bot.Follow{{Topic: room}, {Topic: talk}}, talk, 1, true},
		"this slot":              {[]bot.Follow{{Topic: talk, Only: start.In(time.FixedZone("", 7200))}}, talk, 1, true},
		"another slot":           {[]bot.Follow{{Topic: talk, Only: start.Add(time.Hour)}}, schedule.Topic{}, 1, true},
		"another slot, the room": {[]bot.Follow{{Topic: talk, Only: start.Add(time.Hour)}, {Topic: room}}, room, 1, true},
	} {
		w := bot.Wishes{Follows: test.follows}
		if got, ok := w.Because(slot); got != test.want || ok != (test.want != schedule.Topic{}) {
			t.Errorf("%s: told because of %v, %v", name, got, ok)
		}
		if got := w.Stars(); got != test.stars {
			t.Errorf("%s: %d stars, want %d", name, got, test.stars)
		}
		if got := w.Has(talk); got != test.starred {
			t.Errorf("%s: has the star: %v", name, got)
		}
	}
}

// TestMuted holds which mute keeps a talk from ringing, and that one that takes
// over where another ends makes a longer one.
func TestMuted(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2023, time.September, 13, 9, minute, 0, 0, time.UTC) }
	short, long := bot.Mute{Talk: "tour", Until: at(10)}, bot.Mute{Until: at(20)}
	later, open := bot.Mute{Talk: "tour", Until: at(30)}, bot.Mute{Talk: "tour"}
	for name, test := range map[string]struct {
		mutes []bot.Mute
		talk  string
		now   time.Time
		until time.Time
		muted bool
	}{
		"none":                   {nil, "tour", at(0), time.Time{}, false},
		"its own":                {[]bot.Mute{short}, "tour", at(9), at(10), true},
		"its own, at its end":    {[]bot.Mute{short}, "tour", at(10), time.Time{}, false},
		"another's":              {[]bot.Mute{short}, "other", at(0), time.Time{}, false},
		"not all":                {[]bot.Mute{short}, "", at(0), time.Time{}, false},
		"all":                    {[]bot.Mute{long}, "", at(0), at(20), true},
		"all, and so each":       {[]bot.Mute{long}, "tour", at(0), at(20), true},
		"one after the other":    {[]bot.Mute{later, short, long}, "tour", at(0), at(30), true},
		"the last one left open": {[]bot.Mute{short, open}, "tour", at(0), time.Time{}, true},
		"open":                   {[]bot.Mute{open}, "tour", at(59), time.Time{}, true},
	} {
		w := bot.Wishes{Mutes: test.mutes}
		if _, muted := w.Muted(test.talk, test.now); muted != test.muted {
			t.Errorf("%s: muted is %v", name, muted)
		}
		if until, muted := w.MutedUntil(test.talk, test.now); !until.Equal(test.until) || muted != test.muted {
			t.Errorf("%s: muted until %v, %v; want %v, %v", name, until, muted, test.until, test.muted)
		}
	}
}
