package matrix

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
	"usher/schedule"
)

// outgoing is the content of m.room.message as Usher writes it.
type outgoing struct {
	MsgType       string `json:"msgtype"`
	Body          string `json:"body"`
	Format        string `json:"format,omitempty"`
	FormattedBody string `json:"formatted_body,omitempty"`
	enclosed
	// Mentions are always there: without them servers look for names, and for
	// "@room", in the text, which is not ours.
	Mentions   mentions  `json:"m.mentions"`
	Buttons    []choice  `json:"chat.usher.buttons,omitempty"`
	RelatesTo  *relation `json:"m.relates_to,omitempty"`
	NewContent *outgoing `json:"m.new_content,omitempty"`
}

type mentions struct {
	UserIDs []id.UserID `json:"user_ids,omitempty"`
}

// Send implements bot.Platform. A message too long for one event becomes several,
// each a request, and a File is one before them: the Ref is the last, which has the buttons. Without a Cipher
// an encrypted room is Gone. A person, such as an organiser who is known by name, is where the
// direct chat with them is: the chat has moved there.
func (m *Matrix) Send(ctx context.Context, msg bot.Message) (bot.Ref, error) {
	if strings.HasPrefix(msg.Chat.ID, "@") {
		return bot.Ref{}, m.whereIs(ctx, id.UserID(msg.Chat.ID))
	}
	room := id.RoomID(msg.Chat.ID)
	ref := bot.Ref{Chat: m.chat(room)}
	last, err := m.before(ctx, msg)
	switch {
	case err != nil:
		return bot.Ref{}, err
	case last == "":
		if ref, err = m.say(ctx, room, msg); err != nil {
			return bot.Ref{}, err
		}
		last = id.EventID(ref.ID)
	case msg.File != nil:
		file, _ := m.echoes.of(transaction(msg.Key, 0, false))
		ref.File = file.String()
	}
	ref.ID = last.String()
	m.showButtons(room, last, msg.Thread, choices(msg.Buttons), msg.Again)
	return ref, nil
}

// say puts a message into a room, in as many events as it takes.
func (m *Matrix) say(ctx context.Context, room id.RoomID, msg bot.Message) (ref bot.Ref, err error) {
	if err := m.upgraded(room); err != nil {
		return ref, err
	}
	ref.Chat = m.chat(room)
	all, err := m.events(ctx, room, msg)
	for i, event := range all {
		var put id.EventID
		put, err = m.put(ctx, room, event, transaction(msg.Key, i, i == len(all)-1))
		if err != nil {
			failed := bot.AsSendError(err)
			failed.Fileless = event.Info != nil && failed.Failure == bot.Rejected
			failed.Unsure = failed.Unsure || i > 0 // a part has arrived
			return bot.Ref{}, failed
		}
		ref.ID = put.String()
		if event.Info != nil && len(all) > 1 {
			ref.File = ref.ID
		}
	}
	return ref, err
}

// events are those that a message becomes.
func (m *Matrix) events(ctx context.Context, room id.RoomID, msg bot.Message) (all []outgoing, err error) {
	if msg.File != nil {
		file, err := m.enclose(ctx, room, msg)
		if err != nil {
			return nil, err
		}
		all = append(all, file)
	}
	parts := split(msg.Body)
	for i, part := range parts {
		all = append(all, m.write(ctx, msg, part, i == len(parts)-1))
	}
	return all, nil
}

