package matrix

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
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

// errTwice is that a reaction is there already, which an earlier run has put there
// (spec, "Avoiding duplicate annotations").
var errTwice = mautrix.RespError{ErrCode: "M_DUPLICATE_ANNOTATION"}

// reaction is the content of m.reaction.
type reaction struct {
	RelatesTo relation `json:"m.relates_to"`
}

// showButtons notes the buttons of a message, and has the reactions put there
// when there is time: each is a request, and an answer must not wait for them. The
// message may be of an earlier run.
func (m *Matrix) showButtons(room id.RoomID, message id.EventID, thread string, all []choice, earlier bool) {
	if !m.shown.set(room, message, thread, all, earlier) {
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
	defer m.survive("reactions to put right")
	if known, _ := m.shown.get(message); known.unsure {
		if err := m.patiently(ctx, func() error { return m.recallReactions(ctx, known.room, message) }); err != nil {
			m.log.Debug("cannot ask what reactions there are", "message", message, "error", m.clean(err))
		}
	}
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
		if err != nil && !errors.Is(err, errTwice) {
			return fmt.Errorf("putting %s there: %w", key, err)
		}
	}
	return nil
}

// recallReactions asks the homeserver which reactions of ours are under a message: what
// an earlier run has put there stays else, and Dendrite takes the same one twice.
func (m *Matrix) recallReactions(ctx context.Context, room id.RoomID, message id.EventID) error {
	var related struct {
		Chunk []json.RawMessage `json:"chunk"`
	}
	if err := m.get(ctx, &related, "rooms", room, "relations", message, relAnnotation); err != nil {
		return err
	}
	there := map[string]id.EventID{}
	for _, raw := range related.Chunk {
		if e, c := m.ours(ctx, room, raw); c.RelatesTo.Key != "" { // it has none once it is taken away
			there[c.RelatesTo.Key] = e.ID
		}
	}
	m.shown.recalled(message, there)
	return nil
}

// patiently makes a request that matters less than messages, and makes it again while
// the homeserver says that it is too much.
func (m *Matrix) patiently(ctx context.Context, request func() error) error {
	for try := 1; ; try++ {
		if !m.refusals.over(ctx) {
			return ctx.Err()
		}
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

// pressed reads which button a reaction presses, and under which message; false if
// none.
func (s *stream) pressed(ctx context.Context, room id.RoomID, e event, in *bot.Incoming) (bool, error) {
	var c content
	if json.Unmarshal(e.Content, &c) != nil || c.RelatesTo.Type != relAnnotation || c.RelatesTo.Event == "" {
		return false, nil
	}
	on := c.RelatesTo.Event
	known, ok := s.shown.get(on)
	if !ok {
		var err error
		if known, err = s.recall(ctx, room, on); err != nil {
			return false, err
		}
	}
	pressed, ok := find(known.choices, c.RelatesTo.Key)
	if !ok || known.room != room {
		return false, nil // people react to more than buttons
	}
	in.Text, in.Undo = pressed.Command, pressed.Undo
	in.Pressed, in.Thread = bot.Ref{Chat: in.Chat, ID: on.String()}, known.thread
	return true, nil
}

// withdrawn is the event that another takes back: perhaps a reaction. Where it says
// so depends on the version of the room (spec, "m.room.redaction").
func withdrawn(e event) (which string, ok bool) {
	var c content
	_ = json.Unmarshal(e.Content, &c) // what cannot be read says nothing
	which = cmp.Or(e.Redacts, c.Redacts).String()
	return which, which != ""
}

// recall asks the homeserver for a message: its buttons are those of its last edit,
// if that was ours. Its error is that asking again may help.
func (m *Matrix) recall(ctx context.Context, room id.RoomID, message id.EventID) (shownMessage, error) {
	var raw json.RawMessage
	if err := m.get(ctx, &raw, "rooms", room, "event", message); err != nil {
		return shownMessage{}, err
	}
	e, c := m.ours(ctx, room, raw)
	if e.Sender != m.client.UserID {
		return shownMessage{}, nil
	}
	found := shownMessage{room: room, thread: c.RelatesTo.thread(), choices: c.Buttons}
	edits := []json.RawMessage{e.Unsigned.Relations.Replace}
	if len(edits[0]) == 0 {
		// Not every homeserver bundles the edit with its message.
		var related struct {
			Chunk []json.RawMessage `json:"chunk"` // newest first
		}
		if err := m.get(ctx, &related, "rooms", room, "relations", message, relReplace); err != nil {
			return shownMessage{}, err
		}
		edits = related.Chunk
	}
	for _, raw := range edits {
		if _, c := m.ours(ctx, room, raw); c.NewContent != nil {
			found.choices = c.NewContent.Buttons
			break
		}
	}
	return found, nil
}

// ours reads a message of our own that the homeserver has given out again,
// encrypted or not. Of what is another's, or cannot be read any more, there is
// nothing.
func (m *Matrix) ours(ctx context.Context, room id.RoomID, raw json.RawMessage) (e event, c content) {
	if json.Unmarshal(raw, &e) != nil || e.Sender != m.client.UserID {
		return event{}, content{}
	}
	if e.Type == typeEncrypted && m.cipher != nil {
		clear, err := m.cipher.Decrypt(ctx, room, raw)
		var inner event
		if err != nil || json.Unmarshal(clear, &inner) != nil {
			m.log.Debug("cannot read what we said", "message", e.ID, "error", err)
			return e, content{}
		}
		e.Content = related(inner.Content, e.Content)
	}
	if json.Unmarshal(e.Content, &c) != nil {
		return e, content{}
	}
	return e, c
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
	if err != nil {
		return unlessDenied(err)
	}
	_ = json.Unmarshal(raw, into) // people may react to events of any form
	return nil
}
