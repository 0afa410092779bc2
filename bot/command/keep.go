package command

import (
	"context"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// keep answers /keep: of several starred talks that start at one time, keep
// those that are named.
func keep(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	kept, answer := r.kept(m, w)
	if len(kept) == 0 {
		return answer, nil
	}
	if !w.stars(kept[0]) {
		return m.Unstarred(kept, false, false), nil
	}
	var given []*schedule.Slot
	var topics []schedule.Topic
	for _, other := range w.starred {
		if clashes(other, kept) {
			given = append(given, other)
			topics = append(topics, schedule.Topic{Kind: schedule.TopicTalk, Key: other.Key})
		}
	}
	if len(given) > 0 {
		if err := e.unfollow(ctx, r, topics...); err != nil {
			return bot.Message{}, err
		}
	}
	return m.Kept(kept, given), nil
}

// kept are the slots that the person keeps, from keys or words.
func (r *Request) kept(m say.Moment, w wishes) ([]*schedule.Slot, bot.Message) {
	var kept []*schedule.Slot
	for _, key := range words(r.Args) {
		if slots := r.Schedule.Talk(key); len(slots) > 0 {
			kept = append(kept, schedule.Soonest(slots, r.Now))
		}
	}
	if len(kept) > 0 {
		return kept, bot.Message{}
	}
	slots, answer := w.pickStarred(m, r, "keep")
	if len(slots) == 0 {
		return nil, answer
	}
	return []*schedule.Slot{schedule.Soonest(slots, r.Now)}, bot.Message{}
}

// clashes reports whether a slot starts with one that is kept, and is none.
func clashes(other *schedule.Slot, kept []*schedule.Slot) bool {
	same := false
	for _, k := range kept {
		if k.Key == other.Key {
			return false
		}
		same = same || k.Start.Equal(other.Start)
	}
	return same
}
