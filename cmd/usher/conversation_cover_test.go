package main

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot/command"
	"usher/bot/say"
	"usher/schedule"
	"usher/schedule/loader"
)

// TestConversationsCoverEachCommand fails for a command that nobody types
// before, on, between or after the days of a conference, in each language.
func TestConversationsCoverEachCommand(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conversations/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	typed := map[situation]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(typed, situations(t, parseConversation(t, string(data))))
	}
	for _, language := range []string{"en", "de"} {
		for _, when := range []string{"before", "on", "between", "after"} {
			for _, c := range command.Commands() {
				if !typed[situation{language, when, c.Name}] {
					t.Errorf("%s: nobody types /%s %s the days", language, c.Name, when)
				}
			}
		}
	}
}

// situation is a command in a language, at a time seen from the conference's days.
type situation struct{ language, time, command string }

// situations are those of a conversation. Only what begins with a slash counts,
// be it typed or on a button: others' labels do not tell what they say.
func situations(t *testing.T, steps []step) map[situation]bool {
	t.Helper()
	var head setting
	brought(&head.request)
	here := situation{}
	all := map[situation]bool{}
	var s *schedule.Schedule
	for _, step := range steps {
		verb, what, _ := strings.Cut(step.line, " ")
		said, spoke := spoken(step.line)
		switch {
		case spoke:
			here.command = commandIn(said.what)
			all[here] = true
		case verb == "at":
			if s == nil {
				s = loaded(t, head.request)
			}
			now, err := time.ParseInLocation(time.DateOnly+" 15:04", what, s.Zone())
			if err != nil {
				t.Fatal(err)
			}
			here.language, here.time = cmp.Or(head.language, "en"), seenFromDays(s, now)
		case s == nil:
			head.header(t, step.line)
		}
	}
	return all
}

// commandIn is the name of the command in "/track kernel" or "[/status]", "" where
// there is none.
func commandIn(said string) string {
	word, _, _ := strings.Cut(strings.Trim(said, "[]"), " ")
	name, ok := strings.CutPrefix(word, "/")
	if !ok {
		return ""
	}
	for _, c := range command.Commands() {
		if slices.Contains(say.AllAliases(c.Name), name) {
			return c.Name
		}
	}
	return name
}

func loaded(t *testing.T, r loader.Request) *schedule.Schedule {
	t.Helper()
	s, err := loader.Load(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// seenFromDays tells when a moment is: on is from the first start of a day to its
// last end.
func seenFromDays(s *schedule.Schedule, now time.Time) string {
	began, over := false, true
	for _, day := range s.Days() {
		held := s.On(day)
		end := slices.MaxFunc(held, func(a, b *schedule.Slot) int { return a.Until.Compare(b.Until) }).Until
		if !now.Before(held[0].Start) {
			began = true
			if now.Before(end) {
				return "on"
			}
		}
		over = over && !now.Before(end)
	}
	switch {
	case !began:
		return "before"
	case over:
		return "after"
	}
	return "between"
}
