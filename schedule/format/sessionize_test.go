package format_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

const sessionizeAll = `{"sessions": [
 {"id": "335022", "title": "Welcome &amp; news", "description": "Hello.\r\n\r\n* one\r\n* two", "startsAt": "2022-05-06T09:00:00", "endsAt": "2022-05-06T09:40:00",
  "isServiceSession": false, "isPlenumSession": false, "speakers": ["ada-1", "bo-2", "gone"], "categoryItems": [1, 3, 5], "questionAnswers": [], "roomId": 513, "status": "Accepted"},
 {"id": "7343d816-e93e-4ec7-ade4-97f42d9a2f5e", "title": "Lunch", "description": null, "startsAt": "2022-05-06T12:00", "endsAt": null,
  "isServiceSession": true, "speakers": [], "categoryItems": [], "roomId": null},
 {"id": "335023", "title": "Not planned", "startsAt": null, "endsAt": null, "speakers": []},
 {"id": "335024", "title": "Not held", "startsAt": "2022-05-06T10:00:00", "endsAt": "2022-05-06T10:40:00", "status": "Declined", "roomId": 514},
 "no session", {"id": 5, "title": ["odd"], "startsAt": "2022-05-06T11:00:00", "speakers": "none", "roomId": 99}
],
"speakers": [
 {"id": "ada-1", "firstName": "", "lastName": "", "bio": "Counts.", "tagLine": "Analyst", "profilePicture": "https://example.org/ada.png", "sessions": [335022], "fullName": "Ada Lovelace"},
 {"id": "bo-2", "firstName": "Bo", "lastName": "Diddley", "bio": null, "tagLine": "", "fullName": ""}
], "questions": [],
"categories": [
 {"id": 10, "title": "Language", "items": [{"id": 1, "name": "日本語"}, {"id": 2, "name": "English"}]},
 {"id": 11, "title": "Session format", "items": [{"id": 3, "name": "40 minutes"}]},
 {"id": 12, "title": "Track", "items": [{"id": 5, "name": "Main Conference"}]}
],
"rooms": [{"id": 513, "name": "Hall", "sort": 0}, {"id": 514, "name": "Room 1", "sort": 1}]}`

