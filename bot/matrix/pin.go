package matrix

import (
	"context"
	"errors"
	"slices"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// Pin implements bot.Pinner: a message is added to those that are pinned, which takes
// the power to change the room's state (spec, m.room.pinned_events).
func (m *Matrix) Pin(ctx context.Context, ref bot.Ref) error {
	return m.repin(ctx, ref, func(pinned []id.EventID, message id.EventID) []id.EventID { return append(pinned, message) }, false)
}

// Unpin implements bot.Pinner.
func (m *Matrix) Unpin(ctx context.Context, ref bot.Ref) error {
	return m.repin(ctx, ref, func(pinned []id.EventID, message id.EventID) []id.EventID {
		return slices.DeleteFunc(pinned, func(other id.EventID) bool { return other == message })
	}, true)
}

// repin makes something else of what is pinned in a room, if a message is or is not.
func (m *Matrix) repin(ctx context.Context, ref bot.Ref, of func([]id.EventID, id.EventID) []id.EventID, is bool) error {
	room, message := id.RoomID(ref.Chat.ID), id.EventID(ref.ID)
	var pinned mxevent.PinnedEventsEventContent
	err := m.client.StateEvent(ctx, room, mxevent.StatePinnedEvents, "", &pinned)
	if err != nil && !errors.Is(err, mautrix.MNotFound) {
		return m.failed(err, false)
	}
	if slices.Contains(pinned.Pinned, message) != is {
		return nil
	}
	pinned.Pinned = of(pinned.Pinned, message)
	if _, err = m.client.SendStateEvent(ctx, room, mxevent.StatePinnedEvents, "", &pinned); err == nil {
		return nil
	}
	failed := m.failed(err, false)  // once more does no harm
	if failed.Failure == bot.Gone { // which is said of who may not do this alone, too
		failed.Failure = bot.Rejected
	}
	return failed
}

// Stands implements bot.Beholder. A homeserver takes edits of what was withdrawn, and
// nobody sees them.
func (m *Matrix) Stands(ctx context.Context, ref bot.Ref) (bool, error) {
	if m.upgraded(id.RoomID(ref.Chat.ID)) != nil {
		return true, nil // the edit is refused for that
	}
	message, err := m.client.GetEvent(ctx, id.RoomID(ref.Chat.ID), id.EventID(ref.ID))
	switch {
	case errors.Is(err, mautrix.MNotFound):
		return false, nil
	case err != nil:
		return false, m.failed(err, false)
	}
	return message == nil || message.Unsigned.RedactedBecause == nil, nil
}
