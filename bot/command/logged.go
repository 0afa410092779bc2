package command

import (
	"context"
	"errors"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// mostAbout is how many characters of what a command was told the log keeps: enough to
// know it again, and not what was written to people.
const mostAbout = 40

// logged is what the log keeps of what a command was told. A button's words name talks
// and rooms by their keys, which nobody who reads the log knows: it has them as people
// type them.
func (r *Request) logged() string {
	words := strings.Fields(r.Args)
	named := false
	for i, word := range words {
		if room, ok := roomOf(r.Schedule, word); ok && !strings.EqualFold(room.Name, word) {
			words[i], named = room.Name, true
		} else if slots, _ := referred(r.Schedule, word); len(slots) > 0 {
			words[i], named = r.calls(slots[0]), true
		}
	}
	if !named {
		return schedule.Cut(r.Args, mostAbout)
	}
	return schedule.Cut(strings.Join(words, " "), mostAbout)
}

// logDecision has the log say what a preview's button was about: its number is a name
// that only the button knows.
func (e *Env) logDecision(ctx context.Context, r *Request, verb string, number int64) error {
	doing := bot.DoingOf(ctx)
	if doing == nil {
		return nil
	}
	act, err := e.Desk.Look(ctx, number, r.Person())
	switch {
	case errors.Is(err, bot.ErrNoDraft), errors.Is(err, bot.ErrDraftSent):
		return nil // nothing will be done
	case err != nil:
		return err
	}
	var about []string
	if verb != tellThem {
		about = append(about, verb)
	}
	said := act.Adds
	if len(said) == 0 {
		about = append(about, "end")
		overrides, err := e.Desk.Overrides(ctx)
		if err != nil {
			return err
		}
		said = ended(overrides, act.Ends)
	}
	for _, o := range said {
		about = append(about, r.override(o))
	}
	if verb == dropDraft {
		bot.Shows(ctx)
	}
	doing.About = schedule.Cut(strings.Join(about, " "), mostAbout)
	return nil
}

// override is what one says, as it might be typed.
func (r *Request) override(o schedule.Override) string {
	switch {
	case o.Kind == schedule.Delay:
		return r.roomName(o.Room) + " " + minutesOf(o.Late)
	case o.Added != nil:
		return o.Added.Title
	}
	words := r.talkCalled(o.Talk)
	if o.ToRoom != "" {
		words += " " + r.roomName(o.ToRoom)
	}
	if !o.ToStart.IsZero() {
		words += " " + o.ToStart.In(r.Schedule.Zone()).Format(say.StampLayout)
	}
	return words
}

// talkCalled are words that mean a talk; its key where the schedule has it no more.
func (r *Request) talkCalled(key string) string {
	slots := r.Schedule.Talk(key)
	if len(slots) == 0 {
		return key
	}
	return r.calls(slots[0])
}
