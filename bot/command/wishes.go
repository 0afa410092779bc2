package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// wishes are what a chat wants, and what that means for the schedule.
type wishes struct {
	bot.Wishes
	// leads are how long before a talk the chat is rung, longest first; unlike
	// Leads they are never the conference's own, but its value.
	leads []time.Duration
	// slots are all that the chat is told of, and starred those of them whose
	// talks are starred, by start.
	slots, starred []*schedule.Slot
	now            time.Time
}

// wishes are what the chat wants now. They are read once, and again only after
// changed.
func (e *Env) wishes(ctx context.Context, r *Request) (wishes, error) {
	if r.outdated {
		r.wanted, r.unread = e.Store.Wishes(ctx, r.Chat)
		r.outdated = false
	}
	if r.unread != nil {
		return wishes{}, fmt.Errorf("what the chat wants: %w", r.unread)
	}
	w := wishes{Wishes: r.wanted, now: r.Now}
	for _, lead := range w.Leads {
		if lead == bot.ConferenceLead {
			lead = e.Lead
		}
		w.leads = append(w.leads, lead)
	}
	if len(w.leads) == 0 {
		w.leads = []time.Duration{e.Lead}
	}
	var topics []schedule.Topic
	for _, f := range w.Follows {
		topics = append(topics, f.Topic)
	}
	for _, slot := range r.Schedule.Following(topics...) {
		topic, asked := w.Because(slot)
		if asked {
			w.slots = append(w.slots, slot)
		}
		if asked && topic.Kind == schedule.TopicTalk {
			w.starred = append(w.starred, slot)
		}
	}
	return w, nil
}

// changed says that a command has changed what the chat wants.
func (e *Env) changed(r *Request) {
	r.outdated = true
	e.wake()
}

// stars reports whether a slot's talk is starred, be it for another slot alone.
func (w wishes) stars(slot *schedule.Slot) bool {
	return w.Has(schedule.Topic{Kind: schedule.TopicTalk, Key: slot.Key})
}

// keeps reports whether a slot is starred: one of a talk's, where that alone is
// kept.
func (w wishes) keeps(slot *schedule.Slot) bool { return slices.Contains(w.starred, slot) }

// of are the slots of a talk that are starred; all of them where none is.
func (w wishes) of(slots []*schedule.Slot) []*schedule.Slot {
	if !slices.ContainsFunc(slots, w.keeps) {
		return slots
	}
	return slices.DeleteFunc(slices.Clone(slots), func(s *schedule.Slot) bool { return !w.keeps(s) })
}

// told reports whether a slot is told to the chat, for whatever sake.
func (w wishes) told(slot *schedule.Slot) bool { return slices.Contains(w.slots, slot) }

// star is what the star on a talk means: when it rings, and which other starred
// slots are at the same time as one that is still to come of its own.
func (w wishes) star(slots []*schedule.Slot) say.Star {
	star := say.Star{Leads: w.leads, Wishes: w.Wishes}
	for _, other := range w.starred {
		clash := func(s *schedule.Slot) bool {
			return s.Key != other.Key && !s.Cancelled && s.Until.After(w.now) && s.Overlaps(other)
		}
		if !other.Cancelled && slices.ContainsFunc(w.of(slots), clash) {
			star.Clashes = append(star.Clashes, other)
		}
	}
	return star
}

// moment is the request's voice, with the person's stars, or those of a shared chat.
func (r *Request) moment(w wishes) say.Moment {
	m := r.Voice.At(r.Schedule, r.Now, w.keeps)
	if r.Shared {
		m = m.Shared()
	}
	return m
}

func (e *Env) moment(ctx context.Context, r *Request) (say.Moment, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return say.Moment{}, err
	}
	return r.moment(w), nil
}

// wake asks for planning, since what somebody wants has changed.
func (e *Env) wake() {
	if e.Wake != nil {
		e.Wake()
	}
}
