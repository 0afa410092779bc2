package format_test

import (
	"testing"

	"usher/schedule"
	"usher/schedule/format"
)

// FuzzScheduleJSON holds for schedule.json what FuzzFrab does for schedule.xml.
func FuzzScheduleJSON(f *testing.F) {
	for _, event := range []string{
		`{"id": 1, "guid": "g", "date": "2023-09-13T10:00:00+02:00", "start": "10:00", "duration": "0:40", "title": "T", "links": ["a", {"url": "b"}]}`,
		`{"start": "00:15", "duration": "2:06:00", "track": null, "persons": [{"id": "1", "public_name": "A"}, "B"]}`,
		`{"date": "2023-09-13T10:00:00Z", "title": {"de": "x", "en": ["y", 7]}, "room": {"name": "Other", "guid": 5}}`,
		`{"title": "\u0006\ud800\\\"", "start": "10:00"}, 7, null, []`,
	} {
		f.Add([]byte(jsonInBerlin(event)))
	}
	f.Add([]byte(scheduleJSON2))
	f.Add([]byte(`{"schedule": {"events": {"conference": `))
	f.Add([]byte(`{"\\": {"schedule": 1}, "schedule": {"conference": {"days": {"rooms": 3}}}}`))
	f.Fuzz(fuzzParse)
}

// FuzzPretalx does so for pretalx's API.
func FuzzPretalx(f *testing.F) {
	f.Add([]byte(`{"count": 1, "next": null, "results": [` + pretalxTalk("AAAAAA", `"slots": [1, {"room": {"id": 7, "name": {"en": "A"}}, `+pretalxWhen+`}], "duration": 25`) + `]}`))
	f.Add([]byte(`[` + pretalxTalk("AAAAAA", `"state": "canceled", "slot": {"room_id": 7, "room": "A", `+pretalxWhen+`}`) + `]`))
	f.Add([]byte(`{` + pretalxEvent + `, "talks": [{"code": "A", "title": "T", "speakers": ["S", {"code": "S"}], "track": 3, "room": 7, ` + pretalxWhen + `}], "rooms": [{"id": 7}], "tracks": [{"id": 3, "name": null}]}`))
	f.Add([]byte(`[{"submission": {"code": "A", "submission": {"code": "B"}}, "room": 1, ` + pretalxWhen + `}]`))
	f.Add([]byte(`{"schedule": {"2023-07-21": {"780": {"7": {"code": 5, "title": []}}}}, "speakers": {"S": {"code": "S", "name": "A", "biography": "b"}}}`))
	f.Fuzz(fuzzParse)
}

// fuzzParse holds that no input panics, and that whatever Parse accepts makes a
// schedule that can be compared, written down and checked.
func fuzzParse(t *testing.T, data []byte) {
	draft, err := format.Parse(data, format.Options{})
	if err != nil {
		return
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatalf("Parse accepts what New refuses: %v", err)
	}
	if changes := schedule.Diff(s, s); len(changes) != 0 {
		t.Errorf("changes from itself: %v", changes)
	}
	if _, err := s.MarshalJSON(); err != nil {
		t.Errorf("as JSON: %v", err)
	}
	s.Doubts()
}
