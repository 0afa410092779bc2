package command

import (
	"context"
	"errors"

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

// withdrawable answers /broadcast withdraw: what can be taken back still, to choose from.
func (e *Env) withdrawable(ctx context.Context, r *Request) (bot.Message, error) {
	if e.Desk == nil {
		return r.Voice.CannotChange(), nil
	}
	listed, err := e.Store.News(ctx, mostListed)
	if err != nil {
		return bot.Message{}, err
	}
	var some []bot.News
	for _, n := range listed {
		far, err := e.Desk.Told(ctx, bot.TellingName{Kind: bot.Broadcast, Number: n.Number})
		switch {
		case errors.Is(err, bot.ErrNoDraft):
			continue
		case err != nil:
			return bot.Message{}, err
		}
		if far.News != bot.NewsLapsed && far.MayUndo(r.Now) {
			some = append(some, n)
		}
	}
	m, err := e.moment(ctx, r)
	return m.BroadcastWithdraw(some), err
}
