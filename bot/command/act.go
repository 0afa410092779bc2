package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// order is what an organiser's words come to: what is to be said over the schedule, or
// what to answer in its place, such as a question.
type order struct {
	adds   []schedule.Override
	ends   []int64
	answer bot.Message
}

// reader reads what an organiser wants. It only looks: what it finds is shown before
// anything is done, and says which rooms it is about.
type reader func(ctx context.Context, e *Env, r *Request, m say.Moment) (order, error)

// acts makes a command of a reader: it shows what would come of the words, and its
// buttons, as "/delay tell 7", decide about that.
func acts(read reader) func(context.Context, *Env, *Request) (bot.Message, error) {
	return func(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
		if e.Desk == nil {
			return r.Voice.CannotChange(), nil
		}
		m, err := e.moment(ctx, r)
		if err != nil {
			return bot.Message{}, err
		}
		if verb, number, ok := decision(r.Args); ok {
			return e.decideAct(ctx, r, m, verb, number)
		}
		o, err := read(ctx, e, r, m)
		if err != nil || !o.answer.Empty() {
			return o.answer, err
		}
		return e.propose(ctx, r, m, o)
	}
}

// roomsOf are the keys of the rooms in which an order of a reader changes something:
// where what it is about is published, where it is by now, and where it goes. Whoever
// decides about a preview is asked again, as their role may have ended since.
func roomsOf(read reader) func(context.Context, *Env, *Request) ([]string, error) {
	return func(ctx context.Context, e *Env, r *Request) ([]string, error) {
		if e.Desk == nil {
			return nil, nil
		}
		if verb, number, ok := decision(r.Args); ok {
			a, err := e.Desk.Look(ctx, number, r.Person())
			switch {
			case errors.Is(err, bot.ErrNoDraft), errors.Is(err, bot.ErrDraftSent), errors.Is(err, bot.ErrNoTalk), verb == dropDraft:
				return nil, nil // there is nothing to decide about, which the command says
			case err != nil:
				return nil, err // whoever may not do it must not, because nobody could look
			}
			return r.roomsIn(ctx, e, order{adds: a.Adds, ends: a.Ends})
		}
		m, err := e.moment(ctx, r)
		if err != nil {
			return nil, err
		}
		o, err := read(ctx, e, r, m)
		if err != nil {
			return nil, err
		}
		return r.roomsIn(ctx, e, o)
	}
}

// roomsIn are the rooms in which an order changes something.
func (r *Request) roomsIn(ctx context.Context, e *Env, o order) ([]string, error) {
	overrides, err := e.Desk.Overrides(ctx)
	if err != nil {
		return nil, err
	}
	ends := ended(overrides, o.ends)
	rooms := map[string]bool{}
	for i, over := range slices.Concat(ends, o.adds) {
		// Where a talk is published is where it goes back to, if nothing else is said of it.
		// What is new to say of one concerns where it stands by now.
		said := func(o schedule.Override) bool { return o.Talk == over.Talk && o.Slot.Equal(over.Slot) }
		if back := i < len(ends) && !slices.ContainsFunc(o.adds, said); back || over.Kind == schedule.Delay {
			rooms[over.Room] = true
		}
		rooms[over.ToRoom] = true
		if over.Added != nil {
			rooms[over.Added.Room.Key] = true
		}
		for _, slot := range r.Schedule.Talk(over.Talk) {
			rooms[slot.Room.Key] = rooms[slot.Room.Key] || isAbout(over, slot, overrides)
		}
	}
	maps.DeleteFunc(rooms, func(key string, in bool) bool { return key == "" || !in })
	return slices.Sorted(maps.Keys(rooms)), nil
}

// ended are the overrides of these numbers.
func ended(overrides []schedule.Override, numbers []int64) []schedule.Override {
	return slices.DeleteFunc(slices.Clone(overrides), func(o schedule.Override) bool { return !slices.Contains(numbers, o.Number) })
}

// The words by which the buttons of a preview decide.
const (
	tellThem  = "tell"
	tellNone  = "quiet"
	dropDraft = "drop"
)

// decision reads "tell 7".
func decision(args string) (verb string, number int64, ok bool) {
	verb, digits, _ := strings.Cut(args, " ")
	number, err := strconv.ParseInt(digits, 10, 64)
	return verb, number, err == nil && (verb == tellThem || verb == tellNone || verb == dropDraft)
}

// propose keeps an order as a draft and shows what it would mean.
func (e *Env) propose(ctx context.Context, r *Request, m say.Moment, o order) (bot.Message, error) {
	by := r.Person()
	for i := range o.adds {
		o.adds[i].By, o.adds[i].At = by.String(), r.Now
	}
	p, err := e.Desk.Propose(ctx, bot.Act{By: by, At: r.Now, Adds: o.adds, Ends: o.ends})
	switch {
	case errors.Is(err, bot.ErrNoTalk):
		return r.Voice.CannotFind(), nil
	case err != nil:
		return bot.Message{}, fmt.Errorf("proposing: %w", err)
	}
	return m.Proposal(p, r.command), nil
}

// decideAct does what a draft says, or drops it.
func (e *Env) decideAct(ctx context.Context, r *Request, m say.Moment, verb string, number int64) (bot.Message, error) {
	if err := e.logDecision(ctx, r, verb, number); err != nil {
		return bot.Message{}, fmt.Errorf("act %d: %w", number, err)
	}
	var p bot.Proposal
	var err error
	if verb == dropDraft {
		err = e.Desk.Discard(ctx, number, r.Person())
	} else {
		p, err = e.Desk.Do(ctx, number, r.Person(), verb == tellNone)
	}
	switch {
	case errors.Is(err, bot.ErrChangedSince):
		return m.ProposalChanged(p, r.command), nil
	case errors.Is(err, bot.ErrDraftSent):
		return r.Voice.DoneAlready(), nil
	case errors.Is(err, bot.ErrNoDraft):
		return r.Voice.ActDead(r.Shared), nil
	case errors.Is(err, bot.ErrNoTalk):
		return r.Voice.CannotFind(), nil
	case err != nil:
		return bot.Message{}, fmt.Errorf("act %d: %w", number, err)
	case verb == dropDraft:
		return r.Voice.NotDone(), nil
	}
	e.wake()
	return e.telling(ctx, r, bot.TellingName{Kind: bot.Change, Number: p.Number}, m.Done(p))
}

// over is an override of a kind about a slot, as it is published.
func over(kind schedule.OverrideKind, slot *schedule.Slot) schedule.Override {
	published := slot
	if slot.Published != nil {
		published = slot.Published
	}
	return schedule.Override{Kind: kind, Talk: slot.Key, Slot: published.Start, Room: published.Room.Key, Was: schedule.SpotOf(published)}
}

// answered is an order that is only an answer.
func answered(m bot.Message) (order, error) { return order{answer: m}, nil }

// movable is why a slot cannot be moved; the empty message if it can.
func (r *Request) movable(m say.Moment, slot *schedule.Slot) bot.Message {
	switch {
	case !slot.Until.After(r.Now):
		return m.Cannot(say.CannotOver, slot, "")
	case slot.Cancelled:
		return m.Cannot(say.CannotOff, slot, "/restore "+slotRef(r.Schedule, slot))
	}
	return bot.Message{}
}
