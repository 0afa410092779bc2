package schedule_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// programme is n talks in each room, one an hour from 10:00.
func programme(n int, rooms ...schedule.Room) []schedule.Slot {
	var slots []schedule.Slot
	for _, room := range rooms {
		for i := range n {
			slots = append(slots, with(func(s *schedule.Slot) {
				s.Key = fmt.Sprintf("main-c-%s%d", room.Name, i)
				s.Title, s.GUID, s.Room = s.Key, s.Key, room
				s.Start, s.End = at(10+i, 0), at(10+i, 40)
				s.Track = schedule.Track{Key: fmt.Sprint("n-", i%2), Name: fmt.Sprint("Track ", i%2)}
			}))
		}
	}
	return slots
}

func TestPlausible(t *testing.T) {
	cancel := func(s *schedule.Slot) { s.Cancelled = true }
	all := func(slots []schedule.Slot, change func(*schedule.Slot)) []schedule.Slot {
		for i := range slots {
			change(&slots[i])
		}
		return slots
	}
	ten := programme(10, dome, hall) // 20 talks
	forty := programme(20, dome, hall)
	hourLater := func(s *schedule.Slot) { s.Start, s.End = s.Start.Add(time.Hour), s.End.Add(time.Hour) }
	social := all(programme(3, hall), func(s *schedule.Slot) { s.Track = schedule.Track{Key: "n-social", Name: "Social"} })
	evening := slices.Concat(social, all(programme(1, schedule.Room{Key: "n-hall", Name: "Main Hall"}), func(s *schedule.Slot) { s.Key, s.GUID = "main-c-left", "left" }))
	for name, c := range map[string]struct {
		older, newer []schedule.Slot
		now          time.Time
		want         *schedule.Doubt
	}{
		"the same":                              {older: ten, newer: ten},
		"30 % lost":                             {older: ten, newer: ten[6:]},
		"over 30 % lost":                        {older: ten, newer: ten[7:], want: &schedule.Doubt{Lost: 7, Future: 20}},
		"over 30 %, but few":                    {older: ten[4:14], newer: ten[8:14]},
		"over 30 %, five":                       {older: ten[4:16], newer: ten[9:16], want: &schedule.Doubt{Lost: 5, Future: 12}},
		"cancelled is lost":                     {older: ten, newer: append(all(programme(7, dome), cancel), ten[7:]...), want: &schedule.Doubt{Lost: 7, Future: 20}},
		"what is over may go":                   {older: ten, newer: ten[7:], now: at(15, 0)},
		"what starts now is not to come":        {older: ten, newer: ten[9:], now: at(19, 0)},
		"a whole room":                          {older: append(programme(3, dome), programme(10, hall)...), newer: programme(10, hall), want: &schedule.Doubt{Lost: 3, Future: 13, Rooms: []string{"Dome"}}},
		"a room of two":                         {older: append(programme(2, dome), programme(10, hall)...), newer: programme(10, hall)},
		"no room is none":                       {older: append(programme(3, schedule.Room{}), programme(10, hall)...), newer: programme(10, hall)},
		"a room's rest of two":                  {older: append(programme(3, dome), programme(10, hall)...), newer: programme(10, hall), now: at(10, 0)},
		"a room moves":                          {older: append(programme(3, dome), programme(10, hall)...), newer: append(all(programme(3, dome), func(s *schedule.Slot) { s.Room = schedule.Room{Key: "g-x", Name: "Annexe"} }), programme(10, hall)...)},
		"what was cancelled before is not lost": {older: append(all(programme(7, dome), cancel), ten[10:]...), newer: ten[10:]},
		"empty":                                 {older: ten, want: &schedule.Doubt{Lost: 20, Future: 20, Empty: true, Rooms: []string{"Dome", "Main Hall"}, Tracks: []string{"Track 0", "Track 1"}}},
		"a whole track":                         {older: slices.Concat(programme(10, dome), evening), newer: slices.Concat(programme(10, dome), evening[3:]), want: &schedule.Doubt{Lost: 3, Future: 14, Tracks: []string{"Social"}}},
		"most are an hour later":                {older: forty, newer: slices.Concat(all(slices.Clone(forty[:21]), hourLater), forty[21:]), want: &schedule.Doubt{Moved: 21, Future: 40}},
		"half are an hour later":                {older: forty, newer: slices.Concat(all(slices.Clone(forty[:20]), hourLater), forty[20:])},
		"most of a few are an hour later":       {older: ten[:19], newer: all(slices.Clone(ten[:19]), hourLater)},
		"empty when all is over":                {older: ten, now: at(23, 0), want: &schedule.Doubt{Empty: true}},
		"always empty":                          {},
		"from empty":                            {newer: ten},
	} {
		t.Run(name, func(t *testing.T) {
			err := schedule.Plausible(build(t, c.older...), build(t, c.newer...), c.now)
			got, _ := errors.AsType[*schedule.Doubt](err)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if (err != nil) != (c.want != nil) {
				t.Errorf("error: %v", err)
			}
		})
	}
}

func TestRekeyed(t *testing.T) {
	code := with(func(s *schedule.Slot) { s.Key = "main-c-NEW" })
	other := with(func(s *schedule.Slot) { s.Key, s.Title = "main-c-OTHER", "Other" })
	got := schedule.Rekeyed(build(t, mount(), other), build(t, code, other))
	if diff := cmp.Diff(map[string]string{"main-c-MOUNT": "main-c-NEW"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestANewIDInTheSamePlace has talks in a source without ids, or with new ones each
// time, whose title or speakers are edited.
func TestANewIDInTheSamePlace(t *testing.T) {
	talk := func(key, title string, speakers ...schedule.Speaker) schedule.Slot {
		return with(func(s *schedule.Slot) { s.Key, s.Title, s.Speakers = key, title, speakers })
	}
	for name, c := range map[string]struct {
		older, newer schedule.Slot
		want         []schedule.ChangeKind
	}{
		"another title, the same speaker": {talk("a", "TBA", ada), talk("b", "On mounts", ada), []schedule.ChangeKind{schedule.Retitled}},
		"another speaker, the same title": {talk("a", "On mounts", ada), talk("b", "On mounts", bo), []schedule.ChangeKind{schedule.Speakers}},
		"half of the words":               {talk("a", "Lightning talks"), talk("b", "Lightning demos and talks"), []schedule.ChangeKind{schedule.Retitled}},
		"another talk":                    {talk("a", "Elephant taming"), talk("b", "Taming of the shrew"), []schedule.ChangeKind{schedule.Removed, schedule.Added}},
		"another talk, of somebody else":  {talk("a", "On mounts", ada), talk("b", "Elephants", bo), []schedule.ChangeKind{schedule.Added, schedule.Removed}},
		"no words at all":                 {talk("a", "🎪"), talk("b", "🎂"), []schedule.ChangeKind{schedule.Added, schedule.Removed}},
	} {
		t.Run(name, func(t *testing.T) {
			got := kinds(schedule.Diff(build(t, c.older), build(t, c.newer)))
			slices.Sort(got)
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
