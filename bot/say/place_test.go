package say_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// dome is the room of which the slots here are.
var dome = schedule.Room{Key: "n-dome", Name: "Dome"}

// TestRoomDay holds what a room's day says of each of its slots as it goes by.
func TestRoomDay(t *testing.T) {
	off := talk("Off", morning(10, 0, 0))
	off.Cancelled = true
	s := build(t, talk("One", morning(9, 0, 0)), off, talk("Two", morning(11, 0, 0)), talk("Tomorrow", morning(33, 0, 0)))
	slots := s.Slots()
	for _, test := range []struct {
		now   time.Time
		next  *schedule.Slot
		lines []string
	}{
		{morning(8, 59, 59), slots[0], []string{"**1** next, at 09:00 — One", "**2** 10:00 — Off (cancelled)", "**3** 11:00 — Two"}},
		{morning(9, 0, 0), slots[2], []string{"**1** now, until 09:40 — One", "**2** 10:00 — Off (cancelled)", "**3** next, at 11:00 — Two"}},
		{morning(9, 40, 0), slots[2], []string{"**1** 09:00 — One", "**2** 10:00 — Off (cancelled)", "**3** next, at 11:00 — Two"}},
		{morning(10, 10, 0), slots[1], []string{"**1** 09:00 — One", "**2** 10:00 — Off (cancelled)", "**3** 11:00 — Two"}},
		{morning(12, 0, 0), slots[3], []string{"**1** 09:00 — One", "**2** 10:00 — Off (cancelled)", "**3** 11:00 — Two"}},
		{morning(60, 0, 0), nil, []string{"**1** 09:00 — One", "**2** 10:00 — Off (cancelled)", "**3** 11:00 — Two", "Nothing more is planned there."}},
	} {
		m := say.In("en").At(s, test.now, nil).RoomDay(say.RoomDay{Room: dome, Day: s.Days()[0], Next: test.next, Followed: true,
			List: say.List{Slots: slots[:3], Command: "/room n-dome"}})
		equal(t, m, append(append([]string{"**Dome, Wednesday, 13 September**"}, test.lines...), "[1] [2] [3]", "[Unfollow] [Thursday]")...)
	}
	tomorrow := say.In("en").At(s, morning(12, 0, 0), nil).RoomDay(say.RoomDay{Room: dome, Day: s.Days()[1], Next: slots[3], Followed: true,
		List: say.List{Slots: slots[3:], Command: "/room n-dome"}})
	equal(t, tomorrow, "**Dome, Thursday, 14 September**", "**1** 09:00 — Tomorrow", "[1]", "[Unfollow] [Wednesday]")
}

// TestRoomDone holds that the day after, shown since today there is nothing more,
// says so once, and where the way to the rest is.
func TestRoomDone(t *testing.T) {
	var slots []schedule.Slot
	for i := range 30 {
		slots = append(slots, talk("Talk", morning(33, 10*i, 0)))
	}
	s := build(t, slots...)
	day := say.RoomDay{Room: dome, Day: s.Days()[0], Next: s.Slots()[0], Done: true, List: say.List{Slots: s.Slots(), Command: "/room n-dome"}}
	at := say.In("en").At(s, morning(20, 0, 0), nil)
	const done = "Nothing more there today."
	if got := at.RoomDay(day).Text(); !strings.Contains(got, done) {
		t.Errorf("the first page does not say that today is done:\n%s", got)
	}
	day.List.Skip = 2
	if got := at.RoomDay(day).Text(); strings.Contains(got, done) {
		t.Errorf("a later page says again that today is done:\n%s", got)
	}
	day.List.Skip, day.Done = 0, false
	if got := at.RoomDay(day).Text(); strings.Contains(got, done) {
		t.Errorf("a day that was asked for says that today is done:\n%s", got)
	}
	if got := markup(at.RoomDay(day)); strings.Contains(got, "[Earlier]") {
		t.Errorf("nothing is left out, and yet there is a way to it:\n%s", got)
	}
	day.Earlier = true
	if got := markup(at.RoomDay(day)); !strings.Contains(got, "[Earlier]") {
		t.Errorf("there is no way to what is left out:\n%s", got)
	}
}

