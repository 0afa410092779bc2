package say_test

import (
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestChanges holds the words of STORYBOARD, scene 5.
func TestChanges(t *testing.T) {
	mount, tpms := talk("New Mount API", morning(14, 30, 0)), talk("Linux & TPMs", morning(14, 30, 0))
	log := talk("An Unified TPM Event Log for Linux", morning(15, 15, 0))
	hall := schedule.Room{Key: "n-main-hall", Name: "Main Hall"}
	tpms.Room, log.Room = hall, hall
	told := bot.StandingOf(&mount)
	changed := func(change func(*bot.Standing)) say.Changed {
		c := say.Changed{Talk: mount.Key, Told: told, Stands: told}
		change(&c.Stands)
		return c
	}
	later := changed(func(s *bot.Standing) { s.Start, s.Room = morning(15, 15, 0), hall })
	off := changed(func(s *bot.Standing) { s.Off = true })
	back := say.Changed{Talk: mount.Key, Told: off.Stands, Stands: told}
	for name, test := range map[string]struct {
		changes []say.Changed
		stars   []string
		now     time.Time
		want    []string
	}{
		"moved into a clash": {changes: []say.Changed{later}, stars: []string{log.Key}, want: []string{
			"⚠ **Moved: New Mount API**",
			"Now Wed **15:15** in **Main Hall** (was 14:30 in Dome).",
			"It clashes with *An Unified TPM Event Log for Linux* (15:15, Main Hall), also yours.",
			"[Unstar this] [Unstar the other]",
		}},
		"moved": {changes: []say.Changed{later}, want: []string{
			"⚠ **Moved: New Mount API**",
			"Now Wed **15:15** in **Main Hall** (was 14:30 in Dome).",
			"[Details] [Unstar]",
		}},
		"room": {changes: []say.Changed{changed(func(s *bot.Standing) { s.Room = hall })}, want: []string{
			"⚠ **Room change: New Mount API** — now in **Main Hall**, still 14:30 (was Dome).",
		}},
		"room and title": {changes: []say.Changed{changed(func(s *bot.Standing) { s.Room, s.Title = hall, "Mounts" })}, want: []string{
			"⚠ **Room change: Mounts** — now in **Main Hall**, still 14:30 (was Dome).",
			"It was called *New Mount API*.",
		}},
		"no room any more": {changes: []say.Changed{changed(func(s *bot.Standing) { s.Room = schedule.Room{} })}, want: []string{
			"⚠ **Room change: New Mount API** — not in Dome, still 14:30. The new room is not known yet.",
		}},
		"a room at last": {changes: []say.Changed{{Talk: mount.Key, Told: bot.Standing{Start: told.Start, Title: told.Title}, Stands: told}}, want: []string{
			"⚠ **Room: New Mount API** — in **Dome**, still 14:30.",
		}},
		"cancelled": {changes: []say.Changed{off}, want: []string{
			"⚠ **Cancelled: New Mount API** (was Wed 14:30 in Dome). At that time: *Linux & TPMs* in Main Hall.",
			"[★ That one]",
		}},
		"cancelled, and the other is starred": {changes: []say.Changed{off}, stars: []string{tpms.Key}, want: []string{
			"⚠ **Cancelled: New Mount API** (was Wed 14:30 in Dome). At that time: *Linux & TPMs* in Main Hall.",
		}},
		"cancelled when it has begun": {changes: []say.Changed{off}, now: morning(14, 31, 0), want: []string{
			"⚠ **Cancelled: New Mount API** (was Wed 14:30 in Dome).",
		}},
		"back": {changes: []say.Changed{back}, want: []string{
			"⚠ **Back: New Mount API** — takes place after all, Wed **14:30** in **Dome**.",
			"[Details] [Unstar]",
		}},
		"hostile titles": {changes: []say.Changed{changed(func(s *bot.Standing) { s.Title = "**{Old}**" })}, want: []string{
			"⚠ **New title: **{Old}**** (was *New Mount API*), still 14:30 in **Dome**.",
		}},
		"two": {changes: []say.Changed{back, later}, want: []string{
			"⚠ **Back: New Mount API** — takes place after all, Wed **14:30** in **Dome**.",
			"⚠ **Moved: New Mount API**",
			"Now Wed **15:15** in **Main Hall** (was 14:30 in Dome).",
			"[My agenda]",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			moved := mount
			if !test.changes[0].Stands.Off {
				moved.Start, moved.Room = test.changes[0].Stands.Start, test.changes[0].Stands.Room
				moved.End = moved.Start.Add(40 * time.Minute)
			}
			now := test.now
			if now.IsZero() {
				now = morning(11, 4, 0)
			}
			m := say.In("en").At(build(t, moved, tpms, log), now, func(slot *schedule.Slot) bool {
				for _, key := range test.stars {
					if slot.Key == key {
						return true
					}
				}
				return false
			})
			equal(t, m.Changes(test.changes), test.want...)
		})
	}
}

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
		"[What would change]",
		"[Use it] [Use it, tell nobody]", "[Ignore it]")
	equal(t, nothing.HeldChanges(waits(7, old, version("0.15", slots[:6]...))),
		"The new schedule (0.15) would cancel 2 of 8 talks. I kept 0.14 and told nobody.",
		"Wed 18:00, Dome — G: not there any more",
		"Wed 19:00, Dome — H: not there any more",
		"[Use it] [Use it, tell nobody]", "[Ignore it]")
	inLoft := slices.Clone(slots)
	for i := range 3 {
		inLoft[i].Room = schedule.Room{Key: "n-loft", Name: "Loft"}
	}
	equal(t, nothing.Held(waits(7, version("0.14", inLoft...), version("0.15", slots[3:]...))),
		"The new schedule (0.15) would cancel 3 of 8 talks. I kept 0.14 and told nobody.",
		"Nothing would be left in Loft.",
		"[What would change]",
		"[Use it] [Use it, tell nobody]", "[Ignore it]")
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
		"[What would change]",
		"[Use it] [Use it, tell nobody]", "[Ignore it]")
	equal(t, nothing.Held(waits(7, version("", slots...), version(""))),
		"The new schedule is empty. I kept the old one and told nobody.",
		"[What would change]",
		"[Use it] [Use it, tell nobody]", "[Ignore it]")
}
