package command

import (
	"context"
	"errors"

	"usher/bot"
	"usher/schedule"
)

// mostNamed is how many characters of a name are kept: enough to know somebody by.
const mostNamed = 40

// meet lets who speaks read of the others of the team by name, if they are of it, and keeps
// what they call themselves: it is renewed whenever they speak. Nobody else's name is kept.
func (e *Env) meet(ctx context.Context, r *Request) error {
	if r.Posted || r.Elsewhere {
		return nil
	}
	who, err := e.authority(ctx, r)
	if err != nil || who.Role == bot.Visitor {
		return err
	}
	names, err := e.Store.Names(ctx)
	if err != nil {
		return err
	}
	name := schedule.Cut(schedule.Line(r.Name), mostNamed)
	if name != "" && names[r.Person()] != name {
		// What they want is done all the same where nothing can be written down.
		if err := e.Store.Call(ctx, r.Person(), name); err != nil && !errors.Is(err, bot.ErrCannotWrite) {
			return err
		}
	}
	team, err := e.Store.Team(ctx)
	if err != nil {
		return err
	}
	r.Voice = r.Voice.Among(r.Person(), names, team, r.roomName)
	return nil
}
