package matrix_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"maunium.net/go/mautrix/id"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

// newSealedStage is one whose bot has a Cipher, on which time passes when a test
// says so.
func newSealedStage(t *testing.T) (*stage, *clock) {
	s := newStage(t)
	c := &clock{at: time.Now()}
	s.cipher, s.now = &matrixtest.Cipher{}, c.now
	s.server.SetClock(c.now)
	s.ada.Encrypt(s.room)
	s.start()
	return s, c
}

// clock is one that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// turn lets the bot go once round its stream, by a message in another chat.
func (s *stage) turn(in <-chan bot.Incoming) {
	s.t.Helper()
	eve := s.server.Person("eve")
	eve.Type(eve.Direct(), "!now")
	if got := s.next(in); got.Text != "/now" || got.Sender != eve.ID {
		s.t.Fatalf("%+v comes in", got)
	}
}

// sealed are the updates in the inbox that cannot be read yet.
func (s *stage) sealed() []string {
	s.t.Helper()
	pending, err := s.inbox.Pending(s.t.Context(), "matrix")
	if err != nil {
		s.t.Fatal(err)
	}
	var sealed []string
	for _, in := range pending {
		if in.Sealed != nil {
			sealed = append(sealed, in.Update)
		}
	}
	return sealed
}

func (s *stage) isSealed(updates ...string) {
	s.t.Helper()
	s.server.Wait("the inbox has what is sealed", func() bool { return cmp.Equal(updates, s.sealed()) })
}

func TestKeysAreTakenInBeforeWhatTheyOpen(t *testing.T) {
	s, _ := newSealedStage(t)
	s.ada.Whisper(s.room, "one", "next")
	s.ada.GiveKey("one")
	in, _ := s.receive()
	if got := s.next(in); got.Text != "/next" || got.Chat != s.chat() || got.Sender != s.ada.ID {
		t.Errorf("comes in as %+v", got)
	}
}

// TestLateKeyIsAnsweredWhenItComes (pitfall 8), be it to another process.
func TestLateKeyIsAnsweredWhenItComes(t *testing.T) {
	for _, key := range []string{"while it runs", "while it is down", "taken in and not used"} {
		t.Run(key, func(t *testing.T) {
			s, _ := newSealedStage(t)
			in, stop := s.receive()
			said := s.ada.Whisper(s.room, "late", "tpm")
			s.turn(in) // which comes after it
			s.isSealed(said)
			if key != "while it runs" {
				_ = stop()
				s.start()
			}
			s.ada.GiveKey("late")
			if key == "taken in and not used" {
				s.cipher.Give("late") // so that Take does not speak of it
			}
			if key != "while it runs" {
				in, _ = s.receive()
			}
			got := s.next(in)
			if got.Text != "tpm" || got.Update != said || got.Sealed != nil {
				t.Errorf("comes in as %+v", got)
			}
			s.turn(in)
			s.isSealed()
		})
	}
}

func TestUnreadableIsExplainedOnce(t *testing.T) {
	s, clock := newSealedStage(t)
	in, _ := s.receive()
	first := s.ada.Whisper(s.room, "lost", "now")
	second := s.ada.Whisper(s.room, "lost", "next")
	s.turn(in)
	s.isSealed(first, second)
	if asked := s.cipher.Asked(); len(asked) != 0 {
		t.Errorf("asked at once for %v", asked)
	}
	clock.pass(5 * time.Second)
	s.turn(in)
	clock.pass(time.Minute)
	told := []bot.Incoming{s.turnTelling(in)}
	clock.pass(time.Minute)
	s.turn(in)
	if got := told[0]; !got.Unreadable || got.Chat != s.chat() || got.Message.ID != first || got.Text != "" || got.Update == first {
		t.Errorf("told by %+v", got)
	}
	if diff := cmp.Diff([]id.SessionID{"lost"}, s.cipher.Asked()); diff != "" {
		t.Errorf("asked for %s", diff)
	}
	// Once something could be read there, the next failure is news.
	s.ada.GiveKey("lost")
	for _, want := range []string{"/now", "/next"} {
		if got := s.next(in); got.Text != want {
			t.Errorf("%+v comes in, want %s", got, want)
		}
	}
	s.ada.Whisper(s.room, "lost again", "now")
	s.turn(in)
	clock.pass(2 * time.Minute)
	if got := s.turnTelling(in); !got.Unreadable {
		t.Errorf("%+v comes in", got)
	}
}

