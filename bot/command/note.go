package command

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// mostNoted is how long a note may be as people see it, in UTF-16 code units: a few lines on
// a phone, and with what it stands under far below what any network takes.
const mostNoted = 280

// note answers /note 7 text: what is told by a draft has those words under it.
func note(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if e.Desk == nil {
		return r.Voice.CannotChange(), nil
	}
	digits, _, _ := strings.Cut(r.Args, " ")
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return r.Voice.NoteWhich(), nil
	}
	_, words, _ := strings.Cut(schedule.Line(r.marked()), " ")
	words = strings.TrimSpace(words)
	if answer := r.unfit(words, r.Voice.NoteHow(number)); !answer.Empty() {
		r.asksText("/note " + digits)
		return answer, nil
	}
	if err := e.logNote(ctx, r, number, words); err != nil {
		return bot.Message{}, err
	}
	p, err := e.Desk.Note(ctx, number, r.Person(), words)
	switch {
	case errors.Is(err, bot.ErrDraftSent):
		return r.Voice.NoteLate(), nil
	case errors.Is(err, bot.ErrNoDraft), errors.Is(err, bot.ErrNoTalk):
		if r.Pressed.IsZero() {
			return r.Voice.NoteNone(number), nil
		}
		return r.Voice.ActDead(r.Shared), nil
	case err != nil:
		return bot.Message{}, err
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Proposal(p, say.Commanded(p.Act)), nil
}

// unfit is what to answer to words that are no note, which is how to write one where there
// are none; the empty message if they are.
func (r *Request) unfit(words string, how bot.Message) bot.Message {
	if words == "" {
		return how
	}
	if over := r.tooLong(words, mostNoted); over > 0 {
		return r.Voice.NoteTooLong(mostNoted, over)
	}
	return bot.Message{}
}
