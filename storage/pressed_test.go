package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// starring is that somebody presses a star, at noon.
func starring(update string, who bot.Chat) bot.Incoming {
	return bot.Incoming{Chat: ada, Sender: who.ID, Text: "/star x", Undo: "/unstar x", Update: update, At: noon,
		Pressed: bot.Ref{Chat: ada, ID: "41"}}
}

// withdrawing is that somebody takes a press back.
func withdrawing(update, press string, who bot.Chat) bot.Incoming {
	return bot.Incoming{Chat: ada, Sender: who.ID, Update: update, Withdraws: press, At: noon.Add(time.Hour)}
}

// undoing is what that comes to.
func undoing(update, press string, who bot.Chat) bot.Incoming {
	in := withdrawing(update, press, who)
	in.Text, in.Pressed = "/unstar x", bot.Ref{Chat: ada, ID: "41"}
	return in
}

func TestWhatWithdrawsAPressIsWhatUndoesIt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		accept(t, db, "1", starring("1", ada), typed("2", "/now"))
		equal(t, accept(t, db, "2", withdrawing("3", "1", bob), withdrawing("4", "2", ada), withdrawing("5", "no such", ada)), []bot.Incoming(nil))
		equal(t, accept(t, db, "3", withdrawing("6", "1", ada)), []bot.Incoming{undoing("6", "1", ada)})
		equal(t, accept(t, db, "4", withdrawing("6", "1", ada), withdrawing("7", "1", ada)), []bot.Incoming(nil))

		// In one batch, and after a restart, it is the same.
		equal(t, accept(t, db, "5", starring("8", ada), withdrawing("9", "8", ada)),
			[]bot.Incoming{starring("8", ada), undoing("9", "8", ada)})
		kept := pending(t, db, ada.Platform)
		if last := kept[len(kept)-1]; last.Text != "/unstar x" || last.Pressed.ID != "41" {
			t.Errorf("kept as %+v", last)
		}
	})
}

// TestAPressMadeTwiceIsUndoneOnce: networks take the same reaction of one person
// twice, and show it until the last is taken back.
func TestAPressMadeTwiceIsUndoneOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		accept(t, db, "1", starring("1", ada), starring("2", ada), starring("3", bob))
		equal(t, accept(t, db, "2", withdrawing("4", "1", ada)), []bot.Incoming(nil))
		equal(t, accept(t, db, "3", withdrawing("5", "2", ada)), []bot.Incoming{undoing("5", "2", ada)})
		equal(t, accept(t, db, "4", withdrawing("6", "3", bob)), []bot.Incoming{undoing("6", "3", bob)})
	})
}

func TestPressesAreForgotten(t *testing.T) {
	for name, forget := range map[string]func(*storage.DB) error{
		"of a chat": func(db *storage.DB) error { return db.Forget(t.Context(), ada, ada) },
		"of a person": func(db *storage.DB) error {
			return db.Forget(t.Context(), bot.Chat{Platform: "telegram", ID: "9"}, bob)
		},
		"of all": func(db *storage.DB) error { _, err := db.Retire(t.Context()); return err },
		"when they are old": func(db *storage.DB) error {
			_, err := db.Prune(t.Context(), noon.AddDate(0, 3, 0))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				accept(t, db, "1", starring("1", bob))
				if _, err := db.Prune(t.Context(), noon.AddDate(0, 1, 0)); err != nil {
					t.Fatal(err)
				}
				if err := forget(db); err != nil {
					t.Fatal(err)
				}
				equal(t, accept(t, db, "2", withdrawing("2", "1", bob)), []bot.Incoming(nil))
			})
		})
	}
}
