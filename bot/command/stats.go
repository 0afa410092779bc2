package command

import (
	"context"

	"usher/bot"
	"usher/schedule"
)

// Counts are what is counted of all who use Usher, of nobody by name.
type Counts interface {
	// Numbers count who uses Usher, and who of them has spoken on a day.
	Numbers(ctx context.Context, day schedule.Date) (bot.Numbers, error)
	// Stars hands over what each chat that can be told something has starred, one
	// chat after the other. What is handed over is not to be kept.
	Stars(ctx context.Context, tell func(stars []bot.Follow)) error
}

// stats answers /stats: how many use Usher, where and in which language.
func stats(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	numbers, err := e.Store.Numbers(ctx, r.today())
	if err != nil {
		return bot.Message{}, err
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Stats(numbers), nil
}

// today is the day that calendars show where the conference is.
func (r *Request) today() schedule.Date { return schedule.DateOf(r.Now.In(r.Schedule.Zone())) }
