package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
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

// TestTheCopiesOfAnOlderUsherAreItsOnlySources opens a file from before there could
// be several.
func TestTheCopiesOfAnOlderUsherAreItsOnlySources(t *testing.T) {
	path := older(t, 11,
		`INSERT INTO copies (role, revision, fetched_at, ignored, zone) VALUES ('current', 4, 0, 0, 'Europe/Berlin'), ('held', 5, 1000, 1, '')`,
		`INSERT INTO parts (role, n, source, etag, modified, data) VALUES
		 ('current', 0, 'a', 'e', 'm', x'6f6e65'), ('current', 1, 'b', '', '', x'74776f'), ('held', 0, 'a', '', '', x'7468726565')`)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	got, err := db.Schedules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, []schedule.Copy{{Name: "main", FetchedAt: time.UnixMilli(0).UTC(), Zone: "Europe/Berlin", Parts: []schedule.Part{
		{Source: "a", ETag: "e", Modified: "m", Data: []byte("one")}, {Source: "b", Data: []byte("two")}}}})
	held, err := db.Held(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, held, []bot.HeldCopy{{Number: 5, Ignored: true, Copy: schedule.Copy{
		Name: "main", FetchedAt: time.UnixMilli(1000).UTC(), Parts: []schedule.Part{{Source: "a", Data: []byte("three")}}}}})
}
