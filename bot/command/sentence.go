package command

import (
	"context"
	"strings"

	"usher/bot/say"
)

// mostSaid is how many words a sentence has at most that means a command.
const mostSaid = 20

// sentence is the command that one of the team means by what they would say to somebody
// beside them: "dome is 20 min late", "move mount api to main hall". It asks or shows, and
// does nothing. What a title or a name has is looked for, as everybody else does.
func (e *Env) sentence(ctx context.Context, r *Request) (command string, ok bool) {
	fields := strings.Fields(strings.TrimRight(r.Text, ".!"))
	if len(fields) < 3 || len(fields) > mostSaid {
		return "", false
	}
	name := ""
	switch text, last := strings.Join(fields, " "), fields[len(fields)-1]; {
	case say.IsMove(fields[0]):
		text = join(fields[1:])
		name, command = r.moved(text), text
	case say.IsLater(last):
		name, command = "delay", r.late(text)
	case say.IsCancelled(last):
		name, command = "cancel", r.calledOff(fields)
	}
	if name == "" || command == "" || !e.means(ctx, r, name) {
		return "", false
	}
	return "/" + name + " " + command, true
}

// means reports whether one of the team may mean a command by words that no title and no
// name has.
func (e *Env) means(ctx context.Context, r *Request, name string) bool {
	c, ok := e.named(name)
	if !ok || !e.allows(ctx, c, r) {
		return false
	}
	found := r.search(r.Text)
	return found.Named == 0 || found.Respelled
}

// moved is the command for a talk that goes somewhere, "" where no talk is meant.
func (r *Request) moved(typed string) string {
	if words, _, rooms := r.splitRoom(typed); len(rooms.Hits) > 0 && r.means(words) {
		return "moveroom"
	}
	if words, to := r.splitGoal(typed); to != (goal{}) && r.means(words) {
		return "movetime"
	}
	if r.means(typed) {
		return "moveroom"
	}
	return ""
}

// late is what /delay is told by "dome is 20 min late", or by "dome is late", which leaves
// open how much; "" where no room is meant.
func (r *Request) late(typed string) string {
	if words, _, ok := r.splitLength(typed); ok {
		if _, room := r.exactly(words); room {
			return typed
		}
		return ""
	}
	fields := strings.Fields(typed)
	words := join(fields[:len(fields)-2])
	if _, room := r.exactly(words); room && say.IsRuns(fields[len(fields)-2]) {
		return words
	}
	return ""
}

// calledOff is what is cancelled by "mount api is cancelled"; "" where no talk is meant.
func (r *Request) calledOff(fields []string) string {
	words := join(fields[:len(fields)-2])
	if !say.IsRuns(fields[len(fields)-2]) || !r.means(words) {
		return ""
	}
	return words
}

// placement is the command of one of the team who says no more than where a talk is to be:
// "mount api in main hall", "mount api at 15:30". Whatever a search finds is looked for.
func (e *Env) placement(ctx context.Context, r *Request) (command string, ok bool) {
	fields := strings.Fields(strings.TrimRight(r.Text, ".!"))
	for i := len(fields) - 2; i > 0 && len(fields) <= mostSaid; i-- {
		name := r.placedBy(fields[i], fields[i+1:])
		if name == "" {
			continue
		}
		if !e.means(ctx, r, name) || r.search(join(fields[:i])).Titled != 1 || !r.means(join(fields[:i])) {
			return "", false
		}
		found := r.search(r.Text)
		return "/" + name + " " + strings.Join(fields, " "), len(found.Talks) == 0 || found.Respelled
	}
	return "", false
}

// placedBy is the command for a talk that goes to a room or a time, if a word leads there.
func (r *Request) placedBy(word string, fields []string) string {
	_, room := r.exactly(join(fields))
	_, time := r.timeIn(fields)
	switch {
	case room && say.IsToward(word):
		return "moveroom"
	case time && (say.IsToward(word) || say.IsMoment(word)):
		return "movetime"
	}
	return ""
}
