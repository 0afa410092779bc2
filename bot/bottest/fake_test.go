package bottest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
)

func TestFakeIsAPlatform(t *testing.T) {
	for name, traits := range map[string]bot.Traits{
		"forgetful":  {},
		"idempotent": {Idempotent: true, PerSecond: 28},
	} {
		t.Run(name, func(t *testing.T) {
			bottest.Suite{New: func(t *testing.T) bottest.Subject { return subject(t, traits) }}.Run(t)
		})
	}
}

func subject(t *testing.T, traits bot.Traits) bottest.Subject {
	fake := bottest.NewFake("fake", traits)
	chat := fake.Chat("ada")
	lines := make(chan bot.Incoming, 100)
	go func() {
		for {
			select {
			case in := <-lines:
				_ = fake.Say(t.Context(), in) // fails when the test is over
			case <-t.Context().Done():
				return
			}
		}
	}()
	said := func(text string, on bot.Ref) {
		text = strings.ToValidUTF8(text, "\uFFFD") // no network carries anything else
		lines <- bot.Incoming{Chat: chat, Sender: "ada", Text: text, Pressed: on, At: time.Now()}
	}
	return bottest.Subject{
		Platform: fake,
		Chat:     chat,
		Restart:  func() bot.Platform { return fake },
		Say:      func(line string) { said(line, bot.Ref{}) },
		Seen:     func() []bottest.Seen { return seen(fake.In(chat)) },
		Press: func(label string) {
			for _, sent := range fake.In(chat) {
				for _, b := range sent.Message.Buttons[0] {
					if b.Label == label {
						said(b.Command, sent.Ref)
					}
				}
			}
		},
		Requests: func() int { return len(fake.Attempts()) },
		Fail: func(kind bot.Failure) bool {
			fake.Fail(bottest.Failed(kind, chat))
			return true
		},
	}
}

// seen shows messages on a screen that is safe to look at.
func seen(messages []bottest.Sent) []bottest.Seen {
	var all []bottest.Seen
	for _, sent := range messages {
		s := bottest.Seen{Text: schedule.Lines(sent.Message.Text())}
		for _, row := range sent.Message.Buttons {
			for _, b := range row {
				s.Buttons = append(s.Buttons, b.Label)
			}
		}
		all = append(all, s)
	}
	return all
}

func TestFakeFailsOnDemand(t *testing.T) {
	fake := bottest.NewFake("fake", bot.Traits{})
	ada, bob := fake.Chat("ada"), fake.Chat("bob")
	fake.FailIn(ada, bottest.Failed(bot.Gone, ada))
	fake.LoseAnswers(1)
	send := func(to bot.Chat) string {
		_, err := fake.Send(t.Context(), bot.Message{Chat: to, Body: []bot.Paragraph{{{Text: "Now"}}}})
		if err == nil {
			return "sent"
		}
		return bot.AsSendError(err).Failure.String()
	}
	got := []string{send(ada), send(bob), send(bob), send(ada)}
	fake.FailIn(ada, nil)
	got = append(got, send(ada))
	want := []string{"gone", "temporary", "sent", "gone", "sent"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// What was lost was only the answer.
	if a, b := len(fake.In(ada)), len(fake.In(bob)); a != 1 || b != 2 {
		t.Errorf("ada sees %d and bob %d messages, want 1 and 2", a, b)
	}
}

func TestFakeTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := bottest.NewFake("fake", bot.Traits{})
		fake.Delay = 2 * time.Second
		start := time.Now()
		if _, err := fake.Send(t.Context(), bot.Message{Chat: fake.Chat("ada")}); err != nil {
			t.Fatal(err)
		}
		if at := fake.Messages()[0].At; at.Sub(start) != fake.Delay {
			t.Errorf("arrived after %v", at.Sub(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := fake.Send(ctx, bot.Message{Chat: fake.Chat("ada")})
		if !errors.Is(err, context.DeadlineExceeded) || len(fake.Messages()) != 1 {
			t.Errorf("cut short: %v, with %d messages", err, len(fake.Messages()))
		}
	})
}
