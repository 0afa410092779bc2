package bot_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"usher/bot"
)

func TestChatIsWrittenAndRead(t *testing.T) {
	for _, chat := range []bot.Chat{
		{Platform: "fake", ID: "12345"},
		{Platform: "fake", ID: "-100200"},
		{Platform: "fake", ID: "!room:example.org"},
	} {
		got, err := bot.ParseChat(chat.String())
		if err != nil || got != chat {
			t.Errorf("%v is read as %v, %v", chat, got, err)
		}
	}
	for _, bad := range []string{"", "12345", ":12345", "fake:"} {
		if got, err := bot.ParseChat(bad); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
}

func TestMessageText(t *testing.T) {
	m := bot.Message{Body: []bot.Paragraph{
		{{Text: "Starting in 10 min in "}, {Text: "Dome", Style: bot.Bold}},
		{},
		{{Text: "14:30"}},
	}}
	if got, want := m.Text(), "Starting in 10 min in Dome\n\n14:30"; got != want {
		t.Errorf("Text is %q, want %q", got, want)
	}
	if m.Empty() || !(bot.Message{Buttons: [][]bot.Button{{{Label: "Now"}}}}).Empty() {
		t.Error("a message is empty exactly when it has no body")
	}
}

func TestFailureHasAName(t *testing.T) {
	for failure, want := range map[bot.Failure]string{
		bot.Temporary: "temporary",
		bot.Throttled: "throttled",
		bot.Gone:      "gone",
		bot.ChatMoved: "moved",
		bot.Rejected:  "rejected",
		99:            "failure(99)",
		-1:            "failure(-1)",
	} {
		if got := failure.String(); got != want {
			t.Errorf("failure %d is called %q, want %q", int(failure), got, want)
		}
	}
}

// TestAPauseIsNeverLongerThanItWas, whatever clock it is read by.
func TestAPauseIsNeverLongerThanItWas(t *testing.T) {
	noon := time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC)
	p := bot.Pause{Since: noon, Until: noon.Add(time.Hour)}
	for after, want := range map[time.Duration]time.Duration{
		0: time.Hour, 20 * time.Minute: 40 * time.Minute, time.Hour: 0, 5 * time.Hour: 0, -24 * time.Hour: time.Hour,
	} {
		if got := p.Left(noon.Add(after)); got != want {
			t.Errorf("%v after it began, %v of it is left, want %v", after, got, want)
		}
	}
	if none := (bot.Pause{}); !none.IsZero() || none.Left(noon) != 0 || p.IsZero() {
		t.Error("none is one")
	}
}

func TestAsSendError(t *testing.T) {
	cause := errors.New("connection reset")
	known := &bot.SendError{Failure: bot.Gone, Err: cause}
	if got := bot.AsSendError(fmt.Errorf("sending: %w", known)); got != known {
		t.Errorf("a wrapped *SendError becomes %v", got)
	}
	// What nobody has judged may have arrived.
	got := bot.AsSendError(cause)
	if got.Failure != bot.Temporary || !got.Unsure || !errors.Is(got, cause) {
		t.Errorf("any other error becomes %+v", got)
	}
}