// TestUnreadableIsExplainedAfterAMinute, by itself: nobody says anything more.
func TestUnreadableIsExplainedAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := unconnected(t)
		in, stop := s.receive()
		s.ada.Whisper(s.room, "lost", "now")
		said := time.Now()
		time.Sleep(4 * time.Second)
		if diff := cmp.Diff([]id.SessionID{"lost"}, s.cipher.Asked()); diff != "" {
			t.Errorf("after four seconds was asked for %s", diff)
		}
		got := <-in
		if after := time.Since(said).Round(time.Second); !got.Unreadable || after != time.Minute {
			t.Errorf("told after %v by %+v", after, got)
		}
		_ = stop()
	})
}

// counting is an inbox that counts what is sealed.
type counting struct {
	*bottest.Inbox
	sealed atomic.Int64
}

func (c *counting) Accept(ctx context.Context, platform, cursor string, batch []bot.Incoming) ([]bot.Incoming, error) {
	for _, in := range batch {
		if in.Sealed != nil {
			c.sealed.Add(1)
		}
	}
	return c.Inbox.Accept(ctx, platform, cursor, batch)
}

// TestUnreadableCrowdIsNotEvenStored where it came at once.
func TestUnreadableCrowdIsNotEvenStored(t *testing.T) {
	s, _ := newSealedStage(t)
	crowd := s.crowd()
	for range 40 {
		s.ada.Whisper(crowd, "chatter", "lunch?")
	}
	s.ada.Type(crowd, "!now") // which is no reason to leave out less
	inbox := &counting{Inbox: s.inbox}
	o := s.options()
	o.Inbox = inbox
	m, err := matrix.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s.matrix = m
	in, _ := s.receive()
	if got := s.next(in); got.Text != "/now" {
		t.Errorf("%+v comes in", got)
	}
	if n := inbox.sealed.Load(); n != 16 {
		t.Errorf("%d were stored", n)
	}
}

// turnTelling is turn where something else comes in, too, which it returns.
func (s *stage) turnTelling(in <-chan bot.Incoming) bot.Incoming {
	s.t.Helper()
	eve := s.server.Person("eve")
	eve.Type(eve.Direct(), "!now")
	all := []bot.Incoming{s.next(in), s.next(in)}
	other := slices.IndexFunc(all, func(got bot.Incoming) bool { return got.Sender != eve.ID })
	if other < 0 {
		s.t.Fatalf("only %+v come in", all)
	}
	return all[other]
}

// TestUnreadableChatterIsKeptShort: in a room nobody need have meant Usher.
func TestUnreadableChatterIsKeptShort(t *testing.T) {
	s, clock := newSealedStage(t)
	crowd := s.crowd()
	in, _ := s.receive()
	var last []string
	for i := range 40 {
		last = append(last, s.ada.Whisper(crowd, "chatter", "lunch?"))
		if i%10 == 9 {
			s.turn(in)
		}
	}
	s.turn(in)
	s.isSealed(last[len(last)-16:]...)
	for _, d := range []time.Duration{5 * time.Second, 2 * time.Minute, 9 * time.Minute} {
		clock.pass(d)
		s.turn(in)
	}
	s.turn(in)
	s.isSealed()
	if asked := s.cipher.Asked(); len(asked) != 0 {
		t.Errorf("asked for %v", asked)
	}
}

// TestLateCommandInARoomIsAnswered though nothing was promised there.
func TestLateCommandInARoomIsAnswered(t *testing.T) {
	s, _ := newSealedStage(t)
	crowd := s.crowd()
	in, _ := s.receive()
	s.ada.Whisper(crowd, "late", "lunch?")
	s.ada.Whisper(crowd, "late", "!next")
	s.turn(in)
	s.ada.GiveKey("late")
	if got := s.next(in); got.Text != "/next" || got.Chat != chat(crowd) {
		t.Errorf("%+v comes in", got)
	}
	s.turn(in)
	s.isSealed()
}

func TestWhoeverIsNamedInClearIsToldInARoomToo(t *testing.T) {
	s, clock := newSealedStage(t)
	crowd := s.crowd()
	in, _ := s.receive()
	s.ada.Send(crowd, "m.room.encrypted", map[string]any{
		"session_id": "lost", "ciphertext": "e30=", "m.mentions": map[string]any{"user_ids": []string{matrixtest.Bot}},
	})
	s.turn(in)
	clock.pass(2 * time.Minute)
	if got := s.turnTelling(in); !got.Unreadable || got.Chat != chat(crowd) {
		t.Errorf("%+v comes in", got)
	}
}

func TestKeyThatNeverComesIsGivenUp(t *testing.T) {
	s, clock := newSealedStage(t)
	in, _ := s.receive()
	s.ada.Whisper(s.room, "lost", "now")
	s.turn(in)
	clock.pass(59 * time.Minute)
	s.turnTelling(in)
	clock.pass(2 * time.Minute)
	s.turn(in)
	s.turn(in)
	s.isSealed()
	s.ada.GiveKey("lost")
	s.turn(in) // and nothing else comes in
}
