package say_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"usher/bot"
	"usher/bot/say"
)

// TestALongListOfWhatWaitsFitsOnAPhone whatever a new day plan changes, and the next page
// goes on.
func TestALongListOfWhatWaitsFitsOnAPhone(t *testing.T) {
	s := build(t, longTalks(200)...)
	var all bot.Unheard
	for i, slot := range s.Slots() {
		told := bot.StandingOf(slot)
		told.Start = told.Start.Add(-time.Hour)
		all.Waiting = append(all.Waiting, bot.Approval{
			Number: int64(i + 1), Seen: int64(i + 1), Talk: slot.Key, Told: told, Stands: bot.StandingOf(slot), People: 143,
			Radius: &bot.Radius{Starred: 143, Told: 143, Clashing: 31},
		})
	}
	for _, language := range say.Languages() {
		for _, skip := range []int{0, 6, 198} {
			m := say.In(language).At(s, s.Slots()[0].Start.Add(-2*time.Hour), nil).Unapproved(all, skip)
			if n := utf8.RuneCountInString(m.Text()); n > 4096 {
				t.Errorf("%s, from %d on: %d characters", language, skip, n)
			}
			looks := 0
			for _, row := range m.Buttons {
				for _, b := range row {
					if len(b.Command) > len("/approve look ") && b.Command[:len("/approve look ")] == "/approve look " {
						looks++
					}
				}
			}
			if want := min(say.UnapprovedShown, 200-skip); looks != want {
				t.Errorf("%s, from %d on: %d of %d can be looked at", language, skip, looks, want)
			}
		}
	}
}
