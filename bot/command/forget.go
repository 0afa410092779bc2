package command

import (
	"context"
	"fmt"

	"usher/bot"
)

// forget answers /forget: after a second word to confirm it, everything that is
// kept about the chat is deleted. In a shared one that word is typed: a button
// there would be about whoever presses it.
func forget(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.Args == "yes" {
		if err := e.Store.Forget(ctx, r.Chat, r.owner()); err != nil {
			return bot.Message{}, fmt.Errorf("forgetting: %w", err)
		}
		e.changed(r)
		return r.Voice.Forgotten(r.Shared), nil
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	if r.Shared {
		return r.Voice.ForgetChat(w.Wishes), nil
	}
	return r.Voice.ForgetAsk(w.Wishes, r.From), nil
}
