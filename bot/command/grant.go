package command

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

const (
	// roleLead begins the payload of a link that has a role for whoever follows it.
	roleLead = "role"
	// offerLife is how long such a link is good for.
	offerLife = time.Hour
	// grantedLife is how long it is worth telling somebody that they have a role.
	grantedLife = 24 * time.Hour
)

// granting is what somebody types after /grant: "stage dome", "organiser @bob:example.org".
type granting struct {
	role bot.Role // Visitor if none was named
	room string   // as it was typed
	// person is who is to have it: whom the message is about, or who is named; the zero
	// Chat is whoever comes with a link.
	person bot.Chat
}

func (e *Env) granting(r *Request) (g granting) {
	words := strings.Fields(r.Args)
	if r.About != "" {
		g.person = bot.Chat{Platform: r.Chat.Platform, ID: r.About}
	}
	if last := len(words) - 1; last >= 0 {
		if person, ok := e.person(words[last]); ok {
			g.person, words = person, words[:last]
		}
	}
	for n := min(2, len(words)); n > 0; n-- { // "stage manager" is one word as well
		if g.role = say.RoleNamed(strings.Join(words[:n], "")); g.role != bot.Visitor {
			g.room = strings.Join(words[n:], " ")
			return g
		}
	}
	g.room = strings.Join(words, " ")
	return g
}

// person is whom a word names: as their network names them, else as /whoami does.
func (e *Env) person(word string) (bot.Chat, bool) {
	for platform, host := range e.Hosts {
		if namer, ok := host.(bot.Namer); ok {
			if id, ok := namer.Person(word); ok {
				return bot.Chat{Platform: platform, ID: id}, true
			}
		}
	}
	person, err := bot.ParseChat(word)
	return person, err == nil
}

// grantAsks is for whom /grant is: organisers are made by owners.
func grantAsks(_ context.Context, e *Env, r *Request) (Audience, error) {
	if e.granting(r).role == bot.Organiser {
		return Owners, nil
	}
	return Organisers, nil
}

