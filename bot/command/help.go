package command

import (
	"context"
	"strings"

	"usher/bot"
	"usher/bot/say"
)

// help answers /help [command]: what can be asked, by what it is about, or how
// one command is used.
func help(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	name := strings.ToLower(strings.TrimPrefix(r.Args, "/"))
	if c, ok := e.find(name); ok && e.allows(ctx, c, r) {
		return r.Voice.HelpOn(say.Topic{Name: c.Name, Args: c.Args}), nil
	}
	var topics []say.Topic
	for _, c := range e.Commands {
		if e.allows(ctx, c, r) {
			topics = append(topics, say.Topic{Group: string(c.Group), Name: c.Name, Args: c.Args})
		}
	}
	return r.Voice.Help(topics, r.Shared), nil
}
