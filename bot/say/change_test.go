package say_test

import (
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
