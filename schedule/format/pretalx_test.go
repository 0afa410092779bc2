package format_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

const (
	pretalxWhen  = `"start": "2023-07-21T13:00:00+02:00", "end": "2023-07-21T14:00:00+02:00"`
	pretalxEvent = `"name": {"en": "Small Conf", "de": "Klein"}, "slug": "small", "timezone": "Europe/Prague", "date_from": "2023-07-17", "date_to": "2023-07-23"`
)

// TestPretalxForms says one talk in all the ways that pretalx has, and what is made
// of it.
func TestPretalxForms(t *testing.T) {
	const (
		old = `{"code": "HSRTCT", "speakers": [{"code": "UMKFPV", "name": "Alena", "biography": "Writes.", "avatar": "https://pics.example/a.jpg"}],
			"title": "Python Weekend", "submission_type": {"en": "Poster"}, "submission_type_id": 2751, "track": {"en": "Education"}, "state": "confirmed",
			"abstract": "About us.", "duration": 60, "content_locale": "en", "slot": {"room_id": 2193, "room": {"en": "Terrace"}, ` + pretalxWhen + `}, "image": null, "resources": []}`
		written = `{"code": "HSRTCT", "speakers": [{"code": "UMKFPV", "name": "Alena", "biography": "Writes.", "avatar_url": "https://pics.example/a.jpg", "submissions": []}],
			"title": "Python Weekend", "submission_type": {"id": 2751, "name": {"en": "Poster"}, "default_duration": 60}, "track": {"id": 3558, "name": {"en": "Education"}, "color": "#000"},
			"state": "confirmed", "abstract": "About us.", "duration": 60, "content_locale": "en",
			"slots": [{"id": 1, "room": {"id": 2193, "name": {"en": "Terrace"}, "uuid": "e474", "guid": null}, ` + pretalxWhen + `, "duration": 60}], "answers": [559]}`
		referring = `{"code": "HSRTCT", "speakers": ["UMKFPV"], "title": "Python Weekend", "submission_type": 2751, "track": 3558, "state": "confirmed",
			"abstract": "About us.", "duration": 60, "content_locale": "en", "slots": [1]}`
		widget = `{"code": "HSRTCT", "id": 1, "speakers": ["UMKFPV"], "title": "Python Weekend", "track": 3558, "state": null, "abstract": "About us.",
			"duration": 60, "room": 2193, ` + pretalxWhen + `}`
		people = `"speakers": [{"code": "UMKFPV", "name": "Alena", "biography": "Writes.", "avatar": "https://pics.example/a.jpg"}]`
		rooms  = `"rooms": [{"id": 2193, "name": {"en": "Terrace"}, "uuid": "e474"}]`
		tracks = `"tracks": [{"id": 3558, "name": {"en": "Education"}, "color": "#000"}]`
		types  = `"submission_types": [{"id": 2751, "name": {"en": "Poster"}}]`
		slots  = `"slots": [{"id": 1, "submission": "HSRTCT", "room": 2193, ` + pretalxWhen + `}]`
		coffee = `{"id": 2, "title": {"en": "Coffee"}, "room": 2193, ` + pretalxWhen + `}`
	)
	for name, c := range map[string]struct{ source, room, kind string }{
		"list of before 2025":  {`[` + old + `]`, "i-2193", "Poster"},
		"page of before 2025":  {`{"count": 1, "next": null, "previous": null, "results": [` + old + `]}`, "i-2193", "Poster"},
		"schedule":             {`{"slots": [` + old + `], "version": "0.19", "breaks": [` + coffee + `]}`, "i-2193", "Poster"},
		"page, written out":    {`{"count": 1, "next": null, "previous": null, "results": [` + written + `]}`, "g-e474", "Poster"},
		"by reference":         {`{"submissions": [` + referring + `], ` + strings.Join([]string{people, rooms, tracks, types, slots}, ", ") + `}`, "g-e474", "Poster"},
		"rooms first":          {`{` + strings.Join([]string{slots, types, rooms, tracks, people}, ", ") + `, "submissions": [` + referring + `]}`, "g-e474", "Poster"},
		"slots with talks":     {`[{"id": 1, "submission": ` + strings.Replace(written, `"slots"`, `"x"`, 1) + `, "room": {"id": 2193, "name": "Terrace", "uuid": "e474"}, ` + pretalxWhen + `}]`, "g-e474", "Poster"},
		"slots with codes":     {`{"slots": [{"id": 1, "submission": ` + strings.Replace(referring, `"slots"`, `"x"`, 1) + `, "room": 2193, ` + pretalxWhen + `}], ` + strings.Join([]string{people, rooms, tracks, types}, ", ") + `}`, "g-e474", "Poster"},
		"widget":               {`{"talks": [` + widget + `, ` + coffee + `], "version": "1", "timezone": "Europe/Prague", "event_start": "2023-07-17", ` + strings.Join([]string{tracks, rooms, people}, ", ") + `}`, "g-e474", ""},
		"website":              {`{"schedule": {"2023-07-21": {"780": {"2193": ` + written + `}, "790": {}}}, "sprints": {}, "extra": {"2023-07-21": {"510": {"id": "lunch", "title": {"en": "Lunch"}}}}, ` + rooms + `, "speakers": {"UMKFPV": {"code": "UMKFPV", "name": "Alena"}}}`, "g-e474", "Poster"},
		"all of it, unordered": {`{"url": "https://x.example/small/", "event": {` + pretalxEvent + `}, "submissions": [` + written + `], ` + people + `, ` + rooms + `}`, "g-e474", "Poster"},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, c.source, format.Options{Zone: zone(t, "Europe/Prague")})
			got := *only(t, s)
			end := got.End
			url := ""
			if strings.Contains(c.source, "x.example") {
				url = "https://x.example/small/talk/HSRTCT/"
			}
			want := schedule.Slot{
				Talk: schedule.Talk{
					Key: "main-c-HSRTCT", Title: "Python Weekend", Abstract: "About us.", Type: c.kind, Language: got.Language, URL: url,
					Track:    schedule.Track{Key: "n-education", Name: "Education"},
					Speakers: []schedule.Speaker{{Key: "main-c-UMKFPV", Name: "Alena", Biography: "Writes.", Avatar: "https://pics.example/a.jpg"}},
				},
				Room:  schedule.Room{Key: c.room, Name: "Terrace", GUID: strings.TrimPrefix(strings.TrimPrefix(c.room, "g-"), "i-2193")},
				Start: got.Start, End: end, Until: end, Day: schedule.Date{Year: 2023, Month: 7, Day: 21},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got.Start.Format("15:04")+end.Format("-15:04") != "11:00-12:00" {
				t.Errorf("%v to %v", got.Start, end)
			}
		})
	}
}

