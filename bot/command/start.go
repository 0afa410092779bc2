package command

import (
	"context"

	"usher/bot"
)

// start answers /start: what this is.
func start(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.moment(w).Welcome(r.examples().all, w.Wishes), nil
}
