package main

import (
	"context"
	"log/slog"
	"slices"

	"usher/bot"
	"usher/bot/command"
)

// mostRegranted is how many people may wait for their menus to be brought up to date.
const mostRegranted = 32

// roster is who has a menu of their own.
type roster struct {
	owners people
	// team are those who were granted a role; nil is nobody.
	team func(context.Context) (bot.Team, error)
	// regranted are those whose role has changed; nil where none does.
	regranted <-chan bot.Chat
}

// people are all who have a menu of their own.
func (r roster) people(ctx context.Context, log *slog.Logger) []bot.Chat {
	all := slices.Clone([]bot.Chat(r.owners))
	for _, m := range r.granted(ctx, log) {
		if !slices.Contains(all, m.Person) {
			all = append(all, m.Person)
		}
	}
	return all
}

func (r roster) granted(ctx context.Context, log *slog.Logger) bot.Team {
	if r.team == nil {
		return nil
	}
	team, err := r.team(ctx)
	if err != nil && ctx.Err() == nil {
		log.Error("cannot look who has a menu of their own", "error", err)
	}
	return team
}

// mayUse is what is for a person beside what is for everyone.
func (r roster) mayUse(person bot.Chat, team bot.Team) command.Audience {
	if slices.Contains(r.owners, person) {
		return command.Owners
	}
	switch team.Authority(person).Role {
	case bot.Organiser:
		return command.Organisers
	case bot.StageManager:
		return command.Stage
	}
	return command.Everyone
}

// menusOf has the menu of somebody whose role has changed brought up to date, and never
// waits: beyond mostRegranted at once, they have it at the next start.
func menusOf(changed chan<- bot.Chat) func(bot.Chat) {
	return func(person bot.Chat) {
		select {
		case changed <- person:
		default:
		}
	}
}
