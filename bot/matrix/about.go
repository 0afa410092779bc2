package matrix

import (
	"context"
	"encoding/json"
	"slices"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// alludes reads whom a command is about: the one other person whom it mentions, as
// replies mention who wrote what they are replies to (spec, "Rich replies"), or who wrote
// that; and the file that goes along, if there is one in what it is a reply to. Its error
// is that the homeserver does not let us find out now.
func (s *stream) alludes(ctx context.Context, room id.RoomID, c content, in *bot.Incoming) error {
	others := slices.DeleteFunc(slices.Clone(c.Mentions.UserIDs), func(who id.UserID) bool {
		return who == s.client.UserID || who.String() == in.Sender
	})
	if len(others) == 1 {
		in.About = others[0].String()
	}
	to := c.RelatesTo.InReplyTo
	mine := slices.Contains(c.Mentions.UserIDs, s.client.UserID) && len(others) == 0 // a reply to Usher
	if to == nil || c.RelatesTo.Fallback || mine || in.About != "" && !in.File.IsZero() {
		return nil
	}
	var raw json.RawMessage
	if err := s.get(ctx, &raw, "rooms", room, "event", to.Event); err != nil {
		return err
	}
	said, ok := readEvent(raw)
	if !ok || said.Sender == s.client.UserID {
		return nil
	}
	if in.About == "" {
		in.About = said.Sender.String()
	}
	if said.Type == typeEncrypted {
		said, ok = s.unseal(ctx, room, said)
	}
	if ok && in.File.IsZero() {
		in.File = attached(said.Content)
	}
	return nil
}
