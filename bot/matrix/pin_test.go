package matrix_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

var (
	_ bot.Pinner   = (*matrix.Matrix)(nil)
	_ bot.Beholder = (*matrix.Matrix)(nil)
)

// TestPinsABoard holds that what others have pinned stays, that it is Rejected where
// Usher has no power, though it may speak, and that a message is pinned once.
func TestPinsABoard(t *testing.T) {
	s := newStage(t)
	room := s.ada.Group()
	said := func() bot.Ref {
		t.Helper()
		ref, err := s.matrix.Send(t.Context(), bot.Message{Chat: chat(room), Body: []bot.Paragraph{{{Text: "Now in Dome"}}}})
		if err != nil {
			t.Fatal(err)
		}
		return ref
	}
	first, second := said(), said()
	pin := func(ref bot.Ref, want ...string) {
		t.Helper()
		if err := s.matrix.Pin(t.Context(), ref); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, s.server.Pinned(room)); diff != "" {
			t.Errorf("pinned: -want +got:\n%s", diff)
		}
	}
	if err := s.matrix.Pin(t.Context(), first); bot.AsSendError(err).Failure != bot.Rejected {
		t.Errorf("without the power: %v", err)
	}
	s.ada.Rule(room, map[string]any{"users": map[string]any{s.ada.ID: 100, matrixtest.Bot: 50}})
	pin(first, first.ID)
	pin(first, first.ID)
	pin(second, first.ID, second.ID)
	for range 2 { // what is not pinned stays so
		if err := s.matrix.Unpin(t.Context(), first); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{second.ID}, s.server.Pinned(room)); diff != "" {
			t.Errorf("pinned: -want +got:\n%s", diff)
		}
	}
	s.server.Fail(matrixtest.Fault{Path: "/state/m.room.pinned_events", Status: http.StatusBadGateway})
	if err := s.matrix.Pin(t.Context(), first); bot.AsSendError(err).Failure != bot.Temporary {
		t.Errorf("while the homeserver is away: %v", err)
	}
}

// TestKnowsWhetherAMessageStands asks the homeserver, which takes edits of what was
// withdrawn.
func TestKnowsWhetherAMessageStands(t *testing.T) {
	s := newStage(t)
	room := s.ada.Group()
	ref, err := s.matrix.Send(t.Context(), bot.Message{Chat: chat(room), Body: []bot.Paragraph{{{Text: "Now in Dome"}}}})
	if err != nil {
		t.Fatal(err)
	}
	stands := func(ref bot.Ref, want bool) {
		t.Helper()
		if got, err := s.matrix.Stands(t.Context(), ref); got != want || err != nil {
			t.Errorf("%s stands: %t, %v", ref.ID, got, err)
		}
	}
	stands(ref, true)
	stands(bot.Ref{Chat: ref.Chat, ID: "$never:test"}, false)
	s.ada.Withdraw(room, ref.ID, true)
	stands(ref, false)
	s.server.Fail(matrixtest.Fault{Path: "/event/", Status: http.StatusBadGateway})
	if _, err := s.matrix.Stands(t.Context(), ref); bot.AsSendError(err).Failure != bot.Temporary {
		t.Errorf("while the homeserver is away: %v", err)
	}
}
