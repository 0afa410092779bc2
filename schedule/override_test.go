package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

var (
	domeRoom = schedule.Room{Key: "n-dome", Name: "Dome"}
	hallRoom = schedule.Room{Key: "n-hall", Name: "Hall"}
)

// afternoon has five talks in the Dome and one in the Hall: with a change of speakers
// between the first two, with 7 minutes before the third, none before the fourth, and a
// long break before the last.
func afternoon(t *testing.T, more ...schedule.Slot) *schedule.Schedule {
	t.Helper()
	slots := []schedule.Slot{
		placed("mount", domeRoom, at(14, 30), 40),
		placed("nets", domeRoom, at(15, 15), 40),
		placed("tar", domeRoom, at(16, 2), 20),
		placed("dbus", domeRoom, at(16, 22), 20),
		placed("nix", domeRoom, at(18, 0), 30),
		placed("tpm", hallRoom, at(14, 30), 40),
	}
	s, err := schedule.New(schedule.Draft{Rooms: []schedule.Room{domeRoom, hallRoom}, Slots: append(slots, more...)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func placed(key string, room schedule.Room, start time.Time, minutes int) schedule.Slot {
	slot := schedule.Slot{Talk: schedule.Talk{Key: key, Title: "On " + key}, Room: room, Start: start}
	if minutes > 0 {
		slot.End = start.Add(time.Duration(minutes) * time.Minute)
	}
	return slot
}

// stands are the slots of a schedule as "key room 15:04-15:04", with how late they run.
func stands(s *schedule.Schedule) []string {
	var all []string
	for _, slot := range s.Slots() {
		line := fmt.Sprintf("%s %s %s", slot.Key, slot.Room.Name, slot.Start.Format("15:04"))
		if !slot.End.IsZero() {
			line += slot.End.Format("-15:04")
		}
		if slot.Cancelled {
			line += " off"
		}
		if slot.Late != 0 {
			line += fmt.Sprintf(" %d late", slot.Late/time.Minute)
		}
		all = append(all, line)
	}
	return all
}

func sorted(lines string) []string {
	return slices.Sorted(slices.Values(strings.Split(lines, ", ")))
}

// about says something of a slot of afternoon's.
func about(kind schedule.OverrideKind, key string, start time.Time) schedule.Override {
	return schedule.Override{Kind: kind, Talk: key, Slot: start, Room: domeRoom.Key, Was: schedule.Spot{Start: start, Room: domeRoom.Key}}
}

func movedTo(o schedule.Override, room schedule.Room, start time.Time) schedule.Override {
	o.ToRoom, o.ToStart = room.Key, start
	return o
}

func late(minutes int, from time.Time) schedule.Override {
	return schedule.Override{Kind: schedule.Delay, Room: domeRoom.Key, Late: time.Duration(minutes) * time.Minute, From: from}
}

func TestOverlay(t *testing.T) {
	mount := about(schedule.Move, "mount", at(14, 30))
	nets := about(schedule.Move, "nets", at(15, 15))
	lightning := placed("own-h-lightning", domeRoom, at(17, 0), 30)
	for name, test := range map[string]struct {
		overrides []schedule.Override
		want      string // the slots that stand otherwise, and what follows "-" does not any more
	}{
		"another room":        {[]schedule.Override{movedTo(mount, hallRoom, time.Time{})}, "mount Hall 14:30-15:10"},
		"another time":        {[]schedule.Override{movedTo(mount, schedule.Room{}, at(17, 0))}, "mount Dome 17:00-17:40"},
		"both":                {[]schedule.Override{movedTo(mount, hallRoom, at(17, 0))}, "mount Hall 17:00-17:40"},
		"one after the other": {[]schedule.Override{movedTo(mount, hallRoom, time.Time{}), movedTo(mount, schedule.Room{}, at(17, 0))}, "mount Hall 17:00-17:40"},
		"cancelled":           {[]schedule.Override{about(schedule.Cancel, "mount", at(14, 30))}, "mount Dome 14:30-15:10 off"},
		"cancelled and not":   {[]schedule.Override{about(schedule.Cancel, "mount", at(14, 30)), about(schedule.Restore, "mount", at(14, 30))}, ""},
		"added":               {[]schedule.Override{{Kind: schedule.Add, Talk: lightning.Key, Added: &lightning}}, "own-h-lightning Dome 17:00-17:30"},
		"added twice": {[]schedule.Override{{Kind: schedule.Add, Talk: lightning.Key, Added: &lightning}, {Kind: schedule.Add, Talk: lightning.Key, Added: &lightning}},
			"own-h-lightning Dome 17:00-17:30"},
		"of no talk":            {[]schedule.Override{about(schedule.Cancel, "nobody", at(14, 30))}, ""},
		"of another slot":       {[]schedule.Override{about(schedule.Cancel, "mount", at(15, 15))}, ""},
		"to no room":            {[]schedule.Override{movedTo(mount, schedule.Room{Key: "n-nowhere"}, time.Time{})}, ""},
		"12 late while it runs": {[]schedule.Override{late(12, at(14, 50))}, "mount Dome 14:30-15:22 12 late, nets Dome 15:27-16:07 12 late, tar Dome 16:07-16:27 5 late, dbus Dome 16:27-16:47 5 late"},
		"5 late":                {[]schedule.Override{late(5, at(14, 50))}, "mount Dome 14:30-15:15 5 late, nets Dome 15:20-16:00 5 late"},
		"12 late before it begins": {[]schedule.Override{late(12, at(13, 0))},
			"mount Dome 14:42-15:22 12 late, nets Dome 15:27-16:07 12 late, tar Dome 16:07-16:27 5 late, dbus Dome 16:27-16:47 5 late"},
		"12 late in a break":       {[]schedule.Override{late(12, at(17, 0))}, "nix Dome 18:12-18:42 12 late"},
		"nothing is left to slide": {[]schedule.Override{late(12, at(19, 0))}, ""},
		"no more":                  {[]schedule.Override{late(12, at(14, 50)), late(0, at(14, 50))}, ""},
		"less, as of later":        {[]schedule.Override{late(12, at(14, 50)), late(3, at(15, 30))}, "mount Dome 14:30-15:22 12 late, nets Dome 15:27-15:58 3 late"},
		"on time, which is over":   {[]schedule.Override{late(12, at(14, 50)), late(0, at(15, 20))}, "mount Dome 14:30-15:20, nets Dome 15:20-16:00 5 late"},
		"more, as of later": {[]schedule.Override{late(12, at(14, 50)), late(20, at(15, 30))},
			"mount Dome 14:30-15:22 12 late, nets Dome 15:27-16:15 20 late, tar Dome 16:15-16:35 13 late, dbus Dome 16:35-16:55 13 late"},
		"a talk that leaves does not slide": {[]schedule.Override{late(12, at(14, 50)), movedTo(nets, hallRoom, time.Time{})},
			"mount Dome 14:30-15:22 12 late, nets Hall 15:15-15:55"},
		"a talk that comes slides": {[]schedule.Override{late(20, at(14, 20)), {Kind: schedule.Move, Talk: "tpm", Slot: at(14, 30), Room: hallRoom.Key, ToRoom: domeRoom.Key}, about(schedule.Cancel, "mount", at(14, 30)), about(schedule.Cancel, "nets", at(15, 15))},
			"mount Dome 14:30-15:10 off, nets Dome 15:15-15:55 off, tpm Dome 14:50-15:30 20 late"},
		"a time that was said after the delay stays": {[]schedule.Override{late(20, at(17, 50)), movedTo(mount, schedule.Room{}, at(18, 30))},
			"mount Dome 18:30-19:10 20 late, nix Dome 18:20-18:50 20 late"},
		"a time that was said before the delay slides": {[]schedule.Override{movedTo(mount, schedule.Room{}, at(18, 35)), late(20, at(17, 50))},
			"mount Dome 18:55-19:35 20 late, nix Dome 18:20-18:50 20 late"},
	} {
		t.Run(name, func(t *testing.T) {
			published := afternoon(t)
			before, after := stands(published), stands(schedule.Overlay(published, test.overrides))
			var got []string
			for _, line := range after {
				if !strings.Contains(strings.Join(before, "\n")+"\n", line+"\n") {
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(sorted(test.want), sorted(strings.Join(got, ", "))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestOverlayOfNothingIsWhatIsPublished(t *testing.T) {
	published := afternoon(t)
	if schedule.Overlay(published, nil) != published {
		t.Error("it is another schedule")
	}
}

// TestSlotsSayHowTheyWerePublished holds what commands tell organisers.
func TestSlotsSayHowTheyWerePublished(t *testing.T) {
	published := afternoon(t)
	mount := movedTo(about(schedule.Move, "mount", at(14, 30)), hallRoom, time.Time{})
	s := schedule.Overlay(published, []schedule.Override{mount, late(12, at(15, 0))})
	for key, touched := range map[string]bool{"mount": true, "nets": true, "nix": false, "tpm": false} {
		slot := s.Talk(key)[0]
		if (slot.Published != nil) != touched {
			t.Errorf("%s was published: %v", key, slot.Published)
		}
		if touched && !slot.Published.Start.Equal(published.Talk(key)[0].Start) {
			t.Errorf("%s was published at %s", key, slot.Published.Start)
		}
	}
}

// TestALateEveningStaysThatDay has a room run late over midnight, on the evening before
// another day of talks.
func TestALateEveningStaysThatDay(t *testing.T) {
	night := placed("night", domeRoom, at(25, 0), 30)
	morning := placed("morning", domeRoom, at(24+9, 0), 30)
	s := schedule.Overlay(afternoon(t, night, morning), []schedule.Override{late(30, at(23, 0))})
	if got := s.Talk("night")[0]; !got.Start.Equal(at(25, 30)) || got.Day != schedule.DateOf(at(12, 0)) {
		t.Errorf("the night's talk is at %s of %s", got.Start, got.Day)
	}
	if got := s.Talk("morning")[0]; !got.Start.Equal(at(33, 0)) {
		t.Errorf("the morning's talk is at %s", got.Start)
	}
}
