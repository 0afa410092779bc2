package telegram_test

import (
	"testing"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// TestWhatIsSentAlongIsSentOn by the name that Telegram has for it: a picture as one, a
// document as that, and where Telegram has forgotten it what stands under it.
func TestWhatIsSentAlongIsSentOn(t *testing.T) {
	server := telegramtest.New(t)
	files := &drawer{id: map[string]string{}}
	tg := filing(t, server, files)
	olga, ada := server.Person("Olga", ""), server.Person("Ada", "")
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	for what, photo := range map[string]bool{"photo": true, "document": false} {
		olga.Show(what, "/broadcast all: The way to the foyer")
		in := next()
		if in.Text != "/broadcast all: The way to the foyer" || in.Wordless || in.File.IsZero() {
			t.Fatalf("%s: heard %+v", what, in)
		}
		if err := files.KeepFileID(t.Context(), in.File.Platform, in.File.Key(), in.File.ID); err != nil {
			t.Fatal(err)
		}
		send(t, tg, bot.Message{Chat: chat(ada), File: in.File.File(), Body: text("The way to the foyer")})
		m := ada.Messages()[len(ada.Messages())-1]
		if want := (telegramtest.File{Name: what, Photo: photo}); m.File != want || m.Text != "The way to the foyer" {
			t.Errorf("%s: reads %+v", what, m)
		}
		server.ForgetFiles()
		send(t, tg, bot.Message{Chat: chat(ada), File: in.File.File(), Body: text("The way to the foyer")})
		m = ada.Messages()[len(ada.Messages())-1]
		if m.File != (telegramtest.File{}) || m.Text != "The way to the foyer" {
			t.Errorf("%s, forgotten: reads %+v", what, m)
		}
	}
	if n := server.Uploads(); n != 0 {
		t.Errorf("uploaded %d times", n)
	}
	olga.Type("/broadcast Lunch.")
	if in := next(); !in.File.IsZero() {
		t.Errorf("words alone have %+v", in.File)
	}
}
