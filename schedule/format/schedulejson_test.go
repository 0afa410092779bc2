package format_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// jsonInBerlin is a schedule.json with one event in a room of a small conference.
func jsonInBerlin(event string) string {
	return `{"schedule": {"version": "1", "conference": {"title": "Small", "time_zone_name": "Europe/Berlin",
"days": [{"index": 0, "date": "2023-09-13", "day_start": "2023-09-13T09:00:00+02:00", "rooms": {"Dome": [
` + event + `]}}]}}}`
}

// TestScheduleJSON has an event as each generation of exporters writes it.
func TestScheduleJSON(t *testing.T) {
	type facts struct{ Key, GUID, Title, Room, Track, Speaker, URL string }
	const when = `"date": "2023-09-13T10:00:00+02:00", "start": "10:00", "duration": "00:40", "room": "Dome"`
	for name, c := range map[string]struct {
		event string
		want  facts
	}{
		"frab of 2015": {`{"id": 2717, "guid": "aaVdRAhZl3nhrrjnT7hyzg", ` + when + `, "title": "Coal", "subtitle": "", "track": "Climate", "logo": null,
			"persons": [{"id": 9, "full_public_name": "Ada"}], "links": []}`,
			facts{"main-g-aaVdRAhZl3nhrrjnT7hyzg", "aaVdRAhZl3nhrrjnT7hyzg", "Coal", "Dome", "Climate", "main-i-9", ""}},
		"34C3, links of both kinds": {`{"id": 9178, ` + when + `, "title": "Coal", "track": null, "language": null,
			"persons": [{"id": 9, "public_name": "Ada", "url": "https://x.example/9"}], "links": ["https://a.example", {"url": "https://b.example", "title": "B"}]}`,
			facts{"main-i-9178", "", "Coal", "Dome", "", "main-i-9", ""}},
		"hub": {`{"guid": "7839bb58", "code": "POWER1", "id": 1233, ` + when + `, "title": "Coal", "subtitle": null, "track": "Climate",
			"persons": [{"guid": "8f", "name": "ada", "public_name": "Ada", "avatar": null, "biography": null}], "url": "https://hub.example/coal"}`,
			facts{"main-c-POWER1", "7839bb58", "Coal", "Dome", "Climate", "main-g-8f", "https://hub.example/coal"}},
		"pretalx": {`{"id": 25, "guid": "8079583e", ` + when + `, "url": "http://localhost/democon/talk/G9JGWY/", "title": "Coal", "track": "Climate", "answers": [],
			"persons": [{"id": 9, "code": "ADALOV", "public_name": "Ada", "biography": "", "answers": []}]}`,
			facts{"main-c-G9JGWY", "8079583e", "Coal", "Dome", "Climate", "main-c-ADALOV", "http://localhost/democon/talk/G9JGWY/"}},
		"ids as text, nulls": {`{"id": "77", "guid": null, ` + when + `, "title": {"de": "Kohle", "en": "Coal"}, "abstract": null, "track": {"name": {"de": "Klima", "en": "Climate"}},
			"persons": [{"id": "9", "name": "Ada"}, {"id": null, "public_name": ""}]}`,
			facts{"main-i-77", "", "Coal", "Dome", "Climate", "main-i-9", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			slot := only(t, read(t, jsonInBerlin(c.event), format.Options{}))
			got := facts{slot.Key, slot.GUID, slot.Title, slot.Room.Name, slot.Track.Name, slot.Speakers[0].Key, slot.URL}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			start := time.Date(2023, time.September, 13, 8, 0, 0, 0, time.UTC)
			if !slot.Start.Equal(start) || !slot.End.Equal(start.Add(40*time.Minute)) || len(slot.Speakers) != 1 {
				t.Errorf("%v to %v, %d speakers", slot.Start, slot.End, len(slot.Speakers))
			}
		})
	}
}

