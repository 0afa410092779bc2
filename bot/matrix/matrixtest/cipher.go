package matrixtest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
)

// Cipher is a toy matrix.Cipher: what it writes everybody can read, but reading
// needs the key of a session all the same, which people give when a test lets
// them. Kept over a restart of the bot, it is its stored keys.
type Cipher struct {
	mu    sync.Mutex
	known map[id.SessionID]bool
	taken []matrix.News
	asked []id.SessionID
	fail  []error
	opens int
	// stalled, unless it is nil, is told of each call of Decrypt, which waits.
	stalled chan struct{}
}

// Open is a matrix.OpenCipher.
func (c *Cipher) Open(context.Context, *mautrix.Client) (matrix.Cipher, error) { return c, nil }

// Fail lets the next calls of Take fail, one with each error that is not nil.
func (c *Cipher) Fail(errs ...error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fail = append(c.fail, errs...)
}

// Take implements matrix.Cipher.
func (c *Cipher) Take(_ context.Context, news matrix.News) (received []id.SessionID, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.fail) > 0 {
		err, c.fail = c.fail[0], c.fail[1:]
		if err != nil {
			return nil, err
		}
	}
	c.taken = append(c.taken, news)
	for _, raw := range news.ToDevice {
		var key struct {
			Type    string
			Content struct {
				Session id.SessionID `json:"session_id"`
			}
		}
		if json.Unmarshal(raw, &key) == nil && key.Type == typeKey && c.learn(key.Content.Session) {
			received = append(received, key.Content.Session)
		}
	}
	return received, nil
}

// Stall lets each Decrypt wait until its context is done, and say so before, or go
// on as usual with nil.
func (c *Cipher) Stall(told chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stalled = told
}

// Give lets the Cipher have the key of a session, as though it had been taken in.
func (c *Cipher) Give(session id.SessionID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.learn(session)
}

// learn reports whether a session's key is new. The caller holds mu.
func (c *Cipher) learn(session id.SessionID) bool {
	if c.known[session] {
		return false
	}
	if c.known == nil {
		c.known = map[id.SessionID]bool{}
	}
	c.known[session] = true
	return true
}

// Taken is all that Take has taken in.
func (c *Cipher) Taken() []matrix.News {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.taken)
}

// Decrypt implements matrix.Cipher. Something sealed as "panic" makes it panic.
func (c *Cipher) Decrypt(ctx context.Context, _ id.RoomID, raw json.RawMessage) (json.RawMessage, error) {
	c.mu.Lock()
	stalled := c.stalled
	c.mu.Unlock()
	if stalled != nil {
		stalled <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err() // as one that asks a database does
	}
	var e map[string]any
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, err
	}
	content, _ := e["content"].(map[string]any)
	session, _ := content["session_id"].(string)
	c.mu.Lock()
	known := c.known[id.SessionID(session)]
	c.opens++
	c.mu.Unlock()
	if !known {
		return nil, matrix.ErrNoKey
	}
	kind, inner, ok := unseal(content)
	if !ok {
		return nil, errors.New("that is no ciphertext")
	}
	if kind == "panic" {
		panic("the cipher panics")
	}
	e["type"], e["content"] = kind, inner
	return json.Marshal(e)
}

// Opens is how often something was to be decrypted.
func (c *Cipher) Opens() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.opens
}

// Ask implements matrix.Cipher.
func (c *Cipher) Ask(_ context.Context, _ id.RoomID, raw json.RawMessage) error {
	var e struct {
		Content struct {
			Session id.SessionID `json:"session_id"`
		}
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, e.Content.Session)
	return nil
}

// Asked are the sessions whose keys were asked for.
func (c *Cipher) Asked() []id.SessionID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.asked)
}

// Encrypt implements matrix.Cipher.
func (c *Cipher) Encrypt(_ context.Context, room id.RoomID, kind string, content any) (any, error) {
	return seal("of-the-bot-in-"+room.String(), kind, content), nil
}

const (
	typeEncrypted = "m.room.encrypted"
	typeKey       = "m.room_key"
)

// sealed is what is in a toy's ciphertext.
type sealed struct {
	Type    string         `json:"type"`
	Content map[string]any `json:"content"`
}

func seal(session, kind string, content any) map[string]any {
	inner, err := json.Marshal(map[string]any{"type": kind, "content": content})
	if err != nil {
		panic(err) // tests and the bot write JSON alone
	}
	outer := map[string]any{
		"algorithm": "m.megolm.v1.aes-sha2", "session_id": session, "ciphertext": base64.StdEncoding.EncodeToString(inner),
	}
	var clear sealed
	if json.Unmarshal(inner, &clear) == nil && clear.Content["m.relates_to"] != nil {
		outer["m.relates_to"] = clear.Content["m.relates_to"]
	}
	return outer
}

func unseal(content map[string]any) (kind string, inner map[string]any, ok bool) {
	text, _ := content["ciphertext"].(string)
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", nil, false
	}
	var s sealed
	if json.Unmarshal(raw, &s) != nil {
		return "", nil, false
	}
	return s.Type, s.Content, true
}

// Whisper says something encrypted in a session, and returns the event.
func (p *Person) Whisper(name, session, text string) string {
	return p.Seal(name, session, "m.room.message", map[string]any{"msgtype": "m.text", "body": text})
}

// Seal puts any event into a room, encrypted in a session, and returns its id.
// What it relates to stands in clear beside the ciphertext (spec, "m.room.encrypted").
func (p *Person) Seal(name, session, kind string, content map[string]any) string {
	inner := maps.Clone(content)
	delete(inner, "m.relates_to")
	outer := seal(session, kind, inner)
	if relates, ok := content["m.relates_to"]; ok {
		outer["m.relates_to"] = relates
	}
	return p.Send(name, typeEncrypted, outer)
}

// GiveKey sends the key of a session to the bot's device.
func (p *Person) GiveKey(session string) {
	p.add(&event{Type: typeKey, Sender: p.ID, Content: map[string]any{"session_id": session}})
}

// toDevice is what was sent to the bot's device from a place on: until the bot has
// asked for what comes after it. The caller holds mu.
func (s *Server) toDevice(place int) []any {
	s.acknowledged = max(s.acknowledged, place)
	fresh := []any{}
	for _, e := range s.events[min(s.acknowledged, len(s.events)):] {
		if e.Room == "" {
			fresh = append(fresh, map[string]any{"type": e.Type, "sender": e.Sender, "content": e.Content})
		}
	}
	return fresh
}
