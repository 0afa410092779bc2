package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// Tellings are how far organisers' news has got, and where it is taken back.
type Tellings interface {
	// Undo takes back what was done, be it by somebody else: it is bot.ErrTooLate if that
	// cannot be any more, bot.ErrUndone if somebody has, bot.ErrPublished if it is what is
	// published by now, and bot.ErrNoDraft if there is none. What it returns is what is told by that; no name is nothing.
	Undo(ctx context.Context, name bot.TellingName, by bot.Chat) (bot.TellingName, error)
	// Told is how far telling people has got; bot.ErrNoDraft if they are not told of that.
	Told(ctx context.Context, name bot.TellingName) (bot.Progress, error)
	// Last is what somebody did last that can be undone; bot.ErrNoDraft if there is none.
	Last(ctx context.Context, by bot.Chat) (bot.TellingName, error)
	// Watch has a message say how far telling people has got, once that has ended; where
	// its ID is "", another one does in its chat.
	Watch(ctx context.Context, name bot.TellingName, message bot.Ref) error
	// Done is an act that was done, and what it has changed; bot.ErrNoDraft if there is none.
	Done(ctx context.Context, number int64) (bot.Proposal, error)
	// Note has a draft say something beside what it tells, in the organiser's own words;
	// its errors are Do's.
	Note(ctx context.Context, number int64, by bot.Chat, note string) (bot.Proposal, error)
}

// undo answers /undo: it takes back what a button names, or offers to with what somebody
// did last.
func undo(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if e.Desk == nil {
		return r.Voice.CannotChange(), nil
	}
	name, ok := tellingOf(r.Args)
	if !ok {
		last, err := e.offerUndo(ctx, r, r.Voice.UndoNone())
		if r.Args != "" {
			last = r.Voice.UndoUnknown(r.Args).Then(last)
		}
		return last, err
	}
	answer, err := e.takeBack(ctx, r, name)
	if err != nil || r.From == "" {
		return answer, err
	}
	back, err := e.again(ctx, r, r.From)
	back.Body = slices.Concat(answer.Body, []bot.Paragraph{{}}, back.Body)
	return back, err
}

// takeBack takes back an act, or withdraws a broadcast: any organiser may, as whoever has
// scheduled it may be asleep.
func (e *Env) takeBack(ctx context.Context, r *Request, name bot.TellingName) (bot.Message, error) {
	if e.Desk == nil {
		return r.Voice.CannotChange(), nil
	}
	if err := e.logTakingBack(ctx, r, name); err != nil {
		return bot.Message{}, err
	}
	told, err := e.Desk.Undo(ctx, name, r.Person())
	switch {
	case name.Kind == bot.Broadcast && (errors.Is(err, bot.ErrTooLate) || errors.Is(err, bot.ErrNoDraft)):
		return r.Voice.BroadcastGone(), nil
	case errors.Is(err, bot.ErrTooLate):
		return r.Voice.UndoTooLate(), nil
	case errors.Is(err, bot.ErrUndone):
		return r.Voice.UndoneAlready(), nil
	case errors.Is(err, bot.ErrPublished):
		return r.Voice.UndonePublished(), nil
	case errors.Is(err, bot.ErrNoDraft) && !r.Pressed.IsZero():
		return r.Voice.UndoNone(), nil
	case errors.Is(err, bot.ErrNoDraft):
		last, err := e.offerUndo(ctx, r, r.Voice.UndoNone())
		return r.Voice.UndoUnknown(r.Args).Then(last), err
	case err != nil:
		return bot.Message{}, fmt.Errorf("undo %s %d: %w", name.Kind, name.Number, err)
	}
	e.Log.Info("an organiser's act was undone", "kind", name.Kind, "number", name.Number)
	e.wake()
	too, err := e.endedToo(ctx, r, name, told)
	if err != nil {
		return bot.Message{}, err
	}
	return e.telling(ctx, r, told, too)
}

// endedToo says what has ended with an act that was taken back, beside what it had added:
// what was said since of a talk that it had added. It is empty if nothing has.
func (e *Env) endedToo(ctx context.Context, r *Request, undone, by bot.TellingName) (bot.Message, error) {
	if undone.Kind != bot.Change {
		return bot.Message{}, nil
	}
	was, err := e.Desk.Done(ctx, undone.Number)
	if err != nil {
		return bot.Message{}, err
	}
	is, err := e.Desk.Done(ctx, by.Number)
	if err != nil {
		return bot.Message{}, err
	}
	adds := func(number int64) bool {
		return slices.ContainsFunc(was.Adds, func(o schedule.Override) bool { return o.Number == number })
	}
	if more := slices.DeleteFunc(slices.Clone(is.Ends), adds); len(more) > 0 {
		return r.Voice.UndoneToo(len(more)), nil
	}
	return bot.Message{}, nil
}

