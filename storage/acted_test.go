package storage

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestWhatHasActedIsForgottenOnceItIsFinished: there must be few that are asked about,
// however long Usher runs.
func TestWhatHasActedIsForgottenOnceItIsFinished(t *testing.T) {
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	said := bot.Incoming{Chat: bot.Chat{Platform: "telegram", ID: "1"}, Update: "1", At: time.Unix(0, 0)}
	for _, finish := range []func() error{
		func() error { return db.Answered(t.Context(), "telegram", []bot.Incoming{said}) },
		func() error { return db.Finish(t.Context(), "telegram", said.Update) },
	} {
		ctx := bot.WithEffects(t.Context(), said)
		of := bot.EffectsOf(ctx)
		if _, err := db.Follow(ctx, said.Chat, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "a"}}); err != nil || !db.acted.may(of) {
			t.Fatalf("%s has not acted, %v", said.Update, err)
		}
		if err := finish(); err != nil || db.acted.may(of) {
			t.Errorf("%s may act again, %v", said.Update, err)
		}
		said.Update = "2"
	}
}
