package matrix_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// keyed is a notice that may have been sent before.
func (s *stage) keyed(key string, lines ...string) bot.Message {
	m := text(lines...)
	m.Chat, m.Key, m.Again = s.chat(), key, true
	return m
}

// sees fails the test unless ada sees so many messages.
func (s *stage) sees(want int) {
	s.t.Helper()
	if got := s.ada.Messages(s.room); len(got) != want {
		s.t.Errorf("ada sees %d messages, want %d: %+v", len(got), want, got)
	}
}

// TestWhatWasSentBeforeAKillIsNotSentAgain on a homeserver that forgets transactions
// when it starts: what is in the room says that it has arrived. A long message has
// arrived when its last part has.
func TestWhatWasSentBeforeAKillIsNotSentAgain(t *testing.T) {
	long := slices.Repeat([]string{strings.Repeat("ten chars ", 500)}, 12)
	for name, lines := range map[string][]string{"short": {"Starting in 10 min"}, "long": long, "long ago": {"Starting in 10 min"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			_, stop := s.receive()
			s.server.Wait("the first sync", func() bool { c, _ := s.inbox.Cursor(t.Context(), ""); return c != "" })
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			if name == "long ago" { // and for longer than anything is answered
				s.server.SetClock(func() time.Time { return time.Now().Add(-time.Hour) })
			}
			m := s.keyed("k-1", lines...)
			m.Again = false
			first := s.send(m)
			before := len(s.ada.Messages(s.room))

			s.server.Forget()
			s.start()
			s.receive()
			if again := s.send(s.keyed("k-1", lines...)); again != first {
				t.Errorf("sent again it is %v, want %v", again, first)
			}
			s.sees(before)
			s.server.Wait("the inbox knows it", func() bool { return s.inbox.Seen()["k-1"] == first })
		})
	}
}

// TestHalfALongMessageIsFinished after a kill: the part that has arrived is not said
// again.
func TestHalfALongMessageIsFinished(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	lines := slices.Repeat([]string{strings.Repeat("ten chars ", 500)}, 12)
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message + "k-1-1", Lose: true})
	m := s.keyed("k-1", lines...)
	m.Again = false
	if _, err := s.matrix.Send(t.Context(), m); !bot.AsSendError(err).Unsure {
		t.Fatalf("half of it is %v, want it unsure", err)
	}
	s.sees(1)
	s.server.Forget()
	s.start()
	s.receive()
	s.send(s.keyed("k-1", lines...))
	s.sees(s.matrix.Parts(m))
}

// TestAPartThatIsRefused leaves it unsure whether the message has arrived: another has.
func TestAPartThatIsRefused(t *testing.T) {
	s := newStage(t)
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message + "k-1-2", Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":1}`})
	m := s.keyed("k-1", slices.Repeat([]string{strings.Repeat("ten chars ", 500)}, 12)...)
	m.Again = false
	if _, err := s.matrix.Send(t.Context(), m); !bot.AsSendError(err).Unsure || bot.AsSendError(err).Failure != bot.Throttled {
		t.Errorf("a part of it is %v, want it throttled, and unsure", err)
	}
}

// TestALostAnswerIsNoSecondMessage while the program runs on.
func TestALostAnswerIsNoSecondMessage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.receive()
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message, Lose: true})
	m := s.keyed("k-1", "Starting in 10 min")
	m.Again = false
	if _, err := s.matrix.Send(t.Context(), m); !bot.AsSendError(err).Unsure {
		t.Fatalf("Send returned %v, want it unsure", err)
	}
	s.server.Forget()
	s.send(s.keyed("k-1", "Starting in 10 min"))
	s.sees(1)
}

// TestALostMessageIsSentAgainSoon: what may have arrived and has not does not wait for
// the next news, which in a quiet night is a long time.
func TestALostMessageIsSentAgainSoon(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	in, _ := s.receive()
	s.send(s.keyed("k-0", "so that nothing is in doubt"))
	polls := s.requested(http.MethodGet, "/sync")
	s.ada.Type(s.room, "!now")
	s.next(in)
	s.soon("the homeserver is asked to wait for news", func() bool { return s.requested(http.MethodGet, "/sync") > polls })
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message, Status: 502, Body: "<html>"})
	m := s.keyed("k-1", "Starting in 10 min")
	m.Again = false
	if _, err := s.matrix.Send(t.Context(), m); !bot.AsSendError(err).Unsure {
		t.Fatalf("Send returned %v, want it unsure", err)
	}
	soon, cancel := context.WithTimeout(t.Context(), time.Minute) // passes only where something is broken
	defer cancel()
	if _, err := s.matrix.Send(soon, s.keyed("k-1", "Starting in 10 min")); err != nil {
		t.Error(err)
	}
	s.sees(2)
}

// TestAnEditThatHasArrivedIsNotMadeAgain.
func TestAnEditThatHasArrivedIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ref := s.send(text("before"))
	m := s.keyed("k-2", "after")
	m.Again = false
	if err := s.matrix.Edit(t.Context(), ref, m); err != nil {
		t.Fatal(err)
	}
	s.server.Forget()
	s.start()
	s.receive()
	sends := s.server.Sends()
	if err := s.matrix.Edit(t.Context(), ref, s.keyed("k-2", "after")); err != nil {
		t.Fatal(err)
	}
	if n := s.server.Sends() - sends; n != 0 {
		t.Errorf("%d requests to edit it again", n)
	}
}

// TestNothingIsSentAgainUnread: until the stream has been read, nobody knows whether
// it has arrived, and it is sure not to have been sent by this attempt.
func TestNothingIsSentAgainUnread(t *testing.T) {
	s := newStage(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := s.matrix.Send(ctx, s.keyed("k-1", "Starting in 10 min"))
	failed, ok := errors.AsType[*bot.SendError](err)
	if !ok || failed.Failure != bot.Temporary || failed.Unsure {
		t.Errorf("Send returned %+v, want a temporary failure that is sure", err)
	}
	if n := s.server.Sends(); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	m := s.keyed("k-2", "first")
	m.Again = false
	s.send(m) // what was never sent waits for nothing
}

// TestNobodyWaitsForWhatIsNotRead: what may have arrived is left to the next run once
// Usher stops, at once.
func TestNobodyWaitsForWhatIsNotRead(t *testing.T) {
	s := newStage(t)
	s.server.Stop()
	_, stop := s.receive()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	m := text("Starting in 10 min")
	m.Chat, m.Key, m.Again = s.chat(), "1", true
	_, err := s.matrix.Send(t.Context(), m)
	if failed := bot.AsSendError(err); err == nil || failed.Failure != bot.Temporary {
		t.Errorf("it fails with %v", err)
	}
}
