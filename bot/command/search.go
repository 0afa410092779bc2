package command

import (
	"context"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// search answers words typed without a command: a time, a room or a room at a time
// ("dome 15:00"), a speaker, a talk, or all talks that match. A number or a short
// word is a time only where no title or name has it: "2023" is in many.
func search(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if r.Args == "" {
		return r.Voice.Needs("search", r.examples().word), nil
	}
	found := r.Schedule.Search(r.Args)
	if a, ok := r.asked(); ok && !(a.when.Bare && found.Named > 0 && !found.Respelled) {
		return a.answer(w, r), nil
	}
	if people := r.Schedule.FindSpeakers(r.Args).Hits; len(people) == 1 && !found.Respelled && allBy(people[0], found.Talks[:found.Named]) {
		return e.again(ctx, r, "/speaker "+people[0].Key)
	}
	if slot, ok := found.Talk(); ok {
		return r.card(w, r.Schedule.Talk(slot.Key), say.Card{Back: r.From}), nil
	}
	return matches(m, r, "search", found), nil
}

func allBy(p schedule.Speaker, talks []*schedule.Slot) bool {
	for _, slot := range talks {
		if !slices.ContainsFunc(slot.Speakers, func(o schedule.Speaker) bool { return o.Key == p.Key }) {
			return false
		}
	}
	return len(talks) > 0
}
