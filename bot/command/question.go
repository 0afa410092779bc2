package command

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"usher/bot"
	"usher/schedule"
)

// question is what an answer asks: the words that the same person types next there are
// taken for what is missing, be it "12", and not looked for in talks.
type question struct {
	// before and after are the command around the words that are missing: "/delay dome "
	// and "".
	before, after string
	// free says that any words may be meant, be they what a command is called: a note.
	free bool
	// file goes along with what is asked for, unless another comes with the words.
	file bot.Attachment
}

// asks has what is typed next stand in a command, in front of what was typed before.
func (r *Request) asks(before, after string) {
	*r.question = question{before: strings.TrimSpace(before) + " ", after: after}
}

// asksText is asks for words of one's own, which may be any.
func (r *Request) asksText(before string) {
	*r.question = question{before: strings.TrimSpace(before) + " ", free: true, file: r.File}
}

const (
	// questionLife is how long a question waits for its answer. After that somebody has
	// turned to other things.
	questionLife = 10 * time.Minute
	// mostQuestions is how many questions are remembered.
	mostQuestions = 10_000
)

// questions are those that were asked last, of each person in each chat. They are kept in
// memory: after a restart, what was asked is to be pressed or typed once more. They are
// safe for concurrent use.
type questions struct {
	mu   sync.Mutex
	open map[askedOf]open
}

type askedOf struct{ chat, person bot.Chat }

// open is a question that waits, unless it has no words around it, and the one that was
// answered by a message, which may be edited.
type open struct {
	question
	until    time.Time
	answered question
	by       bot.Ref
}

// of is the question that words answer, if they may. What takes the place of an answer
// answers the same.
func (q *questions) of(r *Request) (asked question, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	o, ok := q.open[askedOf{r.Chat, r.Person()}]
	switch {
	case !ok || r.Now.After(o.until):
		return question{}, false
	case r.Edited && !o.by.IsZero() && o.by == r.Message:
		return o.answered, true
	}
	return o.question, !r.Edited && o.before != ""
}

// note remembers what has been asked now, in place of what was before: whatever else is
// said ends a question.
func (q *questions) note(r *Request, answered question) {
	q.mu.Lock()
	defer q.mu.Unlock()
	who := askedOf{r.Chat, r.Person()}
	o := open{question: *r.question, until: r.Now.Add(questionLife)}
	if answered.before != "" {
		o.answered, o.by = answered, r.Message
	}
	if o.before == "" && o.by.IsZero() {
		delete(q.open, who)
		return
	}
	if len(q.open) >= mostQuestions {
		maps.DeleteFunc(q.open, func(_ askedOf, o open) bool { return r.Now.After(o.until) })
		if len(q.open) >= mostQuestions {
			clear(q.open)
		}
	}
	if q.open == nil {
		q.open = map[askedOf]open{}
	}
	q.open[who] = o
}

// converse answers what was said: as what is missing, where that was asked for, else for
// itself.
func (e *Env) converse(ctx context.Context, r *Request) (bot.Message, error) {
	var answered question
	if asked, ok := e.questions.of(r); ok && e.answers(ctx, r, asked) {
		answered = asked
		r.complete(asked)
	}
	answer, err := e.dispatch(ctx, r)
	if err != nil {
		*r.question = answered // to be answered again
	}
	e.questions.note(r, answered)
	return answer, err
}

// answers reports whether what was said is an answer: any words where any may be meant,
// else such as are no command.
func (e *Env) answers(ctx context.Context, r *Request, asked question) bool {
	switch {
	case !r.Pressed.IsZero():
		return false
	case strings.HasPrefix(r.Text, "/"):
		return asked.free && r.Bare != ""
	}
	return asked.free || !e.isCommand(ctx, r)
}

// complete makes an answer the whole of what was meant.
func (r *Request) complete(asked question) {
	if r.Bare != "" {
		r.Text, r.Whole, r.Marked = schedule.Line(r.Bare), r.Bare, ""
	}
	if r.File.IsZero() {
		r.File = asked.file
	}
	for _, said := range []*string{&r.Text, &r.Whole, &r.Marked} {
		if *said != "" {
			*said = asked.before + *said + asked.after
		}
	}
}
