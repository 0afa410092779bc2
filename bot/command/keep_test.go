package command_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
)

// touring is a table of commands over the schedule in which a talk is held three
// times, at a time on its first day.
func touring(t *testing.T, hour, minute int) *command.Env {
	t.Helper()
	s := edges(t)
	e, _ := env(t)
	e.Schedule = func() *schedule.Schedule { return s }
	e.Now = func() time.Time { return time.Date(2024, time.March, 30, hour, minute, 0, 0, s.Zone()) }
	return e
}

// only is when the slot starts that is kept of the one talk that is starred, in
// the conference's time; "" where all of them are.
func only(t *testing.T, e *command.Env) string {
	t.Helper()
	w := wishes(t, e)
	if len(w.Follows) != 1 {
		t.Fatalf("one star is kept as %v", w.Follows)
	}
	if w.Follows[0].Only.IsZero() {
		return ""
	}
	return w.Follows[0].Only.In(e.Schedule().Zone()).Format("Mon 15:04")
}

func TestKeepOneSlot(t *testing.T) {
	for typed, want := range map[string]string{
		"tour 14:00":                      "Sat 14:00",
		"tour 2pm":                        "Sat 14:00",
		"tour sun 11:00":                  "Sun 11:00",
		"tour sonntag 11 Uhr":             "Sun 11:00",
		"main-c-TOUR01 2024-03-31 11:00":  "Sun 11:00",
		"main-c-TOUR01 2024-03-30 11:00":  "Sat 11:00",
		"main-c-TOUR01 2024-03-30 14:30":  "", // not held then, or not any more
		"main-c-TOUR01 2024-13-30 14:30:": "",
		"tour 15:00":                      "",
		"tour":                            "",
	} {
		e := touring(t, 10, 30)
		ask(t, e, "/star tour")
		answer := ask(t, e, "/keep "+typed)
		if got := only(t, e); got != want {
			t.Errorf("/keep %s keeps %q: %s", typed, got, answer)
		}
		ask(t, e, "/star tour")
		if got := only(t, e); got != "" {
			t.Errorf("a star after /keep %s is on %q alone", typed, got)
		}
	}
}

// TestKeepButtons holds which slots are offered: those still to come, where there
// is a choice.
func TestKeepButtons(t *testing.T) {
	for _, c := range []struct {
		hour, minute int
		want         string
	}{
		{10, 30, "Only 11:00, Only 14:00, Only Sun 11:00"},
		{12, 0, "Only 14:00, Only Sun 11:00"},
		{15, 0, ""},
	} {
		e := touring(t, c.hour, c.minute)
		m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: "/star tour"})
		var offered []string
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Label, "Only ") {
					offered = append(offered, b.Label)
				}
			}
		}
		if got := strings.Join(offered, ", "); got != c.want {
			t.Errorf("at %d:%02d: %q", c.hour, c.minute, got)
		}
	}
}

// TestKeptSlotAlone holds that lists, clashes and the agenda know of no other
// slot of a talk than the one that is kept.
func TestKeptSlotAlone(t *testing.T) {
	e := touring(t, 10, 30)
	ask(t, e, "/keep tour sun 11:00")
	if got := ask(t, e, "/next 102"); strings.Contains(got, "★ 11:00") {
		t.Errorf("a slot that was given up has a star: %s", got)
	}
	if got := ask(t, e, "/star somewhere"); strings.Contains(got, "⚠") {
		t.Errorf("a slot that was given up clashes: %s", got)
	}
	if got := ask(t, e, "/agenda saturday"); strings.Contains(got, "Tour") {
		t.Errorf("a slot that was given up is on the agenda: %s", got)
	}
	if got := ask(t, e, "/agenda sunday"); !strings.Contains(got, "11:00 102 — Tour") {
		t.Errorf("the slot that was kept is not on the agenda: %s", got)
	}
	if got := ask(t, e, "/star tour"); !strings.Contains(got, "⚠ Same time as Somewhere (14:00).") {
		t.Errorf("all slots again, without the clash: %s", got)
	}
}

// TestGivingUpKeepsTheNext holds that who gives a talk up for another at that time
// keeps it where it is held once more; and does not where there is a choice.
func TestGivingUpKeepsTheNext(t *testing.T) {
	e := touring(t, 13, 50)
	ask(t, e, "/star tour")
	ask(t, e, "/star somewhere")
	if got := ask(t, e, "/keep somewhere"); got != "★ Somewhere stays yours.\nTour stays yours, only Sun 11:00." {
		t.Errorf("with one more to come: %q", got)
	}
	if got := ask(t, e, "/keep somewhere"); got != "★ Somewhere stays yours." {
		t.Errorf("once more: %q", got)
	}
	e = touring(t, 10, 30)
	ask(t, e, "/star tour")
	ask(t, e, "/star somewhere")
	if got := ask(t, e, "/keep somewhere"); got != "★ Somewhere stays yours.\nTour has no star any more." {
		t.Errorf("with two more to come: %q", got)
	}
}
