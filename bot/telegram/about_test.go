package telegram_test

import (
	"testing"

	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// TestARepliesAuthorIsWhomItIsAbout in a group, unless that is Usher.
func TestARepliesAuthorIsWhomItIsAbout(t *testing.T) {
	server := telegramtest.New(t)
	ada, bob := server.Person("Ada", ""), server.Person("Bob", "")
	hall := ada.InGroup("Hall")
	inHall := bob.With(hall)
	p := open(t, server, &bottest.Inbox{}, nil)
	next, _ := listening(t, p)
	inHall.Type("/now")
	if in := next(); in.About != "" {
		t.Errorf("/now is about %q", in.About)
	}
	hall.ReplyTo(inHall, "/grant organiser")
	if in := next(); in.About != bob.ID() || in.Sender != ada.ID() {
		t.Errorf("a reply to Bob is about %q, from %q", in.About, in.Sender)
	}
	hall.ReplyTo(hall, "/grant organiser")
	if in := next(); in.About != ada.ID() {
		t.Errorf("a reply to herself is about %q", in.About)
	}
	hall.TypeMentioning(bob, "/grant organiser Bob")
	if in := next(); in.About != bob.ID() {
		t.Errorf("what mentions Bob is about %q", in.About)
	}
}
