package command

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// Gate is where a schedule that looks like a mistake waits for an organiser's
// word.
type Gate interface {
	// Held is the schedule that waits and its number; nil if none does.
	Held() (waiting *schedule.Schedule, number int64)
	// Accept puts the schedule of that number in force; Ignore keeps it from
	// being asked about again. Both are bot.ErrNotHeld if it does not wait any
	// more.
	Accept(ctx context.Context, number int64) error
	Ignore(ctx context.Context, number int64) error
}

// accept answers /accept: what a schedule that is held back would change, and
// whether it is to be used. A button names its number, so that it decides about
// nothing else than what was shown.
func accept(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if e.Gate == nil {
		return r.Voice.NothingHeld(), nil
	}
	waiting, number := e.Gate.Held()
	if waiting == nil {
		return r.Voice.NothingHeld(), nil
	}
	verb, named, _ := strings.Cut(r.Args, " ")
	if n, err := strconv.ParseInt(named, 10, 64); err == nil && n != number {
		verb = "" // an old message's button: show what is held now
	}
	var err error
	switch verb {
	case "yes":
		if err = e.Gate.Accept(ctx, number); err == nil {
			e.Log.Info("a held schedule was accepted", "by", r.Person().String(), "version", waiting.Version())
			return r.Voice.At(e.Schedule(), r.Now, nil).Accepted(), nil
		}
	case "no":
		if err = e.Gate.Ignore(ctx, number); err == nil {
			e.Log.Info("a held schedule was ignored", "by", r.Person().String(), "version", waiting.Version())
			return r.Voice.At(r.Schedule, r.Now, nil).Ignored(), nil
		}
	default:
		return r.Voice.At(r.Schedule, r.Now, nil).HeldChanges(waiting, number), nil
	}
	if errors.Is(err, bot.ErrNotHeld) {
		return r.Voice.NothingHeld(), nil
	}
	return bot.Message{}, err
}
