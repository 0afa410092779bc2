package command

import (
	"context"
	"fmt"

	"usher/bot"
	"usher/schedule"
)

// forget answers /forget: after a second word to confirm it, everything that is
// kept about the chat is deleted.
func forget(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.Args == "yes" {
		if err := e.Store.Forget(ctx, r.Chat, r.Person()); err != nil {
			return bot.Message{}, fmt.Errorf("forgetting: %w", err)
		}
		e.changed(r)
		return r.Voice.Forgotten(), nil
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	stars := 0
	for _, f := range w.Follows {
		if f.Kind == schedule.TopicTalk {
			stars++
		}
	}
	return r.Voice.ForgetAsk(stars, len(w.Follows)-stars), nil
}
