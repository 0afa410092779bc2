package command_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
)

// full is a store on a disk that is full.
type full struct{ command.Store }

var errFull = fmt.Errorf("%w: the disk is full", bot.ErrCannotWrite)

func (full) Seen(context.Context, bot.Visit) error { return errFull }

func (full) Follow(context.Context, bot.Chat, bot.Follow) (bool, error) { return false, errFull }

func (full) Unfollow(context.Context, bot.Chat, ...schedule.Topic) (int, error) { return 0, errFull }

func (full) Mute(context.Context, bot.Chat, bot.Mute) error { return errFull }

// TestWhatNeedsNoWriteIsAnswered on a full disk, and what needs one is refused in
// plain words, beside what was pressed.
func TestWhatNeedsNoWriteIsAnswered(t *testing.T) {
	e, _ := env(t)
	asked := []string{"/now", "/next", "/agenda", "luca", "/speaker luca", "/help", "/settings"}
	before := map[string]string{}
	for _, text := range asked {
		before[text] = ask(t, e, text)
	}
	e.Store = full{e.Store}
	for _, text := range asked {
		if got := ask(t, e, text); got != before[text] {
			t.Errorf("%s: %q", text, got)
		}
	}
	for _, text := range []string{"/star mount api", "/unstar mount api", "/mute 1h"} {
		for language, want := range map[string]string{
			"en": "I can't write anything down right now, so nothing has changed.",
			"de": "Ich kann nichts aufschreiben, jedenfalls gerade, also bleibt alles, wie es war.",
		} {
			m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text, Language: language})
			if !strings.HasPrefix(m.Text(), want) || !m.Apart {
				t.Errorf("%s: %q, apart: %v", text, m.Text(), m.Apart)
			}
		}
	}
}

// TestStatusTellsOfTrouble for as long as there is some.
func TestStatusTellsOfTrouble(t *testing.T) {
	e := organised(t)
	var trouble bot.Trouble
	e.Trouble = func() bot.Trouble { return trouble }
	const line = "⚠ Nothing can be written down since 11:00: the disk is full."
	if got := says(t, e, olga, "/status").Text(); strings.Contains(got, "written") {
		t.Errorf("all is well, and it says %q", got)
	}
	trouble = bot.Trouble{Since: e.Now().Truncate(time.Hour), Why: "the disk is full"}
	if got := says(t, e, olga, "/status").Text(); !strings.Contains(got, line) {
		t.Errorf("there is trouble, and it says %q", got)
	}
}

// TestAnEffectIsNotWithoutItsUpdate: what came in while nothing could be written is
// not in the inbox. Where its effect can be written after all, the network that
// brings it again is told that it is known, and answering it again changes nothing.
func TestAnEffectIsNotWithoutItsUpdate(t *testing.T) {
	m := newMortal(t)
	m.last = bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/mute 1h", Update: "1", At: m.now}
	first := m.env.Handle(t.Context(), m.last).Text()
	fresh, err := m.db.Accept(t.Context(), ada.Platform, "2", []bot.Incoming{m.last})
	if err != nil || len(fresh) > 0 {
		t.Errorf("it is passed on again: %v, %v", fresh, err)
	}
	muted, err := m.db.Wishes(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	m.killed() // and answers what is pending
	again, err := m.db.Wishes(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(muted, again); diff != "" || first == "" || len(muted.Mutes) != 1 {
		t.Errorf("answered %q, then wants (-first +again):\n%s", first, diff)
	}
}

// TestWhatCannotBeReadIsAnsweredInTheChatsLanguage though there are no words to
// tell it by.
func TestWhatCannotBeReadIsAnsweredInTheChatsLanguage(t *testing.T) {
	e, _ := env(t)
	ask(t, e, "/language de")
	if got := e.Handle(t.Context(), bot.Incoming{Chat: ada, Unreadable: true}).Text(); !strings.HasPrefix(got, "Noch nicht lesbar") {
		t.Errorf("the answer is %q", got)
	}
}
