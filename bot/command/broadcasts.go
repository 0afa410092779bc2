package command

import (
	"context"
	"errors"
	"fmt"

	"usher/bot"
)

// mostListed is how many broadcasts are listed.
const mostListed = 10

// broadcasts answers /broadcasts: what organisers have told, and are about to.
func broadcasts(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	listed, err := e.Store.News(ctx, mostListed)
	if err != nil {
		return bot.Message{}, err
	}
	m, err := e.moment(ctx, r)
	return m.Broadcasts(listed), err
}

// withdraw keeps a broadcast from who has not had it. Any organiser may: whoever
// scheduled it may be asleep.
func (e *Env) withdraw(ctx context.Context, r *Request, number int64) (bot.Message, error) {
	unsent, err := e.Store.Withdraw(ctx, number, r.Now)
	switch {
	case errors.Is(err, bot.ErrNoDraft):
		return r.Voice.BroadcastGone(), nil
	case err != nil:
		return bot.Message{}, fmt.Errorf("withdraw broadcast %d: %w", number, err)
	}
	e.wake()
	e.Log.Info("a broadcast was withdrawn", "broadcast", number, "unsent", unsent)
	return r.Voice.BroadcastWithdrawn(unsent), nil
}
