package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// organiser is a person and not a chat of ours.
var organiser = bot.Chat{Platform: "matrix", ID: "@olga:example.org"}

func TestADraftIsSentOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada, bob)
		id := draft(t, db, "Lunch is ready.")
		confirm(t, db, id)
		if _, err := db.Confirm(t.Context(), shown(id), noon, noon.Add(-time.Hour)); !errors.Is(err, bot.ErrDraftSent) {
			t.Errorf("confirming again: %v", err)
		}
		if err := db.Discard(t.Context(), shown(id)); !errors.Is(err, bot.ErrDraftSent) {
			t.Errorf("cancelling what was sent: %v", err)
		}
		spreadAll(t, db, 10)
		equal(t, told(t, db), []string{"1 Lunch is ready.", "2 Lunch is ready."})
	})
}

func TestADraftIsItsAuthorsForAWhile(t *testing.T) {
	for name, refused := range map[string]func(db *storage.DB, id int64) error{
		"somebody else's": func(db *storage.DB, id int64) error {
			_, err := db.Confirm(t.Context(), bot.Seen{Number: id, Author: ada, Revision: 1}, noon, noon.Add(-time.Hour))
			return err
		},
		"somebody else cancels": func(db *storage.DB, id int64) error {
			return db.Discard(t.Context(), bot.Seen{Number: id, Author: ada, Revision: 1})
		},
		"old": func(db *storage.DB, id int64) error {
			_, err := db.Confirm(t.Context(), shown(id), noon, noon.Add(time.Millisecond))
			return err
		},
		"cancelled": func(db *storage.DB, id int64) error {
			if err := db.Discard(t.Context(), shown(id)); err != nil {
				return err
			}
			_, err := db.Confirm(t.Context(), shown(id), noon, noon.Add(-time.Hour))
			return err
		},
		"swept away": func(db *storage.DB, id int64) error {
			if _, err := db.Draft(t.Context(), bot.News{Author: organiser, Texts: map[string]string{"": "another"}}, noon.Add(2*time.Hour), noon.Add(time.Hour)); err != nil {
				return err
			}
			return db.Discard(t.Context(), shown(id))
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				seen(t, db, ada)
				if err := refused(db, draft(t, db, "Lunch is ready.")); !errors.Is(err, bot.ErrNoDraft) {
					t.Errorf("got %v", err)
				}
				spreadAll(t, db, 10)
				equal(t, told(t, db), []string(nil))
			})
		})
	}
}

func TestTheNumberOfACancelledDraftIsNotUsedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		first := draft(t, db, "Lunch is ready.")
		if err := db.Discard(t.Context(), shown(first)); err != nil {
			t.Fatal(err)
		}
		if second := draft(t, db, "No lunch."); second == first {
			t.Errorf("an old button would send draft %d", second)
		}
	})
}

// TestSlices makes the rows in slices of every size, and holds that each chat
// that was known and is not gone gets one, whatever comes in between.
func TestSlices(t *testing.T) {
	for limit := 1; limit <= 6; limit++ {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				chats := make([]bot.Chat, 5)
				for i := range chats {
					chats[i] = bot.Chat{Platform: "telegram", ID: fmt.Sprint("chat ", i)}
				}
				seen(t, db, chats...)
				follow(t, db, chats[3], mount)
				plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
				settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateDropped, At: noon, Gone: true})
				if n, err := db.People(t.Context()); err != nil || n != 4 {
					t.Errorf("%d people, %v; want 4", n, err)
				}
				confirm(t, db, draft(t, db, "one"))
				confirm(t, db, draft(t, db, "two"))
				spreadOnce(t, db, limit)
				seen(t, db, bot.Chat{Platform: "telegram", ID: "late"})
				if parts := spreadAll(t, db, limit); parts > 12 {
					t.Errorf("%d slices", parts)
				}
				var want []string
				for _, i := range []int{0, 1, 2, 4} {
					want = append(want, fmt.Sprintf("chat %d one", i), fmt.Sprintf("chat %d two", i))
				}
				equal(t, told(t, db), want)
			})
		})
	}
}

