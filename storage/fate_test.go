package storage_test

import (
	"testing"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// happens has the inbox take in what has become of a chat.
func happens(t *testing.T, db *storage.DB, in ...bot.Incoming) {
	t.Helper()
	for i := range in {
		in[i].At = noon
	}
	fresh, err := db.Accept(t.Context(), ada.Platform, "", in)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range fresh {
		if err := db.Finish(t.Context(), ada.Platform, in.Update); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhoIsLostIsToldNothing holds that what is queued for a chat is dropped the moment
// that its network says that nothing can be said there; and that, once something can,
// it is told what it follows.
func TestWhoIsLostIsToldNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		happens(t, db, bot.Incoming{Chat: ada, Fate: bot.Lost, Update: "1"}, bot.Incoming{Chat: bob, Fate: bot.Lost, Update: "2"})
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("claimed is %+v", d)
		}
		if n := plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount); n != 0 {
			t.Errorf("queued %d rings", n)
		}
		happens(t, db, bot.Incoming{Chat: ada, Fate: bot.Found, Update: "3"}, bot.Incoming{Chat: bob, Fate: bot.Found, Update: "4"})
		replan(t, db, func(bot.Wishes) []bot.Notice { return []bot.Notice{ringFor(mount, ten)} })
		if d := mustClaim(t, db); d.Chat != ada {
			t.Errorf("claimed is %+v", d)
		}
		if people, err := db.People(t.Context()); err != nil || people != 1 {
			t.Errorf("%d people, %v: nobody is known who has said nothing", people, err)
		}
	})
}

// TestAChatIsReplacedOnce holds that stars and the queue go with a chat that takes
// another's place, however often that is said, also once the two differ again.
func TestAChatIsReplacedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		moved := bot.Incoming{Chat: super, Replaces: ada}
		for _, update := range []string{"1", "2", "2"} {
			moved.Update = update
			happens(t, db, moved)
		}
		equal(t, mustFollow(t, db, super), []schedule.Topic{mount})
		equal(t, mustFollow(t, db, ada), []schedule.Topic(nil))
		replan(t, db, func(bot.Wishes) []bot.Notice { return []bot.Notice{ringFor(mount, ten)} })
		if d := mustClaim(t, db); d.Chat != super || len(d.Notices) != 1 {
			t.Errorf("claimed is %+v", d)
		}
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("and %+v", d)
		}
	})
}

// TestAChatIsToldThingsWhereItWasSetUp holds that a delivery knows in which part of its
// chat it belongs, and that nobody is made known by that.
func TestAChatIsToldThingsWhereItWasSetUp(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		tell := func(chat bot.Chat, thread string) {
			t.Helper()
			if err := db.TellIn(t.Context(), chat, thread); err != nil {
				t.Fatal(err)
			}
		}
		tell(ada, "17")
		if w := mustWish(t, db, ada); w.Thread != "" {
			t.Errorf("told in %q", w.Thread)
		}
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		tell(ada, "17")
		if d := mustClaim(t, db); d.Thread != "17" {
			t.Errorf("told in %q", d.Thread)
		}
		tell(ada, "")
		if w := mustWish(t, db, ada); w.Thread != "" {
			t.Errorf("told in %q", w.Thread)
		}
	})
}
