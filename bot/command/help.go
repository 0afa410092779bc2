package command

import (
	"context"
	"strings"

	"usher/bot"
	"usher/bot/say"
)

// help answers /help [command]: what can be asked, by what it is about, or how
// one command is used. What organisers can do is a page of its own: together they are
// more than a phone shows.
func help(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	name := strings.ToLower(strings.TrimPrefix(r.Args, "/"))
	if c, ok := e.find(name); ok && e.allows(ctx, c, r) {
		return r.Voice.HelpOn(say.Topic{Name: c.Name, Args: c.Args}), nil
	}
	var topics, organising []say.Topic
	for _, c := range e.Commands {
		switch t := (say.Topic{Group: string(c.Group), Name: c.Name, Args: c.Args}); {
		case !e.allows(ctx, c, r):
		case c.Group == Organising:
			organising = append(organising, t)
		default:
			topics = append(topics, t)
		}
	}
	if (name == say.HelpOrganisers || say.RoleNamed(name) == bot.Organiser) && len(organising) > 0 {
		return r.Voice.HelpOrganising(organising), nil
	}
	return r.Voice.Help(topics, r.Shared, len(organising) > 0), nil
}
