package storage_test

import (
	"testing"

	"usher/bot"
	"usher/storage"
)

func TestALanguageIsChosenOrHintedAt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		spoken := func(language, chosen string) {
			t.Helper()
			w := mustWish(t, db, ada)
			equal(t, []string{w.Language, w.Chosen}, []string{language, chosen})
		}
		hint(t, db, "de")
		spoken("de", "")
		hint(t, db, "")
		spoken("de", "")
		choose(t, db, "en")
		spoken("en", "en")
		hint(t, db, "fr")
		spoken("en", "en")
		choose(t, db, "")
		spoken("fr", "")
	})
}

// TestAHintIsNoWish holds that a chat which was planned for goes on being told
// when its network has learned another language.
func TestAHintIsNoWish(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		hint(t, db, "de")
		if d := mustClaim(t, db); d.Language != "de" {
			t.Errorf("told in %q", d.Language)
		}
	})
}

func hint(t testing.TB, db *storage.DB, tag string) {
	t.Helper()
	if err := db.Seen(t.Context(), bot.Visit{Chat: ada, Hint: tag}); err != nil {
		t.Fatal(err)
	}
}

func choose(t testing.TB, db *storage.DB, tag string) {
	t.Helper()
	if err := db.SetLanguage(t.Context(), ada, tag); err != nil {
		t.Fatal(err)
	}
}

func TestAMovedChatTakesWhatIsNotSetThere(t *testing.T) {
	group := bot.Chat{Platform: "telegram", ID: "-100"}
	all, talk := bot.Mute{Until: noon}, bot.Mute{Talk: mount.Key}
	onEach(t, func(t *testing.T, db *storage.DB) {
		choose(t, db, "de")
		hint(t, db, "fr")
		mute(t, db, ada, all)
		mute(t, db, ada, talk)
		follow(t, db, ada, mount)
		mute(t, db, group, bot.Mute{})
		if err := db.SetLanguage(t.Context(), group, "en"); err != nil {
			t.Fatal(err)
		}
		settleWishes(t, db)
		moveAway(t, db, group, nil)
		w := mustWish(t, db, group)
		equal(t, w.Chosen, "en")
		equal(t, w.Mutes, []bot.Mute{{}, talk})
		if err := db.SetLanguage(t.Context(), group, ""); err != nil {
			t.Fatal(err)
		}
		equal(t, mustWish(t, db, group).Language, "fr")
	})
}
