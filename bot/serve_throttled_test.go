package bot_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// TestServeDoesNotInsist holds that an edit that fails for reasons of the
// network's is not followed by a message that would fail as well.
func TestServeDoesNotInsist(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	ada := fake.Chat("ada")
	ref, err := fake.Send(t.Context(), bot.Message{Chat: ada, Body: text("Now").Body})
	if err != nil {
		t.Fatal(err)
	}
	in, log, end := serving(t, fake, echo)
	fake.Fail(&bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errors.New("the connection broke")})
	in <- bot.Incoming{Chat: ada, Text: "Next", Pressed: ref}
	end()
	if diff := cmp.Diff([]string{"Now"}, texts(fake.In(ada))); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(log.String(), "could not answer") {
		t.Errorf("nobody is told of it: %q", log)
	}
}

// TestServeIsSlowedByAThrottleAndLosesNothing holds that an answer waits for as
// long as a 429 says.
func TestServeIsSlowedByAThrottleAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		ada := fake.Chat("ada")
		in, _, end := serving(t, fake, echo)
		fake.Fail(&bot.SendError{Failure: bot.Throttled, After: 7 * time.Second, Err: errors.New("too many requests")})
		began := time.Now()
		in <- bot.Incoming{Chat: ada, Text: "now"}
		end()
		if diff := cmp.Diff([]string{"now"}, texts(fake.In(ada))); diff != "" {
			t.Error(diff)
		}
		if waited := time.Since(began); waited != 7*time.Second {
			t.Errorf("it was said after %s", waited)
		}
	})
}

// TestServeTriesAgainWhatSurelyWasNotSaid holds that a command which is carried out
// while the network is away for a moment is answered, and that this has an end.
func TestServeTriesAgainWhatSurelyWasNotSaid(t *testing.T) {
	for failures, want := range map[int][]string{3: {"now"}, 9: nil} {
		synctest.Test(t, func(t *testing.T) {
			fake := bottest.NewFake("fake", bot.Traits{})
			ada := fake.Chat("ada")
			in, _, end := serving(t, fake, echo)
			for range failures {
				fake.Fail(bottest.Failed(bot.Temporary, ada))
			}
			began := time.Now()
			in <- bot.Incoming{Chat: ada, Text: "now"}
			end()
			if diff := cmp.Diff(want, texts(fake.In(ada))); diff != "" {
				t.Errorf("after %d failures: %s", failures, diff)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("it was tried for %s", took)
			}
		})
	}
}

// TestServeLetsThrottledChatsWaitByThemselves throttles as many chats as are
// answered at once: another one is answered all the same.
func TestServeLetsThrottledChatsWaitByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		in, _, end := serving(t, fake, echo)
		for i := range 64 {
			chat := fake.Chat(strconv.Itoa(i))
			fake.FailIn(chat, &bot.SendError{Failure: bot.Throttled, After: 20 * time.Second, Err: errors.New("slow down")})
			in <- bot.Incoming{Chat: chat, Text: "now"}
		}
		time.Sleep(time.Second)
		in <- bot.Incoming{Chat: fake.Chat("ada"), Text: "now"}
		synctest.Wait()
		if got := texts(fake.In(fake.Chat("ada"))); len(got) != 1 {
			t.Errorf("ada was told %q", got)
		}
		for i := range 64 {
			fake.FailIn(fake.Chat(strconv.Itoa(i)), nil)
		}
		end()
	})
}

// TestServeSaysSomethingElseWhereAFileCannotGo holds that whoever asked for a file reads how
// else to have it.
func TestServeSaysSomethingElseWhereAFileCannotGo(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{Files: true})
	ada := fake.Chat("ada")
	in, log, end := serving(t, fake, func(context.Context, bot.Incoming) bot.Message {
		m := text("Here it is.")
		m.File = &bot.File{Name: "a.csv", Data: []byte("a"), Else: text("Ask who runs me.").Body}
		return m
	})
	fake.Fail(&bot.SendError{Failure: bot.Rejected, Fileless: true, Err: errors.New("too large")})
	in <- bot.Incoming{Chat: ada, Text: "file"}
	end()
	if diff := cmp.Diff([]string{"Ask who runs me."}, texts(fake.In(ada))); diff != "" || !strings.Contains(log.String(), "too large") {
		t.Errorf("%s %s", diff, log)
	}
}
