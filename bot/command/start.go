package command

import (
	"context"

	"usher/bot"
)

// start answers /start: what this is; or what a link leads to that has begun the chat.
func start(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.redeems(Command{Name: "start"}) {
		return e.redeem(ctx, r)
	}
	if answer, ok, err := linked(ctx, e, r); ok || err != nil {
		return answer, err
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.moment(w).Welcome(r.examples().all, w.Wishes), nil
}
