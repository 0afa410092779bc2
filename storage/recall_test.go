package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
)

// TestWhatIsRecalledIsWhatIsWritten does all that changes a chat, in any order, and
// compares what is remembered of each chat with the database after each step.
func TestWhatIsRecalledIsWhatIsWritten(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "usher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	chats := make([]bot.Chat, 6)
	for i := range chats {
		chats[i] = bot.Chat{Platform: "telegram", ID: fmt.Sprint(i)}
	}
	steps := recallSteps(db, random, chats)
	for n := range 3_000 {
		step := random.IntN(len(steps))
		if err := steps[step](t.Context(), chats[random.IntN(len(chats))]); err != nil {
			t.Fatalf("step %d, of kind %d: %v", n, step, err)
		}
		for _, chat := range chats {
			recalled, err := db.state(t.Context(), chat)
			if err != nil {
				t.Fatal(err)
			}
			written, err := db.read.state(t.Context(), chat)
			if diff := cmp.Diff(written, recalled, cmp.AllowUnexported(chatState{})); diff != "" || err != nil {
				t.Fatalf("step %d, of kind %d: of %s is remembered, %v (-written +remembered):\n%s", n, step, chat, err, diff)
			}
		}
	}
}

// recallSteps are what may happen to a chat.
func recallSteps(db *DB, random *rand.Rand, chats []bot.Chat) []func(context.Context, bot.Chat) error {
	at := time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC)
	talk := func() string { return fmt.Sprintf("main-c-%d", random.IntN(4)) }
	topic := func() schedule.Topic { return schedule.Topic{Kind: schedule.TopicTalk, Key: talk()} }
	news := 0
	befalls := func(ctx context.Context, in bot.Incoming) error {
		news++
		in.Update, in.At = fmt.Sprint(news), at
		_, err := db.Accept(ctx, "telegram", "", []bot.Incoming{in})
		return err
	}
	return []func(context.Context, bot.Chat) error{
		func(ctx context.Context, chat bot.Chat) error {
			day := schedule.DateOf(at.AddDate(0, 0, random.IntN(3)))
			return db.Seen(ctx, bot.Visit{Chat: chat, Hint: []string{"", "en", "de"}[random.IntN(3)], Shared: random.IntN(2) == 0, Day: day})
		},
		func(ctx context.Context, chat bot.Chat) error {
			_, err := db.Follow(ctx, chat, bot.Follow{Topic: topic(), Only: at})
			return err
		},
		func(ctx context.Context, chat bot.Chat) error {
			_, err := db.Unfollow(ctx, chat, topic(), topic())
			return err
		},
		func(ctx context.Context, chat bot.Chat) error {
			return db.SetLeads(ctx, chat, []time.Duration{time.Duration(random.IntN(3)) * time.Minute})
		},
		func(ctx context.Context, chat bot.Chat) error {
			return db.SetLanguage(ctx, chat, fmt.Sprint("x-", random.IntN(9)))
		},
		func(ctx context.Context, chat bot.Chat) error { return db.Mute(ctx, chat, bot.Mute{Talk: talk()}) },
		func(ctx context.Context, chat bot.Chat) error {
			_, err := db.Unmute(ctx, chat, talk())
			return err
		},
		func(ctx context.Context, chat bot.Chat) error {
			return db.TellIn(ctx, chat, fmt.Sprint(random.IntN(3)))
		},
		func(ctx context.Context, chat bot.Chat) error {
			_, err := db.Announce(ctx, chat, talk(), bot.Chat{}, at)
			return err
		},
		func(ctx context.Context, chat bot.Chat) error {
			_, err := db.Unannounce(ctx, chat, at, talk())
			return err
		},
		func(ctx context.Context, chat bot.Chat) error { return db.Forget(ctx, chat, chat) },
		func(ctx context.Context, chat bot.Chat) error {
			return befalls(ctx, bot.Incoming{Chat: chat, Fate: bot.Lost})
		},
		func(ctx context.Context, chat bot.Chat) error {
			return befalls(ctx, bot.Incoming{Chat: chat, Fate: bot.Found})
		},
		func(ctx context.Context, chat bot.Chat) error {
			return befalls(ctx, bot.Incoming{Chat: chat, Replaces: chats[random.IntN(len(chats))]})
		},
		func(ctx context.Context, chat bot.Chat) error {
			_, err := db.Turn(ctx, bot.Turn{Platform: "telegram", Settled: []bot.Settlement{
				{Chat: chat, Outcome: bot.Outcome{State: bot.StateDropped, Gone: true, At: at}}}})
			return err
		},
		func(ctx context.Context, _ bot.Chat) error {
			return db.PutSchedule(ctx, bot.Revision{
				Copies:  []schedule.Copy{{Name: "main", FetchedAt: at}},
				Rekeyed: map[string]string{talk(): talk()},
				Renamed: map[schedule.Topic]string{topic(): talk()},
				Kept:    []bot.KeptStart{{Talk: talk(), From: at, To: at.Add(time.Hour)}}, Now: at})
		},
		func(ctx context.Context, _ bot.Chat) error {
			_, err := db.Replan(ctx, at, 10, func(bot.Wishes) []bot.Notice { return nil })
			return err
		},
		func(ctx context.Context, _ bot.Chat) error {
			if random.IntN(50) > 0 {
				return nil
			}
			_, err := db.Retire(ctx)
			return err
		},
		func(ctx context.Context, chat bot.Chat) error { // of which nothing is kept
			failed := fmt.Errorf("on purpose")
			err := db.update(ctx, "fail", func(tx *transaction) error {
				if _, err := changed(ctx, tx, chat); err != nil {
					return err
				}
				return failed
			})
			if err == nil {
				return failed
			}
			return nil
		},
	}
}

