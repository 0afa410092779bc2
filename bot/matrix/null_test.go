package matrix_test

import (
	"testing"

	"usher/bot/matrix/matrixtest"
)

// TestAHomeserverThatSaysNull says nothing: that is an error, and no more.
func TestAHomeserverThatSaysNull(t *testing.T) {
	s := newStage(t)
	for _, path := range []string{"/state/m.room.create/", "/joined_members"} {
		s.server.Fail(matrixtest.Fault{Path: path, Times: 9, Status: 200, Body: "null"})
	}
	if may, err := s.matrix.MayChange(t.Context(), s.chat(), "@nobody:test"); err == nil || may {
		t.Errorf("who may change a room: %t, %v", may, err)
	}
	if chat, ok, _ := s.matrix.Private(t.Context(), s.ada.ID); ok {
		t.Errorf("a private chat is %v", chat)
	}
}
