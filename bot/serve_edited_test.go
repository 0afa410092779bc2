package bot_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// typed is what somebody types in a message of a number.
func typed(fake *bottest.Fake, message int, text string) bot.Incoming {
	ada := fake.Chat("ada")
	return bot.Incoming{Chat: ada, Text: text, Message: bot.Ref{Chat: ada, ID: fmt.Sprint("typed ", message)}}
}

func edited(in bot.Incoming) bot.Incoming {
	in.Edited = true
	return in
}

// TestServeAnswersAnEditInPlace holds that the answer changes with the question; that
// nothing is done twice that reads the same; and that what was not answered is.
func TestServeAnswersAnEditInPlace(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	asked := 0
	in, _, end := serving(t, fake, func(_ context.Context, in bot.Incoming) bot.Message {
		asked++
		return text(in.Text)
	})
	for _, said := range []bot.Incoming{
		typed(fake, 1, "soft rebot"), typed(fake, 2, "tpm"),
		edited(typed(fake, 1, "soft reboot")), edited(typed(fake, 2, "tpm")), edited(typed(fake, 1, "reboot")), edited(typed(fake, 3, "dome")),
	} {
		in <- said
	}
	end()
	if diff := cmp.Diff([]string{"reboot", "tpm", "dome"}, texts(fake.In(fake.Chat("ada")))); diff != "" {
		t.Error(diff)
	}
	if asked != 5 {
		t.Errorf("asked %d times", asked)
	}
}

// TestServeForgetsOldAnswers holds that an edit of what was answered long ago is
// answered anew.
func TestServeForgetsOldAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		in, _, end := serving(t, fake, echo)
		for i := range 1001 {
			said := typed(fake, i, fmt.Sprint(i))
			in <- said
			synctest.Wait() // more than a few at once would be a machine
		}
		in <- edited(typed(fake, 0, "new"))
		in <- edited(typed(fake, 2, "in place"))
		end()
		said := texts(fake.In(fake.Chat("ada")))
		if len(said) != 1002 || said[0] != "0" || said[2] != "in place" || said[1001] != "new" {
			t.Errorf("%d answers: %q, %q … %q", len(said), said[0], said[2], said[len(said)-1])
		}
	})
}

// TestServeAnswersWhereAChatHasMoved holds that a group which is replaced while it
// waits has its answer all the same.
func TestServeAnswersWhereAChatHasMoved(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	in, _, end := serving(t, fake, echo)
	fake.Fail(&bot.SendError{Failure: bot.ChatMoved, To: fake.Chat("super")})
	in <- typed(fake, 1, "next")
	end()
	if diff := cmp.Diff([]string{"next"}, texts(fake.In(fake.Chat("super")))); diff != "" {
		t.Error(diff)
	}
}
