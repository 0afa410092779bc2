package command

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// Approver is where changes that were found in the published schedule wait for an
// organiser's word before people are told of them.
type Approver interface {
	// Unapproved are those that wait, the first found first.
	Unapproved(ctx context.Context) ([]bot.Approval, error)
	// Approve has people told, or nobody: of one, or of all if number is 0, as they stood
	// in a revision. It says of which. It is bot.ErrDecided if that waits no more, and
	// bot.ErrChangedSince if it has changed since.
	Approve(ctx context.Context, number, revision int64, tell bool) ([]bot.Approval, error)
	// NoteApproval has one told with a note beside it; bot.ErrDecided if it waits no more.
	NoteApproval(ctx context.Context, number int64, note string) error
}

// approve answers /approve: what people are to be told of the published schedule's
// changes, and whether they are. A button names the revision that was shown, so that
// nothing is told that nobody has seen.
func approve(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	if e.Approver == nil {
		return moment.Unapproved(nil), nil
	}
	verb, rest, _ := strings.Cut(r.Args, " ")
	numbers := numbersIn(rest)
	var decided []bot.Approval
	var err error
	switch {
	case verb == "note" && len(numbers) > 0:
		return noteApproval(ctx, e, r, numbers[0])
	case (verb == "yes" || verb == "drop") && len(numbers) == 2:
		if err := logApproval(ctx, e, verb, numbers[0]); err != nil {
			return bot.Message{}, err
		}
		decided, err = e.Approver.Approve(ctx, numbers[0], numbers[1], verb == "yes")
	case verb == "all" && len(numbers) == 1:
		decided, err = e.Approver.Approve(ctx, 0, numbers[0], true)
	}
	if err != nil && !errors.Is(err, bot.ErrDecided) && !errors.Is(err, bot.ErrChangedSince) {
		return bot.Message{}, err
	}
	waiting, unread := e.Approver.Unapproved(ctx)
	switch {
	case unread != nil:
		return bot.Message{}, unread
	case errors.Is(err, bot.ErrDecided):
		return moment.ApprovedBefore(waiting), nil
	case errors.Is(err, bot.ErrChangedSince):
		return moment.UnapprovedSince(waiting), nil
	case len(decided) == 0:
		return moment.Unapproved(waiting), nil
	}
	e.Log.Info("changes of the schedule were decided about", "changes", len(decided), "told", verb != "drop")
	e.wake()
	return moment.Approved(decided, verb != "drop", waiting), nil
}

// logApproval has the log say which talk is decided about: numbers mean nothing later.
func logApproval(ctx context.Context, e *Env, verb string, number int64) error {
	waiting, err := e.Approver.Unapproved(ctx)
	doing := bot.DoingOf(ctx)
	for _, a := range waiting {
		if a.Number == number && doing != nil {
			doing.About = schedule.Cut(verb+" "+a.Stands.Title, mostAbout)
		}
	}
	return err
}

// noteApproval answers /approve note 7 text: what people are told of that change has those
// words under it.
func noteApproval(ctx context.Context, e *Env, r *Request, number int64) (bot.Message, error) {
	_, typed, _ := strings.Cut(schedule.Line(r.typed()), " ")
	_, words, _ := strings.Cut(strings.TrimSpace(typed), " ")
	words = strings.TrimSpace(words)
	if answer := r.unfit(words, r.Voice.ApprovalNote(number)); !answer.Empty() {
		r.asksText("/approve note " + strconv.FormatInt(number, 10))
		return answer, nil
	}
	err := e.Approver.NoteApproval(ctx, number, words)
	if err != nil && !errors.Is(err, bot.ErrDecided) {
		return bot.Message{}, err
	}
	waiting, unread := e.Approver.Unapproved(ctx)
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	switch {
	case unread != nil:
		return bot.Message{}, unread
	case err != nil:
		return moment.ApprovedBefore(waiting), nil
	}
	return moment.Unapproved(waiting), nil
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
