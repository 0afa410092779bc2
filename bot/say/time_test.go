package say_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// TestADayThatComesTwiceHasItsDate has a conference from one Wednesday to the next,
// as DebConf is: "Wed" alone would be either.
func TestADayThatComesTwiceHasItsDate(t *testing.T) {
	week := 7 * 24 * time.Hour
	s := build(t, talk("First", morning(11, 0, 0)), talk("Between", morning(11, 0, 0).Add(24*time.Hour)), talk("Second", morning(11, 0, 0).Add(week)))
	for language, want := range map[string][]string{
		"en": {"Wed 13 September 11:00", "Thu 11:00", "Wed 20 September 11:00"},
		"de": {"Mi, 13. September, 11:00", "Do 11:00", "Mi, 20. September, 11:00"},
	} {
		m := say.In(language).At(s, morning(12, 0, 0), nil)
		for i, slot := range s.Slots() {
			if card := m.Talk([]*schedule.Slot{slot}, say.Card{}).Text(); !strings.Contains(card, want[i]) {
				t.Errorf("not %q:\n%s", want[i], card)
			}
		}
	}
}
