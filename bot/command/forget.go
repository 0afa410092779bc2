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
		if err := e.Store.Forget(ctx, r.Chat); err != nil {
			return bot.Message{}, fmt.Errorf("forgetting: %w", err)
		}
		e.wake()
		return r.Voice.Forgotten(), nil
	}
	topics, err := e.Store.Follows(ctx, r.Chat)
	if err != nil {
		return bot.Message{}, fmt.Errorf("what the chat follows: %w", err)
	}
	stars := 0
	for _, t := range topics {
		if t.Kind == schedule.TopicTalk {
			stars++
		}
	}
	return r.Voice.ForgetAsk(stars, len(topics)-stars), nil
}
