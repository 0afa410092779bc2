package command

import (
	"context"
	"slices"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// search answers words typed without a command: a time, a room or a room at a time
// ("dome 15:00"), a speaker, a talk, or all talks that match.
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
	if a, ok := r.asked(); ok && !r.sought(a, found) {
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

// sought reports whether what could be a time or a place is meant to be found in
// talks all the same: with /search, where anything has it, and without where a
// title or name has what need not be a time, such as "2023".
func (r *Request) sought(a asked, found schedule.Found) bool {
	if strings.HasPrefix(r.Text, "/") {
		return len(found.Talks) > 0 && !found.Respelled
	}
	return a.when.Bare && found.Named > 0 && !found.Respelled
}

func allBy(p schedule.Speaker, talks []*schedule.Slot) bool {
	for _, slot := range talks {
		if !slices.ContainsFunc(slot.Speakers, func(o schedule.Speaker) bool { return o.Key == p.Key }) {
			return false
		}
	}
	return len(talks) > 0
}
