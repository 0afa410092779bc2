package bot_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// TestServeAnswersElsewhere holds that an answer to a press which is for one person
// alone goes to their chat, as a message of its own, and leaves what was pressed.
func TestServeAnswersElsewhere(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	room, ada := fake.Chat("room"), fake.Chat("ada")
	in, _, end := serving(t, fake, func(_ context.Context, in bot.Incoming) bot.Message {
		m := text(in.Text)
		if in.Text == "yours" {
			m.Chat = ada
		}
		return m
	})
	in <- bot.Incoming{Chat: room, Shared: true, Text: "now", Message: bot.Ref{Chat: room, ID: "41"}}
	in <- bot.Incoming{Chat: room, Shared: true, Text: "yours", Thread: "7", Pressed: bot.Ref{Chat: room, ID: "1"}}
	end()
	for chat, want := range map[bot.Chat][]string{room: {"now"}, ada: {"yours"}} {
		if diff := cmp.Diff(want, texts(fake.In(chat))); diff != "" {
			t.Errorf("in %s (-want +got):\n%s", chat, diff)
		}
	}
	for _, sent := range fake.In(ada) {
		if !sent.Message.ReplyTo.IsZero() || sent.Message.Thread != "" {
			t.Errorf("what is said elsewhere is a reply: %+v", sent.Message)
		}
	}
}