func TestSessionizeAll(t *testing.T) {
	s := read(t, sessionizeAll, format.Options{Zone: zone(t, "Europe/Vienna")})
	var got []string
	for _, slot := range s.Slots() {
		minutes, _ := slot.Minutes()
		got = append(got, strings.Join([]string{
			slot.Key, slot.Start.Format("15:04"), strconv.Itoa(minutes), slot.Room.Name, slot.Title, slot.Type, slot.Track.Name, slot.Language,
			map[bool]string{true: "cancelled"}[slot.Cancelled],
		}, "|"))
	}
	want := []string{
		"main-i-335022|07:00|40|Hall|Welcome & news|40 minutes|Main Conference|ja|",
		"main-i-335024|08:00|40|Room 1|Not held||||cancelled",
		"main-i-5|09:00|0||odd||||",
		schedule.Key("main", schedule.KeyID, "7343d816-e93e-4ec7-ade4-97f42d9a2f5e") + "|10:00|0||Lunch|Service session|||",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	people := []schedule.Speaker{
		{Key: "main-g-ada-1", Name: "Ada Lovelace", Biography: "Analyst\n\nCounts.", Avatar: "https://example.org/ada.png"},
		{Key: "main-g-bo-2", Name: "Bo Diddley"},
	}
	if diff := cmp.Diff(people, s.Slots()[0].Speakers); diff != "" {
		t.Errorf("speakers (-want +got):\n%s", diff)
	}
	if got := s.Slots()[0].Abstract; got != "Hello.\n\n• one\n• two" {
		t.Errorf("abstract %q", got)
	}
	warnedAt(t, s, 6, "no time yet")
}

const sessionizeGrid = `[{"date": "2018-11-19T00:00:00", "isDefault": true, "rooms": [
 {"id": 3421, "name": "Robertson 1", "sessions": [
  {"id": "67316", "title": "Keynote", "startsAt": "2018-11-19T09:00:00", "endsAt": "2018-11-19T09:45:00", "isServiceSession": false, "isPlenumSession": true,
   "speakers": [{"id": "f9544911", "name": "Britt Barak"}], "categories": [{"id": 1, "name": "Session format", "categoryItems": [{"id": 2, "name": "Keynote"}]}], "roomId": 3421, "room": "Robertson 1"}],
  "hasOnlyPlenumSessions": false},
 {"id": 3422, "name": "Robertson 2", "sessions": [
  {"id": "67317", "title": "After midnight", "startsAt": "2018-11-20T00:30:00", "endsAt": "2018-11-20T01:00:00", "speakers": [], "roomId": 3422, "room": "Robertson 2"}]}],
 "timeSlots": [{"slotStart": "09:00:00", "rooms": [{"id": 3421, "session": {"id": "67316", "title": "Keynote", "startsAt": "2018-11-19T09:00:00"}}]}]}]`

func TestSessionizeGrid(t *testing.T) {
	s := read(t, sessionizeGrid, format.Options{})
	if len(s.Slots()) != 2 || !s.Conference().Zoneless {
		t.Fatalf("%d slots, zoneless %v, want 2 and that no zone is known", len(s.Slots()), s.Conference().Zoneless)
	}
	keynote, late := s.Slots()[0], s.Slots()[1]
	if keynote.Type != "Keynote" || keynote.Speakers[0].Name != "Britt Barak" || keynote.Room.Name != "Robertson 1" || keynote.Start.Hour() != 9 {
		t.Errorf("the keynote is %+v", keynote)
	}
	if late.Day.String() != "2018-11-19" {
		t.Errorf("what is listed under the 19th is on %s", late.Day)
	}
	if s.Rooms()[0].Key != "i-3421" {
		t.Errorf("the room's key is %q: it has to outlive its name", s.Rooms()[0].Key)
	}
}

// TestSessionizeViews has the other views, and none at all.
func TestSessionizeViews(t *testing.T) {
	grouped := `[{"groupId": "1", "groupName": "Track A", "sessions": [
  {"id": "1", "title": "One", "startsAt": "2022-05-06T09:00:00", "endsAt": "2022-05-06T09:10:00", "speakers": [{"id": "a", "name": "Ada"}], "roomId": 7, "room": "Hall"}]}]`
	speakers := `[{"id": "a", "firstName": "Ada", "lastName": "Lovelace", "bio": "Counts.", "tagLine": "", "sessions": [{"id": 1, "name": "One"}], "fullName": "Ada Lovelace"}]`
	empty := `{"sessions":[],"speakers":[],"questions":[],"categories":[],"rooms":[]}`
	for _, c := range []struct {
		source          string
		slots, speakers int
	}{{grouped, 1, 1}, {speakers, 0, 1}, {empty, 0, 0}} {
		s := read(t, c.source, format.Options{})
		if len(s.Slots()) != c.slots || len(s.Speakers()) != c.speakers {
			t.Errorf("%d slots and %d speakers, want %d and %d, of %s", len(s.Slots()), len(s.Speakers()), c.slots, c.speakers, c.source)
		}
	}
	if slot := only(t, read(t, grouped, format.Options{})); slot.Room.Name != "Hall" {
		t.Errorf("in %q, want the Hall", slot.Room.Name)
	}
}

func TestSessionizeRefuses(t *testing.T) {
	for source, want := range map[string]string{
		sessionizeAll[:len(sessionizeAll)-2]:                         "it ends before",
		sessionizeGrid[:200]:                                         "it ends before",
		strings.Replace(sessionizeAll, `"Lunch"`, `"Lunch" oops`, 1): "line 4 is broken JSON",
		`{"sessions": [` + strings.Repeat("{},", 20_001) + `{}], "speakers": [], "categories": []}`: "more than 20000",
		`{"sessions": [], "speakers": [], "rooms": [], "session_types": [], "tags": []}`:            "not a schedule", // opass
	} {
		if _, err := format.Parse([]byte(source), format.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q, for %.60s…", err, want, source)
		}
	}
}

// FuzzSessionize holds for Sessionize's views what FuzzFrab does for schedule.xml.
func FuzzSessionize(f *testing.F) {
	f.Add([]byte(sessionizeAll))
	f.Add([]byte(sessionizeGrid))
	f.Add([]byte(`[{"groupId":1,"sessions":[{"startsAt":"2022-05-06T09:00"}]}]`))
	f.Fuzz(fuzzParse)
}
