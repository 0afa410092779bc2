package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// search answers words typed without a command: a talk, a speaker, a room, a
// room at a time ("dome 15:00"), or all talks that match.
func search(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if r.Args == "" {
		return r.Voice.Needs("search", r.examples().word), nil
	}
	if room, t, ok := r.roomAt(); ok {
		return roomAt(m, r, room, t), nil
	}
	if room, ok := exactRoom(r); ok {
		return nextInRoom(m, r, room), nil
	}
	found := r.Schedule.Search(r.Args)
	if people := r.Schedule.FindSpeakers(r.Args).Hits; len(people) == 1 && !found.Respelled && allBy(people[0], found.Talks[:found.Named]) {
		return e.again(ctx, r, "/speaker "+people[0].Key)
	}
	if slot, ok := found.Talk(); ok {
		return r.card(w, r.Schedule.Talk(slot.Key), say.Card{Back: r.From}), nil
	}
	return matches(m, r, "search", found), nil
}

// exactRoom is the room that is called just what was typed.
func exactRoom(r *Request) (schedule.Room, bool) {
	rooms := r.Schedule.FindRooms(r.Args).Hits
	if len(rooms) == 1 && slices.Equal(schedule.Words(rooms[0].Name), schedule.Words(r.Args)) {
		return rooms[0], true
	}
	return schedule.Room{}, false
}

func allBy(p schedule.Speaker, talks []*schedule.Slot) bool {
	for _, slot := range talks {
		if !slices.ContainsFunc(slot.Speakers, func(o schedule.Speaker) bool { return o.Key == p.Key }) {
			return false
		}
	}
	return len(talks) > 0
}

// roomAt reads "dome 15:00" or "dome thu 15:00".
func (r *Request) roomAt() (schedule.Room, time.Time, bool) {
	words := strings.Fields(r.Args)
	if len(words) < 2 {
		return schedule.Room{}, time.Time{}, false
	}
	last := len(words) - 1
	t, ok := r.time(words[last])
	if !ok {
		return schedule.Room{}, time.Time{}, false
	}
	if _, conference := r.Schedule.First(r.Now); conference && !r.Schedule.Begun(r.Now) {
		t = r.Schedule.Days()[0].At(t.In(r.Schedule.Zone()).Hour(), t.Minute(), r.Schedule.Zone())
	}
	if last > 1 {
		if d, ok := r.day(words[last-1]); ok {
			local := t.In(r.Schedule.Zone())
			t, last = d.At(local.Hour(), local.Minute(), r.Schedule.Zone()), last-1
		}
	}
	rooms := r.Schedule.FindRooms(strings.Join(words[:last], " ")).Hits
	if len(rooms) != 1 {
		return schedule.Room{}, time.Time{}, false
	}
	return rooms[0], t, true
}

// roomAt answers with what a room holds at a time, and what follows.
func roomAt(m say.Moment, r *Request, room schedule.Room, t time.Time) bot.Message {
	in := r.Schedule.Following(schedule.Topic{Kind: schedule.TopicRoom, Key: room.Key})
	in = slices.DeleteFunc(in, func(s *schedule.Slot) bool { return !s.Until.After(t) || s.Cancelled })
	if len(in) == 0 {
		return m.NothingAt(room, t, nil)
	}
	if in[0].Start.After(t) && in[0].Day != r.Schedule.Day(t) {
		return m.NothingAt(room, t, in[0])
	}
	list := say.List{Slots: in[:min(2, len(in))], Command: "/search " + r.Args}
	return m.RoomAt(room, t, list)
}
