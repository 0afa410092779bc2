package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
	"usher/storage/storagetest"
)

// older is a file of the Usher whose last migration was that, with what some
// statements put into it.
func older(t *testing.T, version int64, statements ...string) string {
	t.Helper()
	path := empty(t)
	storagetest.Older(t, path, version, statements...)
	return path
}

// TestWishesOfAnOlderUsherGoOn opens a file from before there were languages,
// mutes and slots that are kept alone.
func TestWishesOfAnOlderUsherGoOn(t *testing.T) {
	path := older(t, 5,
		`INSERT INTO chats (platform, chat, stale) VALUES ('telegram', '1', 0)`,
		`INSERT INTO leads (chat, lead) VALUES (1, 300000)`,
		`INSERT INTO follows (chat, kind, key) VALUES (1, 'talk', 'main-c-MOUNT'), (1, 'room', 'n-dome')`)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	equal(t, mustWish(t, db, ada), bot.Wishes{
		Follows: []bot.Follow{{Topic: mount}, {Topic: dome}}, Leads: []time.Duration{5 * time.Minute}})
	if n := plan(t, db, ringFor(mount, 5*time.Minute), 5*time.Minute, mount); n != 1 {
		t.Errorf("queued %d rings", n)
	}
	hint(t, db, "de")
	equal(t, mustClaim(t, db).Language, "de")
}
