package say_test

import (
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestHeld holds the words of STORYBOARD, scene 12.
func TestHeld(t *testing.T) {
	var slots []schedule.Slot
	for i := range 8 {
		slots = append(slots, talk(string(rune('A'+i)), morning(12+i, 0, 0)))
	}
	version := func(name string, slots ...schedule.Slot) *schedule.Schedule {
		s, err := schedule.New(schedule.Draft{Conference: schedule.Conference{Zone: berlin}, Version: name, Slots: slots})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	now := morning(11, 4, 0)
	nothing := say.In("en").At(version("0.13"), now, nil) // what counts is what the source has in force
	waits := func(number int64, older, newer *schedule.Schedule) bot.Waiting {
		return bot.Waiting{Number: number, Older: older, Newer: newer}
	}
	old := version("0.14", slots...)
	equal(t, nothing.Held(waits(7, old, version("0.15", slots[:3]...))),
		"The new schedule (0.15) would cancel 5 of 8 talks. I kept 0.14 and told nobody.",
		"[What would change] [Ignore it]")
	two := version("0.15", slots[:6]...)
	gone := func(slot schedule.Slot) bot.SlotChange {
		c := bot.SlotChange{Talk: slot.Key, Before: bot.StandingOf(&slot), After: bot.StandingOf(&slot)}
		c.After.Off = true
		return c
	}
	concerns := bot.Proposal{
		Versions: schedule.Compare(old, two), Changes: []bot.SlotChange{gone(slots[6]), gone(slots[7])},
		Radius: bot.Radius{Starred: 143, Told: 143, Rung: 3, Languages: map[string]int{"en": 143}},
	}
	equal(t, nothing.HeldChanges(waits(7, old, two), concerns),
		"The new schedule (0.15) would cancel 2 of 8 talks. I kept 0.14 and told nobody.",
		"Wed 18:00, Dome — G: not there any more",
		"Wed 19:00, Dome — H: not there any more",
		"**143 people** starred one of them, 3 have been rung.",
		"They will read, each of what they starred:",
		"⚠ **Cancelled: G** (was Wed 18:00 in Dome).",
		"[Use it] [Use it, tell nobody]", "[Ignore it]")
	inLoft := slices.Clone(slots)
	for i := range 3 {
		inLoft[i].Room = schedule.Room{Key: "n-loft", Name: "Loft"}
	}
	equal(t, nothing.Held(waits(7, version("0.14", inLoft...), version("0.15", slots[3:]...))),
		"The new schedule (0.15) would cancel 3 of 8 talks. I kept 0.14 and told nobody.",
		"Nothing would be left in Loft.",
		"[What would change] [Ignore it]")
	var later []schedule.Slot
	for i := range 48 {
		slots = append(slots, talk("Late "+string(rune('A'+i)), morning(20, i, 0)))
	}
	for _, slot := range slots[:50] {
		slot.Start = slot.Start.Add(time.Hour)
		later = append(later, slot)
	}
	equal(t, nothing.Held(waits(8, version("0.16", slots...), version("0.17", later...))),
		"The new schedule (0.17) would put 50 of 56 talks at another time. I kept 0.16 and told nobody.",
		"[What would change] [Ignore it]")
	equal(t, nothing.Held(waits(7, version("", slots...), version(""))),
		"The new schedule is empty. I kept the old one and told nobody.",
		"[What would change] [Ignore it]")
}
