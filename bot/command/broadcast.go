package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"usher/bot"
	"usher/bot/say"
)

const (
	// maxBroadcast is how long a broadcast may be as people see it, in UTF-16 code
	// units, which is how Telegram counts the 4096 that a message has room for (Bot
	// API, sendMessage). The rest is for what stands round it. So it is one message on
	// every network, which can be edited when it is withdrawn.
	maxBroadcast = 3500
	// draftLife is how long a preview's buttons work: after that, what it says
	// may have been overtaken.
	draftLife = time.Hour
)

// Broadcasts are what organisers tell people. A draft is its author's, and not for
// longer than the caller says: where there is none, or it was written before
// expired, it is bot.ErrNoDraft; bot.ErrDraftSent once it was sent, and
// bot.ErrChangedSince where it is another one than the author has seen.
type Broadcasts interface {
	// People is how many chats there are to tell.
	People(ctx context.Context) (int, error)
	// Reach is how many chats an audience has now.
	Reach(ctx context.Context, aim bot.Aim) (bot.Shares, error)
	// Draft keeps what is to be told and gives it a number; drafts written before
	// expired may be deleted.
	Draft(ctx context.Context, n bot.News, now, expired time.Time) (number int64, err error)
	// Drafted is a draft.
	Drafted(ctx context.Context, seen bot.Seen, expired time.Time) (bot.News, error)
	// Revise puts a draft in the place of the one of its number, author and revision,
	// and says what its own revision is.
	Revise(ctx context.Context, n bot.News, now, expired time.Time) (revision int64, err error)
	// Confirm sends a draft to those who are its audience then: now, or at its
	// moment. What names no revision, nobody has seen; it is bot.ErrUnaddressed where the
	// author has not said for whom it is.
	Confirm(ctx context.Context, seen bot.Seen, now, expired time.Time) (bot.News, error)
	// Discard deletes a draft, however old.
	Discard(ctx context.Context, seen bot.Seen) error
	// Scheduled are the broadcasts of somebody that wait for their moment.
	Scheduled(ctx context.Context, author bot.Chat) ([]bot.News, error)
	// News are at most so many broadcasts that were confirmed, first those that wait
	// for their moment, then the newest.
	News(ctx context.Context, most int) ([]bot.News, error)
}

// broadcast answers /broadcast: what people will read, who they are, and how many.
// Its buttons come back as "/broadcast send 7".
func broadcast(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	text := r.marked()
	if text == "" {
		r.asksText("/broadcast")
		return r.Voice.Needs("broadcast", r.Voice.BroadcastExample()), nil
	}
	if o, ok := r.readStep(text); ok {
		if answer, ok, err := e.obey(ctx, r, o); ok || err != nil {
			return answer, err
		}
	}
	if say.IsWithdrawing(text) {
		return e.withdrawable(ctx, r)
	}
	if head, ok := r.headAlone(text); ok {
		r.asksText("/broadcast " + head + ":")
		return r.Voice.BroadcastNeeds(head), nil
	}
	h := r.heading(text)
	if h.at.Before(r.Now) && !h.at.IsZero() {
		m, err := e.moment(ctx, r)
		return m.BroadcastPast(h.typedAt), err
	}
	if over := r.tooLong(h.head+h.text, maxBroadcast); over > 0 {
		return r.Voice.BroadcastTooLong(maxBroadcast, over), nil
	}
	n := bot.News{Author: r.Person(), Addressees: h.to, Head: h.head, Texts: map[string]string{"": h.text}, File: r.File, At: h.at}
	number, err := e.Store.Draft(ctx, n, r.Now, r.Now.Add(-draftLife))
	if err != nil {
		return bot.Message{}, err
	}
	n.Number, n.Revision = number, 1
	if r.isOverToday(h.typedAt) {
		return e.overToday(ctx, r, n, whom{})
	}
	return e.preview(ctx, r, n, whom{})
}

