package matrix

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"net/http"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const (
	// reactors is how many messages get their reactions at the same time.
	reactors = 4
	// maxRedo is for how many messages each of them lets reactions wait. Beyond
	// that a message has none, and its last line still says which work.
	maxRedo = 256
	// reactTries is how often a reaction is tried that the server has no time for.
	reactTries = 5
)

// reaction is the content of m.reaction.
type reaction struct {
	RelatesTo relation `json:"m.relates_to"`
}

// showButtons notes the buttons of a message, and has the reactions put there
// when there is time: each is a request, and an answer must not wait for them.
func (m *Matrix) showButtons(room id.RoomID, message id.EventID, all []choice) {
	if !m.shown.set(room, message, all) {
		return
	}
	// One message stays with one reactor, so that nothing is put there twice.
	select {
	case m.redo[maphash.String(m.seed, message.String())%reactors] <- message:
	default:
		m.log.Debug("too many reactions to put", "message", message)
	}
}

// react puts reactions right until ctx is done.
func (m *Matrix) react(ctx context.Context, redo <-chan id.EventID) {
	for {
		select {
		case <-ctx.Done():
			return
		case message := <-redo:
			if err := m.putRight(ctx, message); err != nil && ctx.Err() == nil {
				m.log.Debug("cannot react", "message", message, "error", m.clean(err))
			}
		}
	}
}

// putRight makes the reactions under a message what its buttons are now.
func (m *Matrix) putRight(ctx context.Context, message id.EventID) error {
	room, put, take := m.shown.change(message)
	for key, placed := range take {
		err := m.patiently(ctx, func() error {
			_, err := m.client.RedactEvent(ctx, room, placed, mautrix.ReqRedact{TxnID: "take-" + placed.String()})
			return err
		})
		if err != nil {
			return fmt.Errorf("taking %s away: %w", key, err)
		}
		m.shown.reacted(message, key, "")
	}
	for _, key := range put {
		once := mautrix.ReqSendEvent{TransactionID: rand.Text()}
		err := m.patiently(ctx, func() error {
			got, err := m.client.SendMessageEvent(ctx, room, mxevent.EventReaction,
				reaction{relation{Type: relAnnotation, Event: message, Key: key}}, once)
			if err == nil && got != nil {
				m.shown.reacted(message, key, got.EventID)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("putting %s there: %w", key, err)
		}
	}
	return nil
}

// patiently makes a request again while the homeserver says that it is too much.
func (m *Matrix) patiently(ctx context.Context, request func() error) error {
	for try := 1; ; try++ {
		err := request()
		if err == nil {
			return nil
		}
		failed := m.failed(err, false)
		if failed.Failure != bot.Throttled || try == reactTries || !sleep(ctx, failed.After) {
			return err
		}
	}
}

// pressed is the command behind a reaction, and the message under which it is.
func (s *stream) pressed(ctx context.Context, room id.RoomID, e event) (string, bot.Ref, bool, error) {
	var c content
	if json.Unmarshal(e.Content, &c) != nil || c.RelatesTo.Type != relAnnotation || c.RelatesTo.Event == "" {
		return "", bot.Ref{}, false, nil
	}
	on := c.RelatesTo.Event
	known, ok := s.shown.get(on)
	if !ok {
		all, err := s.buttonsOf(ctx, room, on)
		if err != nil {
			return "", bot.Ref{}, false, err
		}
		known = shownMessage{room: room, choices: all}
	}
	pressed, ok := find(known.choices, c.RelatesTo.Key)
	if !ok || known.room != room {
		return "", bot.Ref{}, false, nil // people react to more than buttons
	}
	return pressed.Command, bot.Ref{Chat: s.chat(room), ID: on.String()}, true, nil
}

// buttonsOf asks the homeserver which buttons a message has: those of its last
// edit, if it was ours. Its error is that asking again may help.
func (m *Matrix) buttonsOf(ctx context.Context, room id.RoomID, message id.EventID) ([]choice, error) {
	var e event
	if err := m.get(ctx, &e, "rooms", room, "event", message); err != nil || e.Sender != m.client.UserID {
		return nil, err
	}
	edit := e.Unsigned.Relations.Replace
	if edit == nil || len(edit.Content) == 0 {
		// Not every homeserver bundles the edit with its message.
		var related struct {
			Chunk []event `json:"chunk"` // newest first
		}
		if err := m.get(ctx, &related, "rooms", room, "relations", message, relReplace); err != nil {
			return nil, err
		}
		edit = nil
		for _, r := range related.Chunk {
			if r.Sender == m.client.UserID {
				edit = &r
				break
			}
		}
	}
	if edit == nil {
		edit = &e
	}
	var c content
	if json.Unmarshal(edit.Content, &c) != nil {
		return nil, nil
	}
	if c.NewContent != nil {
		return c.NewContent.Buttons, nil
	}
	return c.Buttons, nil
}

// get reads a piece of a room. What the homeserver refuses to give out, and what
// makes no sense, leaves into as it is; its error is that asking again may help.
func (m *Matrix) get(ctx context.Context, into any, path ...any) error {
	version := "v3"
	if path[2] == "relations" {
		version = "v1"
	}
	var raw json.RawMessage
	_, err := m.client.MakeRequest(ctx, http.MethodGet, m.client.BuildClientURL(append([]any{version}, path...)...), nil, &raw)
	if denied(err) {
		return nil
	}
	if err != nil {
		return err
	}
	_ = json.Unmarshal(raw, into) // people may react to events of any form
	return nil
}
