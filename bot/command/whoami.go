package command

import (
	"context"

	"usher/bot"
)

// whoami answers /whoami: the name by which the settings know an organiser.
func whoami(_ context.Context, e *Env, r *Request) (bot.Message, error) {
	return r.Voice.WhoAmI(r.Person(), e.organiser(r)), nil
}
