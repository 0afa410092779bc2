package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
	"usher/storage/storagetest"
)

// TestNobodyIsRungBeforeTheFileIsChecked holds that questions are answered while
// the database is still being read, that rings wait for what comes of it, and that
// there are none where it is damaged.
func TestNobodyIsRungBeforeTheFileIsChecked(t *testing.T) {
	damaged := errors.New("it is damaged")
	for name, result := range map[string]error{"sound": nil, "damaged": damaged} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { checkedLate(t, result) })
		})
	}
}

// checkedLate has Ada ask something before the check has ended, with that result,
// while a ring of hers is due.
func checkedLate(t *testing.T, result error) {
	conference, err := loader.Load(t.Context(), sourceFlags{}.request(loader.Source{Location: seed}))
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	network, clock := bottest.NewFake("test", bot.Traits{Parallel: 1}), newClock(conference.Conference().Start.At(14, 25, conference.Zone()))
	ada := network.Chat("ada")
	follow := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-NYLYDK"}}
	if _, err := store.Follow(t.Context(), ada, follow); err != nil {
		t.Fatal(err)
	}
	a := newApp(setup{live: schedule.NewLive(conference), store: store, platforms: []bot.Platform{network}, clock: clock,
		language: "en", log: slog.New(slog.DiscardHandler)})
	checked := make(chan error, 1)
	a.check = func(context.Context) error { return <-checked }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()

	if err := network.Say(ctx, bot.Incoming{Chat: ada, Text: "/next"}); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	if told := network.In(ada); len(told) != 1 || !strings.HasPrefix(told[0].Message.Text(), "Next") {
		t.Errorf("before the check has ended Ada is told %v", told)
	}
	checked <- result
	time.Sleep(time.Second)
	if told := network.In(ada); (len(told) == 2) != (result == nil) {
		t.Errorf("checked with %v, Ada is told %v", result, told)
	}
	if result == nil || t.Failed() { // or it would go on
		cancel()
	}
	if err := <-ended; !errors.Is(err, result) {
		t.Errorf("it ends with %v", err)
	}
	cancel()
}

// TestServeEndsWhereTheFileIsDamaged has a file in which nothing that serving reads
// is damaged.
func TestServeEndsWhereTheFileIsDamaged(t *testing.T) {
	tg, path := telegramtest.New(t), filepath.Join(t.TempDir(), "usher.db")
	storagetest.Crowd(t, path, "telegram", 1, 1, "main-c-NYLYDK")
	storagetest.Damage(t, path, "tallies")
	var errs bytes.Buffer
	code := run([]string{"serve", "--schedule", seed, "--database", path, "--telegram-token", telegramtest.Token, "--telegram-api", tg.URL,
		"--log-level", "error", "--clock", "2023-09-13 14:25"}, strings.NewReader(""), &bytes.Buffer{}, &errs)
	if text := errs.String(); code != exitFailed || strings.Count(text, "\n") != 1 || !strings.Contains(text, path+": it is damaged: restore a copy") {
		t.Errorf("exit %d: %s", code, text)
	}
}
