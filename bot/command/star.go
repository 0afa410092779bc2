package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// star answers /star: follow a talk, or all talks in a room, by a speaker or on
// a track.
func star(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if topic, answer, named := r.topic(m, "/star"); named {
		if topic.Key == "" {
			return answer, nil
		}
		if err := e.follow(ctx, r, bot.Follow{Topic: topic}); err != nil {
			return bot.Message{}, err
		}
		return m.Followed(topic, w.settings()), nil
	}
	slots, answer := r.pickThere(w, "star")
	if len(slots) == 0 {
		return answer, nil
	}
	return e.starred(ctx, r, slots, time.Time{})
}

// starred stars a talk, or the slot alone that starts at only, and says what
// follows from that: on the list or the card that the star was pressed on, or on
// a card of its own.
func (e *Env) starred(ctx context.Context, r *Request, slots []*schedule.Slot, only time.Time) (bot.Message, error) {
	w, err := e.storeStar(ctx, r, bot.Follow{Topic: talkTopic(slots[0]), Only: only})
	if err != nil {
		return bot.Message{}, err
	}
	if slots = r.Schedule.Talk(slots[0].Key); len(slots) == 0 {
		return r.moment(w).TalkGone(), nil
	}
	if r.From != "" {
		list, err := e.again(ctx, r, r.From)
		if err != nil || strings.HasPrefix(r.From, "/talk ") { // a card says it all itself
			return list, err
		}
		return r.moment(w).StarNote(list, slots, w.star(slots), r.From), nil
	}
	return r.card(w, slots, say.Card{Brief: r.Pressed.IsZero()}), nil
}

// mostOvertaken is how many schedules in a row may come while a star is stored. One in
// a minute is much.
const mostOvertaken = 3

// storeStar stores a star, and has the answer made from the schedule that was in
// force then. Of one that came before the star was stored, nobody tells this chat:
// the answer does. Where that is another one than was asked about, the star is
// stored once more, so that it is known what its answer says.
func (e *Env) storeStar(ctx context.Context, r *Request, f bot.Follow) (wishes, error) {
	for overtaken := 0; ; overtaken++ {
		if err := e.follow(ctx, r, f); err != nil {
			return wishes{}, err
		}
		s := e.inForce()
		if s == r.Schedule || overtaken == mostOvertaken {
			return e.wishes(ctx, r)
		}
		r.Schedule, r.Now = s, e.Now()
		w, err := e.wishes(ctx, r)
		if err != nil {
			return wishes{}, err
		}
		for _, kept := range w.Follows {
			if kept.Topic == f.Topic { // its slot may have moved
				f = kept
			}
		}
	}
}

// talkTopic is what a star on a slot's talk follows.
func talkTopic(slot *schedule.Slot) schedule.Topic {
	return schedule.Topic{Kind: schedule.TopicTalk, Key: slot.Key}
}

func (e *Env) follow(ctx context.Context, r *Request, f bot.Follow) error {
	_, err := e.Store.Follow(ctx, r.Chat, f)
	// A schedule that came meanwhile has moved all that was kept by then, but
	// not this.
	if _, held := e.inForce().Slot(f.Key, f.Only); err == nil && !held && !f.Only.IsZero() {
		f.Only = time.Time{}
		_, err = e.Store.Follow(ctx, r.Chat, f)
	}
	if err != nil {
		return fmt.Errorf("following %s: %w", f.Kind, err)
	}
	e.changed(r)
	return nil
}

// topic reads "room dome", "speaker lennart", "track kernel", or just the exact
// name of a room, and reports whether one was named at all. Where it is not
// plain which one, the topic has no key and there is an answer to give instead.
func (r *Request) topic(m say.Moment, verb string) (topic schedule.Topic, answer bot.Message, named bool) {
	word, name, _ := strings.Cut(r.Args, " ")
	kind, ok := say.TopicKind(word)
	if name = strings.TrimSpace(name); !ok || name == "" {
		room, ok := r.room(r.Args, true)
		return room.Topic(), answer, ok
	}
	topic.Kind = kind
	one, answer, ok := oneOf(m, kind, name, verb+" "+string(kind)+" ", r.Schedule.Find(kind, name))
	if ok {
		topic = one.Topic()
	}
	return topic, answer, true
}
