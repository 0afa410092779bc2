package command

import (
	"context"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// agenda answers /agenda [day]: what is starred on a day, and what else rings
// there; by default today or the next day on which something is. Today begins
// with what is not over yet where it is long, unless it is asked for by its full
// date.
func agenda(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	a := say.Agenda{Slots: w.slots, Wishes: w.Wishes, Leads: w.leads, Skip: r.Skip}
	if r.Args == "" {
		a.Day = agendaDay(r, a.Slots)
		a.Coming = true
		return m.Agenda(a), nil
	}
	date, ok := r.day()
	if !ok {
		return m.NoSuchDay(r.Args), nil
	}
	a.Day, a.Coming = date, r.Args != date.String()
	if slices.ContainsFunc(a.Slots, func(s *schedule.Slot) bool { return s.Day == date }) {
		return m.Agenda(a), nil
	}
	if len(r.Schedule.On(date)) == 0 {
		return m.NoSuchDay(m.Name(date)), nil
	}
	return m.AgendaDayEmpty(date), nil
}

// agendaDay is today, if something is still to come today, else the next day
// with something, else the last.
func agendaDay(r *Request, mine []*schedule.Slot) schedule.Date {
	for _, slot := range mine {
		if slot.Until.After(r.Now) {
			return slot.Day
		}
	}
	if len(mine) == 0 {
		return schedule.Date{}
	}
	return mine[len(mine)-1].Day
}
