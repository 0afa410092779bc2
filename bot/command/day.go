package command

import (
	"context"
	"strconv"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// day answers /day [today|tomorrow|wed|date]: a whole conference day. Today
// begins with what is not over yet, unless it is asked for by its full date.
func day(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	if r.Args == "" {
		return dayOf(w, r, r.Schedule.Day(r.Now)), nil
	}
	if date, ok := r.dayNumber(); ok {
		return dayOf(w, r, date), nil
	}
	a, ok := r.asked()
	if !ok && len(r.Schedule.Days()) > 0 {
		return r.moment(w).NoSuchDay(r.Args), nil
	}
	return a.answer(w, r), nil
}

// dayOf shows a conference day.
func dayOf(w wishes, r *Request, date schedule.Date) bot.Message {
	m := r.moment(w)
	if len(r.Schedule.Days()) == 0 {
		return m.Quiet()
	}
	slots := r.Schedule.On(date)
	today := date == r.Schedule.Day(r.Now)
	switch {
	case len(slots) == 0 && today:
		return nextDay(m, r)
	case len(slots) == 0:
		return m.NoSuchDay(m.Name(date))
	}
	list := say.List{Slots: slots, Skip: r.Skip, Command: "/day " + date.String()}
	if r.Args == date.String() || !today {
		return m.Day(date, list, false)
	}
	list.Skip = max(list.Skip, r.past(slots))
	if list.Skip == len(slots) {
		return nextDay(m, r)
	}
	return m.Day(date, list, list.Skip > 0)
}

// past is how many slots at the front of a list are over.
func (r *Request) past(slots []*schedule.Slot) int {
	n := 0
	for n < len(slots) && !slots[n].Until.After(r.Now) {
		n++
	}
	return n
}

// nextDay answers for a today of which nothing is to come: with the next conference
// day, if there is one.
func nextDay(m say.Moment, r *Request) bot.Message {
	today := r.Schedule.Day(r.Now)
	for _, next := range r.Schedule.Days() {
		if next.Compare(today) > 0 {
			return m.Day(next, say.List{Slots: r.Schedule.On(next), Skip: r.Skip, Command: "/day " + next.String()}, false)
		}
	}
	return m.Quiet()
}

// day reads a day as people type it: "today", "wed", "13", "2023-09-13". A time
// with it is left aside.
func (r *Request) day() (schedule.Date, bool) {
	if date, ok := r.dayNumber(); ok {
		return date, true
	}
	w, ok := ReadWhen(r.Args, r.Schedule, r.Now)
	switch {
	case !ok:
		return schedule.Date{}, false
	case w.Day.IsZero():
		return r.Schedule.Day(w.At), true
	}
	return w.Day, true
}

// dayNumber is the conference day with the number that was typed, where a number
// alone would be an hour.
func (r *Request) dayNumber() (schedule.Date, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(r.Args, "."))
	if err != nil {
		return schedule.Date{}, false
	}
	for _, d := range r.Schedule.Days() {
		if d.Day == n {
			return d, true
		}
	}
	return schedule.Date{}, false
}
