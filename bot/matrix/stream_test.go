package matrix_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// all are the texts of the next n that come in.
func (s *stage) all(in <-chan bot.Incoming, n int) []string {
	s.t.Helper()
	var texts []string
	for range n {
		texts = append(texts, s.next(in).Text)
	}
	return texts
}

// asked is how many requests had a part in their path.
func (s *stage) asked(part string) int {
	n := 0
	for _, r := range s.server.Requests() {
		if strings.Contains(r, part) {
			n++
		}
	}
	return n
}

// TestRoomsKeepTheirOrder (pitfall 7), whatever order they come in.
func TestRoomsKeepTheirOrder(t *testing.T) {
	s := newStage(t)
	in, stop := s.receive()
	s.turn(in)
	_ = stop()
	want := map[string][]string{}
	for range 8 {
		want[s.crowd()] = nil
	}
	for i := range 10 {
		for room := range want {
			text := fmt.Sprint("now ", i)
			s.ada.Type(room, "!"+text)
			want[room] = append(want[room], "/"+text)
		}
	}
	s.start()
	in, _ = s.receive()
	got := map[string][]string{}
	for range 80 {
		said := s.next(in)
		got[said.Chat.ID] = append(got[said.Chat.ID], said.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatComesTwiceIsAnsweredOnce(t *testing.T) {
	s := newStage(t)
	in, stop := s.receive()
	said := `{"type":"m.room.message","event_id":"$twice","sender":"@ada:test","origin_server_ts":` +
		fmt.Sprint(time.Now().UnixMilli()) + `,"content":{"msgtype":"m.text","body":"!next"}}`
	s.ada.SendRaw(s.room, said)
	s.ada.SendRaw(s.room, said)
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%q comes in", got.Text)
	}
	s.turn(in)
	s.ada.SendRaw(s.room, said)
	s.turn(in)
	_ = stop()
	s.start()
	in, _ = s.receive()
	s.ada.SendRaw(s.room, said)
	s.turn(in)
}

// TestWrongClocksAreNoReason to hear nobody, or to answer what is old.
func TestWrongClocksAreNoReason(t *testing.T) {
	for name, test := range map[string]struct {
		stamp time.Duration // from now
		age   string        // by our homeserver
		heard bool
	}{
		"an hour ahead":                {time.Hour, "", true},
		"years ahead":                  {1e6 * time.Hour, "", true},
		"an hour behind":               {-time.Hour, "", true},
		"an hour behind, but new":      {-time.Hour, `"age":250`, true},
		"an hour ahead, but old":       {time.Hour, `"age":3600000`, false},
		"older than the world":         {0, `"age":1e300`, false},
		"from tomorrow by our measure": {0, `"age":-86400000`, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			in, _ := s.receive()
			s.turn(in)
			s.ada.SendRaw(s.room, fmt.Sprintf(`{"type":"m.room.message","event_id":"$skewed","sender":"@ada:test","origin_server_ts":%d,
				"content":{"msgtype":"m.text","body":"!next"},"unsigned":{%s}}`, time.Now().Add(test.stamp).UnixMilli(), test.age))
			if test.heard {
				got := s.next(in)
				if got.Text != "/next" || time.Since(got.At).Abs() > time.Minute {
					t.Errorf("%q comes in, said at %v", got.Text, got.At)
				}
			}
			s.turn(in)
		})
	}
}

// TestOldThingsStayOldWhenThePlaceIsForgotten (pitfall 12): a homeserver that refuses the token
// in the middle shows everything again.
func TestOldThingsStayOldWhenThePlaceIsForgotten(t *testing.T) {
	s := newStage(t)
	s.server.SetClock(func() time.Time { return time.Now().Add(-11 * time.Minute) })
	s.ada.Type(s.room, "!now long ago")
	s.server.SetClock(time.Now)
	in, _ := s.receive()
	s.ada.Type(s.room, "!next")
	s.next(in)
	s.server.Fail(matrixtest.Fault{Path: "/sync", Status: http.StatusBadRequest, Body: `{"errcode":"M_INVALID_PARAM","error":"no"}`})
	s.turn(in) // one answer was on its way, the next is the refusal
	s.turn(in)
	if !s.server.Faultless() || !strings.Contains(s.log.String(), "reading anew") {
		t.Error("nothing was refused")
	}
}

// TestHomeserverRestarts (pitfall 11): what was said meanwhile is heard at once. How
// soon after a long time is TestBackSoonAfterTheHomeserver.
func TestHomeserverRestarts(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	s.turn(in)
	for range 2 {
		s.server.Stop()
		s.ada.Type(s.room, "!next")
		s.server.Start()
		if got := s.next(in); got.Text != "/next" {
			t.Errorf("%q comes in", got.Text)
		}
	}
}

// TestSlowHandlerHoldsUpNobody (pitfall 3): neither those in other chats nor the keys.
func TestSlowHandlerHoldsUpNobody(t *testing.T) {
	s, _ := newSealedStage(t)
	answered := make(chan string)
	release := make(chan struct{})
	slow := func(_ context.Context, in bot.Incoming) bot.Message {
		if in.Text == "/talk slow" {
			<-release
		}
		answered <- in.Text
		return bot.Message{}
	}
	in, stop := s.receive()
	serving := make(chan error, 1)
	go func() {
		serving <- bot.Serve(t.Context(), in, map[string]bot.Platform{"matrix": s.matrix}, slow, slog.New(slog.DiscardHandler))
	}()
	s.ada.Type(s.room, "!talk slow")
	bob := s.server.Person("bob")
	room := bob.Direct()
	bob.Whisper(room, "late", "next")
	bob.Type(room, "!now")
	if got := <-answered; got != "/now" {
		t.Errorf("%q is answered", got)
	}
	bob.GiveKey("late")
	if got := <-answered; got != "/next" {
		t.Errorf("%q is answered", got)
	}
	close(release)
	if got := <-answered; got != "/talk slow" {
		t.Errorf("%q is answered", got)
	}
	_ = stop()
}

// TestCrowdIsNotCountedForEachMessage: people come and go in a room of 5,000, and
// the homeserver says nothing of how many are left.
func TestCrowdIsNotCountedForEachMessage(t *testing.T) {
	s := newStage(t)
	s.server.LeaveOutSummaries()
	crowd := s.crowd()
	for i := range 5000 {
		s.server.Person(fmt.Sprint("guest", i)).Join(crowd)
	}
	in, _ := s.receive()
	for i := range 20 {
		s.server.Person(fmt.Sprint("late", i)).Join(crowd)
		s.ada.Type(crowd, "lunch?")
		s.turn(in)
	}
	counted := 0
	for _, r := range s.server.Requests() {
		if strings.Contains(r, crowd) && strings.HasSuffix(r, "/joined_members") {
			counted++
		}
	}
	if counted > 1 {
		t.Errorf("counted %d times", counted)
	}
}

// TestKillsLoseAndRepeatNothing (pitfall 1): whenever Usher is killed, before or after it has
// answered, all that was said is finished once, also where its key comes late.
func TestKillsLoseAndRepeatNothing(t *testing.T) {
	s, _ := newSealedStage(t)
	random := rand.New(rand.NewPCG(7, 7)) // the same each time
	finished := map[string]int{}
	want := map[string]int{}
	in, stop := s.receive()
	readable := 0 // of which the key has come
	for i := range 120 {
		text := fmt.Sprint("now ", i)
		want["/"+text] = 1
		switch session := fmt.Sprint("session-", i/3); i % 3 {
		case 0:
			s.ada.Type(s.room, "!"+text)
			readable++
		case 1:
			s.ada.Whisper(s.room, session, text)
		case 2:
			s.ada.GiveKey(session)
			s.ada.Whisper(s.room, session, text)
			readable += 2
		}
		for range min(random.IntN(4), readable-len(finished)) {
			finished[s.next(in).Text]++
		}
		if random.IntN(4) == 0 {
			_ = stop()
			s.start()
			in, stop = s.receive()
		}
	}
	for len(finished) < len(want) {
		finished[s.next(in).Text]++
	}
	s.turn(in)
	if diff := cmp.Diff(want, finished); diff != "" {
		t.Error(diff)
	}
}

// hostile are contents that somebody might try.
var hostile = []map[string]any{
	{"msgtype": "m.text", "body": "x", "formatted_body": strings.Repeat(`<a href="https://matrix.to/#/`, 2000)},
	{"msgtype": "m.text", "body": "x", "formatted_body": `<a href="https://matrix.to/#/%zz">` + "\x00" + `</a><script>alert(1)</script>`},
	{"msgtype": "m.text", "body": strings.Repeat("> ", 20000)},
	{"msgtype": "m.text", "body": "\u202e!\u0000/now"},
	{"msgtype": []int{1}, "body": map[string]any{}},
	{"msgtype": "m.text", "body": "x", "m.relates_to": []any{}, "m.mentions": "all"},
	{"msgtype": "m.text", "body": "x", "m.mentions": map[string]any{"user_ids": []any{7, nil}}},
}

// TestHostileWordsAreWords: nothing that is said stops the stream, and none of it is
// a command.
func TestHostileWordsAreWords(t *testing.T) {
	for i, said := range hostile {
		s := newStage(t)
		crowd := s.crowd()
		in, _ := s.receive()
		for _, kind := range []string{"m.room.message", "m.reaction", "m.room.redaction", "m.room.encrypted"} {
			s.ada.Send(crowd, kind, maps.Clone(said))
		}
		s.ada.Type(crowd, "!next")
		if got := s.next(in); got.Text != "/next" {
			t.Errorf("%d: %q comes in", i, got.Text)
		}
	}
}
