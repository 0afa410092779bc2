package matrix_test

import (
	"slices"
	"testing"

	"usher/bot"
)

// TestReactionsOfAnEarlierRun are asked for: they keep none of the others away, and go
// when their button does.
func TestReactionsOfAnEarlierRun(t *testing.T) {
	s := newStage(t)
	_, stop := s.receive()
	m := text("New Mount API")
	m.Buttons = [][]bot.Button{{{Label: "More", Command: "/talk x more"}}}
	ref := s.send(m)
	s.server.Wait("a reaction", func() bool { return len(s.newest().Reactions) == 1 })
	_ = stop()
	s.start()
	_, stopAgain := s.receive()
	m.Buttons[0] = append(m.Buttons[0], bot.Button{Label: "★ Star", Command: "/star x"})
	if err := s.matrix.Edit(t.Context(), ref, m); err != nil {
		t.Fatal(err)
	}
	s.server.Wait("the other one", func() bool { return slices.Equal(s.newest().Reactions, []string{"ℹ️", "⭐"}) })
	_ = stopAgain()
	s.start()
	s.receive()
	m.Buttons[0][1] = bot.Button{Label: "Unstar", Command: "/unstar x"}
	if err := s.matrix.Edit(t.Context(), ref, m); err != nil {
		t.Fatal(err)
	}
	s.server.Wait("the stale one is gone", func() bool { return slices.Equal(s.newest().Reactions, []string{"ℹ️", "✖️"}) })
}
