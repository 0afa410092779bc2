package schedule_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// TestScheduleJSON is the contract of `usher schedule show --json`, byte by byte.
func TestScheduleJSON(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	zebra, attic := schedule.Room{Key: "n-zebra", Name: "Zebra"}, schedule.Room{Key: "n-attic", Name: "Attic", GUID: "a-1"}
	s, err := schedule.New(schedule.Draft{
		Conference: schedule.Conference{Title: "A & B", Zone: berlin},
		Rooms:      []schedule.Room{zebra, attic},
		Slots: []schedule.Slot{
			{Talk: schedule.Talk{Key: "k1", Title: "<One>"}, Room: zebra, Start: at(8, 0)},
			{Talk: schedule.Talk{Key: "k2", Title: "Two", Speakers: []schedule.Speaker{ada}}, GUID: "g2", Room: attic, Start: at(8, 0), End: at(8, 40), Cancelled: true},
			{Talk: schedule.Talk{Key: "k3", Title: "Winter"}, Start: time.Date(2023, 10, 30, 8, 0, 0, 0, time.UTC)},
		},
		Warnings: []schedule.Warning{{Line: 3, Text: "odd"}, {Text: "odder"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	const rest = `,"type":"","track":"","language":"","abstract":"","description":"","url":"","feedback_url":"","cancelled":`
	want := `{"conference":{"title":"A & B","acronym":"","timezone":"Europe/Berlin","start":"2023-09-13","end":"2023-10-30","url":""},` +
		`"rooms":[{"key":"n-zebra","name":"Zebra","guid":""},{"key":"n-attic","name":"Attic","guid":"a-1"}],` +
		`"speakers":[{"key":"main-i-1","name":"Ada","biography":""}],` +
		`"slots":[{"key":"k2","guid":"g2","title":"Two","title_from":"","subtitle":"","room":"Attic","start":"2023-09-13T10:00:00+02:00","end":"2023-09-13T10:40:00+02:00","minutes":40,"speakers":["Ada"]` + rest + `true},` +
		`{"key":"k1","guid":"","title":"<One>","title_from":"","subtitle":"","room":"Zebra","start":"2023-09-13T10:00:00+02:00","end":null,"minutes":null,"speakers":[]` + rest + `false},` +
		`{"key":"k3","guid":"","title":"Winter","title_from":"","subtitle":"","room":"","start":"2023-10-30T09:00:00+01:00","end":null,"minutes":null,"speakers":[]` + rest + `false}],` +
		`"warnings":[{"line":3,"text":"odd"},{"line":null,"text":"odder"}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

// TestSpeakerJSON has a picture where there is one, and no field for it elsewhere.
func TestSpeakerJSON(t *testing.T) {
	s, err := schedule.New(schedule.Draft{Speakers: []schedule.Speaker{
		{Key: "main-i-1", Name: "Ada", Biography: "Wrote.", Avatar: "https://pics.example/a.jpg"}, {Key: "main-i-2", Name: "Bob"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `"speakers":[{"key":"main-i-1","name":"Ada","biography":"Wrote.","avatar":"https://pics.example/a.jpg"},{"key":"main-i-2","name":"Bob","biography":""}]`
	if !strings.Contains(string(got), want) {
		t.Errorf("%s, want %s in it", got, want)
	}
}

func TestEmptyScheduleJSON(t *testing.T) {
	got, err := json.Marshal(build(t))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"conference":{"title":"","acronym":"","timezone":"UTC","start":null,"end":null,"url":""},"rooms":[],"speakers":[],"slots":[],"warnings":[]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}
