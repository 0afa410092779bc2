package telegram_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// TestWhatHasNoWords holds that who sends something else in private is told once in a
// while, and that a group is none of that business; what is written under it is read.
func TestWhatHasNoWords(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	group := ada.InGroup("All Systems Go!")
	tick := make(chan time.Time, 1)
	tick <- time.Now()
	tg, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: server.URL, Inbox: &bottest.Inbox{},
		Now: func() time.Time { now := <-tick; tick <- now; return now }})
	if err != nil {
		t.Fatal(err)
	}
	next, _ := listening(t, tg)
	kinds := []string{"animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker", "story", "video", "video_note", "voice"}
	for i, what := range kinds {
		who := server.Person(what, "")
		who.Show(what, "")
		who.Show(kinds[(i+1)%len(kinds)], "") // nothing is said of that
		if in := next(); !in.Wordless || in.Text != "" || in.Chat != chat(who) {
			t.Errorf("%s: %+v", what, in)
		}
	}
	ada.Show("voice", "")
	next()
	tick <- (<-tick).Add(11 * time.Minute)
	server.Update("message", `{"message_id":9,"chat":{"id":`+ada.ID()+`,"type":"private"},"from":{"id":`+ada.ID()+`},"voice":{},"date":4102444800}`)
	if in := next(); !in.Wordless || in.Chat != chat(ada) {
		t.Errorf("later: %+v", in)
	}
	tick <- (<-tick).Add(-11 * time.Minute)
	group.Show("sticker", "")
	ada.Show("photo", "tpm")
	if in := next(); in.Wordless || in.Text != "tpm" {
		t.Errorf("under a photo: %+v", in)
	}
}

// TestHearsWhatIsEdited holds that it is known as an edit of the message that it was,
// and that nobody waits for one of what was said long ago.
func TestHearsWhatIsEdited(t *testing.T) {
	server := telegramtest.New(t)
	ada, bob := server.Person("Ada", ""), server.Person("Bob", "")
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	ada.Type("soft rebot")
	first := next()
	ada.Edit("soft reboot")
	if in := next(); !in.Edited || in.Message != first.Message || in.Text != "soft reboot" || first.Edited || first.Message == (bot.Ref{}) {
		t.Errorf("heard is %+v, then %+v", first, in)
	}
	bob.TypeAt(time.Now().Add(-time.Hour), "tpm")
	bob.Edit("tmp")
	ada.Edit("reboot")
	if in := next(); in.Chat != chat(ada) {
		t.Errorf("heard is %+v", in)
	}
}
