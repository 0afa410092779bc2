package command

import (
	"context"
	"slices"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// swap reads /swap TALK TALK: each goes to where and when the other is.
func swap(_ context.Context, _ *Env, r *Request, m say.Moment) (order, error) {
	pairs := r.pairs(r.Args)
	if len(pairs) > 1 {
		return answered(m.WhichPair(r.pairChoices(pairs)))
	}
	first, second := pairs[0].first, pairs[0].second
	t := target{verb: "swap", fits: r.lasts, offered: r.nowAndNext(schedule.Room{})}
	if second != "" {
		t.rest = " " + second
	}
	one, answer := r.slotMeant(m, t, first)
	if one == nil {
		return answered(answer)
	}
	if refusal := r.movable(m, one); !refusal.Empty() {
		return answered(refusal)
	}
	t = target{verb: "swap " + slotRef(r.Schedule, one), fits: r.lasts}
	if second == "" {
		r.asks("/"+t.verb, "")
		return answered(m.WhichOther(one, r.choices(t, r.others(one))))
	}
	other, answer := r.slotMeant(m, t, second)
	if other == nil {
		return answered(answer)
	}
	if refusal := r.movable(m, other); !refusal.Empty() {
		return answered(refusal)
	}
	switch {
	case one == other:
		return answered(m.Cannot(say.CannotSwap, one, ""))
	case one.Start.Equal(other.Start) && one.Room.Key == other.Room.Key:
		return answered(m.Cannot(say.CannotSwapLike, one, ""))
	case !one.Start.Equal(other.Start) && (one.Start.Before(r.Now) || other.Start.Before(r.Now)):
		return answered(m.CannotPast(slices.MinFunc([]time.Time{one.Start, other.Start}, time.Time.Compare)))
	}
	return order{adds: []schedule.Override{placedAt(one, other), placedAt(other, one)}}, nil
}

// placedAt has a slot be where and when another one is.
func placedAt(slot, other *schedule.Slot) schedule.Override {
	moved := over(schedule.Move, slot)
	if slot.Room.Key != other.Room.Key {
		moved.ToRoom = other.Room.Key
	}
	if !slot.Start.Equal(other.Start) {
		moved.ToStart = other.Start
	}
	return moved
}

// others are what is likely to swap with a slot: what is now and next but for itself,
// and nothing may go to a time that is over.
func (r *Request) others(one *schedule.Slot) []*schedule.Slot {
	var all []*schedule.Slot
	for _, slot := range r.nowAndNext(schedule.Room{}) {
		if slot != one && (slot.Start.Equal(one.Start) || !slot.Start.Before(r.Now) && !one.Start.Before(r.Now)) {
			all = append(all, slot)
		}
	}
	return all
}
