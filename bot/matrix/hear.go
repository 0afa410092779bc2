package matrix

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// tooOld is how old a message may be and still get an answer: whoever asked what
// is on next has moved on.
const tooOld = 10 * time.Minute

// content is what Usher reads of a message or a reaction.
type content struct {
	MsgType       string `json:"msgtype"`
	Body          string `json:"body"`
	FormattedBody string `json:"formatted_body"`
	FileName      string `json:"filename"`
	Mentions      struct {
		UserIDs []id.UserID `json:"user_ids"`
	} `json:"m.mentions"`
	RelatesTo  relation   `json:"m.relates_to"`
	Redacts    id.EventID `json:"redacts"`
	Buttons    []choice   `json:"chat.usher.buttons"`
	NewContent *struct {
		Buttons []choice `json:"chat.usher.buttons"`
	} `json:"m.new_content"`
}

// relation is m.relates_to: what an event has to do with another.
type relation struct {
	Type      string     `json:"rel_type,omitempty"`
	Event     id.EventID `json:"event_id,omitempty"`
	Key       string     `json:"key,omitempty"`
	InReplyTo *repliedTo `json:"m.in_reply_to,omitempty"`
	// Fallback says that InReplyTo is there for clients that know no threads.
	Fallback bool `json:"is_falling_back,omitempty"`
}

// repliedTo is the message to which another is a reply.
type repliedTo struct {
	Event id.EventID `json:"event_id"`
}

const (
	relThread     = "m.thread"
	relReplace    = "m.replace"
	relAnnotation = "m.annotation"
)

// sinceJoin are the events of a room's timeline from when Usher came in: a server
// shows a newcomer what was said before, which was not meant for it.
func (s *stream) sinceJoin(in joined) []event {
	var after []event
	for e := range in.Timeline.all() {
		if s.comes(e) {
			after = nil
			continue
		}
		after = append(after, e)
	}
	return after
}

// when is when an event was said, and whether that is lately enough to answer it.
// What its sender's server says of the time is that server's opinion, and its clock
// may be hours off. Our homeserver's measure comes first, if it gives one (spec,
// unsigned.age). Else it was said since the last answer to a sync request, which
// would have brought it, and never in the future.
func (s *stream) when(e event) (at time.Time, fresh bool) {
	now := s.now()
	at = time.UnixMilli(e.At)
	switch age := e.Unsigned.Age; {
	case age != nil && *age > float64(tooOld.Milliseconds()):
		return at, false
	case age != nil && *age >= 0:
		at = now.Add(-time.Duration(*age) * time.Millisecond)
	case at.Before(s.heard):
		at = s.heard
	}
	if at.After(now) {
		at = now
	}
	return at, now.Sub(at) <= tooOld
}

// hear makes of an event what it means for Usher; false if nothing. Its error is
// that the homeserver does not let us find out now. The batch is then read again,
// so that nothing is lost; tooOld bounds for how long one event can hold it up.
func (s *stream) hear(ctx context.Context, room id.RoomID, e event) (in bot.Incoming, ok bool, err error) {
	if e.Sender == s.client.UserID {
		s.echoed(room, e)
	}
	at, fresh := s.when(e)
	if e.Sender == s.client.UserID || e.ID == "" || !fresh {
		return bot.Incoming{}, false, nil
	}
	return s.read(ctx, room, e, at)
}

// read is the same for an event that counts, which was sent at some time. What
// is encrypted and has no key yet it leaves sealed.
func (s *stream) read(ctx context.Context, room id.RoomID, e event, at time.Time) (in bot.Incoming, ok bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("an event made Usher panic", "event", e.ID, "panic", fmt.Sprint(p))
			in, ok, err = bot.Incoming{}, false, nil
		}
	}()
	in = bot.Incoming{Chat: s.chat(room), Sender: e.Sender.String(), Update: e.ID.String(), At: at}
	if e.Type == typeEncrypted {
		if e, ok = s.unseal(ctx, room, e); !ok {
			in.Sealed = e.raw
			return in, true, nil
		}
		ok = false
	}
	switch e.Type {
	case typeMessage:
		ok, err = s.said(ctx, room, e, &in)
	case typeReaction:
		ok, err = s.pressed(ctx, room, e, &in)
	case typeRedaction:
		in.Withdraws, ok = withdrawn(e)
	}
	if ok && err == nil {
		in.Shared, err = s.isShared(ctx, room)
	}
	if ok && err == nil && !in.Shared {
		s.rooms.metAlone(room, e.Sender)
	}
	in.Name = s.rooms.nameOf(e.Sender)
	return in, ok, err
}

// said reads what a message says to Usher; false if nothing.
func (s *stream) said(ctx context.Context, room id.RoomID, e event, in *bot.Incoming) (bool, error) {
	var c content
	if json.Unmarshal(e.Content, &c) != nil || c.RelatesTo.Type == relReplace {
		return false, nil // an edit says again what was answered already
	}
	text, ok := c.words()
	if !ok {
		return false, nil
	}
	in.File = attached(e.Content)
	in.Message = bot.Ref{Chat: in.Chat, ID: e.ID.String()}
	in.Thread = c.RelatesTo.thread()
	me := names{user: s.client.UserID, called: s.rooms.get(room).called}
	mentioned := false
	if c.RelatesTo.InReplyTo != nil {
		text, mentioned = withoutQuote(text, me.user)
	}
	text, named := me.takeOff(text, c)
	// What has the form of a command is one in every room.
	if in.Text, ok = s.asCommand(text); ok {
		return true, s.alludes(ctx, room, c, in)
	}
	if !mentioned && !named {
		direct, err := s.isDirect(ctx, room)
		if err != nil || !direct {
			return false, err
		}
	}
	if in.Text = s.asTyped(text); strings.HasPrefix(in.Text, "/") && !strings.HasPrefix(strings.TrimSpace(text), "!") {
		in.Bare = text
	}
	if in.Text == "" && (mentioned || named) {
		in.Text = "/start" // as one is greeted who is called and asked nothing
	}
	return in.Text != "", nil
}

// thread is the first message of the thread in which an event is; "" if in none.
func (r relation) thread() string {
	if r.Type != relThread {
		return ""
	}
	return r.Event.String()
}
