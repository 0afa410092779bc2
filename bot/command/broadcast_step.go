package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// step is what is to be done with a broadcast: "send 7.2", "to 7 room Dome",
// "de 7 Das Licht ist aus."
type step struct {
	verb string
	// language is a BCP 47 tag where the verb names one.
	language string
	seen     bot.Seen
	rest     string
}

// verbs are all but the names of languages.
var verbs = map[string]bool{"send": true, "cancel": true, "show": true, "to": true, "at": true, "when": true,
	"keep": true, "drop": true, "edit": true, "first": true, "without": true, "withdraw": true}

// draftForm is a draft as a button names it, with its revision, or as people do.
var draftForm = regexp.MustCompile(`^(\d{1,15})(?:\.(\d{1,15}))?$`)

// readStep reads a step. Without a number it is a broadcast that begins with that
// word.
func (r *Request) readStep(text string) (step, bool) {
	verb, rest := cutWord(text)
	name, rest := cutWord(rest)
	digits := draftForm.FindStringSubmatch(name)
	if digits == nil {
		return step{}, false
	}
	o := step{verb: strings.ToLower(verb), seen: bot.Seen{Author: r.Person()}, rest: rest}
	o.seen.Number, _ = strconv.ParseInt(digits[1], 10, 64)
	o.seen.Revision, _ = strconv.ParseInt(digits[2], 10, 64) // 0 where there is none
	if verbs[o.verb] {
		return o, true
	}
	var ok bool
	o.language, ok = say.Meant(verb)
	return o, ok
}

// cutWord cuts the first word off a text, whose other line breaks stay.
func cutWord(text string) (word, rest string) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}

// isText reports whether what looks like a step is the beginning of a text: "send 2
// helpers", "at 18 the bar opens", "to 7 of you: hurry".
func (r *Request) isText(o step) bool {
	switch o.verb {
	case "send", "cancel", "withdraw", "show", "keep", "drop":
		return o.rest != ""
	case "first": // which only buttons say
		return o.seen.Revision == 0
	case "without": // of a language: the first text is what the others read
		return o.seen.Revision == 0 || o.rest == ""
	case "at":
		when, ok := ReadWhen(o.rest, r.Schedule, r.Now)
		return o.seen.Revision == 0 && o.rest != "" && (!ok || when.At.IsZero())
	case "to":
		return o.seen.Revision == 0 && strings.ContainsAny(o.rest, ":\n")
	}
	return false
}

// obey does what an order says; not ok where it is no order after all, but a text
// that begins like one.
func (e *Env) obey(ctx context.Context, r *Request, o step) (answer bot.Message, ok bool, err error) {
	if r.isText(o) {
		return answer, false, nil
	}
	switch o.verb {
	case "send", "cancel":
		answer, err = e.settle(ctx, r, o.verb == "send", o.seen)
		return answer, true, err
	case "withdraw":
		answer, err = e.takeBack(ctx, r, bot.TellingName{Kind: bot.Broadcast, Number: o.seen.Number})
		return answer, true, err
	}
	n, err := e.looked(ctx, r, o)
	if err != nil {
		if o.rest != "" && (o.verb == "to" || o.verb == "at") && o.seen.Revision == 0 {
			return answer, false, ignored(err)
		}
		answer, err = e.unsendable(ctx, r, o.seen, err)
		return answer, true, err
	}
	switch o.verb {
	case "show":
		answer, err = e.preview(ctx, r, n, whom{})
	case "to":
		return e.address(ctx, r, n, o.rest)
	case "when":
		n.Head = "" // that is what it says
		return e.postpone(ctx, r, n, o.rest)
	case "at":
		return e.postpone(ctx, r, n, o.rest)
	case "keep", "drop":
		answer, err = e.behead(ctx, r, n, o.verb == "keep")
	case "without":
		delete(n.Texts, o.rest)
		answer, err = e.revise(ctx, r, n)
	default: // "edit", "first", or a language
		answer, err = e.rewrite(ctx, r, n, o)
	}
	return answer, true, err
}

// looked is the draft that a step is about, as of that revision. Whether there still is
// that one is for whoever changes it to say: an answer that is made again, since Usher
// was killed before it was said, finds the draft changed by itself.
func (e *Env) looked(ctx context.Context, r *Request, o step) (bot.News, error) {
	seen := o.seen
	if o.rest != "" || o.verb == "keep" || o.verb == "drop" {
		seen.Revision = 0
	}
	n, err := e.Store.Drafted(ctx, seen, r.Now.Add(-draftLife))
	n.Revision = cmp.Or(o.seen.Revision, n.Revision)
	return n, err
}

