package command

import (
	"context"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// now answers /now [room]: what is on.
func now(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if r.Args == "" {
		return onNow(m, r), nil
	}
	if a, ok := r.asked(); ok && a.room.Key == "" || a.timed() {
		return a.answer(w, r), nil // "/now fri" is not now
	}
	room, answer, ok := oneOf(m, schedule.TopicRoom, r.Args, "/now ", r.Schedule.FindRooms(r.Args))
	if !ok {
		return answer, nil
	}
	slots := slices.DeleteFunc(r.Schedule.Now(r.Now), func(s *schedule.Slot) bool { return s.Room.Key != room.Key })
	if len(slots) == 0 {
		return quietIn(m, r, room), nil
	}
	return m.NowIn(room, nextIn(r, room), say.List{Slots: slots, Skip: r.Skip, Command: "/now " + room.Key}), nil
}

// onNow lists what is on in all rooms, or says why nothing is.
func onNow(m say.Moment, r *Request) bot.Message {
	slots := r.Schedule.Now(r.Now)
	if len(slots) == 0 {
		return m.Quiet()
	}
	return m.Now(say.List{Slots: slots, Skip: r.Skip, Command: "/now"})
}

// quietIn says that nothing is on in a room, or that the conference is over.
func quietIn(m say.Moment, r *Request, room schedule.Room) bot.Message {
	if r.Schedule.Over(r.Now) {
		return m.Quiet()
	}
	return m.QuietIn(room, nextIn(r, room))
}

// nextIn is what starts next in a room; nil if nothing does.
func nextIn(r *Request, room schedule.Room) *schedule.Slot {
	for _, slot := range r.Schedule.Next(r.Now, 1) {
		if slot.Room.Key == room.Key {
			return slot
		}
	}
	return nil
}
