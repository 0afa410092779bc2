package command

import (
	"context"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// moveTime reads /movetime TALK TIME. Without a day it is the talk's own, without a time of
// day as well; "+10" is so many minutes later than it is now.
func moveTime(_ context.Context, _ *Env, r *Request, m say.Moment) (order, error) {
	words, to := r.splitGoal(r.Args)
	t := target{verb: "movetime", rest: to.rest(), fits: r.lasts, offered: r.nowAndNext(schedule.Room{})}
	slot, answer := r.slotMeant(m, t, words)
	if slot == nil && to.at {
		// "dome 14:30" is a talk and no time to go to.
		if placed, ok := r.whole(); ok {
			slot, to = placed, goal{}
		}
	}
	if slot == nil {
		return answered(answer)
	}
	if refusal := r.movable(m, slot); !refusal.Empty() {
		return answered(refusal)
	}
	start, known := r.goesTo(slot, to)
	switch {
	case to.unread != "":
		return answered(r.whichTime(m, slot, m.TimeUnread(to.unread)))
	case !known:
		return answered(r.whichTime(m, slot, bot.Message{}))
	case start.Equal(slot.Start):
		return answered(r.whichTime(m, slot, m.Cannot(say.CannotSameTime, slot, "")))
	case start.Before(r.Now):
		return answered(r.whichTime(m, slot, m.CannotPast(start)))
	}
	moved := over(schedule.Move, slot)
	moved.ToStart = start
	return order{adds: []schedule.Override{moved}}, nil
}

// goesTo is when a slot is to start; not known where that was not said.
func (r *Request) goesTo(slot *schedule.Slot, to goal) (start time.Time, known bool) {
	when, ok := readWhenOn(to.typed, slot.Day, r.Schedule, r.Now)
	switch {
	case to.later != 0:
		return slot.Start.Add(to.later), true
	case to.at && ok:
		return when.At, true
	case to.typed != "" && ok:
		own := slot.Start.In(r.Schedule.Zone())
		return when.Day.At(own.Hour(), own.Minute(), r.Schedule.Zone()), true
	}
	return time.Time{}, false
}

// whichTime asks to which time a slot goes, after what is to be said of the one that was
// typed. The slot is known by then and not asked for again.
func (r *Request) whichTime(m say.Moment, slot *schedule.Slot, first bot.Message) bot.Message {
	r.asks("/movetime "+slotRef(r.Schedule, slot), "")
	return first.Then(m.WhichTime(slot, r.laterThan(slot), "movetime "+r.calls(slot)+" "+r.soon(slot)))
}

// whole is the slot that all that was typed names by a room and a time.
func (r *Request) whole() (*schedule.Slot, bool) {
	if slot, ok := r.placed(r.Args); ok {
		return slot, true
	}
	return r.timed(r.Args)
}

// laters are how much later a talk usually is.
var laters = []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour}

// laterThan are buttons that put a slot to a later time: such as are still to come.
func (r *Request) laterThan(slot *schedule.Slot) []say.TimeChoice {
	var all []say.TimeChoice
	for _, later := range laters {
		if at := slot.Start.Add(later); at.After(r.Now) {
			all = append(all, say.TimeChoice{At: at, Later: later,
				Command: "/movetime " + slotRef(r.Schedule, slot) + " " + at.In(r.Schedule.Zone()).Format(say.StampLayout)})
		}
	}
	return all
}

// soon is a time for an example, an hour after a slot's own.
func (r *Request) soon(slot *schedule.Slot) string {
	return slot.Start.Add(time.Hour).In(r.Schedule.Zone()).Format("15:04")
}
