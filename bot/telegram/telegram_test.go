package telegram_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

func TestTelegramIsAPlatform(t *testing.T) {
	bottest.Suite{New: func(t *testing.T) bottest.Subject {
		server := telegramtest.New(t)
		return subject(server, open(t, server, &bottest.Inbox{}, nil))
	}}.Run(t)
}

func TestTelegramByWebhookIsAPlatform(t *testing.T) {
	bottest.Suite{New: func(t *testing.T) bottest.Subject {
		server := telegramtest.New(t)
		tg, _ := hooked(t, server, server.Front(), &bottest.Inbox{})
		return subject(server, tg)
	}}.Run(t)
}

func subject(server *telegramtest.Server, tg *telegram.Telegram) bottest.Subject {
	ada := server.Person("Ada", "en")
	return bottest.Subject{
		Platform: tg,
		Chat:     chat(ada),
		Say:      ada.Type,
		Spell: func(command string) []string {
			return []string{command, atBot(command)}
		},
		Seen: func() []bottest.Seen {
			var seen []bottest.Seen
			for _, m := range ada.Messages() {
				seen = append(seen, bottest.Seen{Text: m.Text, Buttons: m.Labels()})
			}
			return seen
		},
		Press:    ada.Press,
		Requests: func() int { return server.Requests("sendMessage", "editMessageText") },
		Fail: func(kind bot.Failure) bool {
			fault := map[bot.Failure]telegramtest.Fault{
				bot.Temporary: telegramtest.LostAnswer(),
				bot.Throttled: telegramtest.TooMany(7),
				bot.Gone:      telegramtest.Blocked(),
				bot.ChatMoved: telegramtest.Migrated(-1001234567890),
				bot.Rejected:  telegramtest.Refused(400, "Bad Request: message text is empty"),
			}[kind]
			// The next request is one of the two.
			method := "sendMessage"
			if len(ada.Messages()) > 0 {
				method = "editMessageText"
			}
			server.Fail(method, fault)
			return true
		},
		Secrets: []string{telegramtest.Token},
	}
}

// open is Telegram as a bot has it, by way of a test server.
func open(t testing.TB, server *telegramtest.Server, inbox bot.Inbox, log slog.Handler) *telegram.Telegram {
	t.Helper()
	if log == nil {
		log = slog.NewTextHandler(t.Output(), nil)
	}
	tg, err := telegram.New(telegram.Options{
		Token: telegramtest.Token, API: server.URL, Inbox: inbox, Log: slog.New(log),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

func chat(p *telegramtest.Person) bot.Chat { return bot.Chat{Platform: "telegram", ID: p.ChatID()} }

// atBot names the bot in a command, as apps do in groups.
func atBot(command string) string {
	for i, r := range command + " " {
		if r == ' ' {
			return command[:i] + "@" + telegramtest.UserName + command[i:]
		}
	}
	return command
}

// listening runs Receive until stop is called, which is at the end of the test at
// the latest. It returns what comes in.
func listening(t *testing.T, tg *telegram.Telegram) (next func() bot.Incoming, stop func() error) {
	t.Helper()
	to := make(chan bot.Incoming)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- tg.Receive(ctx, to) }()
	stop = func() error {
		cancel()
		err := <-result
		result <- err // for a second stop
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return func() bot.Incoming {
		t.Helper()
		select {
		case in := <-to:
			return in
		case err := <-result:
			result <- err
			t.Fatalf("Receive returned %v", err)
		case <-time.After(time.Minute):
			t.Fatal("nothing came in")
		}
		return bot.Incoming{}
	}, stop
}
