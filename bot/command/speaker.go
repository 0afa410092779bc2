package command

import (
	"context"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// speaker answers /speaker name: a person and their talks.
func speaker(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if len(r.Schedule.Speakers()) == 0 {
		return m.NoSpeakers(), nil
	}
	if r.Args == "" {
		return r.Voice.Needs("speaker", r.examples().name), nil
	}
	p, answer, ok := oneOf(m, schedule.TopicSpeaker, r.Args, "/speaker ", r.Schedule.FindSpeakers(r.Args))
	if !ok {
		return answer, nil
	}
	topic := schedule.Topic{Kind: schedule.TopicSpeaker, Key: p.Key}
	list := say.List{Slots: r.Schedule.Following(topic), Skip: r.Skip, Command: "/speaker " + p.Key}
	return m.Speaker(p, w.Has(topic), r.From, list), nil
}

// oneOf is the one thing that was meant, or the answer to give instead: a
// choice of several, or the nearest. Command goes before a key on the buttons.
func oneOf[T schedule.Thing](m say.Moment, kind schedule.TopicKind, typed, command string, found schedule.Named[T]) (one T, answer bot.Message, ok bool) {
	if len(found.Hits) == 1 {
		return found.Hits[0], bot.Message{}, true
	}
	if len(found.Hits) > 1 {
		return one, m.Choose(typed, choices(found.Hits, command)), false
	}
	return one, m.Unnamed(kind, typed, choices(found.Near, command)), false
}

func choices[T schedule.Thing](things []T, command string) []say.Choice {
	var all []say.Choice
	for _, t := range things {
		all = append(all, say.Choice{Name: t.Called(), Command: command + t.Topic().Key})
	}
	return all
}
