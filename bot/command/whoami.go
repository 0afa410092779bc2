package command

import (
	"context"

	"usher/bot"
)

// whoami answers /whoami: the name by which the settings know an organiser.
func whoami(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	who, err := e.authority(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.Voice.WhoAmI(r.Person(), who.Role, r.roomNames(who.Rooms)), nil
}
