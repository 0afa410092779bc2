package command_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
)

// clockAt is a moment of the day of env.
func clockAt(e *command.Env, hour, minute int) time.Time {
	now := e.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location())
}

func wishes(t *testing.T, e *command.Env) bot.Wishes {
	t.Helper()
	w, err := e.Store.Wishes(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestMuteUntil holds what can be typed after /mute at 11:04 on Wednesday, and
// until when that mutes.
func TestMuteUntil(t *testing.T) {
	const open = -1 * time.Minute
	for typed, want := range map[string]time.Duration{ // after midnight
		"":                   open,
		"1h":                 12*time.Hour + 4*time.Minute,
		"1 h":                12*time.Hour + 4*time.Minute,
		"for 2 hours":        13*time.Hour + 4*time.Minute,
		"30 min":             11*time.Hour + 34*time.Minute,
		"15":                 11*time.Hour + 19*time.Minute,
		"1h30m":              12*time.Hour + 34*time.Minute,
		"1 h 30 min":         12*time.Hour + 34*time.Minute,
		"1h 30":              12*time.Hour + 34*time.Minute,
		"for 1 hour 30 mins": 12*time.Hour + 34*time.Minute,
		"in 2 hours":         13*time.Hour + 4*time.Minute,
		"2 Stunden":          13*time.Hour + 4*time.Minute,
		"für 2 Std.":         13*time.Hour + 4*time.Minute,
		"15:00":              15 * time.Hour,
		"1530":               15*time.Hour + 30*time.Minute,
		"until 15":           15 * time.Hour,
		"until 3":            15 * time.Hour,
		"until 11":           23 * time.Hour,
		"until 9:30":         21*time.Hour + 30*time.Minute,
		"until 10:30":        34*time.Hour + 30*time.Minute,
		"until thursday 8":   32 * time.Hour,
		"bis 24 Uhr":         24 * time.Hour,
		"until 3pm":          15 * time.Hour,
		"bis 15 Uhr":         15 * time.Hour,
		"today":              28 * time.Hour,
		"heute":              28 * time.Hour,
		"tomorrow":           28 * time.Hour,
		"until thursday":     28 * time.Hour,
		"until thursday 9am": 33 * time.Hour,
		"until fri":          52 * time.Hour,
	} {
		e, _ := env(t)
		answer := ask(t, e, "/mute "+typed)
		mutes := wishes(t, e).Mutes
		if len(mutes) != 1 || mutes[0].Talk != "" {
			t.Errorf("/mute %s mutes %v: %s", typed, mutes, answer)
			continue
		}
		got := mutes[0].Until
		if want == open && !got.IsZero() || want != open && !got.Equal(clockAt(e, 0, 0).Add(want)) {
			t.Errorf("/mute %s mutes until %s: %s", typed, got.In(e.Now().Location()), answer)
		}
	}
}

// TestMuteRefuses holds what mutes nothing.
func TestMuteRefuses(t *testing.T) {
	for typed, want := range map[string]string{
		"until":             "I don't understand \"until\".",
		"until never":       "I don't understand",
		"for lunch":         "I don't understand",
		"until 09:00 today": "09:00 is over.",
		"0 min":             "11:04 is over.",
		"tpm":               "5 talks match",
		"xyzzyx":            "Nothing matches",
	} {
		e, _ := env(t)
		if got := ask(t, e, "/mute "+typed); !strings.HasPrefix(got, want) {
			t.Errorf("/mute %s: %q", typed, got)
		}
		if mutes := wishes(t, e).Mutes; len(mutes) != 0 {
			t.Errorf("/mute %s mutes %v", typed, mutes)
		}
	}
}

// TestMuteOneTalk holds that a talk is picked as for a star, and that a time may
// follow its words.
func TestMuteOneTalk(t *testing.T) {
	for typed, want := range map[string]struct {
		until time.Duration // after midnight, 0 if open
		says  string
	}{
		"mount api":             {0, "Muted: New Mount API. It won't ring."},
		"mount api 1h":          {12*time.Hour + 4*time.Minute, "Muted until 12:04: New Mount API. I'll ring at 14:20."},
		"mount api 1 h 30 min":  {12*time.Hour + 34*time.Minute, "Muted until 12:34: New Mount API. I'll ring at 14:20."},
		"strace in 2023 1h":     {12*time.Hour + 4*time.Minute, "Muted until 12:04: Why would you still want to use strace in 2023? It won't ring."},
		"mount api until 14:25": {14*time.Hour + 25*time.Minute, "Muted until 14:25: New Mount API. I'll ring at 14:25."},
		"mount api until 14:30": {14*time.Hour + 30*time.Minute, "Muted until 14:30: New Mount API. It won't ring."},
	} {
		e, _ := env(t)
		ask(t, e, "/star mount api")
		got := ask(t, e, "/mute "+typed)
		if first, _, _ := strings.Cut(got, "\n"); first != want.says {
			t.Errorf("/mute %s: %q", typed, got)
		}
		mutes := wishes(t, e).Mutes
		if len(mutes) != 1 || mutes[0].Talk == "" {
			t.Errorf("/mute %s mutes %v", typed, mutes)
		} else if got := mutes[0].Until; want.until == 0 && !got.IsZero() || want.until != 0 && !got.Equal(clockAt(e, 0, 0).Add(want.until)) {
			t.Errorf("/mute %s mutes until %s", typed, got)
		}
	}
}

// TestMuteMeansYours holds that of the talks that match, the one that would ring
// is meant, and by /unmute the one that is muted.
func TestMuteMeansYours(t *testing.T) {
	e, _ := env(t)
	ask(t, e, "/star tpm event log")
	if got := ask(t, e, "/mute tpm"); !strings.HasPrefix(got, "Muted: An Unified TPM Event Log for Linux.") {
		t.Errorf("/mute tpm: %q", got)
	}
	if got := ask(t, e, "/unmute tpm"); got != "Not muted any more: An Unified TPM Event Log for Linux." {
		t.Errorf("/unmute tpm: %q", got)
	}
	if got := ask(t, e, "/unmute tpm"); got != `Nothing that is muted matches "tpm".` {
		t.Errorf("/unmute tpm again: %q", got)
	}
}

// TestStarWhileMuted holds that no ring is promised that a mute keeps away, and
// that one that it puts off is promised for its end.
func TestStarWhileMuted(t *testing.T) {
	for mute, want := range map[string]string{ // of a talk at 14:30, rung 30 and 10 minutes before
		"":             "It won't ring: muted.",
		"until 14:00":  "I'll ring at 14:00 and 14:20.",
		"until 14:10":  "I'll ring at 14:10 and 14:20.",
		"until 14:25":  "I'll ring at 14:25.",
		"until 14:30":  "It won't ring: muted until 14:30.",
		"until 14:31":  "It won't ring: muted until 14:31.",
		"until friday": "It won't ring: muted until Fri 04:00.",
	} {
		e, _ := env(t)
		ask(t, e, "/remind 30 10")
		ask(t, e, "/mute "+mute)
		if got := ask(t, e, "/star mount api"); !strings.HasSuffix(got, "★ Yours. "+want) {
			t.Errorf("muted %q: %q", mute, got)
		}
	}
}

// TestMuteKeepsTheWayBack holds that muting on a card does not lose the list that
// the card came from.
func TestMuteKeepsTheWayBack(t *testing.T) {
	e, _ := env(t)
	ask(t, e, "/star mount api")
	key := wishes(t, e).Follows[0].Key
	in := bot.Incoming{Chat: ada, Text: "/talk " + key + " < /now", Pressed: bot.Ref{Chat: ada, ID: "1"}}
	for _, label := range []string{"Mute", "Unmute", "Mute"} {
		answer := e.Handle(t.Context(), in)
		commands := map[string]string{}
		for _, b := range slices.Concat(answer.Buttons...) {
			commands[b.Label] = b.Command
		}
		if commands["Back"] != "/now" || commands[label] == "" {
			t.Fatalf("to %s there is only %v", label, commands)
		}
		in.Text = commands[label]
	}
}

// TestMuteEverything mutes all and for good, in words, and ends it.
func TestMuteEverything(t *testing.T) {
	for _, typed := range []string{"", "all", "forever", "for ever", "alles", "immer", "für immer", "All"} {
		e, _ := env(t)
		ask(t, e, "/star mount api")
		ask(t, e, "/mute mount api")
		if got := ask(t, e, "/mute "+typed); !strings.HasPrefix(got, "Muted: nothing rings until you say /unmute.") {
			t.Errorf("/mute %s: %q", typed, got)
		}
		if got := wishes(t, e).Mutes; len(got) != 2 || !got[0].Until.IsZero() || !got[1].Until.IsZero() {
			t.Errorf("/mute %s mutes %v", typed, got)
		}
		if got := ask(t, e, "/unmute alles"); got != "Not muted any more. I ring again." {
			t.Errorf("/unmute alles: %q", got)
		}
	}
}

// TestMuteIsTooLate mutes a talk that has begun or is over, and unmutes when all
// is.
func TestMuteIsTooLate(t *testing.T) {
	e, _ := env(t)
	clock := clockAt(e, 14, 50)
	e.Now = func() time.Time { return clock }
	ask(t, e, "/star mount api")
	for _, test := range []struct {
		hours       int
		typed, want string
	}{
		{0, "/mute mount api", "Muted: New Mount API. It started 20 min ago in Dome, until 15:10."},
		{1, "/mute mount api", "Muted: New Mount API. It is over, though: that was Wed 14:30–15:10 in Dome."},
		{100, "/unmute mount api", "Not muted any more: New Mount API."},
		{0, "/mute", "Muted: nothing rings until you say /unmute."},
		{0, "/unmute", "Not muted any more. Nothing is to come, though."},
		{0, "/unmute", "Nothing was muted. Nothing is to come, either."},
	} {
		clock = clock.Add(time.Duration(test.hours) * time.Hour)
		if got, _, _ := strings.Cut(ask(t, e, test.typed), "\n"); got != test.want {
			t.Errorf("%s: %q, want %q", test.typed, got, test.want)
		}
	}
}
