package bot_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// serving runs Serve on a fake network. The end that it returns closes the
// input, and waits for Serve.
func serving(t *testing.T, fake bot.Platform, handle bot.Handler) (in chan<- bot.Incoming, log *bytes.Buffer, end func()) {
	t.Helper()
	said := make(chan bot.Incoming)
	log = &bytes.Buffer{}
	result := make(chan error, 1)
	go func() {
		platforms := map[string]bot.Platform{fake.Name(): fake}
		result <- bot.Serve(t.Context(), said, platforms, handle, slog.New(slog.NewTextHandler(log, nil)))
	}()
	return said, log, func() {
		t.Helper()
		close(said)
		if err := <-result; err != nil {
			t.Errorf("Serve: %v", err)
		}
	}
}

func echo(_ context.Context, in bot.Incoming) bot.Message { return text(in.Text) }

func text(s string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{{{Text: s}}}}
}

func texts(sent []bottest.Sent) []string {
	var all []string
	for _, s := range sent {
		all = append(all, s.Message.Text())
	}
	return all
}

func TestServeAnswersEachChatInOrder(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	in, _, end := serving(t, fake, echo)
	want := map[string][]string{}
	for _, word := range strings.Fields("now next agenda now tpm") {
		for _, who := range []string{"ada", "bob", "cyd"} {
			in <- bot.Incoming{Chat: fake.Chat(who), Text: word}
			want[who] = append(want[who], word)
		}
	}
	end()
	for who, words := range want {
		if diff := cmp.Diff(words, texts(fake.In(fake.Chat(who)))); diff != "" {
			t.Errorf("%s: %s", who, diff)
		}
	}
}

func TestServeLetsNobodyWaitForASlowAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		in, _, end := serving(t, fake, func(ctx context.Context, in bot.Incoming) bot.Message {
			if in.Text == "slow" {
				time.Sleep(time.Minute)
			}
			return text(in.Text)
		})
		in <- bot.Incoming{Chat: fake.Chat("ada"), Text: "slow"}
		for i := range 10 {
			in <- bot.Incoming{Chat: fake.Chat(string(rune('a' + i))), Text: "quick"}
		}
		synctest.Wait()
		// Two chats may share a lane; of ten, hardly any does.
		if got := texts(fake.Messages()); len(got) < 5 {
			t.Errorf("before the slow answer only %q were given", got)
		}
		end()
		if got := fake.In(fake.Chat("ada")); len(got) != 1 {
			t.Errorf("the slow answer is given %d times", len(got))
		}
	})
}

func TestServeAnswersAPressInPlace(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	ada := fake.Chat("ada")
	ref, err := fake.Send(t.Context(), bot.Message{Chat: ada, Body: text("Now").Body})
	if err != nil {
		t.Fatal(err)
	}
	in, _, end := serving(t, fake, echo)
	in <- bot.Incoming{Chat: ada, Text: "Next", Pressed: ref}
	in <- bot.Incoming{Chat: ada, Text: "said anew", Pressed: bot.Ref{Chat: ada, ID: "deleted"}}
	end()
	if diff := cmp.Diff([]string{"Next", "said anew"}, texts(fake.In(ada))); diff != "" {
		t.Error(diff)
	}
}

func TestServeSaysWhenItIsDone(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	ada := fake.Chat("ada")
	tests := map[string]struct {
		in   bot.Incoming
		fail *bot.SendError
	}{
		"answered":         {in: bot.Incoming{Chat: ada, Text: "now"}},
		"nothing to say":   {in: bot.Incoming{Chat: ada}},
		"could not answer": {in: bot.Incoming{Chat: ada, Text: "now"}, fail: bottest.Failed(bot.Gone, ada)},
		"unknown network":  {in: bot.Incoming{Chat: bot.Chat{Platform: "other", ID: "ada"}, Text: "now"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.fail != nil {
				fake.Fail(test.fail)
			}
			in, _, end := serving(t, fake, func(ctx context.Context, in bot.Incoming) bot.Message {
				if in.Text == "" {
					return bot.Message{}
				}
				return echo(ctx, in)
			})
			before := len(fake.Attempts())
			var attempted []int // by each call
			test.in.Done = func() { attempted = append(attempted, len(fake.Attempts())-before) }
			in <- test.in
			end()
			want := 0
			if test.in.Text != "" && test.in.Chat == ada {
				want = 1
			}
			if diff := cmp.Diff([]int{want}, attempted); diff != "" {
				t.Errorf("attempts to answer when it was done: %s", diff)
			}
		})
	}
}

