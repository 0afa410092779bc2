package command

import (
	"context"
	"slices"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// room answers /room name: what is on there now, what is next, and the rest of
// the day; with a day or a time, what is on there then.
func room(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.Args == "" {
		return rooms(ctx, e, r)
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	found := r.Schedule.FindRooms(r.Args)
	if a, ok := r.asked(); ok && (a.room.Key != "" || len(found.Hits) == 0) {
		return a.answer(w, r), nil
	}
	one, answer, ok := oneOf(r.moment(w), schedule.TopicRoom, r.Args, "/room ", found)
	if !ok {
		return answer, nil
	}
	return asked{room: one}.answer(w, r), nil
}

// roomDay shows a room on a day; on the zero Date, on the one that matters now.
// A day that is asked for by its full date is shown from its beginning.
func roomDay(w wishes, r *Request, room schedule.Room, date schedule.Date) bot.Message {
	m := r.moment(w)
	all := r.Schedule.Following(room.Topic())
	if len(all) == 0 {
		return m.RoomUnused(room)
	}
	shown := say.RoomDay{Room: room, Day: date, Next: nextIn(r, room), Followed: w.Has(room.Topic())}
	if date.IsZero() {
		shown.Day = r.dayIn(all)
		shown.Done = r.doneToday(shown.Day)
	}
	if len(r.Schedule.On(shown.Day)) == 0 {
		return m.NoSuchDay(m.Name(date))
	}
	shown.List = say.List{Skip: r.Skip, Command: "/room " + room.Key + " " + shown.Day.String()}
	for _, slot := range all {
		if slot.Day == shown.Day {
			shown.List.Slots = append(shown.List.Slots, slot)
		}
	}
	over := r.past(shown.List.Slots)
	if over < len(shown.List.Slots) && !strings.HasSuffix(r.Args, shown.Day.String()) {
		shown.List.Skip = max(r.Skip, over)
		shown.Earlier = shown.List.Skip > 0
	}
	return m.RoomDay(shown)
}

// dayIn is the day that matters now among slots: today while one of them is not
// over, else the next, else the last.
func (r *Request) dayIn(slots []*schedule.Slot) schedule.Date {
	today := r.Schedule.Day(r.Now)
	day := slots[len(slots)-1].Day
	for _, slot := range slices.Backward(slots) {
		if slot.Until.After(r.Now) && (slot.Day == today || day != today) {
			day = slot.Day
		}
	}
	return day
}

// doneToday reports whether a later day is shown since today, which is a
// conference day, has nothing more.
func (r *Request) doneToday(shown schedule.Date) bool {
	today := schedule.DateOf(r.Now.In(r.Schedule.Zone()))
	return today.Compare(shown) < 0 && len(r.Schedule.On(r.Schedule.Day(r.Now))) > 0
}

// rooms answers /rooms: all rooms, with what is on there or comes next.
func rooms(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.Args != "" {
		return room(ctx, e, r)
	}
	m, err := e.moment(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	var states []say.RoomState
	running, coming := r.Schedule.Now(r.Now), r.Schedule.Next(r.Now, 1)
	for _, room := range r.Schedule.Rooms() {
		states = append(states, say.RoomState{Room: room, Now: latestIn(running, room), Next: latestIn(coming, room)})
	}
	return m.Rooms(states, r.Skip), nil
}

// latestIn is the last of the slots that are in a room: of what runs there, what
// began last says more than an exhibition that stays. Nil if none is.
func latestIn(slots []*schedule.Slot, room schedule.Room) *schedule.Slot {
	for _, slot := range slices.Backward(slots) {
		if slot.Room.Key == room.Key {
			return slot
		}
	}
	return nil
}
