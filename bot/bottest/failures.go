package bottest

import (
	"errors"
	"testing"
	"time"

	"usher/bot"
)

// failures checks that each failure of the network gets its kind, by one
// request, whether it was to send or to edit.
func (s Suite) failures(t *testing.T) {
	for _, kind := range []bot.Failure{bot.Temporary, bot.Throttled, bot.Gone, bot.ChatMoved, bot.Rejected} {
		t.Run("send "+kind.String(), func(t *testing.T) {
			s := s.New(t)
			s.failing(t, kind, func() error {
				_, err := s.Platform.Send(t.Context(), say(s.Chat, "Now"))
				return err
			})
		})
		t.Run("edit "+kind.String(), func(t *testing.T) {
			s := s.New(t)
			ref := mustSend(t, s, say(s.Chat, "Now"))
			s.failing(t, kind, func() error {
				return s.Platform.Edit(t.Context(), ref, say(s.Chat, "Next"))
			})
		})
	}
	t.Run("none", func(t *testing.T) {
		s := s.New(t)
		mustSend(t, s, say(s.Chat, "Now"))
		if got := s.Requests(); got != 1 {
			t.Errorf("Send made %d requests, want 1", got)
		}
	})
}

func (s Subject) failing(t *testing.T, kind bot.Failure, request func() error) {
	if s.Fail == nil || !s.Fail(kind) {
		t.Skip("the network cannot fail so")
	}
	requests, seen := s.Requests(), len(s.Seen())
	err := request()
	failed, ok := errors.AsType[*bot.SendError](err)
	if !ok {
		t.Fatalf("the request returned %v, want a *bot.SendError", err)
	}
	if failed.Failure != kind || failed.Err == nil {
		t.Errorf("the request failed as %v with cause %v, want %v with a cause", failed.Failure, failed.Err, kind)
	}
	if kind == bot.Throttled && failed.After <= 0 {
		t.Error("throttled, but not for how long")
	}
	if kind == bot.ChatMoved && (failed.To.Platform != s.Platform.Name() || failed.To.ID == "" || failed.To == s.Chat) {
		t.Errorf("moved to %v", failed.To)
	}
	if made := s.Requests() - requests; made != 1 {
		t.Errorf("%d requests were made, want 1: retries belong to deliver", made)
	}
	if !failed.Unsure && len(s.Seen()) != seen {
		t.Error("the message arrived, though the failure is sure that it did not")
	}
	noSecret(t, s, err)
}

// Failed is a failure of a kind, with all that belongs to it.
func Failed(kind bot.Failure, chat bot.Chat) *bot.SendError {
	err := &bot.SendError{Failure: kind, Err: errors.New("the test wants it so")}
	switch kind {
	case bot.Throttled:
		err.After = 3 * time.Second
	case bot.ChatMoved:
		err.To = bot.Chat{Platform: chat.Platform, ID: chat.ID + "-moved"}
	}
	return err
}
