package storage_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/storage"
)

// answering is a context for answering something that Ada said, for the first time
// or again.
func answering(t *testing.T, update string) context.Context {
	t.Helper()
	return bot.WithEffects(t.Context(), bot.Incoming{Chat: ada, Text: "/something", Update: update, At: noon})
}

func wishesIn(ctx context.Context, t *testing.T, db *storage.DB, chat bot.Chat) bot.Wishes {
	t.Helper()
	w, err := db.Wishes(ctx, chat)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestAnUpdateThatComesTwiceHasOneEffect of each kind, and comes to the same.
func TestAnUpdateThatComesTwiceHasOneEffect(t *testing.T) {
	author := ada
	for name, test := range map[string]struct {
		prepare func(ctx context.Context, db *storage.DB) error
		write   func(ctx context.Context, db *storage.DB) (any, error)
		// undo lets the write be possible once more, if it were made.
		undo func(ctx context.Context, db *storage.DB) error
		want any
	}{
		"follow": {
			write: func(ctx context.Context, db *storage.DB) (any, error) {
				return db.Follow(ctx, ada, bot.Follow{Topic: mount})
			},
			undo: func(ctx context.Context, db *storage.DB) error { _, err := db.Unfollow(ctx, ada, mount); return err },
			want: true,
		},
		"unfollow": {
			prepare: func(ctx context.Context, db *storage.DB) error {
				_, err := db.Follow(ctx, ada, bot.Follow{Topic: mount})
				return err
			},
			write: func(ctx context.Context, db *storage.DB) (any, error) { return db.Unfollow(ctx, ada, mount) },
			undo: func(ctx context.Context, db *storage.DB) error {
				_, err := db.Follow(ctx, ada, bot.Follow{Topic: mount})
				return err
			},
			want: 1,
		},
		"unmute": {
			prepare: func(ctx context.Context, db *storage.DB) error { return db.Mute(ctx, ada, bot.Mute{}) },
			write:   func(ctx context.Context, db *storage.DB) (any, error) { return db.Unmute(ctx, ada, "") },
			undo:    func(ctx context.Context, db *storage.DB) error { return db.Mute(ctx, ada, bot.Mute{}) },
			want:    true,
		},
		"leads": {
			write: func(ctx context.Context, db *storage.DB) (any, error) {
				return nil, db.SetLeads(ctx, ada, []time.Duration{ten})
			},
			undo: func(ctx context.Context, db *storage.DB) error { return db.SetLeads(ctx, ada, nil) },
		},
		"draft": {
			write: func(ctx context.Context, db *storage.DB) (any, error) {
				return db.Draft(ctx, bot.News{Author: author, Texts: map[string]string{"": "Lunch."}}, noon, noon)
			},
			undo: func(ctx context.Context, db *storage.DB) error {
				return db.Discard(ctx, bot.Seen{Number: 1, Author: author})
			},
			want: int64(1),
		},
		"confirm": {
			prepare: func(ctx context.Context, db *storage.DB) error {
				_, err := db.Draft(ctx, bot.News{Author: author, Texts: map[string]string{"": "Lunch."}}, noon, noon)
				return errors.Join(err, db.Seen(ctx, bot.Visit{Chat: bob}))
			},
			write: func(ctx context.Context, db *storage.DB) (any, error) {
				return db.Confirm(ctx, bot.Seen{Number: 1, Author: author, Revision: 1}, noon, noon)
			},
			undo: func(ctx context.Context, db *storage.DB) error { return nil },
			want: bot.News{Number: 1, Revision: 1, Author: author, Texts: map[string]string{"": "Lunch."}, State: bot.NewsDraft},
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				if test.prepare != nil {
					if err := test.prepare(t.Context(), db); err != nil {
						t.Fatal(err)
					}
				}
				first, err := test.write(answering(t, "u1"), db)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, first, test.want)
				if err := test.undo(t.Context(), db); err != nil {
					t.Fatal(err)
				}
				undone := mustWish(t, db, ada)
				second, err := test.write(answering(t, "u1"), db)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, second, first)
				equal(t, mustWish(t, db, ada), undone)
				if err := db.Finish(t.Context(), ada.Platform, "u1"); err != nil {
					t.Fatal(err)
				}
				if p := pending(t, db, ada.Platform); len(p) > 0 {
					t.Errorf("not finished: %v", p)
				}
			})
		})
	}
}

// TestEachEffectHasItsPlace holds that the second of two like writes of an update is
// made that was killed after the first.
func TestEachEffectHasItsPlace(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		star := func(ctx context.Context, f bot.Follow) {
			t.Helper()
			if _, err := db.Follow(ctx, ada, f); err != nil {
				t.Fatal(err)
			}
		}
		star(answering(t, "u1"), bot.Follow{Topic: mount})
		again := answering(t, "u1")
		star(again, bot.Follow{Topic: mount})
		star(again, bot.Follow{Topic: tpm})
		star(answering(t, "u2"), bot.Follow{Topic: dome})
		equal(t, len(mustWish(t, db, ada).Follows), 3)
	})
}

