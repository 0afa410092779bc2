package command_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
)

// TestUnmute holds what /unmute alone ends: what mutes everything, and only where
// nothing does the mutes of single talks.
func TestUnmute(t *testing.T) {
	for _, test := range []struct {
		muted       []string
		hours       int // that go by
		want, still string
	}{
		{nil, 0, "Nothing was muted.", ""},
		{[]string{"mount api"}, 0, "Not muted any more.", ""},
		{[]string{"mount api 1h"}, 2, "Nothing was muted.", ""},
		{[]string{"1h"}, 2, "Nothing was muted.", ""},
		{[]string{"1h"}, 0, "Not muted any more.", ""},
		{[]string{"1h", "mount api"}, 0, "Not muted any more.", "Muted: New Mount API."},
		{[]string{"1h", "mount api"}, 2, "Not muted any more.", ""}, // all was over: it is the talk that was meant
		{[]string{"mount api 1h", "soft reboot"}, 2, "Not muted any more.", ""},
	} {
		e, _ := env(t)
		ask(t, e, "/star mount api")
		ask(t, e, "/star soft reboot")
		for _, muted := range test.muted {
			ask(t, e, "/mute "+muted)
		}
		later(e, test.hours)
		got := ask(t, e, "/unmute")
		if !strings.HasPrefix(got, test.want) || !strings.Contains(got, test.still) {
			t.Errorf("%q and %d h later: %q", test.muted, test.hours, got)
		}
		for _, kept := range wishes(t, e).Mutes {
			if over := !kept.Until.IsZero() && !kept.Until.After(e.Now()); !over && test.still == "" {
				t.Errorf("%q and %d h later: %v is still muted", test.muted, test.hours, kept)
			}
		}
	}
}

// later lets hours go by.
func later(e *command.Env, hours int) {
	now := e.Now()
	e.Now = func() time.Time { return now.Add(time.Duration(hours) * time.Hour) }
}

// TestMuteLeadsBackToSettings holds that an end that was chosen from the settings
// shows them again, and the question for one does not.
func TestMuteLeadsBackToSettings(t *testing.T) {
	for typed, want := range map[string]string{
		"/mute 1h < /settings": "Your settings",
		"/mute < /settings":    "Muted: nothing rings",
		"/mute 1h":             "Muted until 12:04: nothing rings.",
		"/unmute < /settings":  "Your settings",
	} {
		e, _ := env(t)
		in := bot.Incoming{Chat: ada, Text: typed, Pressed: bot.Ref{Chat: ada, ID: "1"}}
		if got := e.Handle(t.Context(), in).Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%s is answered with %q", typed, got)
		}
	}
}

// TestUnmuteOneOfSeveral holds that words that match several talks of which none is
// muted are not a question which of them to unmute.
func TestUnmuteOneOfSeveral(t *testing.T) {
	for typed, want := range map[string]string{
		"/unmute tpm":       `Nothing that is muted matches "tpm".`,
		"/unmute mount api": "Not muted: New Mount API. Nothing to take back.",
		"/unmute xyzzyx":    `Nothing matches "xyzzyx".`,
	} {
		e, _ := env(t)
		if got := ask(t, e, typed); !strings.HasPrefix(got, want) {
			t.Errorf("%s is answered with %q", typed, got)
		}
	}
}
