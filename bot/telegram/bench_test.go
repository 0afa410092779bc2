package telegram_test

import (
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
	"usher/schedule"
	"usher/schedule/format"
	"usher/scheduler"
	"usher/storage"
	"usher/storage/storagetest"
	"usher/testdata"
)

const (
	// benchTalk is starred by everybody: it starts on Wednesday at 14:30.
	benchTalk = "main-c-NYLYDK"
	// benchParallel is how many requests are on their way at once.
	benchParallel = 64
)

// BenchmarkRinging rings people through the real client, over loopback, by a
// server that is as strict as Telegram's and answers in the same process: without
// limits beside a plain loop over the same client library, and as Telegram
// declares itself, where a request takes 50 ms.
func BenchmarkRinging(b *testing.B) {
	const people = 10_000
	b.Run("unlimited/usher", func(b *testing.B) {
		ringCrowd(b, people, telegramtest.New(b), bot.Traits{Parallel: benchParallel})
	})
	b.Run("unlimited/plain", func(b *testing.B) { plainLoop(b, people, telegramtest.New(b)) })
	b.Run("limit=28/latency=50ms/usher", func(b *testing.B) {
		tg := telegramtest.New(b)
		tg.Disturb(func(string) telegramtest.Fault { return telegramtest.Slow(50 * time.Millisecond) })
		traits := (*telegram.Telegram)(nil).Traits()
		rate := ringCrowd(b, int(20*traits.PerSecond), tg, traits)
		b.ReportMetric(100*rate/traits.PerSecond, "%rate")
	})
}

// declared is Telegram with other traits.
type declared struct {
	*telegram.Telegram
	traits bot.Traits
}

// Traits implements bot.Platform.
func (d declared) Traits() bot.Traits { return d.traits }

// ringCrowd is Usher ringing as many people, and how many a second.
func ringCrowd(b *testing.B, people int, tg *telegramtest.Server, traits bot.Traits) (rate float64) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "usher.db")
	storagetest.Crowd(b, path, "telegram", people, 1, benchTalk)
	acquaint(tg, people)
	store, err := storage.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	client, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: tg.URL, Inbox: store})
	if err != nil {
		b.Fatal(err)
	}
	live := schedule.NewLive(benchSchedule(b, 0))
	now := live.Get().Conference().Start.At(14, 20, live.Get().Zone())
	s := scheduler.New(scheduler.Config{
		Store: store, Schedule: live.Get, Now: func() time.Time { return now },
		Platforms: map[string]bot.Platform{"telegram": declared{client, traits}},
	})
	time.Sleep(time.Second) // a process begins with nothing left of its second
	n := 0
	for b.Loop() {
		live.Set(benchSchedule(b, n)) // a talk that has moved rings again
		if err := s.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if got := tg.Requests("sendMessage"); got != n*people {
		b.Fatalf("%d messages, want %d", got, n*people)
	}
	return reportRate(b, n*people)
}

// benchSchedule is All Systems Go! 2023 with the talk so many seconds earlier, due already.
func benchSchedule(b *testing.B, seconds int) *schedule.Schedule {
	b.Helper()
	draft, err := format.Parse(testdata.AllSystemsGo2023, format.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range draft.Slots {
		if slot := &draft.Slots[i]; slot.Key == benchTalk {
			slot.Start = slot.Start.Add(-time.Duration(seconds) * time.Second)
		}
	}
	s, err := schedule.New(draft)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// plainLoop sends as many people a message like a ring, one after the other by as many
// goroutines as Usher has requests on their way.
func plainLoop(b *testing.B, people int, tg *telegramtest.Server) {
	b.Helper()
	acquaint(tg, people)
	api := tgbotapi.BotAPI{Token: telegramtest.Token, Client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchParallel}}}
	api.SetAPIEndpoint(tg.URL + "/bot%s/%s")
	keys := tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(
		tgbotapi.NewInlineKeyboardButtonData("Details", "/talk "+benchTalk), tgbotapi.NewInlineKeyboardButtonData("Unstar", "/unstar "+benchTalk)))
	n := 0
	for b.Loop() {
		var all sync.WaitGroup
		for worker := range benchParallel {
			all.Go(func() {
				for i := worker; i < people; i += benchParallel {
					m := tgbotapi.NewMessage(int64(storagetest.FirstChat+i), "<b>Starting in 10 min in Dome: New Mount API</b>\n14:30–15:10 · Christian Brauner")
					m.ParseMode, m.ReplyMarkup = tgbotapi.ModeHTML, keys
					if _, err := api.Request(m); err != nil {
						b.Error(err)
					}
				}
			})
		}
		all.Wait()
		n++
	}
	reportRate(b, n*people)
	tg.Violations() // the library asks for what Usher does not
}

// acquaint lets a server know people, by the numbers that a Crowd has.
func acquaint(tg *telegramtest.Server, people int) {
	for i := range people {
		tg.Person("Guest "+strconv.Itoa(i), "en")
	}
}

func reportRate(b *testing.B, told int) (rate float64) {
	rate = float64(told) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "notices/s")
	return rate
}