// TestAnsweredAgainItReadsWhatItReadFirst of each chat whose wishes it has changed,
// until it changes something itself, and until it is finished.
func TestAnsweredAgainItReadsWhatItReadFirst(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, tpm)
		follow(t, db, bob, dome)
		ctx := answering(t, "u1")
		for _, chat := range []bot.Chat{ada, bob} { // such as a person's, and a group's
			for range 2 {
				if _, err := db.Unfollow(ctx, chat, tpm, dome); err != nil {
					t.Fatal(err)
				}
			}
		}
		again := answering(t, "u1")
		equal(t, wishesIn(again, t, db, ada).Follows, []bot.Follow{{Topic: tpm}})
		equal(t, wishesIn(again, t, db, bob).Follows, []bot.Follow{{Topic: dome}})
		eve := bot.Chat{Platform: "telegram", ID: "3"}
		follow(t, db, eve, mount)
		equal(t, wishesIn(again, t, db, eve).Follows, []bot.Follow{{Topic: mount}})

		if _, err := db.Unfollow(again, ada, tpm, dome); err != nil {
			t.Fatal(err)
		}
		equal(t, wishesIn(again, t, db, bob).Follows, []bot.Follow(nil))
		equal(t, wishesIn(answering(t, "u2"), t, db, ada).Follows, []bot.Follow(nil))
		if err := db.Finish(t.Context(), ada.Platform, "u1"); err != nil {
			t.Fatal(err)
		}
		equal(t, wishesIn(answering(t, "u1"), t, db, ada).Follows, []bot.Follow(nil))
	})
}

// TestAFinishedUpdateKeepsNothing, since it is not answered again: so nothing of it is kept, though a
// write of it comes late.
func TestAFinishedUpdateKeepsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	file, err := storage.Open(t.Context(), path)
	db := opened(t, file, err)
	accept(t, db, "1", bot.Incoming{Chat: ada, Text: "/something", Update: "u1", At: noon})
	if err := db.Finish(t.Context(), ada.Platform, "u1"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		added, err := db.Follow(answering(t, "u1"), ada, bot.Follow{Topic: mount})
		if err != nil || added != want {
			t.Errorf("added %v, %v; want %v", added, err, want)
		}
	}
	if p := pending(t, db, ada.Platform); len(p) > 0 {
		t.Errorf("pending: %v", p)
	}
	equal(t, mustWish(t, db, ada).Follows, []bot.Follow{{Topic: mount}})
}

// TestAnEffectTakesItsUpdateWithIt that came in while nothing could be written: when
// the network brings it again, it is known.
func TestAnEffectTakesItsUpdateWithIt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		if _, err := db.Follow(answering(t, "u1"), ada, bot.Follow{Topic: mount}); err != nil {
			t.Fatal(err)
		}
		said := bot.Incoming{Chat: ada, Text: "/something", Update: "u1", At: noon}
		equal(t, pending(t, db, ada.Platform), []bot.Incoming{said})
		if fresh := accept(t, db, "1", said); len(fresh) > 0 {
			t.Errorf("it is news: %v", fresh)
		}
	})
}

// TestAnEffectThatFailsIsNotKept, nor is its update: answered again, it is made.
func TestAnEffectThatFailsIsNotKept(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		if _, err := db.Confirm(answering(t, "u1"), shown(1), noon, noon); !errors.Is(err, bot.ErrNoDraft) {
			t.Fatalf("confirmed what was never drafted: %v", err)
		}
		if p := pending(t, db, ada.Platform); len(p) > 0 {
			t.Errorf("pending: %v", p)
		}
		draft(t, db, "Lunch.")
		if _, err := db.Confirm(answering(t, "u1"), shown(1), noon, noon); err != nil {
			t.Error(err)
		}
	})
}

// TestWhoIsForgottenStaysSo though the words that asked for it are answered again
// after a crash: that somebody spoke is noted before they are answered.
func TestWhoIsForgottenStaysSo(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		for range 2 {
			ctx := answering(t, "u1")
			if err := db.Seen(ctx, bot.Visit{Chat: ada, Hint: "de"}); err != nil {
				t.Fatal(err)
			}
			if err := db.Forget(ctx, ada, ada); err != nil {
				t.Fatal(err)
			}
		}
		if people, err := db.People(t.Context()); err != nil || people != 0 {
			t.Errorf("%d people are known, error %v", people, err)
		}
	})
}

// TestWhatActsTakesAlongWhatWasSaidBefore kills Usher before what Ada has said is noted as
// finished: neither a question nor a star of hers is answered again after she has taken
// the star back, but that alone is.
func TestWhatActsTakesAlongWhatWasSaidBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	said := func(update string) bot.Incoming {
		return bot.Incoming{Chat: ada, Text: "/something", Update: update, At: noon}
	}
	if _, err := db.Follow(answering(t, "2"), ada, bot.Follow{Topic: mount}); err != nil {
		t.Fatal(err)
	}
	last := said("3")
	last.Before = func() []bot.Incoming { return []bot.Incoming{said("1"), said("2")} }
	if _, err := db.Unfollow(bot.WithEffects(t.Context(), last), ada, mount); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if db, err = storage.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pending, err := db.Pending(t.Context(), ada.Platform)
	if diff := cmp.Diff([]bot.Incoming{said("3")}, pending); diff != "" || err != nil {
		t.Errorf("answered again, %v (-want +got):\n%s", err, diff)
	}
	all := []bot.Incoming{said("1"), said("2"), said("3"), said("4")}
	unheard, err := db.Unheard(t.Context(), ada.Platform, all)
	if diff := cmp.Diff(all[3:], unheard); diff != "" || err != nil {
		t.Errorf("unheard, %v (-want +got):\n%s", err, diff)
	}
}
