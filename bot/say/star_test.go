package say_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// TestStarSaysWhatComes holds what a star says at the edges of what it means.
func TestStarSaysWhatComes(t *testing.T) {
	s := build(t, talk("Tour", morning(11, 0, 0)))
	leads := []time.Duration{30 * time.Minute, 10 * time.Minute}
	for now, want := range map[time.Time]string{
		morning(10, 29, 0):  "I'll ring at 10:30 and 10:50.",
		morning(10, 40, 0):  "I'll ring at 10:50.", // and at once, which needs no telling
		morning(10, 55, 0):  "It starts in 5 min in Dome.",
		morning(11, 0, 0):   "It starts right now in Dome.",
		morning(11, 0, 59):  "It starts right now in Dome.",
		morning(11, 1, 0):   "It started 1 min ago in Dome, until 11:40.",
		morning(11, 39, 59): "It started 39 min ago in Dome, until 11:40.",
		morning(11, 40, 0):  "It is over, though: that was Wed 11:00–11:40 in Dome.",
	} {
		card := say.In("en").At(s, now, titled("Tour")).Talk(s.Slots(), say.Card{Brief: true, Star: say.Star{Leads: leads}}).Text()
		if !strings.HasSuffix(card, "Yours. "+want) {
			t.Errorf("at %s it says\n%s\nnot %q", now.Format(time.TimeOnly), card, want)
		}
	}
}

// TestStarNamesFewTimes holds that of a talk that is held all day long the next
// few times are named, not all.
func TestStarNamesFewTimes(t *testing.T) {
	var slots []schedule.Slot
	for i := range 8 {
		slots = append(slots, talk("Tour", morning(11+i, 0, 0)))
	}
	s := build(t, slots...)
	card := say.In("en").At(s, morning(10, 0, 0), titled("Tour")).Talk(s.Slots(), say.Card{Brief: true, Star: say.Star{Leads: tenMinutes}}).Text()
	if want := "I'll ring at 10:50. It is held again at 12:00, at 13:00 and at 14:00."; !strings.HasSuffix(card, want) {
		t.Errorf("it says\n%s\nnot %q", card, want)
	}
}

// TestStarLeavesCancelledTimesOut holds that a time at which a talk is not held
// after all is neither named nor offered.
func TestStarLeavesCancelledTimesOut(t *testing.T) {
	off := talk("Tour", morning(12, 0, 0))
	off.Cancelled = true
	s := build(t, talk("Tour", morning(11, 0, 0)), off, talk("Tour", morning(13, 0, 0)))
	card := say.In("en").At(s, morning(10, 0, 0), titled("Tour")).Talk(s.Slots(), say.Card{Brief: true, Star: say.Star{Leads: tenMinutes}})
	if want := "I'll ring at 10:50. It is held again at 13:00."; !strings.HasSuffix(card.Text(), want) {
		t.Errorf("it says\n%s\nnot %q", card.Text(), want)
	}
	if got, want := markup(card), "[Only 11:00] [Only 13:00]"; !strings.Contains(got, want) || strings.Contains(got, "Only 12:00") {
		t.Errorf("the buttons are\n%s\nnot %s", got, want)
	}
}

// TestStarNamesFewClashes holds that of many talks at one time two are named.
func TestStarNamesFewClashes(t *testing.T) {
	s := build(t, talk("Mine", morning(11, 0, 0)), in("Hall", talk("One", morning(11, 0, 0))), in("Attic", talk("Two", morning(11, 10, 0))),
		in("Cellar", talk("Three", morning(11, 20, 0))))
	slots := s.Slots()
	for n, want := range []int{0, 1, 2, 2} {
		card := say.In("en").At(s, morning(10, 0, 0), titled("Mine")).Talk(slots[:1], say.Card{Brief: true, Star: say.Star{Leads: tenMinutes, Clashes: slots[1 : 1+n]}})
		if got := strings.Count(card.Text(), "⚠"); got != want {
			t.Errorf("of %d clashes %d are named:\n%s", n, got, card.Text())
		}
	}
}

// TestKeepOneOfFew holds which times of a talk are offered to be kept alone: the
// next few at which it is still to come, each once, where that is a choice.
func TestKeepOneOfFew(t *testing.T) {
	slots := []schedule.Slot{in("Hall", talk("Tour", morning(12, 0, 0)))} // at the same time as the next
	for i := range 6 {
		slots = append(slots, talk("Tour", morning(12+i, 0, 0)))
	}
	s := build(t, slots...)
	for now, want := range map[time.Time]string{
		morning(10, 0, 0): "[Only 12:00] [Only 13:00] [Only 14:00]",
		morning(12, 0, 0): "[Only 13:00] [Only 14:00] [Only 15:00]",
		morning(15, 0, 0): "[Only 16:00] [Only 17:00]",
		morning(16, 0, 0): "",
	} {
		card := markup(say.In("en").At(s, now, titled("Tour")).Talk(s.Slots(), say.Card{Brief: true, Star: say.Star{Leads: tenMinutes}}))
		var offered []string
		for line := range strings.Lines(card) {
			if strings.HasPrefix(line, "[Only") {
				offered = append(offered, strings.TrimSpace(line))
			}
		}
		if got := strings.Join(offered, " "); got != want {
			t.Errorf("at %s it offers %q, not %q", now.Format(time.TimeOnly), got, want)
		}
	}
}
