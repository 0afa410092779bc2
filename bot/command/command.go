package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// Command is a row of the table: help, menus, permissions and the documentation
// are all made from it.
type Command struct {
	// Name is what is typed after the slash. What it is for stands in the
	// catalogue of words under "help.for." and the name, and what else it is called
	// in each language under "alias.".
	Name string
	// Group is what help shows the command under; the zero Group comes last.
	Group Group
	// Args show what can follow, as in "[room|number]".
	Args string
	For  Audience
	// Asks is for whom it is when it is asked like that, where that is for fewer than For
	// says; nil is always For.
	Asks func(ctx context.Context, e *Env, r *Request) (Audience, error)
	// Rooms are the keys of the rooms in which something would change by what is asked:
	// stage managers may change only what is in theirs. It is none while something is
	// shown or asked, and nil where stage managers have no part, or all the same one.
	Rooms func(ctx context.Context, e *Env, r *Request) ([]string, error)
	// Changes says that it changes what its chat wants, or what is kept of it: of
	// a chat that several people share, only those who run it may.
	Changes bool
	// Alike says that it only shows things, and alike to all who follow nothing: its
	// answer follows from the schedule, the moment, the language and what was typed.
	Alike bool
	Run   func(ctx context.Context, e *Env, r *Request) (bot.Message, error)
}

// Group is what a command is about.
type Group string

// What commands are about, in the order of the table.
const (
	Questions  Group = "questions"
	Yours      Group = "yours"
	Settings   Group = "settings"
	Organising Group = "organising"
)

// Env is what commands may look at and touch. There is no way to send in it.
type Env struct {
	// Schedule is the schedule in force.
	Schedule func() *schedule.Schedule
	// InForce is the same, once a schedule that is being put in force is; nil where
	// schedules never change.
	InForce func() *schedule.Schedule
	Store   Store
	// Now is the conference clock.
	Now func() time.Time
	// Lead is how long before a talk people are rung who have not chosen.
	Lead time.Duration
	// Retain is for how long after the conference's end is kept what is known of
	// people; 0 where nothing is promised.
	Retain time.Duration
	// Language is spoken with people whose network does not say theirs.
	Language string
	// Owners are the people who are in charge by the settings.
	Owners []bot.Chat
	// Secret makes a word that nobody can guess, of the letters that links take; nil is
	// crypto/rand's.
	Secret func() string
	// Pace bounds how much a person who is not of the team is answered; nil bounds
	// nothing.
	Pace *Pace
	// Regranted is told whose role has changed; nil is nobody.
	Regranted func(person bot.Chat)
	// Hosts are the networks, by name, on which people may share a chat.
	Hosts map[string]bot.Host
	// Sources say how the schedule's sources are; nil where there are none to ask.
	Sources func() []bot.SourceState
	// Traits are what a network allows, none for one that Usher is not on; nil where nobody
	// knows.
	Traits func(platform string) bot.Traits
	// Lanes say how each network lets itself be told things; nil where there is
	// nobody to ask.
	Lanes func() []bot.Lane
	// Trouble is why nothing can be written down; nil where nobody knows.
	Trouble func() bot.Trouble
	// Gate is where a doubtful schedule waits for an organiser's word; nil where
	// schedules never change.
	Gate Gate
	// Approver is where changes wait for an organiser's word; nil where schedules never
	// change.
	Approver Approver
	// Desk is where organisers change the day; nil where nobody can.
	Desk Desk
	// Wake asks for planning at once, since what somebody wants has changed.
	Wake func()
	// Commands are the rows that can be used.
	Commands []Command
	Log      *slog.Logger

	// shown are the examples of the schedule that was asked about last.
	shown atomic.Pointer[examples]
	// alike are the answers that many get.
	alike alike
	// names are what else the Commands are called.
	names aliases
	// questions are those that wait for an answer.
	questions questions
}

// Request is one thing that somebody said to one command.
type Request struct {
	bot.Incoming
	// Whole is what was said as it came: unlike Text at its full length, with
	// its line breaks.
	Whole string
	// Args is what follows the command's name, without the parts below.
	Args string
	// Skip is how many entries of a list to leave out, typed as "+3" at the
	// end: the command of a button that turns the page.
	Skip int
	// From is the command that showed the message whose button was pressed,
	// typed as "< /now" at the end.
	From string
	// Schedule and Now are the same for all that an answer is made from.
	Schedule *schedule.Schedule
	Now      time.Time
	// Voice speaks the person's language.
	Voice say.Voice

	command string // the name of the one that answers
	// may is what who asks may do, once they were let in to what is not for everybody.
	may bot.Authority
	// wanted is what the chat wants, as it was read last; unread is why it could
	// not be, and outdated says that a command has changed it since.
	wanted   bot.Wishes
	unread   error
	outdated bool

	examples func() *examples
	searches map[string]schedule.Found // what words have found in the Schedule, for search
	question *question                 // what the answer asks; none where it is empty
}

