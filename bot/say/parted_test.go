package say_test

import (
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestListsArePartedBetweenTalks: a talk's number, title and speakers stay together,
// however little room there is in a message.
func TestListsArePartedBetweenTalks(t *testing.T) {
	s := build(t, talk("First", morning(11, 0, 0)), talk("Second", morning(11, 1, 0)), talk("Third", morning(11, 2, 0)))
	m := say.In("en").At(s, morning(11, 10, 0), nil)
	coming := say.In("en").At(s, morning(10, 0, 0), nil)
	for name, list := range map[string]bot.Message{
		"now":  m.Now(say.List{Slots: s.Slots(), Command: "/now"}),
		"next": coming.Next(say.List{Slots: s.Slots(), Command: "/next"}),
	} {
		parts := bot.Parted(list.Body, func(some []bot.Paragraph) bool { return len(some) <= 4 })
		for _, slot := range s.Slots() {
			if n := count(parts, slot); n != 1 {
				t.Errorf("%s: %q and its speaker stand together in %d of %d messages", name, slot.Title, n, len(parts))
			}
		}
	}
}

// count is in how many messages a slot's place, title and speaker follow on each other.
func count(parts [][]bot.Paragraph, slot *schedule.Slot) (n int) {
	for _, part := range parts {
		for i := 1; i+1 < len(part); i++ {
			if part[i].Text() == slot.Title && strings.Contains(part[i-1].Text(), "Dome") && part[i+1].Text() == "Ada Lovelace" {
				n++
			}
		}
	}
	return n
}
