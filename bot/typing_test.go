package bot_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// typing is a network that shows who types.
type typing struct {
	*bottest.Fake
	mu    sync.Mutex
	began time.Time
	shown []string // where, from when and for how long
}

func (n *typing) Typing(ctx context.Context, chat bot.Chat, thread string) {
	from := time.Since(n.began)
	<-ctx.Done()
	time.Sleep(time.Second) // an answer does not wait for that
	n.mu.Lock()
	defer n.mu.Unlock()
	n.shown = append(n.shown, chat.ID+thread+" from "+from.String())
}

// TestOnlySlowAnswersShowThatTheyAreMade holds that a chat is shown as typed in from a
// second after it asked until there is an answer.
func TestOnlySlowAnswersShowThatTheyAreMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := &typing{Fake: bottest.NewFake("fake", bot.Traits{}), began: time.Now()}
		in, _, end := serving(t, net, func(_ context.Context, in bot.Incoming) bot.Message {
			took, err := time.ParseDuration(in.Text)
			if err != nil {
				t.Error(err)
			}
			time.Sleep(took)
			return text(in.Text)
		})
		in <- bot.Incoming{Chat: net.Chat("ada"), Thread: "#1", Text: "3s"}
		in <- bot.Incoming{Chat: net.Chat("bob"), Text: "900ms"}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if got := texts(net.In(net.Chat("ada"))); len(got) != 1 {
			t.Errorf("after 3 s ada was told %q", got)
		}
		end()
		if diff := cmp.Diff([]string{"ada#1 from 1s"}, net.shown); diff != "" {
			t.Error(diff)
		}
	})
}

// TestAnAnswerIsAReplyWhereSeveralAsk, and in the part of the chat where that was. One
// that goes elsewhere is neither.
func TestAnAnswerIsAReplyWhereSeveralAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		room, ada := fake.Chat("room"), fake.Chat("ada")
		in, _, end := serving(t, fake, func(_ context.Context, in bot.Incoming) bot.Message {
			m := text(in.Text)
			if in.Text == "elsewhere" {
				m.Chat = ada
			}
			return m
		})
		asked := bot.Incoming{Chat: room, Shared: true, Text: "here", Message: bot.Ref{Chat: room, ID: "7"}, Thread: "5"}
		elsewhere, alone := asked, asked
		elsewhere.Text = "elsewhere"
		alone.Shared, alone.Text = false, "alone"
		in <- asked
		in <- elsewhere
		in <- alone
		end()
		type placed struct{ Text, ReplyTo, Thread string }
		var got []placed
		for _, s := range fake.Messages() {
			got = append(got, placed{s.Message.Text(), s.Message.ReplyTo.ID, s.Message.Thread})
		}
		if diff := cmp.Diff([]placed{{"here", "7", "5"}, {"elsewhere", "", ""}, {"alone", "", "5"}}, got); diff != "" {
			t.Error(diff)
		}
	})
}
