package command

import (
	"context"
	"fmt"
	"slices"

	"usher/bot"
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
		return m.Unfollowed(topic, w.follows(topic)), nil
	}
	slots, answer := pickTalk(m, r, "unstar", w.among(r.Schedule.Search(r.Args)))
	if len(slots) == 0 {
		return answer, nil
	}
	if err := e.unfollow(ctx, r, schedule.Topic{Kind: schedule.TopicTalk, Key: slots[0].Key}); err != nil {
		return bot.Message{}, err
	}
	if r.From != "" {
		return e.again(ctx, r, r.From)
	}
	message := m.Unstarred(slots, w.stars(slots[0]))
	followed := slices.DeleteFunc(slots[0].Topics()[1:], func(t schedule.Topic) bool { return !w.follows(t) })
	if len(followed) > 0 {
		message = m.StillRings(message, followed)
	}
	return message, nil
}

func (e *Env) unfollow(ctx context.Context, r *Request, topics ...schedule.Topic) error {
	if _, err := e.Store.Unfollow(ctx, r.Chat, topics...); err != nil {
		return fmt.Errorf("unfollowing: %w", err)
	}
	e.wake()
	return nil
}

// among keeps of what was found what is starred, if anything is.
func (w wishes) among(found schedule.Found) schedule.Found {
	mine := schedule.Found{Spelled: found.Spelled}
	for i, slot := range found.Talks {
		if !w.stars(slot) {
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
	if len(mine.Talks) == 0 {
		return found
	}
	return mine
}
