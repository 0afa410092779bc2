package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// mostAbout is how many characters of what a command was told the log keeps: enough to
// know it again, and not what was written to people.
const mostAbout = 40

// mostNames is how many it keeps of what several talks are called.
const mostNames = 200

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
	case errors.Is(err, bot.ErrNoDraft), errors.Is(err, bot.ErrDraftSent), errors.Is(err, bot.ErrNoTalk):
		return nil // nothing will be done
	case err != nil:
		return err
	}
	var about []string
	said := act.Adds
	if len(said) == 0 {
		overrides, err := e.Desk.Overrides(ctx)
		if err != nil {
			return err
		}
		said = ended(overrides, act.Ends)
	}
	for _, o := range said {
		if what := schedule.Cut(r.override(o), mostAbout); !slices.Contains(about, what) {
			about = append(about, what)
		}
	}
	doing.About = schedule.Cut(strings.Join(about, "; "), mostNames)
	if verb == dropDraft {
		bot.Shows(ctx)
		doing.About = verb + " " + doing.About
	}
	return nil
}

// logNote has the log say what a note stands beside, and its first words.
func (e *Env) logNote(ctx context.Context, r *Request, number int64, words string) error {
	if err := e.logDecision(ctx, r, "note", number); err != nil {
		return err
	}
	if doing := bot.DoingOf(ctx); doing != nil {
		doing.About += ": " + schedule.Cut(words, mostAbout)
	}
	return nil
}

// override is what one is about: a talk, or a room and how late it runs.
func (r *Request) override(o schedule.Override) string {
	switch {
	case o.Kind == schedule.Delay:
		return r.roomName(o.Room) + " " + minutesOf(o.Late)
	case o.Added != nil:
		return o.Added.Title
	}
	if title, ok := r.Schedule.Name(schedule.Topic{Kind: schedule.TopicTalk, Key: o.Talk}); ok {
		return title
	}
	return o.Talk
}

// logNews has the log say what is done with a broadcast: to whom it is, and its first words.
func (r *Request) logNews(ctx context.Context, verb string, n bot.News) {
	doing := bot.DoingOf(ctx)
	if doing == nil {
		return
	}
	to := "everyone"
	switch n.Kind {
	case bot.Fans:
		to = n.Topic.Key
		if name, ok := r.Schedule.Name(n.Topic); ok {
			to = schedule.Cut(name, mostAbout)
		}
		to = string(n.Topic.Kind) + " " + to
	case bot.Today:
		to = "day " + n.Day.String()
	case bot.Speaking:
		to = "language " + n.Language
	case bot.Unchosen:
		to = "nobody yet"
	}
	doing.About = verb + " to " + to + ": " + schedule.Cut(schedule.Line(n.Text("")), mostAbout)
}

// logTakingBack has the log say what is taken back, whose number means nothing later: of an
// act the desk does, which knows what that changes.
func (e *Env) logTakingBack(ctx context.Context, r *Request, name bot.TellingName) error {
	if name.Kind != bot.Broadcast {
		return nil
	}
	listed, err := e.Store.News(ctx, mostListed)
	for _, n := range listed {
		if n.Number == name.Number {
			r.logNews(ctx, "withdraw", n)
		}
	}
	return err
}

// logDispute has the log say whose word holds about which talk.
func (e *Env) logDispute(ctx context.Context, whose, name string) {
	doing := bot.DoingOf(ctx)
	for _, d := range e.Desk.Disputes() {
		if d.Name == name && doing != nil {
			doing.About = whose + " " + schedule.Cut(d.Ours.Title, mostAbout)
		}
	}
}

// logApproval has the log say which talks are decided about, and what of them: numbers mean
// nothing later.
func logApproval(ctx context.Context, e *Env, v bot.Verdict) error {
	doing := bot.DoingOf(ctx)
	if doing == nil {
		return nil
	}
	all, err := e.Approver.Unapproved(ctx, 0)
	if err != nil {
		return err
	}
	verb := "drop"
	if v.Tell {
		verb = "yes"
	}
	var titles []string
	var changes []bot.SlotChange
	for _, a := range all.Waiting {
		if v.Number == 0 || v.Number == a.Number {
			titles = append(titles, schedule.Cut(a.Stands.Title, mostAbout))
			changes = append(changes, bot.SlotChange{Before: a.Told, After: a.Stands})
		}
	}
	doing.About = schedule.Cut(verb+" "+strings.Join(titles, "; "), mostNames)
	doing.Changed(bot.Act{}, changes, e.Schedule().Zone())
	return nil
}