// ignored is nil for a draft that is none: what was typed is no order then.
func ignored(err error) error {
	if errors.Is(err, bot.ErrNoDraft) || errors.Is(err, bot.ErrDraftSent) {
		return nil
	}
	return err
}

// address lets a draft go to others, or asks to whom.
func (e *Env) address(ctx context.Context, r *Request, n bot.News, typed string) (answer bot.Message, ok bool, err error) {
	named, skip := cutSkip(typed)
	kind, menu := menuOf(named)
	w := r.whom(named)
	if !menu && w.to.Kind != bot.Unchosen {
		n.Addressees, n.Head = w.to, ""
		answer, err = e.revise(ctx, r, n)
		return answer, true, err
	}
	seen := n.Seen()
	if n, err = e.Store.Drafted(ctx, seen, r.Now.Add(-draftLife)); err != nil {
		answer, err = e.unsendable(ctx, r, seen, err)
		return answer, true, err
	}
	if menu {
		m, err := e.moment(ctx, r)
		r.asks(fmt.Sprintf("/broadcast to %d %s", n.Number, named), "")
		return m.BroadcastWhich(n.Seen(), kind, r.eligible(n.Seen(), kind), skip), true, err
	}
	n.Addressees, w.typed = w.to, cmp.Or(w.typed, named)
	answer, err = e.preview(ctx, r, n, w)
	return answer, true, err
}

// menuOf is the kind of topic that is named and nothing else: there is a menu of
// these.
func menuOf(named string) (schedule.TopicKind, bool) {
	if say.IsStarred(named) {
		return schedule.TopicTalk, true
	}
	return say.TopicKind(named)
}

// eligible are the topics of a kind that can be chosen with a button.
func (r *Request) eligible(draft bot.Seen, kind schedule.TopicKind) []say.Choice {
	var all []say.Choice
	add := func(name string, t schedule.Topic) {
		all = append(all, say.Choice{Name: name, Command: toFans(draft, t)})
	}
	switch kind {
	case schedule.TopicRoom:
		for _, room := range r.Schedule.Rooms() {
			add(room.Name, room.Topic())
		}
	case schedule.TopicTrack:
		for _, track := range r.Schedule.Tracks() {
			add(track.Name, track.Topic())
		}
	case schedule.TopicTalk: // the others are for who types
		for _, slot := range append(r.Schedule.Now(r.Now), r.Schedule.Next(r.Now, 1)...) {
			add(slot.Title, talkTopic(slot))
		}
	}
	return all
}

// postpone lets a draft go out later, or at once, or asks when.
func (e *Env) postpone(ctx context.Context, r *Request, n bot.News, typed string) (answer bot.Message, ok bool, err error) {
	asks := func() { r.asks(fmt.Sprintf("/broadcast at %d", n.Number), "") }
	if typed == "" {
		asks()
		return r.Voice.BroadcastWhen(n.Seen()), true, nil
	}
	when, ok := ReadWhen(typed, r.Schedule, r.Now)
	if !ok || when.At.IsZero() {
		asks()
		return r.Voice.NoSuchTime(typed), true, nil
	}
	if when.At.Before(r.Now) {
		asks()
		m, err := e.moment(ctx, r)
		return m.BroadcastPast(typed), true, err
	}
	n.At = when.At
	if when.At.Equal(r.Now) {
		n.At = n.Confirmed // none
	}
	shown := e.preview
	if r.isOverToday(typed) {
		shown = e.overToday
	}
	answer, err = e.reviseAnd(ctx, r, n, shown)
	return answer, true, err
}

// overToday asks about a draft whose moment is over for today whether it is meant for
// another day.
func (e *Env) overToday(ctx context.Context, r *Request, n bot.News, _ whom) (bot.Message, error) {
	m, err := e.moment(ctx, r)
	return m.BroadcastOver(n), err
}

// toFans is the command that has a draft go to who follows a topic. With the
// kind's first letter alone the longest key fits on a button.
func toFans(draft bot.Seen, t schedule.Topic) string {
	return fmt.Sprintf("/broadcast to %s %s %s", say.DraftRef(draft), letters[t.Kind], t.Key)
}

// letters are what kinds of topics are called in commands of buttons.
var letters = map[schedule.TopicKind]string{
	schedule.TopicTalk: "t", schedule.TopicRoom: "r", schedule.TopicSpeaker: "s", schedule.TopicTrack: "k",
}
