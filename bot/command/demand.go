package command

import (
	"context"

	"usher/bot"
	"usher/schedule"
)

// demand answers /demand: what is starred most of what is to come, held against what
// rooms seat, and between what most are torn.
func demand(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	d := bot.NewDemand(r.Schedule, r.Now)
	if err := e.Store.Stars(ctx, d.Add); err != nil {
		return bot.Message{}, err
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Demand(d, r.Skip, func(one, other *schedule.Slot) string {
		return "/swap " + slotRef(r.Schedule, one) + " " + slotRef(r.Schedule, other)
	}), nil
}
