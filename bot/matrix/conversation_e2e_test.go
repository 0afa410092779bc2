//go:build e2e && goolm

package matrix_test

import (
	"strings"
	"testing"

	"maunium.net/go/mautrix/event"

	"usher/bot/matrix/dendritetest"
)

// TestRealHomeserverConversation is a person's first morning with Usher, in a direct
// chat, over a restart.
func TestRealHomeserverConversation(t *testing.T) {
	for name, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
		t.Run(name, func(t *testing.T) { firstMorning(t, newSite(t), encrypted) })
	}
}

func firstMorning(t *testing.T, s *site, encrypted bool) {
	_, stop := s.open(t, on("11:04"))
	ada := s.Person(t, "ada")
	room := ada.Direct(s.account.User, encrypted)
	ada.Await("Usher joins", dendritetest.Joins(room, s.usher()))

	ada.Say(room, "start")
	ada.Await("the welcome", said(event.MsgNotice, "All Systems Go! 2023"))
	ada.Say(room, "!next")
	next := ada.Await("what is next", said(event.MsgNotice, "Next, in 11 min"))
	if html := next.Content.AsMessage().FormattedBody; !strings.Contains(html, "<strong>Next, in 11 min</strong>") {
		t.Errorf("its HTML is %q", html)
	}

	ada.Say(room, "New Mount API")
	talk := ada.Await("the talk", said(event.MsgNotice, "New Mount API"))
	ada.Await("its star", reaction(talk.ID, "⭐"))

	// The press is understood by an Usher that has forgotten what it sent.
	stop()
	h, _ := s.open(t, on("14:19"))
	ada.React(room, talk.ID, "⭐")
	starred := ada.Await("the star, in place", edited(talk.ID))
	if body := starred.Content.AsMessage().NewContent.Body; !strings.Contains(body, "I'll ring at 14:20") {
		t.Errorf("starred, it reads %q", body)
	}

	h.set(on("14:20"))
	if err := h.scheduler.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	ring := ada.Await("the ring", said(event.MsgText, "Starting in 10 min in Dome: New Mount API"))
	if mentions := ring.Content.AsMessage().Mentions; mentions == nil || !mentions.Has(ada.ID) {
		t.Errorf("the ring mentions %v", mentions)
	}
	for _, heard := range ada.Heard() {
		if heard.Type == event.EventMessage && heard.Sealed != encrypted {
			t.Errorf("%s of %s was encrypted: %v", heard.ID, heard.Sender, heard.Sealed)
		}
	}
}
