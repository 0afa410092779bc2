package command

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
)

// revoking are the members that are meant by what was typed: the one of a number, or
// those who are one person. Asked says that somebody is meant at all.
func (e *Env) revoking(ctx context.Context, r *Request) (meant bot.Team, asked bool, err error) {
	team, err := e.Store.Team(ctx)
	if err != nil {
		return nil, false, err
	}
	if number, err := strconv.ParseInt(r.Args, 10, 64); err == nil {
		return slices.DeleteFunc(slices.Clone(team), func(m bot.Member) bool { return m.Number != number }), true, nil
	}
	person := e.granting(r).person
	return slices.DeleteFunc(slices.Clone(team), func(m bot.Member) bool { return m.Person != person }), !person.IsZero(), nil
}

// revokeAsks is for whom /revoke is: who organises is for owners to say.
func revokeAsks(ctx context.Context, e *Env, r *Request) (Audience, error) {
	meant, _, err := e.revoking(ctx, r)
	if err == nil && len(meant) == 1 && meant[0].Role == bot.Organiser {
		return Owners, nil
	}
	return Organisers, err
}

// revoke answers /revoke: it takes a role away, or shows which there are.
func revoke(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	meant, asked, err := e.revoking(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	if person := e.granting(r).person; slices.Contains(e.Owners, person) {
		return r.Voice.OwnersStay(person), nil
	}
	if asked && len(meant) == 1 {
		return e.revokeOf(ctx, r, meant[0])
	}
	who, err := e.authority(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	missed := asked && len(meant) == 0
	if len(meant) == 0 {
		if meant, err = e.Store.Team(ctx); err != nil {
			return bot.Message{}, err
		}
	}
	mine := slices.DeleteFunc(slices.Clone(meant), func(m bot.Member) bool { return m.Role == bot.Organiser && who.Role != bot.Owner })
	return r.Voice.RevokeWhom(mine, missed, r.roomName), nil
}

func (e *Env) revokeOf(ctx context.Context, r *Request, m bot.Member) (bot.Message, error) {
	if doing := bot.DoingOf(ctx); doing != nil {
		doing.About, doing.Whom = r.rolesName(m.Role, m.Room), m.Person
	}
	gone, err := e.Store.Revoke(ctx, m.Number)
	if errors.Is(err, bot.ErrNoMember) {
		return r.Voice.RevokeWhom(nil, true, r.roomName), nil
	}
	if err != nil {
		return bot.Message{}, err
	}
	e.regranted(gone.Person)
	revoked := r.Voice.Revoked(gone, r.roomName(gone.Room))
	if gone.Role != bot.Organiser {
		return revoked, nil
	}
	theirs, err := e.Store.Scheduled(ctx, gone.Person)
	return r.Voice.At(r.Schedule, r.Now, nil).StillScheduled(revoked, theirs), err
}

// rolesName is a role as the log has it: "stage Dome".
func (r *Request) rolesName(role bot.Role, room string) string {
	return strings.TrimSpace(string(role) + " " + r.roomName(room))
}

// roomAfter is a room's key as it stands after a role.
func roomAfter(key string) string {
	if key == "" {
		return ""
	}
	return " " + key
}
