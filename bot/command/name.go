package command

import (
	"context"
	"strings"
	"sync"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// aliases are what commands are called in each language, folded, as "raume" for
// "räume", with the command's own name; made when one is first looked for.
type aliases struct {
	once   sync.Once
	called map[string]string
}

func (a *aliases) of(commands []Command) map[string]string {
	a.once.Do(func() {
		a.called = map[string]string{}
		for _, c := range commands {
			for _, word := range say.AllAliases(c.Name) {
				a.called[schedule.Fold(word)] = c.Name
			}
		}
	})
	return a.called
}

// find is the command of a name, its own or one that some language has for it.
func (e *Env) find(name string) (Command, bool) {
	if c, ok := e.named(strings.ToLower(name)); ok {
		return c, true
	}
	own, ok := e.names.of(e.Commands)[schedule.Fold(name)]
	if !ok {
		return Command{}, false
	}
	return e.named(own)
}

func (e *Env) named(own string) (Command, bool) {
	for _, c := range e.Commands {
		if c.Name == own {
			return c, true
		}
	}
	return Command{}, false
}

// spoken is what words without a slash mean: a command, if they are just its
// name, as in "Next?", else a search. A room that is called what a command is called
// elsewhere is meant itself: "Saal", say.
func (e *Env) spoken(ctx context.Context, r *Request) string {
	if command, ok := e.commanded(ctx, r); ok {
		return command
	}
	if command, ok := e.placement(ctx, r); ok {
		return command
	}
	return "/search " + r.Text
}

// isCommand reports whether words without a slash are a command, be it while something is
// asked: "tour at 14:00" may be the answer.
func (e *Env) isCommand(ctx context.Context, r *Request) bool {
	_, ok := e.commanded(ctx, r)
	return ok
}

// commanded is the command that words without a slash are, whatever is asked.
func (e *Env) commanded(ctx context.Context, r *Request) (command string, ok bool) {
	for _, read := range []func(context.Context, *Request) (string, bool){e.bare, e.ordered, e.sentence} {
		if command, ok = read(ctx, r); ok {
			return command, true
		}
	}
	return "", false
}

// bare is the command that is called just what was typed.
func (e *Env) bare(ctx context.Context, r *Request) (command string, ok bool) {
	name := strings.TrimRight(r.Text, "?!. ")
	c, ok := e.find(name)
	ok = ok && e.allows(ctx, c, r) // "swap" is what others look for
	if ok && c.Name != strings.ToLower(name) {
		_, place := r.room(name, true)
		ok = !place
	}
	return "/" + c.Name, ok
}

// ordered is the command of one of the team who has left out the slash: "delay dome 12".
// What stands in a title or a name is looked for, as everybody else does: "swap partitions".
func (e *Env) ordered(ctx context.Context, r *Request) (command string, ok bool) {
	name, rest, _ := strings.Cut(r.Text, " ")
	c, ok := e.find(strings.TrimRight(name, ":,"))
	if !ok || c.For == Everyone || c.Args == "" || !e.means(ctx, r, c.Name) {
		return "", false
	}
	return "/" + c.Name + " " + rest, true
}

// unknown answers what begins with a slash and is no command: a time or a room is
// meant as that ("/tomorrow", "/dome"), and all else is not known.
func (e *Env) unknown(ctx context.Context, r *Request, name string) (bot.Message, error) {
	words := *r
	words.Args = strings.TrimSpace(name + " " + r.Args)
	words.Text = words.Args
	if command, ok := e.sentence(ctx, &words); ok { // "/move mount api to main hall"
		return e.again(ctx, r, command)
	}
	if a, ok := words.asked(); ok {
		w, err := e.wishes(ctx, &words)
		if err != nil {
			return bot.Message{}, err
		}
		return a.answer(w, &words), nil
	}
	return r.Voice.UnknownCommand(name, e.nearest(ctx, r, name), r.Args), nil
}

// nearest is the command most like what was typed; "" if none is.
func (e *Env) nearest(ctx context.Context, r *Request, typed string) string {
	best, score := "", 0.25
	for _, c := range e.Commands {
		if !e.allows(ctx, c, r) {
			continue
		}
		for _, name := range append(say.AllAliases(c.Name), c.Name) {
			if similar := schedule.Similarity(schedule.Fold(typed), schedule.Fold(name)); similar > score {
				best, score = c.Name, similar
			}
		}
	}
	return best
}