func TestServeLogsWhatItCouldNotSay(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	fake.Fail(&bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errors.New("the connection broke")})
	in, log, end := serving(t, fake, echo)
	in <- bot.Incoming{Chat: fake.Chat("ada"), Text: "my secret plan"}
	end()
	if got := log.String(); !strings.Contains(got, "temporary") || strings.Contains(got, "plan") {
		t.Errorf("logged %q, want the failure and not what was said", got)
	}
	if got := len(fake.Attempts()); got != 1 {
		t.Errorf("an answer was tried %d times, want once", got)
	}
}

func TestServeLeavesAMessageThatOthersNeed(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	ada := fake.Chat("ada")
	ref, err := fake.Send(t.Context(), bot.Message{Chat: ada, Body: text("preview").Body})
	if err != nil {
		t.Fatal(err)
	}
	in, _, end := serving(t, fake, func(context.Context, bot.Incoming) bot.Message {
		m := text("not for you")
		m.Apart = true
		return m
	})
	in <- bot.Incoming{Chat: ada, Text: "send", Pressed: ref}
	end()
	if diff := cmp.Diff([]string{"preview", "not for you"}, texts(fake.In(ada))); diff != "" {
		t.Error(diff)
	}
}

// TestServeLeavesWhatItHasNotBegun holds that what waits when Usher has to stop
// is not finished: the inbox brings it again.
func TestServeLeavesWhatItHasNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		fake.Delay = time.Second
		ctx, stop := context.WithCancel(t.Context())
		said := make(chan bot.Incoming)
		result := make(chan error, 1)
		handled, done := 0, 0
		go func() {
			result <- bot.Serve(ctx, said, map[string]bot.Platform{"fake": fake}, func(_ context.Context, in bot.Incoming) bot.Message {
				handled++
				return text(in.Text)
			}, slog.New(slog.DiscardHandler))
		}()
		for range 6 {
			said <- bot.Incoming{Chat: fake.Chat("ada"), Text: "star", Done: func() { done++ }}
		}
		time.Sleep(2500 * time.Millisecond)
		stop()
		close(said)
		if err := <-result; err != nil {
			t.Error(err)
		}
		if handled != 3 || done != handled {
			t.Errorf("%d were handled and %d are done, want 3 and 3", handled, done)
		}
	})
}

// TestServeRepeatsNothingThatArrived holds that an answer of which a part has
// arrived is not said again.
func TestServeRepeatsNothingThatArrived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		ada := fake.Chat("ada")
		in, _, end := serving(t, fake, echo)
		fake.Fail(&bot.SendError{Failure: bot.Throttled, After: time.Second, Unsure: true, Err: errors.New("after the first part")})
		in <- bot.Incoming{Chat: ada, Text: "now"}
		end()
		if n := len(fake.Attempts()); n != 1 {
			t.Errorf("it was tried %d times", n)
		}
	})
}

// TestServeLeavesWhatItCouldNotSayInTime stops while a network is throttled: the
// answer is given after the start.
func TestServeLeavesWhatItCouldNotSayInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		ctx, stop := context.WithCancel(t.Context())
		said := make(chan bot.Incoming)
		result := make(chan error, 1)
		go func() {
			result <- bot.Serve(ctx, said, map[string]bot.Platform{"fake": fake}, echo, slog.New(slog.DiscardHandler))
		}()
		fake.Fail(&bot.SendError{Failure: bot.Throttled, After: 20 * time.Second, Err: errors.New("slow down")})
		done := false
		said <- bot.Incoming{Chat: fake.Chat("ada"), Text: "now", Done: func() { done = true }}
		time.Sleep(time.Second)
		stop()
		close(said)
		if err := <-result; err != nil || done {
			t.Errorf("it ends with %v, done: %v", err, done)
		}
	})
}
