package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

func TestDataIsAllThatIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		person := bot.Chat{Platform: ada.Platform, ID: "ada herself"}
		equal(t, mustData(t, db, ada, person), bot.Data{})
		follow(t, db, ada, mount, tpm)
		mute(t, db, ada, bot.Mute{Talk: tpm.Key})
		settleWishes(t, db)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon})
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		for _, chat := range []bot.Chat{ada, bob} {
			if _, err := db.Accept(t.Context(), ada.Platform, "", []bot.Incoming{{Chat: chat, Text: "/mydata", Update: chat.ID}}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Draft(t.Context(), bot.News{Author: person, Texts: map[string]string{"": "Lunch is ready."}}, noon, noon); err != nil {
			t.Fatal(err)
		}
		equal(t, mustData(t, db, ada, person), bot.Data{
			Known:  true,
			Wishes: mustWish(t, db, ada),
			Notices: []bot.NoticeCount{
				{Kind: bot.Ring, State: bot.StateQueued, Count: 1}, {Kind: bot.Ring, State: bot.StateSent, Count: 1},
			},
			Told: noon, Unfinished: 1, Broadcasts: 1,
		})
		if err := db.Forget(t.Context(), ada, person); err != nil {
			t.Fatal(err)
		}
		equal(t, mustData(t, db, ada, person), bot.Data{Unfinished: 1}) // the line that asks for it
	})
}

// TestForgetKeepsWhatWasToldWithoutTheName has an author who wants to be
// forgotten while what she wrote is on its way.
func TestForgetKeepsWhatWasToldWithoutTheName(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	seen(t, db, bob, bob)
	for _, text := range []string{"Lunch is ready.", "No lunch."} {
		id, err := db.Draft(t.Context(), bot.News{Author: eve, Texts: map[string]string{"": text}}, noon, noon.Add(-time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if text == "No lunch." {
			continue // she has not sent it
		}
		if _, err := db.Confirm(t.Context(), bot.Seen{Number: id, Author: eve, Revision: 1}, noon, noon.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Forget(t.Context(), bot.Chat{Platform: eve.Platform, ID: "!dm"}, eve); err != nil {
		t.Fatal(err)
	}
	if remembered(t, path) {
		t.Error("she is still in the files")
	}
	spreadAll(t, db, 10)
	settleWishes(t, db)
	equal(t, told(t, db), []string{"2 Lunch is ready."})
}

func mustData(t testing.TB, db *storage.DB, chat, person bot.Chat) bot.Data {
	t.Helper()
	d, err := db.Data(t.Context(), chat, person)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
