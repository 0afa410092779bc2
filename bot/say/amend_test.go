package say_test

import (
	"fmt"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestAmended holds what a ring of 14:20 reads after a change (STORYBOARD, scene 5).
func TestAmended(t *testing.T) {
	mount, tpms := talk("New Mount API", morning(14, 30, 0)), talk("Linux & TPMs", morning(14, 30, 0))
	hall := schedule.Room{Key: "n-main-hall", Name: "Main Hall"}
	tpms.Room = hall
	as := func(slot schedule.Slot, change func(*bot.Standing)) say.Changed {
		c := say.Changed{Talk: slot.Key, Told: bot.StandingOf(&slot), Stands: bot.StandingOf(&slot)}
		if change != nil {
			change(&c.Stands)
		}
		return c
	}
	later := func(s *bot.Standing) { s.Start = morning(15, 15, 0) }
	off := func(s *bot.Standing) { s.Off = true }
	for name, test := range map[string]struct {
		rings []say.Changed
		said  time.Time
		want  []string
	}{
		"moved": {[]say.Changed{as(mount, later)}, morning(14, 20, 0), []string{
			"~~Starting in 10 min in Dome.~~ **Moved to 15:15: New Mount API**", "15:15–15:55 · Ada Lovelace", "[Details]"}},
		"moved to another room": {[]say.Changed{as(mount, func(s *bot.Standing) { later(s); s.Room = hall })}, morning(14, 20, 0), []string{
			"~~Starting in 10 min in Dome.~~ **Moved to 15:15, Main Hall: New Mount API**", "15:15–15:55 · Ada Lovelace", "[Details]"}},
		"moved to another day": {[]say.Changed{as(mount, func(s *bot.Standing) { s.Start = s.Start.Add(24 * time.Hour) })}, morning(14, 30, 30), []string{
			"~~Starting now in Dome.~~ **Moved to Thu 14:30: New Mount API**", "Thu 14:30–15:10 · Ada Lovelace", "[Details]"}},
		"room": {[]say.Changed{as(mount, func(s *bot.Standing) { s.Room = hall })}, morning(14, 32, 0), []string{
			"~~Started 2 min ago in Dome.~~ **Now in Main Hall: New Mount API**", "14:30–15:10 · Ada Lovelace", "[Details]"}},
		"no room": {[]say.Changed{as(mount, func(s *bot.Standing) { s.Room = schedule.Room{} })}, morning(14, 20, 0), []string{
			"~~Starting in 10 min in Dome.~~ **Room not known yet: New Mount API**", "14:30–15:10 · Ada Lovelace", "[Details]"}},
		"cancelled": {[]say.Changed{as(mount, off)}, morning(14, 20, 0), []string{
			"~~Starting in 10 min in Dome.~~ **Cancelled: New Mount API**", "[Details]"}},
		"title": {[]say.Changed{as(mount, func(s *bot.Standing) { s.Title = "Mounts" })}, morning(14, 20, 0), []string{
			"**Starting in 10 min in Dome: Mounts**", "It was called *New Mount API*.", "14:30–15:10 · Ada Lovelace", "[Details]"}},
		"back where it was": {[]say.Changed{as(mount, nil)}, morning(14, 20, 0), []string{
			"**Starting in 10 min in Dome: New Mount API**", "14:30–15:10 · Ada Lovelace", "[Details]"}},
		"one of two": {[]say.Changed{as(tpms, nil), as(mount, func(s *bot.Standing) { later(s); s.Room = hall })}, morning(14, 20, 0), []string{
			"**Starting in 10 min, two of yours:**",
			"**1** in **Main Hall** — Linux & TPMs",
			"**2** ~~14:30 in Dome~~, **moved to 15:15, Main Hall** — New Mount API",
			"[1] [2]"}},
		"both": {[]say.Changed{as(tpms, off), as(mount, func(s *bot.Standing) { s.Room = hall })}, morning(14, 20, 0), []string{
			"~~Starting in 10 min, two of yours:~~",
			"**1** ~~14:30 in Main Hall~~, **cancelled** — Linux & TPMs",
			"**2** ~~in Dome~~, **now in Main Hall** — New Mount API",
			"[1] [2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			var slots []schedule.Slot
			for _, c := range test.rings {
				slot := talk(c.Told.Title, c.Stands.Start)
				slot.Key, slot.Title, slot.Room, slot.Cancelled = c.Talk, c.Stands.Title, c.Stands.Room, c.Stands.Off
				slots = append(slots, slot)
			}
			m := say.In("en").At(build(t, slots...), morning(14, 25, 0), nil).Amended(test.rings, test.said)
			equal(t, m, test.want...)
			if m.Rings {
				t.Error("it rings")
			}
		})
	}
	t.Run("not in the schedule any more", func(t *testing.T) {
		m := say.In("de").At(build(t, tpms), morning(14, 25, 0), nil)
		equal(t, m.Amended([]say.Changed{as(mount, off)}, morning(14, 20, 0)),
			"~~Beginnt in 10 Min. – Dome.~~ **Fällt aus: New Mount API**")
	})
}

// TestMissed holds the catch-up after an outage: what is on now first, few talks.
func TestMissed(t *testing.T) {
	var slots []schedule.Slot
	for i := range 7 {
		slots = append(slots, talk(fmt.Sprint("Talk ", i), morning(14, 5*i, 0)))
	}
	slots[6].End = time.Time{}
	s := build(t, slots...)
	at := morning(14, 50, 0)
	m := say.In("en").At(s, at, nil)
	equal(t, m.Missed(s.Slots()[3:4], morning(14, 5, 0)),
		"**I couldn't reach you from 14:05 to 14:50.** You missed the ring for this:",
		"**1** on until 14:55 in **Dome** — Talk 3",
		"[1] [Now]")
	equal(t, m.Missed(s.Slots(), morning(13, 50, 0)),
		"**I couldn't reach you from 13:50 to 14:50.** You missed the rings for these 7:",
		"**1** on until 14:55 in **Dome** — Talk 3",
		"**2** on until 15:00 in **Dome** — Talk 4",
		"**3** on until 15:05 in **Dome** — Talk 5",
		"**4** on until about 15:30 in **Dome** — Talk 6",
		"**5** 14:00 in **Dome** — Talk 0 (over)",
		"And 2 more.",
		"[1] [2] [3] [4] [5] [Now]")
	equal(t, say.In("de").At(s, at, nil).Missed(s.Slots()[:1], morning(13, 50, 0)),
		"**Von 13:50 bis 14:50 konnte ich dich nicht erreichen.** Diese Erinnerung hast du verpasst:",
		"**1** 14:00 in **Dome** – Talk 0 (vorbei)",
		"[1] [Jetzt]")
}
