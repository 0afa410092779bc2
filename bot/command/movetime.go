package command

import (
	"context"
	"strconv"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// moveTime reads /movetime TALK TIME. Without a day it is the talk's own; "+10" is so
// many minutes later than it is now.
func moveTime(_ context.Context, _ *Env, r *Request, m say.Moment) (order, error) {
	words, typed, timed := r.splitTime(r.Args)
	later := time.Duration(r.Skip) * time.Minute // "+10" is read as that
	t := target{verb: "movetime", fits: r.lasts, offered: r.nowAndNext(schedule.Room{})}
	switch {
	case timed:
		t.rest = " " + typed
	case later > 0:
		t.rest = " +" + strconv.Itoa(r.Skip)
	}
	slot, answer := r.slotMeant(m, t, words)
	if slot == nil && timed {
		// "dome 14:30" is a talk and no time to go to.
		if placed, ok := r.whole(); ok {
			slot, timed = placed, false
		}
	}
	if slot == nil {
		return answered(answer)
	}
	if refusal := r.movable(m, slot); !refusal.Empty() {
		return answered(refusal)
	}
	var start time.Time
	switch when, ok := readWhenOn(typed, slot.Day, r.Schedule, r.Now); {
	case timed && ok:
		start = when.At
	case later > 0:
		start = slot.Start.Add(later)
	default:
		return answered(m.WhichTime(slot, r.laterThan(slot), "movetime "+r.calls(slot)+" "+r.soon(slot)))
	}
	switch {
	case start.Equal(slot.Start):
		return answered(m.Cannot(say.CannotSameTime, slot, ""))
	case start.Before(r.Now):
		return answered(m.CannotPast(start))
	}
	moved := over(schedule.Move, slot)
	moved.ToStart = start
	return order{adds: []schedule.Override{moved}}, nil
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
