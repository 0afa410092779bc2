package command

import (
	"context"

	"usher/bot"
)

// start answers /start: what this is.
func start(_ context.Context, _ *Env, r *Request) (bot.Message, error) {
	m := r.Voice.At(r.Schedule, r.Now, nil)
	return m.Welcome(r.examples().all), nil
}
