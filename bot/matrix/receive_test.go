package matrix_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

func TestWhatIsMeantForUsher(t *testing.T) {
	pill := `<a href="https://matrix.to/#/@usher:test">Mr Usher</a>`
	type said map[string]any
	for name, test := range map[string]struct {
		said              said
		inDirect, inARoom string // what comes in; "" is nothing
	}{
		"a command":             {said{"body": "!next dome"}, "/next dome", "/next dome"},
		"a space between":       {said{"body": "! next dome"}, "/next dome", "/next dome"},
		"an exclamation":        {said{"body": "! what now"}, "! what now", ""},
		"an alias":              {said{"body": "!Danach dome"}, "/danach dome", "/danach dome"},
		"an alias unsigned":     {said{"body": "danach dome"}, "danach dome", ""},
		"as elsewhere":          {said{"body": "/next"}, "/next", "/next"},
		"of another bot":        {said{"body": "!roll 2d6"}, "/roll 2d6", ""},
		"a path":                {said{"body": "/etc/passwd"}, "/etc/passwd", ""},
		"a bare command":        {said{"body": "Next Dome"}, "/next Dome", ""},
		"a question":            {said{"body": "Next?"}, "/next", ""},
		"a command asked":       {said{"body": "!next?"}, "/next", "/next"},
		"words":                 {said{"body": "tpm"}, "tpm", ""},
		"an emphasis":           {said{"body": "!!"}, "!!", ""},
		"nothing":               {said{"body": "  "}, "", ""},
		"a mention":             {said{"body": "Mr Usher: next", "formatted_body": pill + ": next", "m.mentions": said{"user_ids": []string{matrixtest.Bot}}}, "/next", "/next"},
		"a mention alone":       {said{"body": "Mr Usher", "formatted_body": pill}, "/start", "/start"},
		"a mention without end": {said{"body": "Mr Usher tpm", "formatted_body": pill + " tpm"}, "tpm", "tpm"},
		"a mention at the end":  {said{"body": "next, Mr Usher", "formatted_body": "next, " + pill}, "/next", "/next"},
		"a name at the end":     {said{"body": "next dome, @usher"}, "/next dome", "/next dome"},
		"spoken to at the end":  {said{"body": "tpm @usher:test"}, "tpm", "tpm"},
		"ushers at the end":     {said{"body": "next usher"}, "/next usher", ""},
		"about, in reply":       {said{"body": "who is the usher", "m.mentions": said{"user_ids": []string{matrixtest.Bot}}}, "who is the usher", "who is the usher"},
		"an address":            {said{"body": "mail@usher"}, "mail@usher", ""},
		"a name":                {said{"body": "usher: tpm"}, "tpm", "tpm"},
		"about ushers":          {said{"body": "usher wanted"}, "usher wanted", ""},
		"the whole id":          {said{"body": "@usher:test tpm"}, "tpm", "tpm"},
		"a reply":               {said{"body": "> <@usher:test> Now\n> **1**\n\n!next", "m.relates_to": said{"m.in_reply_to": said{"event_id": "$x"}}}, "/next", "/next"},
		"a quote":               {said{"body": "> no reply"}, "> no reply", ""},
		"an edit":               {said{"body": "* !next", "m.relates_to": said{"rel_type": "m.replace", "event_id": "$x"}, "m.new_content": said{"msgtype": "m.text", "body": "!next"}}, "", ""},
		"a notice":              {said{"msgtype": "m.notice", "body": "!next"}, "", ""},
		"a picture":             {said{"msgtype": "m.image", "body": "!next"}, "", ""},
		"no body":               {said{}, "", ""},
		"a strange body":        {said{"body": 7}, "", ""},
		"a strange relation":    {said{"body": "!next", "m.relates_to": "x"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			crowd := s.crowd()
			in, _ := s.receive()
			if test.said["msgtype"] == nil {
				test.said["msgtype"] = "m.text"
			}
			for room, want := range map[string]string{s.room: test.inDirect, crowd: test.inARoom} {
				s.ada.Send(room, "m.room.message", test.said)
				s.ada.Type(room, "!now") // whatever that was, this comes after it
				got := s.next(in)
				if want == "" {
					want = "/now"
				} else {
					s.next(in)
				}
				if got.Text != want || got.Chat != chat(room) || got.Sender != s.ada.ID {
					t.Errorf("comes in as %q from %s in %v, want %q", got.Text, got.Sender, got.Chat, want)
				}
			}
		})
	}
}