// maxTyped is how much of what somebody typed is read.
const maxTyped = 500

// Handle answers what was said. It is a bot.Handler.
func (e *Env) Handle(ctx context.Context, in bot.Incoming) (answer bot.Message) {
	ctx = bot.WithEffects(ctx, in)
	if refusal, over := e.paced(ctx, in); over {
		return refusal
	}
	r := e.request(ctx, in)
	defer func() {
		if p := recover(); p != nil {
			e.Log.Error("a command panicked", "command", r.name(), "panic", fmt.Sprint(p))
			answer = r.Voice.OurFault()
		}
		if r.Chat != in.Chat {
			answer.Chat = r.Chat
		}
	}()
	if r.Unreadable {
		return r.Voice.Unreadable()
	}
	if r.Wordless {
		return r.Voice.Wordless()
	}
	if r.Text == "" {
		return bot.Message{}
	}
	var err error
	if r.Elsewhere {
		answer, err = e.pressedElsewhere(ctx, r)
	} else {
		e.seen(ctx, r)
		if err = e.meet(ctx, r); err == nil {
			answer, err = e.converse(ctx, r)
		}
	}
	if err == nil {
		return e.between(r, answer)
	}
	e.Log.Error("a command failed", "command", r.name(), "error", err)
	if errors.Is(err, bot.ErrCannotWrite) {
		answer = r.Voice.Unwritten()
		answer.Apart = true // what was pressed stays, to be pressed again
		return answer
	}
	return r.Voice.OurFault()
}

func (e *Env) request(ctx context.Context, in bot.Incoming) *Request {
	whole, text := in.Text, in.Text
	if len(text) > 4*maxTyped {
		text = text[:4*maxTyped]
	}
	in.Text = schedule.Line(text)
	if runes := []rune(in.Text); len(runes) > maxTyped {
		in.Text = string(runes[:maxTyped])
	}
	s := e.Schedule()
	r := &Request{
		Incoming: in,
		Whole:    whole,
		Schedule: s,
		Now:      e.Now(),
		examples: func() *examples { return e.examples(s) },
		question: &question{},
		searches: map[string]schedule.Found{},
	}
	if in.Text != "" || in.Unreadable || in.Wordless {
		r.wanted, r.unread = e.Store.Wishes(ctx, r.Chat)
	}
	r.Voice = e.voice(r)
	return r
}

// voice speaks the language that was chosen for the chat, else the person's, else
// the chat's, else the conference's.
func (e *Env) voice(r *Request) say.Voice {
	return say.In(r.wanted.Chosen, r.Language, r.wanted.Language, e.Language)
}

// hint is the network's hint at the chat's language. In a group it is only at
// that of the one who speaks.
func (r *Request) hint() string {
	if r.Shared {
		return ""
	}
	return r.Language
}

// name is the command that was typed, for the log; words that people look for
// are their own business.
func (r *Request) name() string {
	if !strings.HasPrefix(r.Text, "/") {
		return "words"
	}
	name, _, _ := strings.Cut(r.Text[1:], " ")
	return schedule.Cut(name, 20)
}

// dispatch finds the row for what was said, and runs it. Words without a slash
// are a search.
func (e *Env) dispatch(ctx context.Context, r *Request) (bot.Message, error) {
	text := r.Text
	if !strings.HasPrefix(text, "/") {
		text = e.spoken(ctx, r)
	}
	// What the person came from may itself have been come to from somewhere.
	if at := strings.Index(text, " < /"); at >= 0 {
		text, r.From = text[:at], text[at+len(" < "):]
	}
	name, args, _ := strings.Cut(text[1:], " ")
	r.Args, r.Skip = cutSkip(strings.TrimSpace(args))
	c, ok := e.find(name)
	if r.Posted && !r.redeems(c) {
		return bot.Message{}, nil // many read that, and it was meant for them
	}
	if !ok {
		return e.unknown(ctx, r, name)
	}
	refusal, err := e.admit(ctx, c, r)
	if err != nil || !refusal.Empty() {
		*r.question = question{} // what was to be asked is not for them
		return refusal, err
	}
	if c.Alike {
		return e.alike.run(ctx, e, c, r)
	}
	r.command = c.Name
	return c.Run(e.doing(ctx, c, r), e, r)
}

// again runs another command for the same person, as if it had been typed.
func (e *Env) again(ctx context.Context, r *Request, text string) (bot.Message, error) {
	in := r.Incoming
	in.Text, in.Marked = text, ""
	next := *r
	next.Incoming, next.Whole, next.Args, next.Skip, next.From = in, text, "", 0, ""
	return e.dispatch(ctx, &next)
}

// inForce is the schedule in force, be it that one is being put in force now.
func (e *Env) inForce() *schedule.Schedule {
	if e.InForce == nil {
		return e.Schedule()
	}
	return e.InForce()
}
