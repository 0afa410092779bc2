package command

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
)

// Gate is where a schedule that looks like a mistake waits for an organiser's
// word.
type Gate interface {
	// Held are the schedules that wait, at most one of each source.
	Held() []bot.Waiting
	// Consider is what accepting the schedule of that number would mean, and for whom;
	// bot.ErrNotHeld if it does not wait any more.
	Consider(ctx context.Context, number int64) (bot.Proposal, error)
	// Accept puts the schedule of that number in force, and returns the act by which people
	// are told what changes, 0 if nobody is; quietly, nobody is. Ignore keeps it from being
	// asked about again. Both are bot.ErrNotHeld if it does not wait any more.
	Accept(ctx context.Context, number int64, by bot.Chat, quietly bool) (act int64, err error)
	Ignore(ctx context.Context, number int64) error
}

// accept answers /accept: what a schedule that is held back would change, and
// whether it is to be used. A button names its number, so that it decides about
// nothing else than what was shown.
func accept(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if e.Gate == nil {
		return r.Voice.NothingHeld(), nil
	}
	all := e.Gate.Held()
	if len(all) == 0 {
		return r.Voice.NothingHeld(), nil
	}
	verb, named, _ := strings.Cut(r.Args, " ")
	waiting, found := meant(all, named)
	if !found {
		verb = "" // an old message's button, or one of several: show what is held now
	}
	var err error
	switch moment := r.Voice.At(r.Schedule, r.Now, nil); {
	case verb == "yes", verb == "quietly":
		var used bot.Message
		if used, err = e.use(ctx, r, waiting, verb == "quietly"); err == nil {
			return used, nil
		}
	case verb == "no":
		if err = e.Gate.Ignore(ctx, waiting.Number); err == nil {
			e.Log.Info("a held schedule was ignored", "source", waiting.Source, "version", waiting.Newer.Version())
			return r.Voice.Ignored(waiting), nil
		}
	case found, len(all) == 1:
		if !found {
			waiting = all[0]
		}
		var p bot.Proposal
		if p, err = e.Gate.Consider(ctx, waiting.Number); err == nil {
			return moment.HeldChanges(waiting, p), nil
		}
	default:
		return moment.HeldEach(all), nil
	}
	if errors.Is(err, bot.ErrNotHeld) {
		return r.Voice.NothingHeld(), nil
	}
	return bot.Message{}, err
}

// use puts in force what was held back, and says how far people are told of it.
func (e *Env) use(ctx context.Context, r *Request, held bot.Waiting, quietly bool) (bot.Message, error) {
	act, err := e.Gate.Accept(ctx, held.Number, r.Person(), quietly)
	if err != nil {
		return bot.Message{}, err
	}
	e.Log.Info("a held schedule was accepted", "source", held.Source, "version", held.Newer.Version(), "quietly", quietly)
	used := r.Voice.Accepted(held, quietly)
	if act == 0 {
		return used, nil
	}
	e.wake()
	return e.telling(ctx, r, bot.TellingName{Kind: bot.Change, Number: act}, used)
}

// meant is the schedule of a number; without one, the only one that waits.
func meant(all []bot.Waiting, named string) (bot.Waiting, bool) {
	number, err := strconv.ParseInt(named, 10, 64)
	if err != nil {
		return all[0], len(all) == 1
	}
	i := slices.IndexFunc(all, func(w bot.Waiting) bool { return w.Number == number })
	return all[max(i, 0)], i >= 0
}
