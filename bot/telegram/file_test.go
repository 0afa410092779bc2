package telegram_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// filing is Telegram with a drawer.
func filing(t *testing.T, server *telegramtest.Server, files telegram.Files) *telegram.Telegram {
	t.Helper()
	tg, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: server.URL, Inbox: &bottest.Inbox{}, Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

func plan() *bot.File {
	return &bot.File{Name: "plan.pdf", MIME: "application/pdf", Key: "plan", Data: []byte("%PDF")}
}

// TestAFileIsUploadedOnce holds that a crowd, and whoever is told after a restart, gets it
// by Telegram's name for it, and that one which that has forgotten is uploaded again.
func TestAFileIsUploadedOnce(t *testing.T) {
	server := telegramtest.New(t)
	files := &bottest.Drawer{}
	tg := filing(t, server, files)
	var crowd sync.WaitGroup
	for range 20 {
		who := server.Person("Ada", "")
		crowd.Go(func() {
			send(t, tg, bot.Message{Chat: chat(who), File: plan(), Body: text("The way to the Dome")})
			m := who.Messages()[0]
			if want := (telegramtest.File{Name: "plan.pdf", Data: "%PDF"}); m.File != want || m.Text != "The way to the Dome" || !m.Silent {
				t.Errorf("it reads %+v", m)
			}
		})
	}
	crowd.Wait()
	later := filing(t, server, files)
	bob := server.Person("Bob", "")
	send(t, later, bot.Message{Chat: chat(bob), File: plan()})
	if n := server.Uploads(); n != 1 {
		t.Errorf("uploaded %d times", n)
	}
	server.ForgetFiles()
	for range 2 {
		send(t, later, bot.Message{Chat: chat(bob), File: plan(), Body: text("again")})
	}
	if n := server.Uploads(); n != 2 || len(bob.Messages()) != 3 {
		t.Errorf("uploaded %d times for %d messages", n, len(bob.Messages()))
	}
}

// TestWhatStandsUnderAFile holds that what is too long for that comes after it, with the
// buttons, and that a picture is shown as one unless it is too large.
func TestWhatStandsUnderAFile(t *testing.T) {
	server := telegramtest.New(t)
	tg := filing(t, server, nil)
	large := &bot.File{Name: "large.png", MIME: "image/png", Data: bytes.Repeat([]byte("x"), 10<<20+1)}
	tests := map[string]struct {
		file  *bot.File
		under string
		want  []telegramtest.Message
	}{
		"a little":   {plan(), "a", []telegramtest.Message{{Text: "a", File: telegramtest.File{Name: "plan.pdf", Data: "%PDF"}}}},
		"all it may": {plan(), strings.Repeat("ö", 1024), []telegramtest.Message{{Text: strings.Repeat("ö", 1024), File: telegramtest.File{Name: "plan.pdf", Data: "%PDF"}}}},
		"more": {plan(), strings.Repeat("ö", 1025), []telegramtest.Message{
			{File: telegramtest.File{Name: "plan.pdf", Data: "%PDF"}}, {Text: strings.Repeat("ö", 1025)}}},
		"a picture": {&bot.File{Name: "map.png", MIME: "image/png", Data: []byte("x")}, "a",
			[]telegramtest.Message{{Text: "a", File: telegramtest.File{Name: "map.png", Data: "x", Photo: true}}}},
		"a large picture": {large, "a", []telegramtest.Message{{Text: "a", File: telegramtest.File{Name: "large.png", Data: string(large.Data)}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ada := server.Person("Ada", "")
			m := bot.Message{Chat: chat(ada), File: test.file, Body: text(test.under), Buttons: [][]bot.Button{{{Label: "Now", Command: "/now"}}}}
			if got := tg.Parts(m); got != len(test.want) {
				t.Errorf("it counts for %d", got)
			}
			send(t, tg, m)
			got := ada.Messages()
			if labels := got[len(got)-1].Labels(); len(labels) != 1 {
				t.Errorf("the buttons are %q", labels)
			}
			for i := range got {
				got[i] = telegramtest.Message{Text: got[i].Text, File: got[i].File}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAnUploadThatFailsHasAMeaning: the library loses the codes of these answers.
func TestAnUploadThatFailsHasAMeaning(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	tg := filing(t, server, nil)
	refused := telegramtest.Refused
	for name, test := range map[string]struct {
		fault telegramtest.Fault
		want  bot.SendError
	}{
		"too many":       {telegramtest.TooMany(283), bot.SendError{Failure: bot.Throttled, After: 283e9}},
		"too many, now":  {refused(429, "Too Many Requests: retry later"), bot.SendError{Failure: bot.Throttled, After: 1e9}},
		"blocked":        {telegramtest.Blocked(), bot.SendError{Failure: bot.Gone}},
		"unheard of":     {refused(403, "Forbidden: bot can't initiate conversation with a user"), bot.SendError{Failure: bot.Gone}},
		"moved":          {telegramtest.Migrated(-1007), bot.SendError{Failure: bot.ChatMoved, To: bot.Chat{Platform: "telegram", ID: "-1007"}}},
		"internal error": {refused(500, "Internal Server Error: restart"), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"proxy":          {telegramtest.BadGateway(), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"token revoked":  {refused(401, "Unauthorized"), bot.SendError{Failure: bot.Temporary}},
		"too large":      {refused(400, "Bad Request: file is too big"), bot.SendError{Failure: bot.Rejected, Fileless: true}},
		"answer lost":    {telegramtest.LostAnswer(), bot.SendError{Failure: bot.Temporary, Unsure: true}},
	} {
		server.Fail("sendDocument", test.fault)
		_, err := tg.Send(t.Context(), bot.Message{Chat: chat(ada), File: plan(), Body: text("x")})
		judged(t, name, err, test.want)
	}
}
