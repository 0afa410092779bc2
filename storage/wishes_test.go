package storage_test

import (
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

func TestFollowsAreKeptInTheirOrder(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for _, topic := range []schedule.Topic{mount, dome, tpm, mount} {
			added, err := db.Follow(t.Context(), ada, bot.Follow{Topic: topic})
			if err != nil {
				t.Fatal(err)
			}
			if again := topic == mount && len(mustFollow(t, db, ada)) == 3; added == again {
				t.Errorf("following %v: added = %v", topic, added)
			}
		}
		equal(t, mustFollow(t, db, ada), []schedule.Topic{mount, dome, tpm})
		equal(t, mustFollow(t, db, bob), []schedule.Topic(nil))

		removed, err := db.Unfollow(t.Context(), ada, dome, mount, dome)
		if err != nil || removed != 2 {
			t.Errorf("unfollowed %d, %v; want 2", removed, err)
		}
		equal(t, mustFollow(t, db, ada), []schedule.Topic{tpm})
		if removed, err := db.Unfollow(t.Context(), bob, tpm); err != nil || removed != 0 {
			t.Errorf("a chat never seen unfollowed %d, %v", removed, err)
		}
	})
}

func TestLeadsAreTheChatsOwnOrTheConferences(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		if leads, err := db.Leads(t.Context()); err != nil || len(leads) != 0 {
			t.Errorf("leads of nobody: %v, %v", leads, err)
		}
		follow(t, db, ada, mount)
		setLeads(t, db, bob, 5*time.Minute, 30*time.Minute, 5*time.Minute)
		equal(t, mustWish(t, db, bob), bot.Wishes{Leads: []time.Duration{30 * time.Minute, 5 * time.Minute}})
		equal(t, mustLeads(t, db), []time.Duration{bot.ConferenceLead, 5 * time.Minute, 30 * time.Minute})

		setLeads(t, db, bob)
		equal(t, mustWish(t, db, bob), bot.Wishes{Leads: []time.Duration{bot.ConferenceLead}})
		equal(t, mustLeads(t, db), []time.Duration{bot.ConferenceLead})
	})
}

func TestChangedWishesArePlannedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		setLeads(t, db, ada, time.Minute)
		if _, err := db.Follow(t.Context(), ada, bot.Follow{Topic: mount}); err != nil {
			t.Fatal(err)
		}
		var seen int
		replan(t, db, func(w bot.Wishes) []bot.Notice {
			seen++
			equal(t, w, bot.Wishes{Follows: []bot.Follow{{Topic: mount}}, Leads: []time.Duration{time.Minute}})
			return nil
		})
		if seen != 1 {
			t.Errorf("planned %d times, want once", seen)
		}
	})
}

func TestForgetLeavesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, 0), bot.ConferenceLead, mount)
		if err := db.Forget(t.Context(), ada, ada); err != nil {
			t.Fatal(err)
		}
		equal(t, mustFollow(t, db, ada), []schedule.Topic(nil))
		equal(t, mustLeads(t, db), []time.Duration(nil))
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("still queued: %v", d)
		}
	})
}

// TestWishesOutliveTheProcess opens the same file twice.
func TestWishesOutliveTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "100% ready?#.db")
	first, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	follow(t, first, ada, mount)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := storage.Open(t.Context(), path)
	opened(t, second, err)
	equal(t, mustFollow(t, second, ada), []schedule.Topic{mount})
}

func mustFollow(t testing.TB, db *storage.DB, chat bot.Chat) []schedule.Topic {
	t.Helper()
	var topics []schedule.Topic
	for _, f := range mustWish(t, db, chat).Follows {
		topics = append(topics, f.Topic)
	}
	return topics
}

func mustWish(t testing.TB, db *storage.DB, chat bot.Chat) bot.Wishes {
	t.Helper()
	w, err := db.Wishes(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func mustLeads(t testing.TB, db *storage.DB) []time.Duration {
	t.Helper()
	leads, err := db.Leads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return leads
}

func setLeads(t testing.TB, db *storage.DB, chat bot.Chat, leads ...time.Duration) {
	t.Helper()
	if err := db.SetLeads(t.Context(), chat, leads); err != nil {
		t.Fatal(err)
	}
}
