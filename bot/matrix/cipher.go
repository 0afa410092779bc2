package matrix

import (
	"context"
	"encoding/json"
	"errors"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// Cipher is what lets a device read and write in encrypted rooms: its keys, and
// those it has from others. bot/matrix/e2ee has the one there is. It is safe for
// concurrent use, but for Take, which is called for one answer after the other.
type Cipher interface {
	// Take takes in what an answer to a sync request says of devices, keys and
	// rooms, and returns once that is safely stored, so that the token may move on.
	// It is called before anything in that answer is decrypted, and may be called
	// again with what it has seen. Received are the sessions whose keys have come.
	// Its error is that taking it in again may help.
	Take(ctx context.Context, news News) (received []id.SessionID, err error)
	// Decrypt makes the event that an m.room.encrypted, as it came, was before; its
	// error is ErrNoKey if it can be read once its key has come.
	Decrypt(ctx context.Context, room id.RoomID, raw json.RawMessage) (json.RawMessage, error)
	// Ask asks the devices of who sent an m.room.encrypted for its key.
	Ask(ctx context.Context, room id.RoomID, raw json.RawMessage) error
	// Encrypt makes the content of an m.room.encrypted, which all who are in the
	// room can read, but for its m.relates_to, which stays in clear. It may have to ask the homeserver who that is, and to give them
	// the key. Its error is that of the request that failed.
	Encrypt(ctx context.Context, room id.RoomID, kind string, content any) (any, error)
}

// ErrNoKey is why something cannot be read yet.
var ErrNoKey = errors.New("its key has not come")

// OpenCipher makes the Cipher of the account that a client speaks for.
type OpenCipher func(context.Context, *mautrix.Client) (Cipher, error)

// News is what an answer to a sync request brings for a Cipher.
type News struct {
	// ToDevice are events sent to this device alone, as they came.
	ToDevice []json.RawMessage
	// Changed are people whose devices have changed.
	Changed []id.UserID
	// Anew is that the answer goes on from no other, and does not say whose devices
	// have changed before it.
	Anew bool
	// OneTimeKeys are how many of the device's one-time keys the homeserver has
	// left, by algorithm; nil if it does not say.
	OneTimeKeys map[string]int
	// NoFallback is that the homeserver knows of fallback keys, and has none of the
	// device that was not used yet.
	NoFallback bool
	// State are the events of each joined room that set its state, those of its
	// timeline too, in their order.
	State map[id.RoomID][]json.RawMessage
	// Gap are rooms of whose timeline a part was left out, so that who is there has
	// to be asked anew.
	Gap []id.RoomID
	// Left are rooms that the account is not in any more.
	Left []id.RoomID
}
