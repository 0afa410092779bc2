package command

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// Approver is where changes that were found in the published schedule wait for an
// organiser's word before people are told of them.
type Approver interface {
	// Unapproved are those that wait, the first found first, with whom they concern: of
	// each, for those that a page shows which leaves out the first skip of them.
	Unapproved(ctx context.Context, skip int) (bot.Unheard, error)
	// CountUnapproved is how many those are.
	CountUnapproved(ctx context.Context) (int, error)
	// Approve decides about one or all of them, and says about which. It is bot.ErrDecided
	// if that waits no more, bot.ErrTooLate if it is worth nothing any more, and
	// bot.ErrChangedSince if it has changed since.
	Approve(ctx context.Context, v bot.Verdict) (bot.Decision, error)
	// NoteApproval has one told with a note beside it, to those with whom a language is
	// spoken; "" is for everybody else. Its errors are Approve's.
	NoteApproval(ctx context.Context, number int64, language, note string) error
}

// approve answers /approve: what people are to be told of the published schedule's
// changes, and whether they are. A button names what was shown, so that nothing is told
// that nobody has seen.
func approve(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	if e.Approver == nil {
		return moment.Unapproved(bot.Unheard{}, 0), nil
	}
	verb, rest, _ := strings.Cut(r.Args, " ")
	numbers := numbersIn(rest)
	language, speaks := say.Meant(verb)
	switch {
	case (verb == "yes" || verb == "drop") && len(numbers) == 2:
		return decideApproval(ctx, e, r, bot.Verdict{Number: numbers[0], Seen: numbers[1], Tell: verb == "yes"})
	case (verb == "all" || verb == "none") && len(numbers) == 1:
		return decideApproval(ctx, e, r, bot.Verdict{Seen: numbers[0], Tell: verb == "all"})
	case verb == "note" && len(numbers) > 0:
		return noteApproval(ctx, e, r, numbers[0], "")
	case verb == "look" && len(numbers) > 0:
		return lookApproval(ctx, e, r, numbers[0])
	case speaks && len(numbers) > 0:
		return noteApproval(ctx, e, r, numbers[0], language)
	}
	waiting, err := e.Approver.Unapproved(ctx, r.Skip)
	return moment.Unapproved(waiting, r.Skip), err
}

// decideApproval does what an organiser has decided, and shows what still waits. How far
// telling people has got is said by the message that was pressed in the end, or by another
// where that shows what waits.
func decideApproval(ctx context.Context, e *Env, r *Request, v bot.Verdict) (bot.Message, error) {
	v.By = r.Person()
	if err := logApproval(ctx, e, v); err != nil {
		return bot.Message{}, err
	}
	decided, err := e.Approver.Approve(ctx, v)
	if err != nil {
		return undecided(ctx, e, r, err)
	}
	e.Log.Info("changes of the schedule were decided about", "changes", len(decided.About), "told", v.Tell)
	e.wake()
	waiting, err := e.Approver.Unapproved(ctx, 0)
	if err != nil {
		return bot.Message{}, err
	}
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	if !v.Tell {
		return moment.Unapproving(decided, waiting), nil
	}
	name := bot.TellingName{Kind: bot.Change, Number: decided.Act}
	far, err := e.Desk.Told(ctx, name)
	if err != nil {
		return bot.Message{}, err
	}
	message := r.Pressed
	if message.Chat = r.Chat; len(waiting.Waiting) > 0 {
		message.ID = ""
	}
	if far.Of > 0 {
		if err := e.Desk.Watch(ctx, name, message); err != nil {
			return bot.Message{}, err
		}
	}
	return moment.Approved(decided, far, waiting), nil
}

// undecided is why nothing was decided, with what waits.
func undecided(ctx context.Context, e *Env, r *Request, why error) (bot.Message, error) {
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	var answer func(bot.Unheard) bot.Message
	switch {
	case errors.Is(why, bot.ErrDecided):
		answer = moment.ApprovedBefore
	case errors.Is(why, bot.ErrTooLate):
		answer = moment.ApprovedLate
	case errors.Is(why, bot.ErrChangedSince):
		answer = moment.UnapprovedSince
	default:
		return bot.Message{}, why
	}
	waiting, err := e.Approver.Unapproved(ctx, 0)
	return answer(waiting), err
}

// waitingOf is the one of that number among those that wait; false if it is not.
func waitingOf(all bot.Unheard, number int64) (bot.Approval, bool) {
	i := slices.IndexFunc(all.Waiting, func(a bot.Approval) bool { return a.Number == number })
	if i < 0 {
		return bot.Approval{}, false
	}
	return all.Waiting[i], true
}

// lookApproval answers /approve look 7: all that there is to say of one of many, or of the
// few that there are.
func lookApproval(ctx context.Context, e *Env, r *Request, number int64) (bot.Message, error) {
	all, err := e.Approver.Unapproved(ctx, 0)
	if err != nil {
		return bot.Message{}, err
	}
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	i := slices.IndexFunc(all.Waiting, func(a bot.Approval) bool { return a.Number == number })
	if i < 0 {
		return moment.ApprovedBefore(all), nil
	}
	if all.Waiting[i].Radius == nil {
		if all, err = e.Approver.Unapproved(ctx, i); err != nil {
			return bot.Message{}, err
		}
	}
	if a, ok := waitingOf(all, number); ok && len(all.Waiting) > say.UnapprovedWhole {
		return moment.UnapprovedOne(a), nil
	}
	return moment.Unapproved(all, 0), nil
}

// noteApproval answers /approve note 7 text: what people are told of that change has those
// words under it; and /approve de 7 text, for those who speak that language.
func noteApproval(ctx context.Context, e *Env, r *Request, number int64, language string) (bot.Message, error) {
	_, typed, _ := strings.Cut(schedule.Line(r.marked()), " ")
	_, words, _ := strings.Cut(strings.TrimSpace(typed), " ")
	words = strings.TrimSpace(words)
	all, err := e.Approver.Unapproved(ctx, 0)
	if err != nil {
		return bot.Message{}, err
	}
	if answer := r.unfit(words, r.Voice.ApprovalNote(number, all.Radius.Languages)); !answer.Empty() {
		r.asksText("/approve " + cmp.Or(language, "note") + " " + strconv.FormatInt(number, 10))
		return answer, nil
	}
	if err := e.Approver.NoteApproval(ctx, number, language, words); err != nil {
		return undecided(ctx, e, r, err)
	}
	return lookApproval(ctx, e, r, number)
}

// numbersIn are the numbers with which something typed begins.
func numbersIn(typed string) []int64 {
	var all []int64
	for word := range strings.FieldsSeq(typed) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			break
		}
		all = append(all, n)
	}
	return all
}