// pretalxTalk is a talk with some members more.
func pretalxTalk(code, members string) string {
	return fmt.Sprintf(`{"code": %q, "title": "Talk %s", "speakers": [], %s}`, code, code, members)
}

func TestPretalxEvent(t *testing.T) {
	s := read(t, `{`+pretalxEvent+`, "email": "x@y.example", "locales": ["en"]}`, format.Options{})
	got := s.Conference()
	want := schedule.Conference{
		Title: "Small Conf", Acronym: "small", Zone: zone(t, "Europe/Prague"),
		Start: schedule.Date{Year: 2023, Month: 7, Day: 17}, End: schedule.Date{Year: 2023, Month: 7, Day: 23},
	}
	if got.Zone.String() != want.Zone.String() {
		t.Errorf("zone %v", got.Zone)
	}
	got.Zone = want.Zone
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestPretalxStates is what organisers see, who have a token: only what was going
// to be held is shown.
func TestPretalxStates(t *testing.T) {
	var talks []string
	for _, state := range []string{"confirmed", "accepted", "canceled", "withdrawn", "rejected", "submitted", "draft", "deleted"} {
		talks = append(talks, pretalxTalk(state, fmt.Sprintf(`"state": %q, "slot": {%s, "room": {"en": "A"}}`, state, pretalxWhen)))
	}
	s := read(t, "["+strings.Join(talks, ",")+"]", format.Options{})
	got := map[string]bool{}
	for _, slot := range s.Slots() {
		got[slot.Title] = slot.Cancelled
	}
	if diff := cmp.Diff(map[string]bool{"Talk confirmed": false, "Talk accepted": false, "Talk canceled": true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPretalxTimes has a talk that is held twice, one that is hidden, one that has
// only a duration, one whose slot is shorter than it, and some not planned yet.
func TestPretalxTimes(t *testing.T) {
	twice := `"slots": [{"room": {"en": "A"}, ` + pretalxWhen + `}, {"room": {"en": "B"}, ` + pretalxWhen + `}]`
	s := read(t, "[\n"+strings.Join([]string{
		pretalxTalk("TWICE1", twice), pretalxTalk("TWICE1", twice),
		pretalxTalk("HIDDEN", `"slots": [{"is_visible": false, "room": {"en": "A"}, `+pretalxWhen+`}]`),
		pretalxTalk("LENGTH", `"duration": 25, "slot": {"start": "2023-07-21T09:00:00Z", "end": null, "room": null}`),
		pretalxTalk("SHORTR", `"duration": 90, "slots": [{"room": {"en": "C"}, `+pretalxWhen+`}]`),
		pretalxTalk("NEVER1", `"slot": null`), pretalxTalk("NEVER2", `"slots": [{"room": null, "start": null, "end": null}]`),
	}, ",\n")+"]", format.Options{})
	var got []string
	for _, slot := range s.Slots() {
		minutes, _ := slot.Minutes()
		got = append(got, fmt.Sprint(slot.Key, " ", slot.Room.Name, " ", minutes))
	}
	if diff := cmp.Diff([]string{"main-c-LENGTH  25", "main-c-TWICE1 A 60", "main-c-TWICE1 B 60", "main-c-SHORTR C 60"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	warnedAt(t, s, 4, "no time yet: talks (3,")
}

// TestPretalxSpeakers is a list of people without their talks.
func TestPretalxSpeakers(t *testing.T) {
	s := read(t, `[{"avatar": "javascript:alert(1)", "name": "Ahmed", "submissions": ["YD7DUP"], "code": "37GNZY", "biography": null}]`, format.Options{})
	if diff := cmp.Diff([]schedule.Speaker{{Key: "main-c-37GNZY", Name: "Ahmed"}}, s.Speakers()); diff != "" || len(s.Slots()) != 0 {
		t.Errorf("%d slots; (-want +got):\n%s", len(s.Slots()), diff)
	}
}

// TestPretalxRoomsWithoutIDs are known by their names alone.
func TestPretalxRoomsWithoutIDs(t *testing.T) {
	slot := only(t, read(t, `{"talks": [`+pretalxTalk("AAAAAA", `"slots": [{"room": "A", `+pretalxWhen+`}]`)+`], "rooms": [{"name": "A"}, {"name": "B"}]}`, format.Options{}))
	if slot.Room.Name != "A" {
		t.Errorf("room %q", slot.Room.Name)
	}
}

// TestPretalxIDsAreNoNames refers to a track and a type of which nothing is known.
func TestPretalxIDsAreNoNames(t *testing.T) {
	slot := only(t, read(t, "["+pretalxTalk("AAAAAA", `"track": 12, "submission_type": 34, "slots": [{"room": 56, `+pretalxWhen+`}]`)+"]", format.Options{}))
	if slot.Track.Name+slot.Type+slot.Room.Name != "" {
		t.Errorf("track %q, type %q, room %q", slot.Track.Name, slot.Type, slot.Room.Name)
	}
}

// TestPretalxWrongType loses what is of another type than it should be, and only
// that.
func TestPretalxWrongType(t *testing.T) {
	slot := only(t, read(t, `[{"code": "AAAAAA", "title": "T", "abstract": {"en": "A"}, "speakers": [{"code": "S", "name": "Ada", "biography": 7}],
		"description": "D", "slots": [7, {"room": "A", `+pretalxWhen+`}]}]`, format.Options{}))
	if slot.Description != "D" || slot.Speakers[0].Key != "main-c-S" || slot.Room.Name != "A" {
		t.Errorf("%+v", slot)
	}
}

func TestPretalxEmpty(t *testing.T) {
	for _, source := range []string{
		`{"count": 0, "next": null, "previous": null, "results": []}`,
		`{"talks": [], "rooms": [], "speakers": [], "tracks": [], "version": "1"}`,
	} {
		if s := read(t, source, format.Options{}); len(s.Slots()) != 0 {
			t.Errorf("%d slots", len(s.Slots()))
		}
	}
}

// TestPretalxIsNot tells other lists in JSON from pretalx's.
func TestPretalxIsNot(t *testing.T) {
	for _, source := range []string{
		`[{"code": "DE", "name": "Germany"}]`, `{"talks": [{"title": "A", "start": "10:00"}]}`, `[1, 2]`, `{}`, `{"a": [}`, `{"results": 3}`,
	} {
		if _, err := format.Parse([]byte(source), format.Options{}); err == nil || !strings.Contains(err.Error(), format.ErrUnknown.Error()) {
			t.Errorf("%s: %v", source, err)
		}
	}
}

func TestPretalxRefuses(t *testing.T) {
	page := `{"count": 2, "next": null, "results": [` + pretalxTalk("AAAAAA", `"slot": null`) + `]}`
	for name, c := range map[string]struct{ source, want string }{
		"cut":      {page[:len(page)-10], "it ends before its last bracket"},
		"broken":   {strings.Replace(page, `"slot": null`, `"slot": nul`, 1), "line 1 is broken JSON"},
		"too many": {`[` + strings.Repeat(pretalxTalk("AAAAAA", `"slot": null`)+",", 20_000) + `{}]`, "more than 20000"},
	} {
		if _, err := format.Parse([]byte(c.source), format.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// TestPretalxNumberedTimes has a page of talks fetched without ?expand: it is not for
// want of a plan that they have no times.
func TestPretalxNumberedTimes(t *testing.T) {
	s := read(t, `{"results": [
{"code": "AAAAAA", "title": "Coal", "speakers": ["SPKAAA"], "state": "confirmed", "slots": [41, 42]},
{"code": "BBBBBB", "title": "Oil", "speakers": ["SPKAAA"], "state": "confirmed", "slots": []}]}`, format.Options{})
	warnedAt(t, s, 2, "ask the API for ?expand=slots,slots.room: talks (1,")
	warnedAt(t, s, 3, "no time yet: talks (1,")
}

// TestPretalxManyTimes counts the times of one talk like talks.
func TestPretalxManyTimes(t *testing.T) {
	slots := strings.Repeat(`{"start": "2023-07-21T13:00:00+02:00"}, `, 20_001)
	_, err := format.Parse([]byte(`[{"code": "AAAAAA", "title": "Coal", "speakers": [], "slots": [`+slots+`{}]}]`), format.Options{})
	if err == nil || !strings.Contains(err.Error(), "more than 20000 events") {
		t.Errorf("error %v, want that there are too many", err)
	}
}

// TestPretalxOnePage warns of a saved page that is not the last.
func TestPretalxOnePage(t *testing.T) {
	const talk = `"results": [{"code": "AAAAAA", "title": "Coal", "speakers": [], "slot": {` + pretalxWhen + `}}]}`
	warnedAt(t, read(t, "{\"count\": 90,\n\"next\": \"https://talks.example/api/?page=2\", "+talk, format.Options{}), 2, "one page of several")
	for _, w := range read(t, `{"count": 1, "next": null, `+talk, format.Options{}).Warnings() {
		if strings.Contains(w.Text, "page") {
			t.Errorf("the last page is warned of: %s", w.Text)
		}
	}
}
