package matrix

import (
	"context"
	"slices"

	"maunium.net/go/mautrix/id"
)

// about is whom a message is about: the one other person whom it mentions, as replies
// mention who wrote what they are replies to (spec, "Rich replies"), or who wrote that;
// "" is nobody. Its error is that the homeserver does not let us find out now.
func (s *stream) about(ctx context.Context, room id.RoomID, sender string, c content) (string, error) {
	others := slices.DeleteFunc(slices.Clone(c.Mentions.UserIDs), func(who id.UserID) bool {
		return who == s.client.UserID || who.String() == sender
	})
	to := c.RelatesTo.InReplyTo
	if len(others) == 1 {
		return others[0].String(), nil
	}
	mine := slices.Contains(c.Mentions.UserIDs, s.client.UserID) && len(others) == 0 // a reply to Usher
	if to == nil || c.RelatesTo.Fallback || mine {
		return "", nil
	}
	var said event
	if err := s.get(ctx, &said, "rooms", room, "event", to.Event); err != nil {
		return "", err
	}
	if said.Sender == s.client.UserID {
		return "", nil
	}
	return said.Sender.String(), nil
}
