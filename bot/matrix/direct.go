package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// directs is the content of m.direct: an account's direct chats by person, the
// newest last.
type directs map[id.UserID][]id.RoomID

// learnDirect reads m.direct.
func (r *rooms) learnDirect(e event) {
	if e.Type != typeDirect {
		return
	}
	var byPerson directs
	if json.Unmarshal(e.Content, &byPerson) != nil {
		return // another client has written something else there
	}
	for person, list := range byPerson {
		for _, which := range list {
			r.change(which, func(know *room) { know.direct, know.person = true, person })
		}
	}
}

// errNotOurs is why m.direct stays as it is.
var errNotOurs = errors.New("m.direct has another form")

// noteDirects adds direct chats to m.direct, in which clients look for them, and
// takes out those that Usher has left. Only the porter calls it, so that no change
// undoes another.
func (m *Matrix) noteDirects(ctx context.Context, add map[id.RoomID]id.UserID, remove []id.RoomID) error {
	if len(add)+len(remove) == 0 {
		return nil
	}
	byPerson, err := m.directs(ctx)
	if err != nil {
		return err
	}
	changed := false
	for person, list := range byPerson {
		kept := slices.DeleteFunc(slices.Clone(list), func(which id.RoomID) bool { return slices.Contains(remove, which) })
		if len(kept) == len(list) {
			continue
		}
		changed = true
		if byPerson[person] = kept; len(kept) == 0 {
			delete(byPerson, person)
		}
	}
	for which, person := range add {
		if person != "" && !slices.Contains(byPerson[person], which) {
			byPerson[person], changed = append(byPerson[person], which), true
		}
	}
	if !changed {
		return nil
	}
	return m.client.SetAccountData(ctx, typeDirect, byPerson)
}

// refused reports that trying again would not have m.direct changed: it may have
// grown to more than the homeserver takes.
func (m *Matrix) refused(err error) bool {
	return err != nil && (denied(err) || m.failed(err, false).Failure == bot.Rejected)
}

// directs asks for m.direct.
func (m *Matrix) directs(ctx context.Context) (directs, error) {
	var raw json.RawMessage
	if err := m.client.GetAccountData(ctx, typeDirect, &raw); err != nil && !errors.Is(err, mautrix.MNotFound) {
		return nil, err
	}
	byPerson := directs{}
	if len(raw) > 0 && json.Unmarshal(raw, &byPerson) != nil {
		return nil, errNotOurs
	}
	if byPerson == nil {
		byPerson = directs{}
	}
	return byPerson, nil
}

// directWith are the direct chats with a person that Usher is in, oldest first.
func (m *Matrix) directWith(ctx context.Context, person id.UserID) ([]id.RoomID, error) {
	byPerson, err := m.directs(ctx)
	if err != nil && !errors.Is(err, errNotOurs) {
		return nil, err
	}
	return slices.DeleteFunc(byPerson[person], func(which id.RoomID) bool { return !m.rooms.isHere(which) }), nil
}

// errNoDirectChat is why a person cannot be told anything yet.
var errNoDirectChat = errors.New("there is no direct chat with this person yet")

// whereIs says, as the error of a send, in which room a person is spoken to: the
// newest direct chat with them.
func (m *Matrix) whereIs(ctx context.Context, person id.UserID) error {
	list, err := m.directWith(ctx, person)
	if err != nil {
		failed := m.failed(err, false)
		failed.Unsure = false // of what was to be sent nothing has been
		return failed
	}
	if len(list) == 0 {
		return &bot.SendError{Failure: bot.Temporary, Err: errNoDirectChat}
	}
	return &bot.SendError{Failure: bot.ChatMoved, To: m.chat(list[len(list)-1]), Err: errors.New("spoken to in a direct chat")}
}
