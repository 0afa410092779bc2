package command

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Audience is who may use a command, each being those after it as well.
type Audience int

// Who may use a command.
const (
	Everyone   Audience = iota
	Stage               // who manages a room
	Organisers          // whom owners have made that
	Owners              // who are in charge by the settings
)

// String names who may use a command, for the documentation.
func (a Audience) String() string {
	return [...]string{"everyone", "stage managers", "organisers", "owners"}[a]
}

// includes reports whether somebody is among them.
func (a Audience) includes(who bot.Authority) bool {
	return a <= map[bot.Role]Audience{bot.StageManager: Stage, bot.Organiser: Organisers, bot.Owner: Owners}[who.Role]
}

// Team is who may do what, and what they did.
type Team interface {
	// Team are those to whom a role was granted. It is asked of each command that is not
	// for everyone.
	Team(ctx context.Context) (bot.Team, error)
	// Names are what those of the team who have spoken call themselves, and Call keeps what
	// somebody of the team does. Names are asked for as often as Team.
	Names(ctx context.Context) (bot.Names, error)
	Call(ctx context.Context, person bot.Chat, name string) error
	// Note writes down a deed that nothing else is written for. What is written in the
	// context of bot.WithDeed notes that by itself.
	Note(ctx context.Context, d bot.Deed) error
	// Deeds are what was done and refused, the newest first, without the first skip of
	// them and at most limit (below 0 is all), and how many there are.
	Deeds(ctx context.Context, skip, limit int) (deeds []bot.Deed, total int, err error)
	// Grant gives a person a role, and has them told by a notice; false if they have it.
	Grant(ctx context.Context, m bot.Member, n bot.Notice) (added bool, err error)
	// Revoke takes away the role of that number; bot.ErrNoMember if there is none.
	Revoke(ctx context.Context, number int64) (bot.Member, error)
	// Offer keeps a role for whoever comes with the secret of that hash. Offered says
	// what is kept for it, and Redeem gives it to a person, once; both are bot.ErrNoOffer
	// where there is none, or it has ended.
	Offer(ctx context.Context, hash string, o bot.Offer, now time.Time) error
	Offered(ctx context.Context, hash string, now time.Time) (bot.Offer, error)
	Redeem(ctx context.Context, hash string, person bot.Chat, now time.Time) (bot.Offer, error)
}

// authority is what the person who says something may do.
func (e *Env) authority(ctx context.Context, r *Request) (bot.Authority, error) {
	return e.authorityOf(ctx, r.Person())
}

func (e *Env) authorityOf(ctx context.Context, person bot.Chat) (bot.Authority, error) {
	if slices.Contains(e.Owners, person) {
		return bot.Authority{Role: bot.Owner}, nil
	}
	team, err := e.Store.Team(ctx)
	return team.Authority(person), err
}

// allows reports whether a command is for who speaks, in one form or another. While it is
// not known who they are, it is not.
func (e *Env) allows(ctx context.Context, c Command, r *Request) bool {
	if c.For == Everyone {
		return true
	}
	who, err := e.authority(ctx, r)
	return err == nil && c.For.includes(who)
}

// entitled is why a command is not for who asks for it; the empty message if it is.
func (e *Env) entitled(ctx context.Context, c Command, r *Request) (refusal bot.Message, err error) {
	need := c.For
	if c.Asks != nil {
		asks, err := c.Asks(ctx, e, r)
		if err != nil {
			return refusal, err
		}
		need = max(need, asks)
	}
	if need == Everyone {
		return refusal, nil
	}
	who, err := e.authority(ctx, r)
	r.may = who
	switch {
	case err != nil:
		return refusal, err
	case !need.includes(who) && need == Owners && who.Organises():
		e.refused(ctx, c, r)
		return r.Voice.NotForOrganisers(), nil
	case !need.includes(who):
		e.refused(ctx, c, r)
		return r.Voice.NotForYou(), nil
	case c.Rooms == nil || who.Organises():
		return refusal, nil
	}
	rooms, err := c.Rooms(ctx, e, r)
	if err != nil || who.Manages(rooms...) {
		return refusal, err
	}
	e.refused(ctx, c, r)
	foreign := slices.DeleteFunc(slices.Clone(rooms), func(key string) bool { return who.Manages(key) })
	return r.Voice.NotYourStage(r.roomNames(foreign), r.roomNames(who.Rooms)), nil
}

// roomNames are what rooms are called.
func (r *Request) roomNames(keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = r.roomName(key)
	}
	return names
}

// roomName is what a room is called; its key where the schedule has it no more.
func (r *Request) roomName(key string) string {
	if name, ok := r.Schedule.Name(schedule.Topic{Kind: schedule.TopicRoom, Key: key}); ok {
		return name
	}
	return key
}

// doing has what a command writes noted as the deed of who asks for it, unless it is one
// that everybody has.
func (e *Env) doing(ctx context.Context, c Command, r *Request) context.Context {
	if c.For == Everyone {
		return ctx
	}
	return bot.WithDeed(ctx, bot.Deed{At: r.Now, By: r.Person(), Did: c.Name, About: r.logged(), Result: bot.DeedDone})
}

// refused notes that somebody asked for what is not for them; what they said is not
// noted. They are refused all the same where nothing can be written down.
func (e *Env) refused(ctx context.Context, c Command, r *Request) {
	if err := e.Store.Note(ctx, bot.Deed{At: r.Now, By: r.Person(), Did: c.Name, Result: bot.DeedRefused}); err != nil {
		e.Log.Error("cannot note that somebody was refused a command", "command", c.Name, "error", err)
	}
}