// crowd is a room with Usher and two people in it.
func (s *stage) crowd() string {
	room := s.ada.Direct() // in which bob makes three
	s.server.Person("bob").Join(room)
	return room
}

// TestWhoSpeaksHasAName in whatever room they do: the one that they go by now.
func TestWhoSpeaksHasAName(t *testing.T) {
	s := newStage(t)
	crowd := s.crowd()
	in, _ := s.receive()
	for _, room := range []string{s.room, crowd} {
		s.ada.Type(room, "!now")
		if got := s.next(in); got.Name != "ada" {
			t.Errorf("she is called %q", got.Name)
		}
	}
	s.ada.Call(s.room, "Countess")
	s.ada.Type(crowd, "!now")
	if got := s.next(in); got.Name != "Countess" {
		t.Errorf("she is called %q, who has another name by now", got.Name)
	}
}

func TestTwoAreADirectChat(t *testing.T) {
	for name, prepare := range map[string]func(*matrixtest.Server){
		"by the summary": func(*matrixtest.Server) {},
		"by asking":      (*matrixtest.Server).LeaveOutSummaries,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			prepare(s.server)
			room := s.ada.Direct()
			in, _ := s.receive()
			s.ada.Type(room, "tpm")
			if got := s.next(in); got.Text != "tpm" {
				t.Errorf("comes in as %q", got.Text)
			}
			s.server.Person("bob").Join(room)
			s.ada.Type(room, "lunch?")
			s.ada.Type(room, "!now")
			if got := s.next(in); got.Text != "/now" {
				t.Errorf("among three, %q comes in", got.Text)
			}
		})
	}
}

// TestOldNewsIsNotAnswered (pitfall 5), nor what was said before Usher came.
func TestOldNewsIsNotAnswered(t *testing.T) {
	s := newDoors(t)
	room := s.ada.Room()
	s.ada.Type(room, "!now before the invite")
	s.server.SetClock(func() time.Time { return time.Now().Add(-11 * time.Minute) })
	s.ada.Type(s.room, "!now long ago")
	s.server.SetClock(time.Now)
	in, _ := s.receive()
	s.ada.Invite(room, false)
	s.welcomed(in, room)
	s.ada.Type(room, "!next")
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%q comes in", got.Text)
	}
}

func TestNameThatChangesHidesNothing(t *testing.T) {
	s := newStage(t)
	s.ada.Type(s.room, "!now")
	s.ada.SendRaw(s.room, `{"type":"m.room.member","state_key":"@usher:test","sender":"@usher:test","event_id":"$named",
		"content":{"membership":"join","displayname":"Usher"},"unsigned":{"prev_content":{"membership":"join"}}}`)
	in, _ := s.receive()
	if got := s.next(in); got.Text != "/now" {
		t.Errorf("%q comes in", got.Text)
	}
}

