package command

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// mostNext is how many slots of each room can be asked for.
const mostNext = 20

// next answers /next [room|number]: what comes next in each room, in one room,
// or the next few of each; "/next after 15:00" what comes after a time.
func next(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if r.Args == "" {
		slots := r.Schedule.Next(r.Now, 1)
		if len(slots) == 0 || slots[0].Day != r.Schedule.Day(r.Now) {
			return m.Quiet(), nil
		}
		return m.Next(say.List{Slots: slots, Skip: r.Skip, Command: "/next"}), nil
	}
	if room, ok := r.room(r.Args, true); ok { // which may be called "101"
		return nextInRoom(m, r, room), nil
	}
	if n, err := strconv.Atoi(r.Args); err == nil {
		slots := r.Schedule.Next(r.Now, min(max(n, 1), mostNext))
		if len(slots) == 0 {
			return m.Quiet(), nil
		}
		return m.NextFew(say.List{Slots: slots, Skip: r.Skip, Command: "/next " + r.Args}), nil
	}
	if typed, ok := strings.CutPrefix(r.Args, "after "); ok {
		if w, ok := ReadWhen(typed, r.Schedule, r.Now); ok && !w.At.IsZero() {
			return nextAfter(m, r, w.At), nil
		}
	}
	if a, ok := r.asked(); ok && a.room.Key == "" || a.timed() {
		return a.answer(w, r), nil // "/next fri" is Friday, which is next
	}
	room, answer, ok := oneOf(m, schedule.TopicRoom, r.Args, "/next ", r.Schedule.FindRooms(r.Args))
	if !ok {
		return answer, nil
	}
	return nextInRoom(m, r, room), nil
}

// nextInRoom lists what comes next in a room.
func nextInRoom(m say.Moment, r *Request, room schedule.Room) bot.Message {
	slots := slices.DeleteFunc(r.Schedule.Next(r.Now, 3), func(s *schedule.Slot) bool { return s.Room.Key != room.Key })
	if len(slots) == 0 {
		return quietIn(m, r, room)
	}
	return m.NextIn(room, say.List{Slots: slots, Skip: r.Skip, Command: "/next " + room.Key})
}

func nextAfter(m say.Moment, r *Request, t time.Time) bot.Message {
	slots := r.Schedule.Next(t, 1)
	if len(slots) == 0 {
		return m.NothingAfter()
	}
	return m.NextAfter(say.List{Slots: slots, Skip: r.Skip, Command: "/next " + r.Args})
}
