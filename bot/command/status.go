package command

import (
	"context"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// status answers /status: how the schedule and the queue are.
func status(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	midnight := schedule.DateOf(r.Now.In(r.Schedule.Zone())).At(0, 0, r.Schedule.Zone())
	queues, err := e.Store.Queues(ctx, r.Now, midnight)
	if err != nil {
		return bot.Message{}, err
	}
	people, err := e.Store.People(ctx)
	if err != nil {
		return bot.Message{}, err
	}
	facts := say.Status{Queues: queues, People: people}
	if e.Lanes != nil {
		facts.Lanes = e.Lanes()
	}
	if e.Sources != nil {
		facts.Sources = e.Sources()
	}
	if e.Approver != nil {
		if facts.Unapproved, err = e.Approver.CountUnapproved(ctx); err != nil {
			return bot.Message{}, err
		}
	}
	if e.Trouble != nil {
		facts.Trouble = e.Trouble()
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Status(facts), nil
}