// TestNothingIsLostOrRepeatedOverACrash (pitfall 1) between hearing and answering.
func TestNothingIsLostOrRepeatedOverACrash(t *testing.T) {
	s := newStage(t)
	in, stop := s.receive()
	s.ada.Type(s.room, "!now one")
	s.next(in)
	s.ada.Type(s.room, "!now two")
	<-in // and here the program dies, before it answers
	_ = stop()
	s.ada.Type(s.room, "!now three")
	s.start()
	in, _ = s.receive()
	s.ada.Type(s.room, "!now four")
	var got []string
	for range 3 {
		got = append(got, s.next(in).Text)
	}
	if diff := cmp.Diff([]string{"/now two", "/now three", "/now four"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestWhatWasLeftWaitsForTheHomeserver: while that is away no answer could be said, and
// what has come in would be forgotten with it.
func TestWhatWasLeftWaitsForTheHomeserver(t *testing.T) {
	s := newStage(t)
	in, stop := s.receive()
	s.ada.Type(s.room, "!now")
	<-in // and here the program dies, before it answers
	_ = stop()
	s.start()
	s.server.Fail(matrixtest.Fault{Path: "/sync", Times: 2, Status: 502, Body: "<html>bad gateway</html>"})
	in, _ = s.receive()
	got := s.next(in)
	if got.Text != "/now" || !got.Again || !s.server.Faultless() {
		t.Errorf("%q comes in (again: %v) while the homeserver is away: %v", got.Text, got.Again, !s.server.Faultless())
	}
}

func TestFinishedAfterReceiveHasReturned(t *testing.T) {
	s := newStage(t)
	in, stop := s.receive()
	s.ada.Type(s.room, "!now")
	got := <-in
	_ = stop()
	got.Done()
	if pending, err := s.inbox.Pending(t.Context(), "matrix"); err != nil || len(pending) != 0 {
		t.Errorf("pending: %v, %v", pending, err)
	}
}

func TestInboxThatFailsIsTriedAgain(t *testing.T) {
	s := newStage(t)
	s.ada.Type(s.room, "!now")
	s.inbox.Fail(nil, nil, errors.New("the disk is full")) // Cursor, Pending, Accept
	in, _ := s.receive()
	if got := s.next(in); got.Text != "/now" {
		t.Errorf("%q comes in", got.Text)
	}
}

func TestSyncOutlivesWhatTheServerSays(t *testing.T) {
	for name, fault := range map[string]matrixtest.Fault{
		"malformed":  {Status: 200, Body: `{"next_batch`},
		"null":       {Status: 200, Body: `null`},
		"no token":   {Status: 200, Body: `{}`},
		"strange":    {Status: 200, Body: `{"next_batch":"0","rooms":{"join":{"!r:test":null,"!s:test":{"timeline":{"events":[null,7,{"type":8},{"type":"m.reaction","event_id":"$q","sender":"@ada:test"}]}}}}}`},
		"a proxy":    {Status: 502, Body: "<html>bad gateway</html>"},
		"overloaded": {Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":1}`},
		"cut":        {Lose: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // they wait a second each
			s := newStage(t)
			fault.Path = "/sync"
			s.server.Fail(fault)
			in, _ := s.receive()
			s.ada.SendRaw(s.room, `{"type":"m.room.message","event_id":"$x","sender":"@ada:test","origin_server_ts":"noon"}`)
			s.ada.Type(s.room, "!now")
			if got := s.next(in); got.Text != "/now" {
				t.Errorf("%q comes in", got.Text)
			}
		})
	}
}

func TestPlaceThatTheServerForgot(t *testing.T) {
	s := newStage(t)
	if _, err := s.inbox.Accept(t.Context(), "matrix", "from another server", nil); err != nil {
		t.Fatal(err)
	}
	in, _ := s.receive()
	s.ada.Type(s.room, "!now")
	if got := s.next(in); got.Text != "/now" {
		t.Errorf("%q comes in", got.Text)
	}
}

// TestLoggedOutEndsReceive (pitfall 12), for whoever runs Usher to act.
func TestLoggedOutEndsReceive(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	s.ada.Type(s.room, "!now")
	s.next(in)
	result := make(chan error, 1)
	go func() { result <- s.matrix.Receive(t.Context(), make(chan bot.Incoming)) }()
	s.server.Revoke()
	if err := <-result; err == nil || !strings.Contains(err.Error(), "logged Usher out") {
		t.Errorf("Receive returned %v", err)
	}
}

func TestPressAfterARestart(t *testing.T) {
	s := newStage(t)
	m := text("New Mount API")
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star x"}, {Label: "More", Command: "/talk x more"}}}
	old, edited := s.send(m), s.send(m)
	m.Buttons[0][0] = bot.Button{Label: "Unstar", Command: "/unstar x"}
	if err := s.matrix.Edit(t.Context(), edited, m); err != nil {
		t.Fatal(err)
	}
	s.start()
	in, _ := s.receive()
	typed := s.ada.Type(s.room, "tpm")
	s.next(in)
	for _, nothing := range []struct{ on, key string }{{old.ID, "👍"}, {edited.ID, "⭐"}, {typed, "⭐"}, {"$nowhere", "⭐"}, {"", "⭐"}} {
		s.ada.React(s.room, nothing.on, nothing.key)
	}
	for _, press := range []struct {
		on   bot.Ref
		key  string
		want string
	}{{old, "⭐", "/star x"}, {old, "⭐\uFE0F", "/star x"}, {edited, "✖", "/unstar x"}} {
		s.ada.React(s.room, press.on.ID, press.key)
		if got := s.next(in); got.Text != press.want || got.Pressed != press.on {
			t.Errorf("%s on %s comes in as %q on %v", press.key, press.on.ID, got.Text, got.Pressed)
		}
	}
}
