package matrix_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

// The adapter knows who runs a room, and what people are called.
var (
	_ bot.Host  = (*matrix.Matrix)(nil)
	_ bot.Namer = (*matrix.Matrix)(nil)
)

func TestPeopleAreNamedByTheirIDs(t *testing.T) {
	for word, names := range map[string]bool{"@bob:example.org": true, "bob": false, "@bob": false, "": false, "dome": false} {
		if _, ok := new(matrix.Matrix).Person(word); ok != names {
			t.Errorf("%q names somebody: %v", word, ok)
		}
	}
}

// TestWhoRunsARoom goes by the specification: m.room.power_levels, and the powers of
// who made a room.
func TestWhoRunsARoom(t *testing.T) {
	type levels = map[string]any
	ada, bob, eve := "@ada:test", "@bob:test", "@eve:test"
	for name, test := range map[string]struct {
		version string
		also    bool // bob has made the room with ada
		levels  levels
		want    []string
	}{
		"no levels at all":            {version: "10", want: []string{ada}},
		"the usual":                   {version: "10", levels: levels{"users": levels{ada: 100}}, want: []string{ada}},
		"a moderator":                 {version: "11", levels: levels{"users": levels{ada: 100, bob: 50}}, want: []string{ada, bob}},
		"not quite a moderator":       {version: "11", levels: levels{"users": levels{ada: 100, bob: 49}}, want: []string{ada}},
		"who made it has left it":     {version: "11", levels: levels{"users": levels{bob: 100}}, want: []string{bob}},
		"a low bar":                   {version: "10", levels: levels{"users": levels{ada: 100, bob: 10}, "state_default": 10}, want: []string{ada, bob}},
		"no bar":                      {version: "10", levels: levels{"users": levels{ada: 100}, "state_default": 0}, want: []string{ada, bob, eve}},
		"a high bar":                  {version: "10", levels: levels{"users": levels{ada: 100, bob: 50}, "state_default": 100}, want: []string{ada}},
		"all are raised":              {version: "10", levels: levels{"users": levels{ada: 100}, "users_default": 50}, want: []string{ada, bob, eve}},
		"all but one":                 {version: "10", levels: levels{"users": levels{ada: 100, bob: 0}, "users_default": 50}, want: []string{ada, eve}},
		"made it, in version 12":      {version: "12", levels: levels{"users": levels{}}, want: []string{ada}},
		"made it, in one to come":     {version: "13", levels: levels{"users": levels{}, "state_default": 100}, want: []string{ada}},
		"both made it, in version 12": {version: "12", also: true, levels: levels{"users": levels{}}, want: []string{ada, bob}},
		"both made it, in version 11": {version: "11", also: true, levels: levels{"users": levels{ada: 100}}, want: []string{ada}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			other := s.server.Person("bob")
			room := s.ada.Group(other)
			var others []*matrixtest.Person
			if test.also {
				others = append(others, other)
			}
			s.ada.Version(room, test.version, others...)
			if test.levels != nil {
				s.ada.Rule(room, levels{"users": levels{eve: 100}}) // that was long ago
				s.ada.Rule(room, test.levels)
			}
			var may []string
			for _, person := range []string{ada, bob, eve} {
				ok, err := s.matrix.MayChange(t.Context(), chat(room), person)
				if err != nil {
					t.Error(err)
				}
				if ok {
					may = append(may, person)
				}
			}
			if diff := cmp.Diff(test.want, may); diff != "" {
				t.Errorf("who may change it (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhoRunsARoomCannotBeSaid holds that nobody is taken for who runs a room while
// the homeserver does not say, nor where Usher is not.
func TestWhoRunsARoomCannotBeSaid(t *testing.T) {
	s := newStage(t)
	room := s.ada.Group()
	for _, piece := range []string{"m.room.power_levels", "m.room.create"} {
		s.server.Fail(matrixtest.Fault{Path: "/state/" + piece, Status: http.StatusBadGateway})
		if may, err := s.matrix.MayChange(t.Context(), chat(room), s.ada.ID); may || err == nil {
			t.Errorf("without %s: %t, %v", piece, may, err)
		}
	}
	if may, err := s.matrix.MayChange(t.Context(), chat("!elsewhere:test"), s.ada.ID); may || err == nil {
		t.Errorf("of a room that Usher is not in: %t, %v", may, err)
	}
}

// TestWhereSomebodyIsAlone holds that a word to one person is said where nobody else
// hears it, and that person does.
func TestWhereSomebodyIsAlone(t *testing.T) {
	s := newStage(t)
	private := func(want string) {
		t.Helper()
		got, ok, err := s.matrix.Private(t.Context(), s.ada.ID)
		if err != nil || ok != (want != "") || got.ID != want {
			t.Errorf("%s, %t, %v; want %q", got, ok, err, want)
		}
	}
	private("") // the room is there, but nothing says whose it is
	older, newer := s.room, s.ada.Direct()
	s.ada.Remembered(older, newer)
	private(newer)
	if got, ok, err := s.matrix.Private(t.Context(), "@bob:test"); ok || err != nil {
		t.Errorf("somebody else is spoken to in %s, %v", got, err)
	}
	s.server.Person("bob").Join(newer)
	private(older)
	secret := s.ada.Direct()
	s.ada.Encrypt(secret) // and Usher has no keys here
	s.ada.Remembered(older, newer, secret)
	private(older)
	left := s.ada.Direct()
	s.ada.Remembered(older, left)
	s.ada.Leave(left)
	s.server.Person("eve").Join(left)
	private(older)
	s.ada.Kick(older)
	private("")
	s.server.Fail(matrixtest.Fault{Path: "/account_data/m.direct", Status: http.StatusBadGateway})
	if got, ok, err := s.matrix.Private(t.Context(), s.ada.ID); ok || err == nil {
		t.Errorf("while nobody knows: %s, %v", got, err)
	}
}

// TestARoomForTwoIsPrivate holds that who has written to Usher in a room of the two of
// them is alone there, though nobody has called it a direct chat.
func TestARoomForTwoIsPrivate(t *testing.T) {
	s := newStage(t)
	room := s.ada.Group()
	in, _ := s.receive()
	s.ada.Type(room, "!next")
	if got := s.next(in); got.Shared {
		t.Errorf("%+v is shared", got)
	}
	if got, ok, err := s.matrix.Private(t.Context(), s.ada.ID); got != chat(room) {
		t.Errorf("%s, %t, %v", got, ok, err)
	}
}

// TestWhetherAChatIsShared holds that what is said in a room knows whether others
// hear it, whatever the room was meant for.
func TestWhetherAChatIsShared(t *testing.T) {
	for _, summaries := range []bool{true, false} {
		s := newStage(t)
		if !summaries {
			s.server.LeaveOutSummaries()
		}
		s.ada.Remembered(s.room)
		in, _ := s.receive()
		bob := s.server.Person("bob")
		room := s.ada.Group(bob)
		hear := func(where string, shared bool) {
			t.Helper()
			s.ada.Type(where, "!next")
			if got := s.next(in); got.Chat != chat(where) || got.Shared != shared {
				t.Errorf("with summaries %t: %+v is shared %t", summaries, got, got.Shared)
			}
		}
		hear(s.room, false)
		hear(room, true)
		bob.Leave(room)
		hear(room, false)
		bob.Join(s.room)
		hear(s.room, true)
	}
}

// TestADirectChatToWhichSomebodyIsAddedIsNone: what people say to each other there is
// not for Usher, until they are alone with it again.
func TestADirectChatToWhichSomebodyIsAddedIsNone(t *testing.T) {
	for _, summaries := range []bool{true, false} {
		s := newStage(t)
		if !summaries {
			s.server.LeaveOutSummaries()
		}
		s.ada.Remembered(s.room)
		in, _ := s.receive()
		hears := func(said, want string) {
			t.Helper()
			s.ada.Type(s.room, said)
			s.ada.Type(s.room, "!now") // whatever that was, this comes after it
			got := s.next(in)
			if got.Text != want {
				t.Errorf("with summaries %t: %q comes in as %q, want %q", summaries, said, got.Text, want)
			}
			if got.Text != "/now" {
				s.next(in)
			}
		}
		hears("tpm", "tpm")
		bob := s.server.Person("bob")
		bob.Join(s.room)
		hears("lunch, bob?", "/now")
		hears("usher: tpm", "tpm")
		bob.Leave(s.room)
		hears("tpm", "tpm")
	}
}
