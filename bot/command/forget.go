package command

import (
	"context"
	"fmt"

	"usher/bot"
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
	return r.Voice.ForgetAsk(w.Wishes, r.From), nil
}
