package command

import (
	"context"

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
