package command

import (
	"context"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// day answers /day [today|tomorrow|wed|date]: a whole conference day. Today
// begins with what is not over yet, unless it is asked for by its full date.
func day(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	m, err := e.moment(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	if len(r.Schedule.Days()) == 0 {
		return m.Quiet(), nil
	}
	date, ok := r.day(r.Args)
	if !ok {
		return m.NoSuchDay(r.Args), nil
	}
	slots := r.Schedule.On(date)
	if len(slots) == 0 && (r.Args == "" || r.Args == "today") {
		return quietDay(m, r), nil
	}
	if len(slots) == 0 {
		return m.NoSuchDay(m.Name(date)), nil
	}
	list := say.List{Slots: slots, Skip: r.Skip, Command: "/day " + date.String()}
	if r.Args == date.String() || date != r.Schedule.Day(r.Now) {
		return m.Day(date, list, false), nil
	}
	for list.Skip < len(slots) && !slots[list.Skip].Until.After(r.Now) {
		list.Skip++
	}
	if list.Skip == len(slots) {
		return m.Quiet(), nil
	}
	return m.Day(date, list, list.Skip > 0), nil
}

// quietDay answers for a today that is not a conference day: with the first day
// while that is still to come.
func quietDay(m say.Moment, r *Request) bot.Message {
	if r.Schedule.Begun(r.Now) {
		return m.Quiet()
	}
	first := r.Schedule.Days()[0]
	return m.Day(first, say.List{Slots: r.Schedule.On(first), Skip: r.Skip, Command: "/day " + first.String()}, false)
}

// day reads a day as people type it: "today", "tomorrow", "wed", "13",
// "2023-09-13".
func (r *Request) day(typed string) (schedule.Date, bool) {
	typed = schedule.Fold(strings.TrimSpace(typed))
	today := r.Schedule.Day(r.Now)
	if typed == "" {
		return today, true
	}
	if n, ok := r.Voice.Relative(typed); ok {
		return today.Add(n), true
	}
	if d, err := schedule.ParseDate(typed); err == nil {
		return d, true
	}
	for _, d := range r.Schedule.Days() {
		if r.Voice.IsDay(typed, d) {
			return d, true
		}
	}
	return schedule.Date{}, false
}
