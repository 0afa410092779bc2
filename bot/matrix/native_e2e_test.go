//go:build e2e && goolm

package matrix_test

import (
	"strings"
	"testing"

	"maunium.net/go/mautrix/event"

	"usher/bot/matrix/dendritetest"
)

// TestRealHomeserverRoom has people ask in a room and in a thread there, and somebody
// in a direct chat take a star back after a restart.
func TestRealHomeserverRoom(t *testing.T) {
	for name, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			_, stop := s.open(t, on("11:04"))
			ada := s.Person(t, "ada")
			answersInARoom(t, s, ada, encrypted)

			chat := ada.Direct(s.account.User, encrypted)
			ada.Await("Usher joins", dendritetest.Joins(chat, s.usher()))
			ada.Say(chat, "Encrypted Btrfs Subvolumes")
			card := ada.Await("the card", said(event.MsgNotice, "Encrypted Btrfs"))
			ada.Await("its star", reaction(card.ID, "⭐"))
			star := ada.React(chat, card.ID, "⭐")
			ada.Await("the star", editedTo(card, "Yours", true))
			stop()
			s.open(t, on("11:05"))
			if _, err := ada.Client.RedactEvent(t.Context(), chat, star); err != nil {
				t.Fatal(err)
			}
			ada.Await("no star, in place", editedTo(card, "Yours", false))
		})
	}
}

// answersInARoom are replies, and in a thread where they were asked for in one.
func answersInARoom(t *testing.T, s *site, ada *dendritetest.Person, encrypted bool) {
	t.Helper()
	bob := s.Person(t, "bob")
	room := ada.Room(encrypted, s.account.User, bob.ID.String())
	bob.Join(room)
	ada.Await("Usher joins", dendritetest.Joins(room, s.usher()))
	ada.Await("Bob joins", dendritetest.Joins(room, bob.ID))
	asked := ada.Say(room, "!now")
	now := ada.Await("what is on", said(event.MsgNotice, "Now, Wed 11:04"))
	if at := now.Content.AsMessage().RelatesTo; at.GetNonFallbackReplyTo() != asked || at.GetThreadParent() != "" {
		t.Errorf("the answer is a reply to %q, in thread %q", at.GetReplyTo(), at.GetThreadParent())
	}
	question := &event.MessageEventContent{MsgType: event.MsgText, Body: "!next", RelatesTo: (&event.RelatesTo{}).SetThread(asked, asked)}
	asked2 := ada.Send(room, event.EventMessage, question)
	next := ada.Await("what is next", said(event.MsgNotice, "Next, in 11 min"))
	if at := next.Content.AsMessage().RelatesTo; at.GetThreadParent() != asked || at.GetReplyTo() != asked2 {
		t.Errorf("the answer is in thread %q, a reply to %q", at.GetThreadParent(), at.GetReplyTo())
	}
	if next.Sealed != encrypted {
		t.Errorf("it is encrypted: %v", next.Sealed)
	}
}

// editedTo is a message in place of another that has a word, or has it no more.
func editedTo(before dendritetest.Heard, word string, has bool) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool {
		return edited(before.ID)(h) && h.Timestamp > before.Timestamp &&
			strings.Contains(h.Content.AsMessage().NewContent.Body, word) == has
	}
}
