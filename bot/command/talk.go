package command

import (
	"context"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// talk answers /talk words: one talk, or which ones could be meant. "more" after
// a talk's key shows all that is written about it.
func talk(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	key, full := strings.CutSuffix(r.Args, " more")
	if slots := r.Schedule.Talk(key); len(slots) > 0 {
		return r.card(w, slots, say.Card{Full: full, Skip: r.Skip, Back: r.From}), nil
	}
	slots, answer := r.pickThere(w, "talk")
	if len(slots) == 0 {
		return answer, nil
	}
	return r.card(w, slots, say.Card{Back: r.From}), nil
}

// pickThere is pickTalk among all talks, which may also be meant by their room
// and time: "dome 15:00". Where several are on then, or none, the answer shows
// what is.
func (r *Request) pickThere(w wishes, verb string) ([]*schedule.Slot, bot.Message) {
	found := r.Schedule.Search(r.Args)
	a, ok := r.asked()
	if !ok || a.when.At.IsZero() || found.Named > 0 && !found.Respelled {
		return pickTalk(r.moment(w), r, verb, found)
	}
	if slots := r.in(a.room, a.when.At); len(slots) == 1 {
		return r.Schedule.Talk(slots[0].Key), bot.Message{}
	}
	return nil, a.answer(w, r)
}

// card shows a talk, with what the star on it means if it is starred.
func (r *Request) card(w wishes, slots []*schedule.Slot, card say.Card) bot.Message {
	card.Star = w.star(slots)
	if topic, told := w.Because(schedule.Soonest(slots, r.Now)); told && topic.Kind != schedule.TopicTalk {
		card.Because = topic
	}
	return r.moment(w).Talk(slots, card)
}

// pickTalk is the talk that was meant, by key or by words; none if that is not
// plain, with the answer to give instead. What was found is passed in, since
// some commands look among fewer talks.
func pickTalk(m say.Moment, r *Request, verb string, found schedule.Found) ([]*schedule.Slot, bot.Message) {
	if r.Args == "" {
		if verb != "talk" { // which is what words alone are looked for
			r.asks("/"+verb, "")
		}
		return nil, r.Voice.Needs(verb, r.examples().word)
	}
	if slots := r.Schedule.Talk(r.Args); len(slots) > 0 {
		return slots, bot.Message{}
	}
	if slots := r.Schedule.TalkByID(r.Args); len(slots) > 0 {
		return slots, bot.Message{}
	}
	if schedule.IsKey(r.Args) {
		return nil, m.TalkGone()
	}
	slot, ok := found.Meant()
	if !ok && verb == "talk" {
		slot, ok = found.Talk() // to show one too many does no harm
	}
	if ok {
		return r.Schedule.Talk(slot.Key), bot.Message{}
	}
	return nil, matches(m, r, verb, found)
}

// matches lists what was found, for the person to choose from.
func matches(m say.Moment, r *Request, verb string, found schedule.Found) bot.Message {
	switch {
	case len(found.Talks) == 0:
		return m.Nothing(r.Args)
	case found.Respelled && found.Spelled != "":
		return m.Closest(r.Args, found.Spelled, len(found.Talks))
	}
	list := say.List{Slots: found.Talks, Skip: r.Skip, Command: "/" + verb + " " + r.Args}
	if verb == "talk" || verb == "search" {
		return m.Matches(r.Args, "", found.Respelled, list)
	}
	return m.Matches(r.Args, "/"+verb, found.Respelled, list)
}
