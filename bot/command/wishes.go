package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// wishes are what a chat wants: what it follows, and when it is rung.
type wishes struct {
	topics []schedule.Topic
	leads  []time.Duration
	// starred are the slots of starred talks, by start.
	starred []*schedule.Slot
	now     time.Time
}

func (e *Env) wishes(ctx context.Context, r *Request) (wishes, error) {
	topics, err := e.Store.Follows(ctx, r.Chat)
	if err != nil {
		return wishes{}, fmt.Errorf("what the chat follows: %w", err)
	}
	leads, err := e.leads(ctx, r)
	if err != nil {
		return wishes{}, err
	}
	var talks []schedule.Topic
	for _, t := range topics {
		if t.Kind == schedule.TopicTalk {
			talks = append(talks, t)
		}
	}
	return wishes{topics, leads, r.Schedule.Following(talks...), r.Now}, nil
}

// leads are how long before a talk a chat is rung, longest first.
func (e *Env) leads(ctx context.Context, r *Request) ([]time.Duration, error) {
	settings, err := e.Store.Settings(ctx, r.Chat)
	if err != nil {
		return nil, fmt.Errorf("the chat's settings: %w", err)
	}
	if len(settings.Leads) == 0 {
		return []time.Duration{e.Lead}, nil
	}
	return settings.Leads, nil
}

func (w wishes) follows(t schedule.Topic) bool { return slices.Contains(w.topics, t) }

// stars reports whether a slot's talk is starred.
func (w wishes) stars(slot *schedule.Slot) bool {
	return w.follows(schedule.Topic{Kind: schedule.TopicTalk, Key: slot.Key})
}

// star is what the star on a talk means: when it rings, and which other starred
// slots are at the same time as one of its slots that is still to come.
func (w wishes) star(slots []*schedule.Slot) say.Star {
	star := say.Star{Leads: w.leads}
	for _, other := range w.starred {
		clash := func(s *schedule.Slot) bool {
			return s.Key != other.Key && !s.Cancelled && s.Until.After(w.now) && s.Overlaps(other)
		}
		if !other.Cancelled && slices.ContainsFunc(slots, clash) {
			star.Clashes = append(star.Clashes, other)
		}
	}
	return star
}

// moment is the request's voice, with the person's stars.
func (r *Request) moment(w wishes) say.Moment {
	return r.Voice.At(r.Schedule, r.Now, w.stars)
}

func (e *Env) moment(ctx context.Context, r *Request) (say.Moment, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return say.Moment{}, err
	}
	return r.moment(w), nil
}
