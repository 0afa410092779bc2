package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

func tooMany(after time.Duration) *bot.SendError {
	return &bot.SendError{Failure: bot.Throttled, After: after, Err: errors.New("429")}
}

// answer answers somebody once, and says for how long that is refused.
func (h *house) answer(chat bot.Chat) (refused time.Duration) {
	h.t.Helper()
	_, err := h.Answering()["test"].Send(h.t.Context(), bot.Message{Chat: chat, Body: []bot.Paragraph{{{Text: "Now"}}}})
	return h.refusal(err)
}

func (h *house) refusal(err error) time.Duration {
	h.t.Helper()
	if err == nil {
		return 0
	}
	failed := bot.AsSendError(err)
	if failed.Failure != bot.Throttled {
		h.t.Fatal(err)
	}
	return failed.After
}

// TestAnAnswerThatIsRefusedPausesNotices for as long as the network says, and after a
// kill, too.
func TestAnAnswerThatIsRefusedPausesNotices(t *testing.T) {
	for name, killed := range map[string]bool{"it goes on": false, "it is killed": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := crowdHouse(t, 14, 0, telegramLike)
				h.fake.Delay = 0
				h.star("ada", mountAPI)
				stop := h.start()
				h.sleepUntil(14, 19)
				h.fake.Fail(tooMany(5 * time.Minute))
				if after := h.answer(h.fake.Chat("bob")); after != 5*time.Minute {
					t.Errorf("the answer is refused for %v", after)
				}
				if killed {
					synctest.Wait()
					stop()
					stop = h.start()
				}
				h.sleepUntil(14, 25)
				stop()
				h.rang("ada Wed 14:24:00 Starting in 6 min in Dome: New Mount API")
			})
		})
	}
}

// TestANoticeThatIsRefusedPausesAnswers: no attempt is made, at what is said anew or
// in place of something else, in this process or the one after a kill.
func TestANoticeThatIsRefusedPausesAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 20, bot.Traits{})
		h.fake.Delay = 0
		h.restart()
		h.star("ada", mountAPI)
		h.fake.Fail(tooMany(time.Hour))
		h.tick()
		bob := h.fake.Chat("bob")
		for range 2 {
			time.Sleep(10 * time.Minute)
			edit := h.Answering()["test"].Edit(t.Context(), bot.Ref{Chat: bob, ID: "1"}, bot.Message{})
			if anew, instead := h.answer(bob), h.refusal(edit); anew != instead || (anew-h.pauseLeft()).Abs() > time.Millisecond {
				t.Errorf("refused for %v and %v, want %v", anew, instead, h.pauseLeft())
			}
			h.restart()
		}
		if n := len(h.fake.Attempts()); n != 1 {
			t.Errorf("%d attempts, want the ring alone", n)
		}
		time.Sleep(h.pauseLeft() + time.Millisecond)
		if after := h.answer(bob); after != 0 {
			t.Errorf("after the pause it is refused for %v", after)
		}
	})
}

// pauseLeft is how much is left of an hour since the first attempt.
func (h *house) pauseLeft() time.Duration {
	return time.Hour - h.now().Sub(h.fake.Attempts()[0].At)
}

// TestAnAnswerIsSaidWhenThePauseIsOver and not later.
func TestAnAnswerIsSaidWhenThePauseIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 20, bot.Traits{})
		h.fake.Delay = 0
		h.restart()
		h.star("ada", mountAPI)
		h.fake.Fail(tooMany(7500 * time.Millisecond))
		h.tick()
		refused := h.now()
		time.Sleep(7 * time.Second)
		in, served := make(chan bot.Incoming), make(chan error)
		go func() {
			served <- bot.Serve(t.Context(), in, h.Answering(), func(context.Context, bot.Incoming) bot.Message {
				return bot.Message{Body: []bot.Paragraph{{{Text: "Now"}}}}
			}, slog.New(slog.DiscardHandler))
		}()
		in <- bot.Incoming{Chat: h.fake.Chat("bob"), Text: "/now"}
		close(in)
		if err := <-served; err != nil {
			t.Fatal(err)
		}
		said := h.fake.In(h.fake.Chat("bob"))
		if len(said) != 1 || said[0].At.Sub(refused) != 7500*time.Millisecond {
			t.Errorf("said %+v, refused at %v", said, refused)
		}
	})
}

// TestWhoKeepsPressingKeepsNobodyFromTheirRings has a network that is tired of one
// chat, as Telegram is after some messages a second: it says so as it would of the
// account.
func TestWhoKeepsPressingKeepsNobodyFromTheirRings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, telegramLike)
		h.fake.Delay = 0
		h.star("ada", mountAPI)
		h.star("mallory", mountAPI)
		stop := h.start()
		h.sleepUntil(14, 19)
		mallory := h.fake.Chat("mallory")
		for range 6 {
			if after := h.answer(mallory); after != 0 {
				t.Fatalf("an answer is refused for %v, by nobody", after)
			}
		}
		h.fake.Fail(tooMany(3 * time.Minute))
		if after := h.answer(mallory); after != 3*time.Minute {
			t.Fatalf("refused for %v", after)
		}
		if after := h.answer(mallory); after != 3*time.Minute {
			t.Errorf("asked again, refused for %v", after)
		}
		if after := h.answer(h.fake.Chat("bob")); after != 0 {
			t.Errorf("Bob is refused his answer for %v", after)
		}
		if rate := h.Lanes()[0]; rate.PerSecond != 28 || rate.Paused != 0 {
			t.Errorf("the account is taken to be meant: %+v", rate)
		}
		h.sleepUntil(14, 25)
		stop()
		rings := slices.DeleteFunc(h.fake.Messages(), func(s bottest.Sent) bool { return !s.Message.Rings })
		var got []string
		for _, s := range rings {
			got = append(got, s.Ref.Chat.ID+s.At.Format(" 04:05"))
		}
		if diff := cmp.Diff([]string{"ada 20:00", "mallory 22:00"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// TestWhoAsksMuchIsRungAllTheSame by a network that takes it.
func TestWhoAsksMuchIsRungAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 19, telegramLike)
		h.star("ada", mountAPI)
		stop := h.start()
		ada := h.fake.Chat("ada")
		for range 1000 {
			h.answer(ada) // for 50 s, 20 a second
		}
		h.sleepUntil(14, 21)
		stop()
		said := h.fake.In(ada)
		if late := said[len(said)-1].At.Sub(h.wednesday(14, 20)); len(said) != 1001 || late < 0 || late > time.Second {
			t.Errorf("%d messages, the ring %v late", len(said), late)
		}
	})
}

// TestANetworkThatDoesNotSayForHowLong is left alone for a second by those who
// answer.
func TestANetworkThatDoesNotSayForHowLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, bot.Traits{})
		bob := h.fake.Chat("bob")
		h.fake.Delay = 0
		h.restart()
		h.fake.Fail(tooMany(0))
		h.answer(bob)
		if after := h.answer(h.fake.Chat("ada")); after != time.Second {
			t.Errorf("refused for %v", after)
		}
	})
}
