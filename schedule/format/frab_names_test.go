package format_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

func TestFrabTalkKey(t *testing.T) {
	const guid = "3da0ea83-2503-5f6b-aae6-81156c22f5a9"
	for name, c := range map[string]struct{ event, want string }{
		"code":      {`<event code="NYLYDK" guid="` + guid + `" id="7">`, "main-c-NYLYDK"},
		"talk page": {`<event guid="` + guid + `" id="7"><url>https://cfp.example.org/asg/talk/X89KG9/</url>`, "main-c-X89KG9"},
		"guid":      {`<event guid="b-1" id="7"><url>https://example.org/talk/about-us/</url>`, "main-g-b-1"},
		"id":        {`<event id="7">`, "main-i-7"},
		"element":   {`<event><id>7</id>`, "main-i-7"},
		"nothing":   {`<event><title>T</title>`, schedule.TalkKey("main", "T", nil)},
	} {
		slot := only(t, read(t, inBerlin(c.event+`<start>10:00</start></event>`), format.Options{}))
		if slot.Key != c.want {
			t.Errorf("%s: %q, want %q", name, slot.Key, c.want)
		}
	}
}

// TestFrabSharedGUID has one guid for two talks and for a repeat: nothing is
// lost, and the order of the events does not matter to the keys.
func TestFrabSharedGUID(t *testing.T) {
	a := `<event guid="x"><title>Soldering</title><start>10:00</start></event>`
	b := `<event guid="x"><title>Lockpicking</title><start>11:00</start></event>`
	repeat := `<event guid="x"><title>Soldering</title><start>12:00</start></event>`
	keys := func(s *schedule.Schedule) []string {
		var keys []string
		for _, slot := range s.Slots() {
			keys = append(keys, slot.Key)
		}
		return keys
	}
	one, other := keys(read(t, inBerlin(a+b+repeat), format.Options{})), keys(read(t, inBerlin(repeat+b+a), format.Options{}))
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("another order, other keys:\n%s", diff)
	}
	if one[0] != one[2] || one[0] == one[1] {
		t.Errorf("keys %q: the repeat is the same talk, the other is not", one)
	}
}

func TestFrabRooms(t *testing.T) {
	s := read(t, `<schedule><conference><time_zone_name>UTC</time_zone_name></conference><day date="2023-09-13">
<room name="Dome" guid="d-1"><event id="1"><start>10:00</start><room>Dome</room></event></room>
<room name="K.1.105" slug="k1105"><event id="2"><start>11:00</start></event></room>
<room name=""><event id="3"><start>12:00</start><room>Attic</room></event></room>
<event id="4"><start>13:00</start><room>dôme</room></event>
<room name="Attic"><event id="5"><start>14:00</start><room>Cellar</room></event></room>
<event id="6"><start>15:00</start></event>
</day></schedule>`, format.Options{})
	var got []schedule.Room
	for _, slot := range s.Slots() {
		got = append(got, slot.Room)
	}
	dome := schedule.Room{Key: "g-d-1", Name: "Dome", GUID: "d-1"}
	attic := schedule.Room{Key: "n-attic", Name: "Attic"}
	want := []schedule.Room{dome, {Key: "i-k1105", Name: "K.1.105"}, attic, dome, attic, {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rooms (-want +got):\n%s", diff)
	}
	warnedAt(t, s, 6, "Cellar")
}

func TestFrabSpeakers(t *testing.T) {
	s := read(t, inBerlin(`<event id="1"><start>10:00</start><persons>
<person id="1" code="ABC">Ada</person><person id="2"> Michal
Koutný </person><person id="3"></person><person id="9">Shared One</person></persons></event>
<event id="2"><start>11:00</start><persons><person guid="u-1">Bo</person><person id="9">Shared Two</person><person>Nameless Id</person></persons></event>
<event id="3"><start>12:00</start><person>Dr. Cy, Di</person></event>`), format.Options{Source: "w"})
	want := []schedule.Speaker{
		{Key: "w-c-ABC", Name: "Ada"},
		{Key: "w-i-2", Name: "Michal Koutný"},
		{Key: "w-n-shared-one", Name: "Shared One"},
		{Key: "w-g-u-1", Name: "Bo"},
		{Key: "w-n-shared-two", Name: "Shared Two"},
		{Key: "w-n-nameless-id", Name: "Nameless Id"},
		{Key: "w-n-dr-cy", Name: "Dr. Cy"},
		{Key: "w-n-di", Name: "Di"},
	}
	if diff := cmp.Diff(want, s.Speakers()); diff != "" {
		t.Errorf("speakers (-want +got):\n%s", diff)
	}
}

// TestFrabBiographies is FOSDEM 2026, which lists all persons at the top.
func TestFrabBiographies(t *testing.T) {
	s := read(t, `<schedule><persons><person id="2"><name>Ada</name><biography>Counts.</biography></person></persons>
<day date="2026-01-31"><event id="1"><start>10:00</start><persons><person id="2">Ada</person></persons></event></day></schedule>`, format.Options{})
	if got := s.Speakers()[0].Biography; got != "Counts." {
		t.Errorf("biography %q", got)
	}
}
