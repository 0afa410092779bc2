package matrix

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// What becomes of a message that cannot be read, counted from when it was said.
const (
	// askAfter is when its key is asked for: most come with the message, or a
	// moment later.
	askAfter = 3 * time.Second
	// explainAfter is when whoever said it is told: a key that takes that long
	// is more likely never to come.
	explainAfter = time.Minute
	// keyWithin is until when its key is of use. That is longer than tooOld: who
	// was told that there will be an answer waits for one, but not past the end
	// of the talk they asked about.
	keyWithin = time.Hour
	// askWithin bounds how long asking for a key may hold up the stream.
	askWithin = 5 * time.Second
)

// How many messages are kept that cannot be read: so many of a room, the newest,
// and so many in all. A room in which nobody gives Usher their keys fills nothing.
const (
	maxSealedOfRoom = 16
	maxSealed       = 4096
)

// vault keeps what cannot be read yet. It belongs to the stream, which looks after
// it between two sync requests. The zero one is empty.
type vault struct {
	sealed []*sealed // oldest first
	// explained are the rooms that were told, and since then nothing could be
	// read there.
	explained map[id.RoomID]bool
}

// sealed is a message that cannot be read yet.
type sealed struct {
	bot.Incoming
	room    id.RoomID
	session id.SessionID // whose key opens it; "" if it does not say
	next    time.Time    // when to look at it again
	asked   bool         // for its key
	named   bool         // Usher, by what stands in clear
}

// encrypted is what Usher reads of the content of an m.room.encrypted.
type encrypted struct {
	Session    id.SessionID    `json:"session_id"`
	Ciphertext json.RawMessage `json:"ciphertext"`
	Mentions   mentions        `json:"m.mentions"`
}

// quiet is for how long nothing has to be done.
func (v *vault) quiet(now time.Time) time.Duration {
	rest := pollFor
	for _, w := range v.sealed {
		rest = min(rest, w.next.Sub(now))
	}
	return max(rest, 0)
}

// newestSealed leaves out of what was said in a room what the vault has no room
// for.
func newestSealed(said []bot.Incoming) []bot.Incoming {
	over := -maxSealedOfRoom
	for _, in := range said {
		if in.Sealed != nil {
			over++
		}
	}
	return slices.DeleteFunc(said, func(in bot.Incoming) bool {
		if in.Sealed == nil || over <= 0 {
			return false
		}
		over--
		return true
	})
}

// keep puts something into the vault, at the cost of the oldest.
func (s *stream) keep(in bot.Incoming) {
	var outer struct {
		Content encrypted `json:"content"`
	}
	_ = json.Unmarshal(in.Sealed, &outer) // what cannot be read says nothing
	w := &sealed{
		Incoming: in, room: id.RoomID(in.Chat.ID), session: outer.Content.Session, next: in.At.Add(askAfter),
		named: slices.Contains(outer.Content.Mentions.UserIDs, s.client.UserID),
	}
	ofRoom := 0
	for _, other := range slices.Backward(s.vault.sealed) {
		if other.room == w.room {
			if ofRoom++; ofRoom >= maxSealedOfRoom {
				s.giveUp(other)
			}
		}
	}
	if len(s.vault.sealed) >= maxSealed {
		s.giveUp(s.vault.sealed[0])
	}
	s.vault.sealed = append(s.vault.sealed, w)
}

// giveUp takes something out of the vault for good.
func (s *stream) giveUp(w *sealed) {
	s.forget(w)
	s.reception.Done(w.Update)
}

func (s *stream) forget(w *sealed) {
	s.vault.sealed = slices.DeleteFunc(s.vault.sealed, func(other *sealed) bool { return other == w })
}

// tend looks after the vault: it passes on what can be read now, asks for keys,
// and says what could not be read. It is one moment for all of it: of what is equally
// late, the first is spoken of.
func (s *stream) tend(ctx context.Context, received []id.SessionID) {
	now := s.now()
	for _, w := range slices.Clone(s.vault.sealed) {
		if !slices.Contains(received, w.session) && now.Before(w.next) {
			continue
		}
		if ctx.Err() != nil || !s.opens(ctx, w) && !s.await(ctx, w, now) {
			return
		}
	}
}

// opens reports that something is done with: it can be read now, and was passed
// on if it was meant for Usher.
func (s *stream) opens(ctx context.Context, w *sealed) bool {
	e, _ := readEvent(w.Sealed)
	in, ok, err := s.read(ctx, w.room, e, w.At)
	switch {
	case err != nil || in.Sealed != nil:
		return false
	case !ok:
		s.giveUp(w)
	default:
		s.forget(w)
		s.passOn(ctx, []bot.Incoming{in})
	}
	return true
}

// await does what is to be done while a key has not come; false if ctx is done.
func (s *stream) await(ctx context.Context, w *sealed, now time.Time) bool {
	age := now.Sub(w.At)
	meant, err := s.isMeant(ctx, w)
	switch {
	case err != nil: // the homeserver is not there
		w.next = now.Add(askAfter)
	case age > keyWithin, !meant && age > tooOld:
		s.giveUp(w)
	case !meant:
		w.next = w.At.Add(tooOld)
	case age < askAfter:
		w.next = w.At.Add(askAfter)
	case age < explainAfter:
		s.ask(ctx, w)
		w.next = w.At.Add(explainAfter)
	default:
		s.ask(ctx, w)
		w.next = w.At.Add(keyWithin)
		return s.explain(ctx, w)
	}
	return true
}

// isMeant reports whether something was certainly said to Usher, as far as can be
// told without reading it: in a direct chat, or by what stands in clear. Its error
// is that asking again may help.
func (s *stream) isMeant(ctx context.Context, w *sealed) (bool, error) {
	if w.named {
		return true, nil
	}
	return s.isDirect(ctx, w.room)
}

// ask asks for a key, once for a session.
func (s *stream) ask(ctx context.Context, w *sealed) {
	if slices.ContainsFunc(s.vault.sealed, func(other *sealed) bool { return other.asked && other.session == w.session }) {
		return
	}
	w.asked = true
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	defer s.survive("asking for a key")
	if err := s.cipher.Ask(ctx, w.room, w.Sealed); err != nil && ctx.Err() == nil {
		s.log.Debug("cannot ask for a key", "room", w.room, "error", s.clean(err))
	}
}

// explain has a room told that something cannot be read, once until something
// can; false if ctx was done before.
func (s *stream) explain(ctx context.Context, w *sealed) bool {
	if s.vault.explained[w.room] {
		return true
	}
	if s.vault.explained == nil {
		s.vault.explained = map[id.RoomID]bool{}
	}
	s.vault.explained[w.room] = true
	s.log.Info("a message cannot be read: its key has not come", "room", w.room, "event", w.Update)
	return s.handOver(ctx, bot.Incoming{
		Chat: w.Chat, Sender: w.Sender, Message: bot.Ref{Chat: w.Chat, ID: w.Update},
		// The answer to the update itself is yet to come.
		Update: w.Update + "/unreadable", Unreadable: true, At: s.now(),
	})
}