// Edit implements bot.Platform. Of a message too long for one event it shows the
// beginning. The file before it is redacted.
func (m *Matrix) Edit(ctx context.Context, ref bot.Ref, msg bot.Message) error {
	room, message := id.RoomID(ref.Chat.ID), id.EventID(ref.ID)
	if arrived, err := m.before(ctx, msg); err != nil {
		return err
	} else if arrived != "" {
		m.showButtons(room, message, "", choices(msg.Buttons), true)
		return m.takeAway(ctx, ref)
	}
	if m.upgraded(room) != nil {
		return &bot.SendError{Failure: bot.Rejected, Err: errUpgraded} // it stays in the old one
	}
	msg.Chat, msg.ReplyTo, msg.Thread = ref.Chat, bot.Ref{}, "" // it stays where it is
	now := m.write(ctx, msg, shorten(split(msg.Body)), true)
	// Clients that know no edits show the outer body as a message: how it begins
	// is enough for them, and the event must not be twice as long.
	outer := outgoing{
		MsgType: now.MsgType, Body: "* " + schedule.Cut(now.Body, 200),
		RelatesTo: &relation{Type: relReplace, Event: message}, NewContent: &now,
	}
	if _, err := m.put(ctx, room, outer, transaction(msg.Key, 0, true)); err != nil {
		return err
	}
	m.showButtons(room, message, "", choices(msg.Buttons), true)
	return m.takeAway(ctx, ref)
}

// shorten keeps the first part, and says that there is more.
func shorten(parts [][]bot.Paragraph) []bot.Paragraph {
	first := parts[0]
	if len(parts) > 1 {
		first = append(first[:len(first):len(first)], bot.Paragraph{{Text: "…"}})
	}
	return first
}

// write makes an event of a part of a message; the last part names the buttons.
func (m *Matrix) write(ctx context.Context, msg bot.Message, part []bot.Paragraph, last bool) outgoing {
	c := outgoing{MsgType: "m.notice", Format: "org.matrix.custom.html", RelatesTo: place(msg)}
	if msg.Rings {
		// A notice never notifies (spec, push rule .m.rule.suppress_notices).
		c.MsgType = "m.text"
		if person := m.addressee(ctx, id.RoomID(msg.Chat.ID)); person != "" {
			c.Mentions.UserIDs = []id.UserID{person}
		}
	}
	if last {
		c.Buttons = choices(msg.Buttons)
		if names := legend(msg.Buttons); names != nil {
			part = append(part[:len(part):len(part)], names)
		}
	}
	text := render(part)
	c.Body, c.FormattedBody = text.plain, text.html
	return c
}

// place is what an answer has to do with what was asked: it is a reply, and in the
// thread in which that was, if any; nil where that goes without saying. Clients that
// know no threads show a reply there (spec, "Threading", fallback).
func place(msg bot.Message) *relation {
	var r relation
	if msg.ReplyTo.ID != "" {
		r.InReplyTo = &repliedTo{id.EventID(msg.ReplyTo.ID)}
	}
	if msg.Thread != "" {
		r.Type, r.Event, r.Fallback = relThread, id.EventID(msg.Thread), true
	}
	if r == (relation{}) {
		return nil
	}
	return &r
}

// put makes one request to put an event into a room.
func (m *Matrix) put(ctx context.Context, room id.RoomID, c outgoing, transaction string) (id.EventID, error) {
	if arrived, ok := m.echoes.of(transaction); ok {
		return arrived, nil
	}
	kind, content, err := m.seal(ctx, room, c)
	if err != nil {
		return "", err
	}
	tracking, written := tracked(ctx)
	got, err := m.client.SendMessageEvent(tracking, room, kind, content, mautrix.ReqSendEvent{TransactionID: transaction})
	if err != nil {
		failed := m.failed(err, written.Load())
		if failed.Unsure {
			m.reading.doubted()
		}
		if failed.Failure == bot.Throttled {
			m.refusals.refused(failed.After)
		}
		return "", failed
	}
	if got == nil || got.EventID == "" {
		m.reading.doubted()
		return "", &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errors.New("the homeserver does not say what it has made of the message")}
	}
	return got.EventID, nil
}

// transaction is the id by which the homeserver knows a repetition: the same for
// each attempt at a part of a message that has a key. The last part has the key
// itself: when it comes back, the whole has arrived.
func transaction(key string, part int, last bool) string {
	switch {
	case key == "":
		return rand.Text()
	case last:
		return key
	}
	return key + "-" + strconv.Itoa(part+1)
}