// TestScheduleJSONRooms keeps the order in which the file has its rooms, and what
// the conference says of them.
func TestScheduleJSONRooms(t *testing.T) {
	const days = `"days": [{"date": "2023-09-13", "rooms": {"Zebra": [], "Attic": [{"id": 1, "title": "A", "start": "10:00"}], "Middle": []}},
		{"date": "2023-09-14", "rooms": {"Cellar": [], "Zebra": []}}]`
	for name, conference := range map[string]string{
		"by the days": `{` + days + `}`,
		"listed":      `{"rooms": [{"name": "Attic", "guid": "a-1"}, {"name": "Bar"}], ` + days + `}`,
		"listed last": `{` + days + `, "rooms": [{"name": "Attic", "guid": "a-1"}, {"name": "Bar"}]}`,
	} {
		s := read(t, `{"schedule": {"conference": `+conference+`}}`, format.Options{Zone: time.UTC})
		var got []string
		for _, room := range s.Rooms() {
			got = append(got, room.Name)
		}
		want, guid := "Zebra Attic Middle Cellar", ""
		if name != "by the days" {
			want, guid = "Attic Bar Zebra Middle Cellar", "a-1"
		}
		if strings.Join(got, " ") != want || only(t, s).Room.GUID != guid {
			t.Errorf("%s: rooms %q, want %s; the talk is in %v", name, got, want, s.Slots()[0].Room)
		}
	}
}

// TestScheduleJSONSharedRoomID is pretalx's demo, whose two rooms have one guid:
// they are two all the same, whichever comes first.
func TestScheduleJSONSharedRoomID(t *testing.T) {
	keys := map[string]string{}
	for _, rooms := range []string{`{"name": "Gray", "guid": "b379"}, {"name": "Tan", "guid": "b379"}`, `{"name": "Tan", "guid": "b379"}, {"name": "Gray", "guid": "b379"}`} {
		s := read(t, `{"schedule": {"conference": {"rooms": [`+rooms+`], "days": [{"date": "2023-09-13", "rooms": {
			"Gray": [{"id": 1, "title": "A", "start": "10:00"}], "Tan": [{"id": 2, "title": "B", "start": "10:00"}]}}]}}}`, format.Options{Zone: time.UTC})
		if len(s.Rooms()) != 2 {
			t.Errorf("rooms: %v", s.Rooms())
		}
		for _, slot := range s.Slots() {
			if known, ok := keys[slot.Title]; ok && known != slot.Room.Key || slot.Room.Name != map[string]string{"A": "Gray", "B": "Tan"}[slot.Title] {
				t.Errorf("%s is in %v", slot.Title, slot.Room)
			}
			keys[slot.Title] = slot.Room.Key
		}
		warnedAt(t, s, 0, "several rooms have the same id, b379")
	}
}

// scheduleJSON2 is the shape of the second version's example: events in one list,
// everything they refer to apart from them.
const scheduleJSON2 = `{"$schema": "../schema2.json", "schedule": {"version": "2024-12-26 20:23", "base_url": "https://hub.example/",
"events": [
 {"type": "talk", "guid": "b1740c2f", "start": "2024-12-28T00:15:00+01:00", "end": "2024-12-28T00:55:00+01:00",
  "room": {"name": "Saal ZIGZAG", "slug": "zigzag", "guid": "62251a07"}, "title": "Need for Speed", "language": "en", "track": {"slug": "hardware"},
  "participants": [{"guid": "51766dc0", "name": "Sebastian", "role": "speaker"}], "feedback": {"url": "https://hub.example/feedback"}, "logo": {"url": "x"}},
 {"guid": "c1", "start": "2024-12-28T05:30:00+01:00", "end": "2024-12-28T06:00:00+01:00", "room": {"name": "Saal 1"}, "title": "Yoga"}],
"persons": [{"guid": "51766dc0", "name": "Sebastian", "biography": "A racer.", "avatar": {"url": "https://hub.example/a.jpg"}}],
"conference": {"acronym": "38c3", "title": "38C3", "start": "2024-12-27T09:30:00+00:00", "end": "2024-12-30T17:45:00+00:00", "time_zone_name": "Europe/Berlin",
 "tracks": [{"name": "Hardware & Making", "slug": "hardware"}], "rooms": [{"name": "Saal 1", "guid": "ba692ba3"}, {"name": "Saal ZIGZAG", "guid": "62251a07"}],
 "days": [{"index": 1, "date": "2024-12-27", "start": "2024-12-27T09:30:00+00:00", "end": "2024-12-28T06:00:00+01:00"},
          {"index": 2, "date": "2024-12-28", "start": "2024-12-28T06:00:00+01:00", "end": "2024-12-29T06:00:00+01:00"}]}}}`

