package command

import (
	"context"

	"usher/bot"
)

// team answers /team: who may do what, since when, and by whose word.
func team(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	members, err := e.Store.Team(ctx)
	if err != nil {
		return bot.Message{}, err
	}
	who, err := e.authority(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Team(e.Owners, members, r.roomName, who.Organises()), nil
}
