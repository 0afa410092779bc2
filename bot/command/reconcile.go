package command

import (
	"context"
	"errors"
	"strings"

	"usher/bot"
)

// reconcile answers /reconcile: what is published otherwise than organisers have said,
// and which of both is to be true. A button names what was shown, so that it decides
// about nothing else.
func reconcile(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if e.Desk == nil {
		return r.Voice.NothingDisputed(), nil
	}
	moment := r.Voice.At(r.Schedule, r.Now, nil)
	if whose, name, _ := strings.Cut(r.Args, " "); whose == "ours" || whose == "theirs" {
		e.logDispute(ctx, whose, name)
		d, err := e.Desk.Decide(ctx, name, r.Person(), whose == "ours")
		switch {
		case errors.Is(err, bot.ErrDecided):
			return r.Voice.DecidedAlready(), nil
		case err != nil:
			return bot.Message{}, err
		}
		e.Log.Info("a dispute about the schedule was decided", "talk", d.Talk, "for", whose)
		e.wake()
		return moment.Decided(d, whose == "ours"), nil
	}
	all := e.Desk.Disputes()
	if len(all) == 0 {
		return r.Voice.NothingDisputed(), nil
	}
	return moment.Disputed(all...), nil
}