func TestScheduleJSONSecondVersion(t *testing.T) {
	s := read(t, scheduleJSON2, format.Options{})
	if len(s.Slots()) != 2 {
		t.Fatalf("%d slots; warnings: %v", len(s.Slots()), s.Warnings())
	}
	slot := s.Slots()[0]
	want := schedule.Speaker{Key: "main-g-51766dc0", Name: "Sebastian", Biography: "A racer.", Avatar: "https://hub.example/a.jpg"}
	if diff := cmp.Diff([]schedule.Speaker{want}, slot.Speakers); diff != "" {
		t.Errorf("speakers (-want +got):\n%s", diff)
	}
	minutes, _ := slot.Minutes()
	got := []string{slot.Start.Format(time.RFC3339), slot.Day.String(), slot.Room.Name, slot.Room.GUID, slot.Track.Name, slot.FeedbackURL, s.Slots()[1].Day.String()}
	if diff := cmp.Diff([]string{"2024-12-27T23:15:00Z", "2024-12-27", "Saal ZIGZAG", "62251a07", "Hardware & Making", "https://hub.example/feedback", "2024-12-27"}, got); diff != "" || minutes != 40 {
		t.Errorf("%d min, (-want +got):\n%s", minutes, diff)
	}
}

func TestScheduleJSONBadEventKeepsTheRest(t *testing.T) {
	s := read(t, jsonInBerlin(`{"id": 1, "title": "No start"},
"nothing",
{"id": 2, "title": {"en": 7}, "persons": "Ada", "start": "10:00"},
{"id": 3, "title": "Fine", "start": "11:00"}`), format.Options{})
	if len(s.Slots()) != 2 || s.Slots()[1].Title != "Fine" {
		t.Errorf("%d slots", len(s.Slots()))
	}
	warnedAt(t, s, 3, "No start")
	warnedAt(t, s, 4, "no event")
}

func TestScheduleJSONRefuses(t *testing.T) {
	whole := jsonInBerlin(`{"id": 3, "title": "Fine", "start": "11:00"}`)
	for name, c := range map[string]struct{ source, want string }{
		"cut in an event":  {whole[:len(whole)-20], "it ends before its last bracket"},
		"cut after one":    {whole[:len(whole)-3], "it ends before its last bracket"},
		"cut in a string":  {whole[:strings.Index(whole, "Fine")+2], "it ends before its last bracket"},
		"broken":           {strings.Replace(whole, `"title": "Fine"`, `"title" "Fine"`, 1), "line 3 is broken JSON"},
		"broken container": {strings.Replace(whole, `"rooms": {`, `"rooms" {`, 1), "line 2 is broken JSON"},
		"too many":         {jsonInBerlin(strings.Repeat(`{},`, 20_000) + `{}`), "more than 20000 events"},
		"too deep":         {jsonInBerlin(`{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`), "nested more than 64 deep"},
	} {
		_, err := format.Parse([]byte(c.source), format.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line with %q", name, err, c.want)
		}
	}
}

// TestScheduleJSONEmpty is what is put up before anything is planned.
func TestScheduleJSONEmpty(t *testing.T) {
	s := read(t, `{"schedule": {"conference": {"title": "Soon", "days": []}}}`, format.Options{})
	if len(s.Slots()) != 0 || s.Conference().Title != "Soon" {
		t.Errorf("%d slots, title %q", len(s.Slots()), s.Conference().Title)
	}
}
