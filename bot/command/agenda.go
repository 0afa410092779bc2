package command

import (
	"context"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// agenda answers /agenda [day]: what is starred on a day, by default today or
// the next day on which something is.
func agenda(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	a := say.Agenda{Starred: w.starred, Leads: w.leads}
	for _, t := range w.topics {
		if t.Kind != schedule.TopicTalk {
			a.Follows = append(a.Follows, t)
		}
	}
	if r.Args == "" {
		a.Day = agendaDay(r, w.starred)
		return m.Agenda(a), nil
	}
	date, ok := r.day(r.Args)
	if !ok {
		return m.NoSuchDay(r.Args), nil
	}
	for _, slot := range w.starred {
		if slot.Day == date {
			a.Day = date
			return m.Agenda(a), nil
		}
	}
	if len(r.Schedule.On(date)) == 0 {
		return m.NoSuchDay(m.Name(date)), nil
	}
	return m.AgendaDayEmpty(date), nil
}

// agendaDay is today, if something starred is still to come today, else the
// next day with something starred, else the last.
func agendaDay(r *Request, starred []*schedule.Slot) schedule.Date {
	for _, slot := range starred {
		if slot.Until.After(r.Now) {
			return slot.Day
		}
	}
	if len(starred) == 0 {
		return schedule.Date{}
	}
	return starred[len(starred)-1].Day
}
