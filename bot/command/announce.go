package command

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// Channels are the chats in which what happens in rooms is announced.
type Channels interface {
	// Announce makes a chat the channel of a room, bot.AllRooms being all; false if
	// it was. By is the private chat of who wants it, zero where there is none.
	Announce(ctx context.Context, chat bot.Chat, room string, by bot.Chat, now time.Time) (added bool, err error)
	// Unannounce ends that for some rooms, none named being all that there are, and
	// says of how many the chat was the channel.
	Unannounce(ctx context.Context, chat bot.Chat, now time.Time, rooms ...string) (ended int, err error)
	// Channels are all channels.
	Channels(ctx context.Context) ([]bot.Channel, error)
	// ChannelCode keeps a room for the chat in which the code of that hash is said, once.
	// Author is the private chat in which it was made.
	ChannelCode(ctx context.Context, hash, room string, author bot.Chat, now time.Time) error
	// RedeemChannel makes a chat the channel of a code's room; bot.ErrNoCode if it is none.
	RedeemChannel(ctx context.Context, chat bot.Chat, hash string, now time.Time) (room string, err error)
}

// announce answers /announce: which chats are channels. "/announce here Dome" makes
// the chat the channel of a room, "/announce here all" that of all; said in private it
// gets a code for another chat. "/announce off" ends it.
func announce(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	verb, rest, _ := strings.Cut(r.Args, " ")
	switch {
	case verb == "":
		return channels(ctx, e, r)
	case say.IsEnding(verb):
		return e.unannounce(ctx, r, strings.TrimSpace(rest))
	case say.IsHere(verb):
		r.Args = strings.TrimSpace(rest)
	}
	m := r.Voice.At(r.Schedule, r.Now, nil)
	if r.Args == "" {
		return m.ChannelWhich(choices(r.Schedule.Rooms(), "/announce here ")), nil
	}
	room, answer, ok := meantRoom(m, r, "/announce here ")
	if !ok {
		return answer, nil
	}
	if !r.Shared {
		code := e.secret()
		if err := e.Store.ChannelCode(ctx, codeHash(code), room, r.Chat, r.Now); err != nil {
			return bot.Message{}, err
		}
		return m.ChannelCode(room, code, bot.ChannelCodeLife), nil
	}
	added, err := e.Store.Announce(ctx, r.Chat, room, e.privately(ctx, r), r.Now)
	if err != nil {
		return bot.Message{}, err
	}
	return e.announced(ctx, r, room, !added), nil
}

// announced says that a chat is a channel.
func (e *Env) announced(ctx context.Context, r *Request, room string, was bool) bot.Message {
	e.home(ctx, r)
	e.wake()
	e.Log.Info("a chat is a room's channel", "platform", r.Chat.Platform, "room", room)
	return r.Voice.At(r.Schedule, r.Now, nil).ChannelSet(room, bot.HereLead, was)
}

// meantRoom is the key of the room that was typed, or bot.AllRooms; else what to say
// instead. Command goes before a key on the buttons.
func meantRoom(m say.Moment, r *Request, command string) (key string, answer bot.Message, ok bool) {
	if say.IsEverything(r.Args) {
		return bot.AllRooms, bot.Message{}, true
	}
	room, answer, ok := oneOf(m, schedule.TopicRoom, r.Args, command, r.Schedule.FindRooms(r.Args))
	return room.Key, answer, ok
}

// channels lists which rooms' channel the chat is, and to an organiser alone all
// channels.
func channels(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	m := r.Voice.At(r.Schedule, r.Now, nil)
	if r.Shared {
		w, err := e.wishes(ctx, r)
		return m.ChannelHere(w.Announces), err
	}
	all, err := e.Store.Channels(ctx)
	return m.Channels(all, r.Skip), err
}

// unannounce ends that a chat is a channel: this one, of a room or of all that were
// named; or, said in private, the one of that number.
func (e *Env) unannounce(ctx context.Context, r *Request, which string) (bot.Message, error) {
	m := r.Voice.At(r.Schedule, r.Now, nil)
	all, err := e.Store.Channels(ctx)
	if err != nil {
		return bot.Message{}, err
	}
	number, _ := strconv.ParseInt(which, 10, 64)
	i := slices.IndexFunc(all, func(c bot.Channel) bool {
		if number > 0 && !r.Shared {
			return c.Number == number
		}
		return c.Chat == r.Chat
	})
	if i < 0 {
		if r.Shared {
			return m.ChannelHere(nil), nil
		}
		return m.Channels(all, 0), nil
	}
	rooms := all[i].Rooms
	if which != "" && number == 0 {
		r.Args = which
		room, answer, ok := meantRoom(m, r, "/announce off ")
		if !ok {
			return answer, nil
		}
		if !slices.Contains(rooms, room) {
			return m.ChannelHere(rooms), nil
		}
		rooms = []string{room}
	}
	if _, err := e.Store.Unannounce(ctx, all[i].Chat, r.Now, rooms...); err != nil {
		return bot.Message{}, err
	}
	e.wake()
	e.Log.Info("a chat is no room's channel any more", "platform", all[i].Chat.Platform, "rooms", len(rooms))
	return m.ChannelOff(rooms), nil
}

// redeems reports whether a command says a code, which is all that is heard in a
// channel.
func (r *Request) redeems(c Command) bool {
	return c.Name == "start" && strings.HasPrefix(r.Args, say.ChannelLead)
}

// redeem answers /start and a code: the chat becomes the channel that an organiser
// wants. In a channel only those post who run it, and nobody is seen to: the code is
// the proof.
func (e *Env) redeem(ctx context.Context, r *Request) (bot.Message, error) {
	room, err := e.Store.RedeemChannel(ctx, r.Chat, codeHash(strings.TrimPrefix(r.Args, say.ChannelLead)), r.Now)
	switch {
	case errors.Is(err, bot.ErrNoCode):
		return r.Voice.ChannelCodeDead(), nil
	case err != nil:
		return bot.Message{}, err
	}
	return e.announced(ctx, r, room, false), nil
}

// privately is the chat with the person alone; zero where there is none, or nobody
// can say.
func (e *Env) privately(ctx context.Context, r *Request) bot.Chat {
	host, ok := e.Hosts[r.Chat.Platform]
	if !ok {
		return bot.Chat{}
	}
	private, ok, err := host.Private(ctx, r.Sender)
	if err != nil || !ok {
		return bot.Chat{} // then they are not told what goes wrong there
	}
	return private
}

// codeHash is how a code is kept, which people may type in small letters.
func codeHash(code string) string { return hashed(strings.ToUpper(code)) }