// grant answers /grant: it makes somebody an organiser or a stage manager, or else has a
// link for whoever follows it first.
func grant(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	g := e.granting(r)
	who, err := e.authority(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := bot.Member{Person: g.person, Role: g.role, Since: r.Now, By: r.Person()}
	if room, stranger, ok := r.roomBefore(g.room); ok && g.role == bot.StageManager && len(r.roomsCalled(g.room).Hits) == 0 {
		return r.Voice.GrantUnknown(stranger).Then(r.Voice.GrantHow([]schedule.Room{room}, false, g.person)), nil
	}
	switch g.role {
	case bot.Organiser:
		if g.room != "" {
			return r.Voice.GrantUnknown(g.room).Then(r.Voice.GrantHow(nil, true, g.person)), nil
		}
	case bot.StageManager:
		room, answer, ok := r.stage(g)
		if !ok {
			return answer, nil
		}
		m.Room = room.Key
	default:
		if room, ok := r.exactly(g.room); ok {
			return r.Voice.GrantHow([]schedule.Room{room}, false, g.person), nil
		}
		how := r.Voice.GrantHow(r.Schedule.Rooms(), who.Role == bot.Owner, g.person)
		if g.room != "" {
			how = r.Voice.GrantUnknown(g.room).Then(how)
		}
		return how, nil
	}
	if doing := bot.DoingOf(ctx); doing != nil {
		doing.About, doing.Whom = r.rolesName(m.Role, m.Room), m.Person
	}
	if m.Person.IsZero() {
		return e.offer(ctx, r, m)
	}
	return e.grantTo(ctx, r, m)
}

// stage is the room that is meant, or what to ask in its place.
func (r *Request) stage(g granting) (schedule.Room, bot.Message, bool) {
	if g.room == "" {
		return schedule.Room{}, r.Voice.GrantHow(r.Schedule.Rooms(), false, g.person), false
	}
	found := r.roomsCalled(g.room)
	if len(found.Hits) == 1 {
		return found.Hits[0], bot.Message{}, true
	}
	to := ""
	if !g.person.IsZero() {
		to = " " + g.person.String()
	}
	m := r.Voice.At(r.Schedule, r.Now, nil)
	return schedule.Room{}, r.whichRoom(m, g.room, found, schedule.Room{}, "/grant stage", to), false
}

// grantTo gives a role to somebody who is known.
func (e *Env) grantTo(ctx context.Context, r *Request, m bot.Member) (bot.Message, error) {
	has, err := e.authorityOf(ctx, m.Person)
	if err != nil {
		return bot.Message{}, err
	}
	stage := r.roomName(m.Room)
	if covers(has, m) {
		return r.Voice.GrantedAlready(m.Person, has.Role, stage), nil
	}
	_, err = e.Store.Grant(ctx, m, bot.Notice{
		Kind: bot.Granted, Talk: string(m.Role) + roomAfter(m.Room), Start: r.Now,
		Due: r.Now, Deadline: r.Now.Add(grantedLife), Expires: r.Now.Add(grantedLife),
	})
	if err != nil {
		return bot.Message{}, err
	}
	e.regranted(m.Person)
	return r.Voice.GrantedTo(m.Person, m.Role, stage), nil
}

// covers reports whether somebody may do already what a role would let them.
func covers(has bot.Authority, m bot.Member) bool {
	return has.Organises() || m.Role == bot.StageManager && has.Manages(m.Room)
}

func (e *Env) regranted(person bot.Chat) {
	if e.Regranted != nil {
		e.Regranted(person)
	}
	e.wake()
}

// offer makes a link, which lets in whoever has it: it is shown to nobody else.
func (e *Env) offer(ctx context.Context, r *Request, m bot.Member) (bot.Message, error) {
	if r.Shared {
		return r.Voice.OfferAlone(e.door(r.Chat.Platform, "")), nil
	}
	secret := e.secret()
	o := bot.Offer{Role: m.Role, Room: m.Room, By: m.By, Until: r.Now.Add(offerLife)}
	if err := e.Store.Offer(ctx, hashed(secret), o, r.Now); err != nil {
		return bot.Message{}, err
	}
	payload := roleLead + "_" + secret
	link := e.door(r.Chat.Platform, payload)
	if !strings.Contains(link, payload) {
		link = "" // its network's pages carry none
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Offer(m.Role, r.roomName(m.Room), o.Until, link, "/start "+payload), nil
}

func (e *Env) secret() string {
	if e.Secret == nil {
		return rand.Text()
	}
	return e.Secret()
}

// hashed is how a secret is kept, which has more bits than anybody can try.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// redeem gives a person the role that is kept for whoever comes with a secret. Who has it
// already does not use it up: whoever made a link may look where it leads.
func redeem(ctx context.Context, e *Env, r *Request, secret string) (bot.Message, error) {
	has, err := e.authority(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	o, err := e.Store.Offered(ctx, hashed(secret), r.Now)
	switch {
	case err == nil && covers(has, bot.Member{Role: o.Role, Room: o.Room}):
		return r.Voice.OfferNotForYou(has.Role, r.roomName(o.Room)), nil
	case err != nil && !errors.Is(err, bot.ErrNoOffer):
		return bot.Message{}, err
	}
	deed := bot.Deed{At: r.Now, By: o.By, Did: "grant", About: r.rolesName(o.Role, o.Room), Whom: r.Person(), Result: bot.DeedDone}
	// Where there is none any more this may be the answer to what was done before.
	o, err = e.Store.Redeem(bot.WithDeed(ctx, deed), hashed(secret), r.Person(), r.Now)
	switch {
	case errors.Is(err, bot.ErrNoOffer):
		return r.Voice.OfferOver(), nil
	case err != nil:
		return bot.Message{}, err
	}
	e.regranted(r.Person())
	if err := e.meet(ctx, r); err != nil {
		return bot.Message{}, err
	}
	return r.Voice.Granted(o.Role, r.roomName(o.Room)), nil
}