// preview shows a draft; where it is not known yet for whom it is it asks that.
func (e *Env) preview(ctx context.Context, r *Request, n bot.News, named whom) (bot.Message, error) {
	m, err := e.moment(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	d, err := e.drafted(ctx, r, n)
	if err != nil {
		return bot.Message{}, err
	}
	if n.Kind != bot.Unchosen {
		d.Takes, err = e.takes(ctx, d.Shares, r.Now)
		return m.BroadcastPreview(d), err
	}
	if n.Head != "" {
		if w := r.misnamed(n.Head); w.typed != "" {
			return m.BroadcastHead(offering(d, w)), nil
		}
		all, _ := r.guesses(n.Head)
		return m.BroadcastHead(say.Asking{Draft: d, Meant: guessed(m, r, n, all)}), nil
	}
	r.asks(fmt.Sprintf("/broadcast to %d", n.Number), "")
	return m.BroadcastToWhom(offering(d, named)), nil
}

// offering is a draft whose author is asked for whom it is, and who they may have meant.
func offering(d say.Draft, named whom) say.Asking {
	a := say.Asking{Draft: d, Kind: named.kind, Named: named.typed}
	for _, c := range named.meant {
		a.Meant = append(a.Meant, say.Choice{Name: c.name, Command: toFans(d.Seen(), c.Topic)})
	}
	return a
}

// drafted is a draft with whom it reaches: anybody, while it is not known for whom it is.
func (e *Env) drafted(ctx context.Context, r *Request, n bot.News) (say.Draft, error) {
	d := say.Draft{News: n, Default: e.ownTongue()}
	aim := n.Aim(r.Schedule, e.tongue)
	if n.Kind == bot.Unchosen {
		aim = bot.Aim{}
	}
	var err error
	if d.Shares, err = e.Store.Reach(ctx, aim); err != nil {
		return d, err
	}
	if n.Kind != bot.Unchosen {
		e.barred(&d)
	}
	return d, nil
}

// barred notes on which of the networks that a draft goes to its file cannot go along.
func (e *Env) barred(d *say.Draft) {
	if d.File.IsZero() || e.Traits == nil {
		return
	}
	own := e.Traits(d.File.Platform)
	d.Most = own.Opens
	seen := map[string]bool{}
	for _, s := range d.Shares {
		there := e.Traits(s.Platform)
		switch {
		case seen[s.Platform], d.File.Reaches(s.Platform, there, own):
		case there.Files && own.Opens > 0:
			d.Unreached = append(d.Unreached, s.Platform)
		default:
			d.Unshown = append(d.Unshown, s.Platform)
		}
		seen[s.Platform] = true
	}
}

// takes is how long it takes to tell something on each network, behind what is due
// there.
func (e *Env) takes(ctx context.Context, to bot.Shares, now time.Time) ([]bot.Reach, error) {
	if e.Lanes == nil {
		return nil, nil
	}
	queues, err := e.Store.Queues(ctx, now, now)
	if err != nil {
		return nil, err
	}
	ahead, chats := map[string]int{}, map[string]int{}
	for _, q := range queues {
		ahead[q.Platform] = q.Due
	}
	for _, s := range to {
		chats[s.Platform] += s.Chats
	}
	var all []bot.Reach
	for _, lane := range e.Lanes() {
		if n := chats[lane.Platform]; n > 0 {
			all = append(all, bot.Reach{Platform: lane.Platform, People: n, Takes: lane.Takes(ahead[lane.Platform] + n)})
		}
	}
	return all, nil
}

// tongue is what is spoken with a chat unasked, by its Wishes.Language.
func (e *Env) tongue(language string) string { return say.In(language, e.Language).Language() }

// ownTongue is what is spoken where nothing else is known.
func (e *Env) ownTongue() string { return e.tongue("") }

// settle sends or cancels a draft.
func (e *Env) settle(ctx context.Context, r *Request, send bool, seen bot.Seen) (bot.Message, error) {
	if !send {
		if n, err := e.Store.Drafted(ctx, seen, time.Time{}); err == nil { // else Discard says so
			r.logNews(ctx, "cancel", n)
		}
		if err := e.Store.Discard(ctx, seen); err != nil {
			return e.unsendable(ctx, r, seen, err)
		}
		return r.Voice.BroadcastCancelled(), nil
	}
	if n, err := e.Store.Drafted(ctx, seen, r.Now.Add(-draftLife)); err == nil { // else Confirm says so
		r.logNews(ctx, "send", n)
	}
	n, err := e.Store.Confirm(ctx, seen, r.Now, r.Now.Add(-draftLife))
	if err != nil {
		return e.unsendable(ctx, r, seen, err)
	}
	e.wake()
	e.Log.Info("a broadcast was confirmed", "broadcast", n.Number, "kind", string(n.Kind))
	if n.At.After(r.Now) {
		m, err := e.moment(ctx, r)
		if err != nil {
			return bot.Message{}, err
		}
		// How far it has got is a message of its own then: who schedules does not sit and wait.
		return m.BroadcastScheduled(n), e.watchFrom(ctx, r, bot.TellingName{Kind: bot.Broadcast, Number: n.Number}, "")
	}
	shares, err := e.Store.Reach(ctx, n.Aim(r.Schedule, e.tongue))
	if err != nil {
		return bot.Message{}, err
	}
	return r.Voice.BroadcastSending(n, shares), e.watch(ctx, r, bot.TellingName{Kind: bot.Broadcast, Number: n.Number})
}

// unsendable says what has become of a draft, and shows the one that it has become.
func (e *Env) unsendable(ctx context.Context, r *Request, seen bot.Seen, why error) (bot.Message, error) {
	switch {
	case errors.Is(why, bot.ErrDraftSent):
		return r.Voice.BroadcastSent(), nil
	case errors.Is(why, bot.ErrNoDraft):
		return r.Voice.BroadcastDead(), nil
	case !errors.Is(why, bot.ErrChangedSince) && !errors.Is(why, bot.ErrUnaddressed):
		return bot.Message{}, fmt.Errorf("draft: %w", why)
	}
	seen.Revision = 0
	n, err := e.Store.Drafted(ctx, seen, r.Now.Add(-draftLife))
	if err != nil {
		return bot.Message{}, fmt.Errorf("draft: %w", err)
	}
	m, err := e.preview(ctx, r, n, whom{})
	if errors.Is(why, bot.ErrChangedSince) {
		m = r.Voice.BroadcastChanged(m)
	}
	return m, err
}
