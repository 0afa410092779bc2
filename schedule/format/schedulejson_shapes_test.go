package format_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// TestScheduleJSONShapes has one event in containers of all the shapes that tools
// which have no schema at hand make of them.
func TestScheduleJSONShapes(t *testing.T) {
	const (
		event = `{"guid": "ab12", "date": "2026-05-01T10:00:00+02:00", "duration": "00:30", "room": "Dome", "title": "Coal", "persons": [{"public_name": "Ada"}]}`
		rooms = `{"Dome": [` + event + `]}`
		day   = `{"date": "2026-05-01", "rooms": ` + rooms + `}`
	)
	for name, source := range map[string]string{
		"as the schema has it":    `{"schedule": {"conference": {"days": [` + day + `]}}}`,
		"taken out of its object": `{"$schema": "x", "conference": {"days": [` + day + `]}}`,
		"days beside":             `{"schedule": {"conference": {"title": "x"}, "days": [` + day + `]}}`,
		"days by date":            `{"schedule": {"conference": {"days": {"2026-05-01": ` + day + `}}}}`,
		"the number of days, too": `{"schedule": {"conference": {"days": "1", "days": [` + day + `]}}}`,
		"a list of rooms":         `{"schedule": {"conference": {"days": [{"date": "2026-05-01", "rooms": [{"events": [` + event + `], "name": "Dome"}]}]}}}`,
		"a day without rooms":     `{"schedule": {"conference": {"days": [{"date": "2026-05-01", "events": [` + event + `]}]}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			slot := only(t, read(t, source, format.Options{}))
			got := []string{slot.Key, slot.Title, slot.Room.Name, slot.Start.UTC().Format("15:04"), speakersOf(slot)}
			if diff := cmp.Diff([]string{"main-g-ab12", "Coal", "Dome", "08:00", "Ada"}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestScheduleJSONPersons has speakers who are no objects.
func TestScheduleJSONPersons(t *testing.T) {
	for persons, want := range map[string]string{
		`["Ada Lovelace", "Alan Turing"]`: "Ada Lovelace, Alan Turing",
		`"Ada Lovelace, Alan Turing"`:     "Ada Lovelace, Alan Turing",
		`{"7": "Ada Lovelace"}`:           "Ada Lovelace",
		`[null, {"id": 7}]`:               "",
		`null`:                            "",
		`[7, 8]`:                          "",
	} {
		slot := only(t, read(t, jsonInBerlin(`{"id": 1, "date": "2023-09-13T10:00:00+02:00", "title": "Coal", "persons": `+persons+`}`), format.Options{}))
		if got := speakersOf(slot); got != want {
			t.Errorf("%s is read as %q, want %q", persons, got, want)
		}
	}
}

// TestScheduleJSONBreak has what a break is in the second version, in which
// a room may be its guid, and texts in several languages.
func TestScheduleJSONBreak(t *testing.T) {
	slot := only(t, read(t, `{"schedule": {"conference": {"title": "Small", "time_zone_name": "Europe/Berlin",
		"rooms": [{"name": "Dome", "slug": "dome", "guid": "ba69"}, {"name": "Tent", "slug": "tent", "guid": "72ef"}]},
		"events": [{"type": "BREAK", "title": "Lunch", "start": "2026-05-01T12:00:00+02:00", "end": "2026-05-01T13:00:00+02:00",
			"abstract": {"en": "Soup.", "de": "Suppe."}, "description": {"en": "Hot soup."}, "room": {"guid": "72ef"}}]}}`, format.Options{}))
	got := []string{slot.Title, slot.Room.Name, slot.Abstract, slot.Description, slot.End.Sub(slot.Start).String()}
	if diff := cmp.Diff([]string{"Lunch", "Tent", "Soup.", "Hot soup.", "1h0m0s"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDeepJSON refuses what would be looked at once for each of its levels.
func TestDeepJSON(t *testing.T) {
	deep := strings.Repeat(`{"en": `, 100) + `"x"` + strings.Repeat("}", 100)
	for _, source := range []string{
		jsonInBerlin(`{"title": ` + deep + `}`),
		`[{"code": "ABC123", "title": ` + deep + `, "speakers": []}]`,
		`{"sessions": [{"title": ` + deep + `}], "speakers": [], "categories": []}`,
	} {
		if _, err := format.Parse([]byte(source), format.Options{}); err == nil || !strings.Contains(err.Error(), "nested more than 64 deep") {
			t.Errorf("%.30s…: %v", source, err)
		}
	}
	if s := read(t, jsonInBerlin(`{"title": "[[{{ }} \\\" [[[`+strings.Repeat("[", 100)+`", "date": "2023-09-13T10:00:00+02:00"}`), format.Options{}); len(s.Slots()) != 1 {
		t.Error("brackets in a text are no nesting")
	}
}

// speakersOf are the names of a slot's speakers.
func speakersOf(slot *schedule.Slot) string {
	var names []string
	for _, speaker := range slot.Speakers {
		names = append(names, speaker.Name)
	}
	return strings.Join(names, ", ")
}

// TestJSONBreaks has texts over several lines, as frab's template once wrote them,
// and keeps the numbers of the lines behind them.
func TestJSONBreaks(t *testing.T) {
	s := read(t, jsonInBerlin("{\"date\": \"2023-09-13T10:00:00+02:00\", \"title\": \"Coal\", \"abstract\": \"One\r\n\r\n\tTwo \\\"quoted\\\"\"},\n5"), format.Options{})
	if got := only(t, s).Abstract; got != "One\n\nTwo \"quoted\"" {
		t.Errorf("abstract %q", got)
	}
	warnedAt(t, s, 3, "texts over several lines")
	warnedAt(t, s, 6, "it is no event")
	_, err := format.Parse([]byte(strings.Replace(jsonInBerlin(`{"title": "One`+"\n"+`Two"}`), "Small\"", "Small", 1)), format.Options{})
	if err == nil || !strings.Contains(err.Error(), "broken JSON") {
		t.Errorf("what is broken otherwise, too, gave %v", err)
	}
}

// TestManyDays refuses more days than a conference can have: each event is looked for
// in all of them.
func TestManyDays(t *testing.T) {
	days := strings.Repeat(`{"date": "2026-05-01"}, `, 1000)
	_, err := format.Parse([]byte(`{"schedule": {"conference": {"days": [`+days+`{}]}}}`), format.Options{})
	if err == nil || !strings.Contains(err.Error(), "more than 1000 days") {
		t.Errorf("error %v, want that there are too many", err)
	}
}