// offerUndo shows what somebody did last that can be undone, or else says that there is none.
func (e *Env) offerUndo(ctx context.Context, r *Request, none bot.Message) (bot.Message, error) {
	name, err := e.Desk.Last(ctx, r.Person())
	if errors.Is(err, bot.ErrNoDraft) {
		return none, nil
	}
	if err != nil {
		return bot.Message{}, err
	}
	far, err := e.Desk.Told(ctx, name)
	if err != nil {
		return bot.Message{}, err
	}
	var done bot.Proposal
	if name.Kind == bot.Change {
		if done, err = e.Desk.Done(ctx, name.Number); err != nil {
			return bot.Message{}, err
		}
	}
	return r.Voice.At(r.Schedule, r.Now, nil).UndoOffered(done, far), nil
}

// told answers /told 7, how far telling people has got, be it of what somebody did last, and
// /told who 7, why some are not told.
func told(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if e.Desk == nil {
		return r.Voice.CannotChange(), nil
	}
	numbered, who := strings.CutPrefix(r.Args, "who ")
	name, ok := tellingOf(numbered)
	if !ok {
		return e.offerUndo(ctx, r, r.Voice.ToldNone())
	}
	far, err := e.Desk.Told(ctx, name)
	switch {
	case errors.Is(err, bot.ErrNoDraft):
		return r.Voice.ToldUnknown(numbered), nil
	case err != nil:
		return bot.Message{}, err
	case who:
		return r.Voice.MissedIt(far), nil
	}
	m := r.Voice.At(r.Schedule, r.Now, nil)
	if far.News == bot.NewsScheduled {
		return m.ToldLater(far), nil
	}
	if far.Of > 0 || name.Kind != bot.Change || far.Approves {
		return m.Told(far, r.Now), nil
	}
	done, err := e.Desk.Done(ctx, name.Number)
	if err != nil {
		return bot.Message{}, err
	}
	return m.Telling(m.Done(done), far, r.Now), nil
}

// telling says under what was done that people are being told, and has the message that
// was pressed say how far that has got in the end.
func (e *Env) telling(ctx context.Context, r *Request, name bot.TellingName, done bot.Message) (bot.Message, error) {
	far, err := e.Desk.Told(ctx, name)
	if errors.Is(err, bot.ErrNoDraft) {
		return done, nil
	}
	if err != nil {
		return bot.Message{}, err
	}
	if far.Of > 0 {
		if err := e.watch(ctx, r, name); err != nil {
			return bot.Message{}, err
		}
	}
	return r.Voice.Telling(done, far, r.Now), nil
}

// watch has the message that was pressed say how far telling people has got in the end.
// What was typed has an answer of its own, whose name nobody knows yet.
func (e *Env) watch(ctx context.Context, r *Request, name bot.TellingName) error {
	return e.watchFrom(ctx, r, name, r.Pressed.ID)
}

// watchFrom has a message in the request's chat say so, "" being one that is still to come.
func (e *Env) watchFrom(ctx context.Context, r *Request, name bot.TellingName, message string) error {
	if e.Desk == nil {
		return nil
	}
	e.wake()
	return e.Desk.Watch(ctx, name, bot.Ref{Chat: r.Chat, ID: message})
}

// tellingOf reads what a button calls an act, as "7", or a broadcast, as "b7".
func tellingOf(typed string) (name bot.TellingName, ok bool) {
	name.Kind = bot.Change
	digits, broadcast := strings.CutPrefix(strings.TrimSpace(typed), "b")
	if broadcast {
		name.Kind = bot.Broadcast
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	name.Number = number
	return name, err == nil && number > 0
}

// asksToUndo is for whom it is to see and take back what a button names: a broadcast is
// no stage manager's.
func asksToUndo(_ context.Context, _ *Env, r *Request) (Audience, error) {
	if name, ok := tellingOf(strings.TrimPrefix(r.Args, "who ")); ok && name.Kind == bot.Broadcast {
		return Organisers, nil
	}
	return Stage, nil
}

// toldRooms are the rooms in which an act has changed something that a button names.
func toldRooms(ctx context.Context, e *Env, r *Request) ([]string, error) {
	name, ok := tellingOf(strings.TrimPrefix(r.Args, "who "))
	if !ok || name.Kind != bot.Change || e.Desk == nil {
		return nil, nil
	}
	done, err := e.Desk.Done(ctx, name.Number)
	if errors.Is(err, bot.ErrNoDraft) {
		return nil, nil
	}
	return changedRooms(done), err
}

// changedRooms are the rooms in which an act changes something, or did until something else
// was said of the same talk.
func changedRooms(p bot.Proposal) []string {
	var rooms []string
	for _, o := range p.Adds {
		// Where a talk is published is not where it was, unless nothing else is known.
		shown := slices.ContainsFunc(p.Changes, func(c bot.SlotChange) bool { return c.Talk == o.Talk })
		if !shown || o.Kind == schedule.Delay {
			rooms = append(rooms, o.Room)
		}
		rooms = append(rooms, o.ToRoom)
		if o.Added != nil {
			rooms = append(rooms, o.Added.Room.Key)
		}
	}
	for _, c := range p.Changes {
		rooms = append(rooms, c.Before.Room.Key, c.After.Room.Key)
	}
	slices.Sort(rooms)
	return slices.DeleteFunc(slices.Compact(rooms), func(key string) bool { return key == "" })
}