// TestRoomOtherDays holds that a room's day leads to the days before and after on
// which the room is used, and to no others.
func TestRoomOtherDays(t *testing.T) {
	var slots []schedule.Slot
	for day := range 6 {
		slots = append(slots, talk("Talk", morning(9+24*day, 0, 0)), talk("Talk", morning(10+24*day, 0, 0)))
	}
	slots[4], slots[5] = in("Hall", slots[4]), in("Hall", slots[5]) // Friday
	s := build(t, slots...)
	for i, want := range []string{"[Thursday]", "[Wednesday] [Saturday]", "[Thursday] [Saturday]", "[Thursday] [Sunday]", "[Saturday] [Monday]", "[Sunday]"} {
		m := say.In("en").At(s, morning(8, 0, 0), nil).RoomDay(say.RoomDay{Room: dome, Day: s.Days()[i]})
		equal(t, bot.Message{Buttons: m.Buttons}, want)
	}
}

// TestFollowCounts holds that the button that follows a room counts what will ring:
// what has not begun and is not cancelled.
func TestFollowCounts(t *testing.T) {
	off := talk("Off", morning(12, 0, 0))
	off.Cancelled = true
	s := build(t, talk("One", morning(9, 0, 0)), talk("Two", morning(10, 0, 0)), off, talk("Three", morning(13, 0, 0)))
	for now, want := range map[time.Time]string{
		morning(8, 0, 0):   "[★ 3 talks to come]",
		morning(9, 0, 0):   "[★ 2 talks to come]",
		morning(12, 30, 0): "[★ 1 talk to come]",
	} {
		m := say.In("en").At(s, now, nil).RoomDay(say.RoomDay{Room: dome, Day: s.Days()[0], Next: s.Slots()[0],
			List: say.List{Slots: s.Slots(), Command: "/room n-dome"}})
		equal(t, bot.Message{Buttons: m.Buttons[1:]}, want)
	}
	over := say.In("en").At(s, morning(13, 0, 0), nil).RoomDay(say.RoomDay{Room: dome, Day: s.Days()[0],
		List: say.List{Slots: s.Slots(), Command: "/room n-dome"}})
	equal(t, over, "**Dome, Wednesday, 13 September**", "**1** 09:00 — One", "**2** 10:00 — Two", "**3** 12:00 — Off (cancelled)",
		"**4** now, until 13:40 — Three", "[1] [2] [3] [4]") // which is the last, and still on
}

// TestOnAt holds that what began on the day before says so, and that what comes
// after is a press away where something does.
func TestOnAt(t *testing.T) {
	party := talk("Party", morning(23, 30, 0)) // over midnight
	party.End = morning(25, 0, 0)
	s := build(t, party, in("Hall", talk("Midnight", morning(24, 0, 0))))
	at := func(when time.Time) string {
		slots := s.Now(when)
		return markup(say.In("en").At(s, morning(20, 0, 0), nil).OnAt(when, say.List{Slots: slots, Command: "/at"}))
	}
	for when, want := range map[time.Time]string{
		morning(23, 50, 0): "**1** 23:30–01:00 in **Dome**\n",
		morning(24, 10, 0): "**1** Wed 23:30–01:00 in **Dome**\n",
	} {
		got := at(when)
		if !strings.Contains(got, want) {
			t.Errorf("at %s it does not say %q:\n%s", when.Format(time.TimeOnly), want, got)
		}
		if after, coming := strings.Contains(got, "[After that]"), when.Hour() == 23; after != coming {
			t.Errorf("at %s: something comes after that: %v\n%s", when.Format(time.TimeOnly), after, got)
		}
	}
	if got, want := at(morning(24, 10, 0)), "**2** 00:00–00:40 in **Hall**\n"; !strings.Contains(got, want) {
		t.Errorf("it does not say %q:\n%s", want, got)
	}
}

// TestPlacesWithNothing holds what is said where there is none of what was asked
// for, or all of it is over.
func TestPlacesWithNothing(t *testing.T) {
	s := build(t, talk("One", morning(9, 0, 0)))
	m := say.In("en").At(s, morning(8, 0, 0), nil)
	equal(t, m.Tracks(nil, 0), "**The schedule has no tracks.** `/day` shows what there is.", "[Today]")
	equal(t, m.Rooms([]say.RoomState{{Room: dome, Now: s.Slots()[0]}, {Room: dome, Next: s.Slots()[0]}, {Room: dome}}, 0),
		"**Rooms, Wed 08:00**", "**1** Dome — until 09:40: One", "**2** Dome — at 09:00: One", "**3** Dome — nothing more", "[1] [2] [3]")
	security := schedule.Track{Key: "n-security", Name: "Security"}
	equal(t, m.Track(security, say.List{}, false), "**Security** — all its talks are over")
}