// TestWhoHasWrittenReadsThat while others read all the time, who may have read just
// before and remember it just after.
func TestWhoHasWrittenReadsThat(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "usher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ada := bot.Chat{Platform: "telegram", ID: "1"}
	reading, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for reading.Err() == nil {
				_, _ = db.Wishes(reading, ada) // the writer looks whether it is true
			}
		})
	}
	for n := range 500 {
		tag := fmt.Sprint("x-", n)
		if err := db.SetLanguage(t.Context(), ada, tag); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if w, err := db.Wishes(t.Context(), ada); err != nil || w.Chosen != tag {
				t.Fatalf("%s was chosen, and %q is read, %v", tag, w.Chosen, err)
			}
		}
	}
	stop()
	readers.Wait()
}

// TestNobodyChangesWhatIsRecalled lets one who was told what a chat wants change that.
func TestNobodyChangesWhatIsRecalled(t *testing.T) {
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ada := bot.Chat{Platform: "telegram", ID: "1"}
	if _, err := db.Follow(t.Context(), ada, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "a"}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Mute(t.Context(), ada, bot.Mute{Talk: "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Announce(t.Context(), ada, "dome", bot.Chat{}, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w, err := db.Wishes(t.Context(), ada)
		if err != nil || w.Follows[0].Key != "a" || w.Leads[0] != bot.ConferenceLead || w.Mutes[0].Talk != "a" || w.Announces[0] != "dome" {
			t.Fatalf("ada wants %+v, %v", w, err)
		}
		w.Follows[0].Key, w.Leads[0], w.Mutes[0].Talk, w.Announces[0] = "b", time.Hour, "b", "b"
	}
}

// TestMemoryOfChatsIsBounded asks about more chats than are remembered.
func TestMemoryOfChatsIsBounded(t *testing.T) {
	r := newRecall()
	for id := range int64(3 * mostRecalled) {
		chat := bot.Chat{Platform: "telegram", ID: fmt.Sprint(id + 1)}
		r.keep(chat, chatState{id: id + 1}, 0)
		if s, _, ok := r.find(chat); !ok || s.id != id+1 {
			t.Fatalf("%s is not remembered", chat)
		}
	}
	if len(r.byChat) != mostRecalled || len(r.byID) != mostRecalled {
		t.Errorf("%d and %d are remembered, not %d", len(r.byChat), len(r.byID), mostRecalled)
	}
}

// TestAllWishTablesAreWatched finds the tables that wishes are read from.
func TestAllWishTablesAreWatched(t *testing.T) {
	from := regexp.MustCompile(`(?:CROSS JOIN|FROM) ([a-z]+) [a-z] `)
	for _, part := range wishParts {
		table := from.FindStringSubmatch(part.query)
		if table == nil {
			t.Fatalf("no table is found in %s", part.query)
		}
		if _, ok := wishTables[table[1]]; !ok {
			t.Errorf("nobody watches %s", table[1])
		}
	}
}
