package command

import (
	"context"
	"fmt"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// unstar answers /unstar: take back what /star did.
func unstar(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if topic, answer, named := r.topic(m, "/unstar"); named {
		if topic.Key == "" {
			return answer, nil
		}
		if err := e.unfollow(ctx, r, topic); err != nil {
			return bot.Message{}, err
		}
		return m.Unfollowed(topic, w.Has(topic)), nil
	}
	slots, answer := w.pickStarred(m, r, "unstar")
	if len(slots) == 0 {
		return answer, nil
	}
	if err := e.unfollow(ctx, r, schedule.Topic{Kind: schedule.TopicTalk, Key: slots[0].Key}); err != nil {
		return bot.Message{}, err
	}
	if r.From != "" {
		return e.again(ctx, r, r.From)
	}
	followed := slices.DeleteFunc(slots[0].Topics()[1:], func(t schedule.Topic) bool { return !w.Has(t) })
	message := m.Unstarred(slots, w.stars(slots[0]), len(followed) > 0)
	if len(followed) > 0 {
		message = m.StillRings(message, slots, followed, w.star(slots))
	}
	return message, nil
}

func (e *Env) unfollow(ctx context.Context, r *Request, topics ...schedule.Topic) error {
	if _, err := e.Store.Unfollow(ctx, r.Chat, topics...); err != nil {
		return fmt.Errorf("unfollowing: %w", err)
	}
	e.changed(r)
	return nil
}

// pickStarred is the talk that was meant among those that are starred; none if
// that is not plain, with the answer to give instead.
func (w wishes) pickStarred(m say.Moment, r *Request, verb string) ([]*schedule.Slot, bot.Message) {
	found := r.Schedule.Search(r.Args)
	mine := among(found, w.stars)
	if slot, ok := found.Meant(); ok && len(mine.Talks) == 0 {
		return r.Schedule.Talk(slot.Key), bot.Message{} // plain enough to say that it has no star
	}
	if len(found.Talks) > 0 && len(mine.Talks) == 0 && len(r.Schedule.Talk(r.Args)) == 0 {
		return nil, m.NoneStarred(r.Args)
	}
	return pickTalk(m, r, verb, mine)
}

// among keeps of what was found what is wanted.
func among(found schedule.Found, want func(*schedule.Slot) bool) schedule.Found {
	mine := schedule.Found{Spelled: found.Spelled, Respelled: found.Respelled, Dropped: found.Dropped}
	for i, slot := range found.Talks {
		if !want(slot) {
			continue
		}
		mine.Talks = append(mine.Talks, slot)
		if i < found.Titled {
			mine.Titled++
		}
		if i < found.Named {
			mine.Named++
		}
	}
	return mine
}
