package bot_test

import (
	"context"
	"log/slog"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
)

type stuck struct{ sent chan string }

func (s stuck) Name() string                                       { return "net" }
func (s stuck) Traits() bot.Traits                                 { return bot.Traits{} }
func (s stuck) Receive(context.Context, chan<- bot.Incoming) error { return nil }
func (s stuck) Edit(context.Context, bot.Ref, bot.Message) error   { return nil }
func (s stuck) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	if m.Chat.ID == "slow" {
		select {
		case <-time.After(10 * time.Minute):
		case <-ctx.Done():
		}
		return bot.Ref{}, nil
	}
	s.sent <- m.Chat.ID
	return bot.Ref{}, nil
}

// One chat whose network hangs must not keep another chat waiting.
func TestServeOneStuckChatHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := stuck{sent: make(chan string, 1000)}
		in := make(chan bot.Incoming)
		done := make(chan error, 1)
		go func() {
			done <- bot.Serve(t.Context(), in, map[string]bot.Platform{"net": p},
				func(context.Context, bot.Incoming) bot.Message {
					return bot.Message{Body: []bot.Paragraph{{{Text: "hi"}}}}
				}, slog.New(slog.DiscardHandler))
		}()
		start := time.Now()
		for range 4 { // somebody types four lines
			in <- bot.Incoming{Chat: bot.Chat{Platform: "net", ID: "slow"}, Text: "x"}
		}
		for i := range 100 {
			in <- bot.Incoming{Chat: bot.Chat{Platform: "net", ID: strconv.Itoa(i)}, Text: "x"}
		}
		for range 90 {
			<-p.sent
		}
		if waited := time.Since(start); waited > time.Minute {
			t.Errorf("others waited %v for one stuck chat", waited)
		}
		close(in)
		<-done
	})
}
