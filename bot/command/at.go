package command

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// at answers /at time: what is on then.
func at(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	if r.Args == "" {
		return r.Voice.Needs("at", "15:00"), nil
	}
	a, ok := r.asked()
	if !ok {
		return r.Voice.NoSuchTime(r.Args), nil
	}
	return a.answer(w, r), nil
}

// hour shows what is on at a time, else what was before it and what comes next.
func hour(w wishes, r *Request, when When) bot.Message {
	m, t := r.moment(w), when.At
	day := r.Schedule.Day(t)
	switch {
	case len(r.Schedule.Slots()) == 0:
		return m.Quiet()
	case t.Equal(r.Now):
		return onNow(m, r) // "jetzt"
	case !when.Day.IsZero() && len(r.Schedule.On(day)) == 0:
		return m.NoSuchDay(m.Name(when.Day))
	}
	if slots := r.Schedule.Now(t); len(slots) > 0 {
		return m.OnAt(t, say.List{Slots: slots, Skip: r.Skip, Command: "/at " + t.In(r.Schedule.Zone()).Format(say.StampLayout)})
	}
	var before *schedule.Slot
	for _, slot := range r.Schedule.On(day) {
		if !slot.Cancelled && slot.Start.Before(t) && (before == nil || slot.Until.After(before.Until)) {
			before = slot
		}
	}
	next, _ := r.Schedule.First(t)
	return m.NothingOn(t, before, next)
}

// in are the slots that a room holds at a time; none for the zero Room.
func (r *Request) in(room schedule.Room, t time.Time) []*schedule.Slot {
	return slices.DeleteFunc(r.Schedule.Now(t), func(s *schedule.Slot) bool {
		return room.Key == "" || s.Room.Key != room.Key
	})
}

// roomHour shows what a room holds at a time, and what follows.
func roomHour(w wishes, r *Request, room schedule.Room, t time.Time) bot.Message {
	m := r.moment(w)
	in := slices.DeleteFunc(r.Schedule.Following(room.Topic()), func(s *schedule.Slot) bool { return !s.Until.After(t) || s.Cancelled })
	if len(in) == 0 {
		return m.NothingAt(room, t, nil)
	}
	if in[0].Start.After(t) && in[0].Day != r.Schedule.Day(t) {
		return m.NothingAt(room, t, in[0])
	}
	stamped := t.In(r.Schedule.Zone()).Format(say.StampLayout)
	return m.RoomAt(room, t, say.List{Slots: in[:min(2, len(in))], Command: "/room " + room.Key + " " + stamped})
}
