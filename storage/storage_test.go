package storage_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

var (
	ada  = bot.Chat{Platform: "telegram", ID: "1"}
	bob  = bot.Chat{Platform: "telegram", ID: "2"}
	noon = time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC)

	mount = schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-MOUNT"}
	tpm   = schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-TPM"}
	dome  = schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}
)

// onEach runs a test on both kinds of database.
func onEach(t *testing.T, test func(t *testing.T, db *storage.DB)) {
	t.Helper()
	t.Run("file", func(t *testing.T) {
		db, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "usher.db"))
		test(t, opened(t, db, err))
	})
	t.Run("memory", func(t *testing.T) {
		db, err := storage.OpenMemory(t.Context())
		test(t, opened(t, db, err))
	})
}

func opened(t testing.TB, db *storage.DB, err error) *storage.DB {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// follow makes a chat follow topics, with nothing left to plan.
func follow(t testing.TB, db *storage.DB, chat bot.Chat, topics ...schedule.Topic) {
	t.Helper()
	for _, topic := range topics {
		if _, err := db.Follow(t.Context(), chat, bot.Follow{Topic: topic}); err != nil {
			t.Fatal(err)
		}
	}
	settleWishes(t, db)
}

// settleWishes ends that any chat's wishes are unplanned.
func settleWishes(t testing.TB, db *storage.DB) {
	t.Helper()
	replan(t, db, func(bot.Wishes) []bot.Notice { return nil })
}

func replan(t testing.TB, db *storage.DB, wanted func(bot.Wishes) []bot.Notice) {
	t.Helper()
	for {
		n, err := db.Replan(t.Context(), noon, 10, wanted)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// ringFor is the ring for a talk at noon.
func ringFor(topic schedule.Topic, lead time.Duration) bot.Notice {
	return bot.Notice{
		Kind: bot.Ring, Talk: topic.Key, Start: noon, Lead: lead,
		Due: noon.Add(-lead), Deadline: noon, Expires: noon.Add(10 * time.Minute),
	}
}

func plan(t testing.TB, db *storage.DB, n bot.Notice, chosen time.Duration, topics ...schedule.Topic) int {
	t.Helper()
	added, err := db.Plan(t.Context(), noon, []bot.Announcement{{Notice: n, Topics: topics, Chosen: chosen}})
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func claim(t testing.TB, db *storage.DB, clock time.Time) (bot.Delivery, bool) {
	t.Helper()
	return claimAt(t, db, clock, noon)
}

func claimAt(t testing.TB, db *storage.DB, clock, now time.Time) (bot.Delivery, bool) {
	t.Helper()
	claimed, err := db.Turn(t.Context(), bot.Turn{Platform: "telegram", Clock: clock, Now: now, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(claimed) == 0 {
		return bot.Delivery{}, false
	}
	return claimed[0], true
}

func mustClaim(t testing.TB, db *storage.DB) bot.Delivery {
	t.Helper()
	d, ok := claim(t, db, noon)
	if !ok {
		t.Fatal("nothing to claim")
	}
	return d
}

func settle(t testing.TB, db *storage.DB, d bot.Delivery, o bot.Outcome) {
	t.Helper()
	_, err := db.Turn(t.Context(), bot.Turn{Platform: d.Chat.Platform, Settled: []bot.Settlement{outcomeOf(d, o)}})
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t testing.TB, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
