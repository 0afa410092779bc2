package command

import (
	"context"

	"usher/bot/say"
	"usher/schedule"
)

// cancelTalk reads /cancel TALK: it does not take place.
func cancelTalk(_ context.Context, _ *Env, r *Request, m say.Moment) (order, error) {
	slot, answer := r.slotMeant(m, target{verb: "cancel", fits: r.lasts, offered: r.nowAndNext(schedule.Room{})}, r.Args)
	switch {
	case slot == nil:
		return answered(answer)
	case !slot.Until.After(r.Now):
		return answered(m.Cannot(say.CannotOver, slot, ""))
	case slot.Cancelled:
		return answered(m.Cannot(say.CannotCancel, slot, "/restore "+slotRef(r.Schedule, slot)))
	}
	return order{adds: []schedule.Override{over(schedule.Cancel, slot)}}, nil
}