func TestAChatIsKnownFromItsFirstWord(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada, ada, bob)
		if n, err := db.People(t.Context()); err != nil || n != 2 {
			t.Errorf("%d people, %v; want 2", n, err)
		}
		if err := db.Forget(t.Context(), ada, ada); err != nil {
			t.Fatal(err)
		}
		if n, err := db.People(t.Context()); err != nil || n != 1 {
			t.Errorf("%d people once Ada is forgotten, %v; want 1", n, err)
		}
	})
}

func TestPlanningAnewLeavesABroadcastInTheQueue(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada)
		confirm(t, db, draft(t, db, "Lunch is ready."))
		spreadAll(t, db, 10)
		follow(t, db, ada, mount)
		equal(t, told(t, db), []string{"1 Lunch is ready."})
	})
}

func TestQueuesTellWhatWaitsAndWhatBecameOfTheRest(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		onMatrix := bot.Chat{Platform: "matrix", ID: "!room:example.org"}
		seen(t, db, ada, bob, onMatrix)
		settleWishes(t, db)
		confirm(t, db, draft(t, db, "one"))
		spreadAll(t, db, 10)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon})
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateRejected, At: noon.Add(time.Minute), Reason: "too odd"})
		follow(t, db, ada, mount)
		later := ringFor(mount, -time.Hour)
		plan(t, db, later, bot.ConferenceLead, mount)

		queues := func(clock, since time.Time) []bot.Queue {
			t.Helper()
			all, err := db.Queues(t.Context(), clock, since)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		equal(t, queues(noon, noon), []bot.Queue{
			{Platform: "matrix", Waiting: 1, Due: 1, OldestDue: noon},
			{Platform: "telegram", Waiting: 1, Sent: 1, Rejected: 1, Lately: 1},
		})
		equal(t, queues(noon.Add(-time.Second), noon.Add(time.Second)), []bot.Queue{
			{Platform: "matrix", Waiting: 1},
			{Platform: "telegram", Waiting: 1, Rejected: 1},
		})
	})
}

func seen(t *testing.T, db *storage.DB, chats ...bot.Chat) {
	t.Helper()
	for _, chat := range chats {
		if err := db.Seen(t.Context(), bot.Visit{Chat: chat}); err != nil {
			t.Fatal(err)
		}
	}
}

func draft(t *testing.T, db *storage.DB, text string) int64 {
	t.Helper()
	id, err := db.Draft(t.Context(), bot.News{Author: organiser, Texts: map[string]string{"": text}}, noon, noon.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// shown is a draft of the organiser's as it was first shown.
func shown(id int64) bot.Seen { return bot.Seen{Number: id, Author: organiser, Revision: 1} }

func confirm(t *testing.T, db *storage.DB, id int64) {
	t.Helper()
	if _, err := db.Confirm(t.Context(), shown(id), noon, noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

func spreadOnce(t *testing.T, db *storage.DB, limit int) (more bool) {
	t.Helper()
	queued, more, err := db.Spread(t.Context(), noon, noon, limit, addressed)
	if err != nil {
		t.Fatal(err)
	}
	if queued > limit {
		t.Errorf("a slice of %d for a limit of %d", queued, limit)
	}
	return more
}

// addressed is a broadcast as a notice that is worth something for an hour.
func addressed(n bot.News) (bot.Notice, bot.Aim) {
	due := n.Due()
	return bot.Notice{Kind: bot.Broadcast, Talk: fmt.Sprint(n.Number), Start: due,
		Due: due, Deadline: due.Add(time.Minute), Expires: due.Add(time.Hour)}, n.Aim(nil, func(language string) string { return language })
}

func spreadAll(t *testing.T, db *storage.DB, limit int) (parts int) {
	t.Helper()
	for spreadOnce(t, db, limit) {
		parts++
	}
	return parts
}

// told sends all that is due on Telegram, and is who got what, in order.
func told(t *testing.T, db *storage.DB) []string {
	t.Helper()
	settleWishes(t, db)
	var all []string
	for {
		d, ok := claim(t, db, noon)
		if !ok {
			slices.Sort(all)
			return all
		}
		all = append(all, d.Chat.ID+" "+d.News.Text(d.Language))
		settle(t, db, d, bot.Outcome{State: bot.StateSent, At: noon})
	}
}
