package command

import (
	"context"

	"usher/bot"
	"usher/bot/say"
)

// help answers /help: what can be asked.
func help(_ context.Context, e *Env, r *Request) (bot.Message, error) {
	var topics []say.Topic
	for _, c := range e.Commands {
		if e.allows(c, r) {
			topics = append(topics, say.Topic{Name: c.Name, Args: c.Args})
		}
	}
	return r.Voice.Help(topics), nil
}
