package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// Find is a bot.Finder: it finds talks as words in a private chat do. Who has typed
// nothing yet is shown what is on and what comes next.
func (e *Env) Find(ctx context.Context, q bot.Query) (finds bot.Finds) {
	r := e.request(ctx, bot.Incoming{Chat: q.Chat, Language: q.Language, Text: "/search " + q.Text})
	defer func() {
		if p := recover(); p != nil {
			e.Log.Error("a search panicked", "panic", fmt.Sprint(p))
			finds = bot.Finds{}
		}
	}()
	r.Text = strings.TrimSpace(strings.TrimPrefix(r.Text, "/search"))
	r.Args = r.Text
	w, err := e.wishes(ctx, r)
	if err != nil {
		// They find all the same, without their stars.
		e.Log.Warn("cannot mark what is starred", "error", err)
	}
	found := r.found()
	from := min(q.Skip, len(found))
	to := min(from+q.Most, len(found))
	finds = bot.Finds{More: to < len(found), Otherwise: r.Voice.FindElsewhere()}
	mine, everybodys := r.moment(w), r.Voice.At(r.Schedule, r.Now, func(*schedule.Slot) bool { return false })
	for _, slot := range found[from:to] {
		slots := r.Schedule.Talk(slot.Key)
		title, what := mine.Choice(slot)
		finds.Cards = append(finds.Cards, bot.Card{
			Key: slot.Key, Title: title, What: what, Message: everybodys.PassedOn(slots, e.door(q.Chat.Platform, Payload(talkTopic(slot)))),
		})
	}
	return finds
}

// door is where a private chat begins on a network; "" where that is not known.
func (e *Env) door(platform, payload string) string {
	if host, ok := e.Hosts[platform]; ok {
		return host.Door(payload)
	}
	return ""
}

// found are the talks that somebody looks for, one slot of each, the best first.
func (r *Request) found() []*schedule.Slot {
	var found []*schedule.Slot
	once := map[string]bool{}
	for _, slot := range r.likely() {
		if !once[slot.Key] {
			found, once[slot.Key] = append(found, slot), true
		}
	}
	return found
}

// likely are the slots that somebody means by a time, a place or words; by nothing,
// those of now and what comes next, or all when that is over.
func (r *Request) likely() []*schedule.Slot {
	if r.Args == "" {
		soon := slices.Concat(r.Schedule.Now(r.Now), r.Schedule.Next(r.Now, 1))
		if len(soon) == 0 {
			return r.Schedule.Slots()
		}
		return soon
	}
	words := r.Schedule.Search(r.Args)
	a, ok := r.asked()
	if !ok || r.sought(a, words) {
		return words.Talks
	}
	held := func(s *schedule.Slot) bool {
		switch {
		case a.room.Key != "" && s.Room.Key != a.room.Key:
			return false
		case !a.when.At.IsZero():
			return !s.Start.After(a.when.At) && s.Until.After(a.when.At)
		}
		return a.when.Day.IsZero() && s.Until.After(r.Now) || s.Day == a.when.Day
	}
	var there []*schedule.Slot
	for _, slot := range r.Schedule.Slots() {
		if held(slot) {
			there = append(there, slot)
		}
	}
	return there
}

// pressedElsewhere stars a talk for who has pressed that under a card which somebody
// has passed on: nothing else can be pressed there that is said to Usher.
func (e *Env) pressedElsewhere(ctx context.Context, r *Request) (bot.Message, error) {
	verb, key, _ := strings.Cut(r.Text, " ")
	slots := r.Schedule.Talk(key)
	star, ok := e.named("star")
	if verb != "/star" || !ok || len(slots) == 0 {
		return r.Voice.At(r.Schedule, r.Now, nil).TalkGone(), nil
	}
	r.Args = key
	if refusal := e.alone(ctx, star, r); !refusal.Empty() {
		return refusal, nil
	}
	w, err := e.storeStar(ctx, r, bot.Follow{Topic: talkTopic(slots[0])})
	if err != nil {
		return bot.Message{}, err
	}
	if slots = r.Schedule.Talk(key); len(slots) == 0 {
		return r.moment(w).TalkGone(), nil
	}
	return r.moment(w).Yours(slots, w.star(slots)), nil
}
