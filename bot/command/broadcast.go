package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"usher/bot"
	"usher/schedule"
)

const (
	// maxBroadcast is how long a broadcast may be, in UTF-16 code units, which
	// is how Telegram counts the 4096 that a message has room for (Bot API,
	// sendMessage). The rest is for what stands round it.
	maxBroadcast = 3500
	// draftLife is how long a preview's buttons work: after that, what it says
	// may have been overtaken.
	draftLife = time.Hour
)

// Broadcasts are the drafts of what organisers tell everyone.
type Broadcasts interface {
	// People is how many chats there are to tell.
	People(ctx context.Context) (int, error)
	// Draft keeps a text and gives it a number; drafts written before expired
	// may be deleted.
	Draft(ctx context.Context, author bot.Chat, text string, now, expired time.Time) (id int64, err error)
	// Confirm sends a draft that the author wrote, not before expired, to all
	// who are known now, and says how many. It is bot.ErrDraftSent the second
	// time, and bot.ErrNoDraft if there is no such draft.
	Confirm(ctx context.Context, id int64, author bot.Chat, now, expired time.Time) (people int, err error)
	// Discard deletes a draft that the author wrote; its errors are Confirm's.
	Discard(ctx context.Context, id int64, author bot.Chat) error
}

// broadcast answers /broadcast text: what everyone will read, and how many they
// are. Its buttons come back as "/broadcast send 7" and "/broadcast cancel 7".
func broadcast(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if verb, number, _ := strings.Cut(r.Args, " "); verb == "send" || verb == "cancel" {
		// Without a number it is a broadcast that begins with that word.
		if id, err := strconv.ParseInt(number, 10, 64); err == nil {
			return e.decide(ctx, r, verb == "send", id)
		}
	}
	text := r.typed()
	if text == "" {
		return r.Voice.Needs("broadcast", r.Voice.BroadcastExample()), nil
	}
	if over := units(text) - maxBroadcast; over > 0 {
		return r.Voice.BroadcastTooLong(maxBroadcast, over), nil
	}
	people, err := e.Store.People(ctx)
	if err != nil {
		return bot.Message{}, err
	}
	if people == 0 {
		return r.Voice.BroadcastNobody(), nil
	}
	id, err := e.Store.Draft(ctx, r.Person(), text, r.Now, r.Now.Add(-draftLife))
	if err != nil {
		return bot.Message{}, err
	}
	return r.Voice.BroadcastPreview(id, text, people), nil
}

// decide sends or cancels a draft.
func (e *Env) decide(ctx context.Context, r *Request, send bool, id int64) (bot.Message, error) {
	var people int
	var err error
	if send {
		people, err = e.Store.Confirm(ctx, id, r.Person(), r.Now, r.Now.Add(-draftLife))
	} else {
		err = e.Store.Discard(ctx, id, r.Person())
	}
	switch {
	case errors.Is(err, bot.ErrDraftSent):
		return r.Voice.BroadcastSent(), nil
	case errors.Is(err, bot.ErrNoDraft):
		return r.Voice.BroadcastDead(), nil
	case err != nil:
		return bot.Message{}, fmt.Errorf("draft %d: %w", id, err)
	case !send:
		return r.Voice.BroadcastCancelled(), nil
	}
	e.wake()
	e.Log.Info("a broadcast was confirmed", "broadcast", id, "people", people)
	return r.Voice.BroadcastSending(people), nil
}

// typed is what was typed after the command's name, with its line breaks.
func (r *Request) typed() string {
	text := schedule.Lines(strings.TrimSpace(r.Whole))
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return ""
	}
	return strings.TrimSpace(text[end:])
}

// units is how long a text is in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}
