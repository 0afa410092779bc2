package storage

import (
	"context"
	"fmt"
	"testing"
	"time"

	"modernc.org/sqlite"

	"usher/bot"
	"usher/schedule"
)

var start = time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC)

// backlogs are what may stand in the queue, as SQL on rows that are due at start.
var backlogs = map[string]struct {
	change string
	due    bool // whether there is something to claim
}{
	"in back-off":                {`UPDATE outbox SET not_before = ?1 + 3600000 + id`, false},
	"in back-off, but for one":   {`UPDATE outbox SET not_before = ?1 + 3600000 + id WHERE id > 1`, true},
	"not due yet":                {`UPDATE outbox SET due = ?1 + 60000`, false},
	"not due yet, but for one":   {`UPDATE outbox SET due = ?1 + 60000, deadline = 0 WHERE id > 1`, true},
	"due":                        {`UPDATE outbox SET not_before = 0`, true},
	"due at each of ten minutes": {`UPDATE outbox SET due = ?1 - id % 10 * 60000`, true},
}

// TestABacklogCostsNothing holds that looking for what is due, and for how long
// there is nothing, costs about as much whether a hundred notices are queued or
// twenty times as many.
func TestABacklogCostsNothing(t *testing.T) {
	for name, backlog := range backlogs {
		t.Run(name, func(t *testing.T) {
			few, many := backlogPages(t, 100, backlog.change, backlog.due), backlogPages(t, 2000, backlog.change, backlog.due)
			if many > 2*few {
				t.Errorf("%d pages where 100 are queued, %d where 2,000 are", few, many)
			}
		})
	}
}

// backlogPages is how many pages SQLite looks at for a Turn and a Wait.
func backlogPages(t *testing.T, queued int, change string, due bool) int {
	t.Helper()
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	people(t, db, queued, queued)
	announce := []bot.Announcement{{
		Notice: bot.Notice{Kind: bot.Ring, Talk: "due", Start: start, Due: start, Deadline: start, Expires: start.Add(time.Hour)},
		Topics: []schedule.Topic{{Kind: schedule.TopicTalk, Key: "due"}}, Chosen: bot.ConferenceLead,
	}}
	if n, err := db.Plan(t.Context(), start, announce); err != nil || n != queued {
		t.Fatalf("queued %d, %v", n, err)
	}
	if _, err := db.write.ExecContext(t.Context(), change, stamp(start)); err != nil {
		t.Fatal(err)
	}
	before := pages(t, db)
	claimed, err := db.Turn(t.Context(), bot.Turn{Platform: "test", Clock: start, Now: start, Limit: 1})
	if len(claimed) > 0 != due || err != nil {
		t.Fatalf("claimed: %v, %v", claimed, err)
	}
	if _, ok, err := db.Wait(t.Context(), "test", start, start); !ok || err != nil {
		t.Fatalf("waiting: %v, %v", ok, err)
	}
	return pages(t, db) - before
}

// pages is how many pages the writing connection has looked at so far, in its
// cache or not.
func pages(t *testing.T, db *DB) (total int) {
	t.Helper()
	conn, err := db.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(driver any) error {
		for _, op := range []sqlite.DBStatusOp{sqlite.DBStatusCacheHit, sqlite.DBStatusCacheMiss} {
			n, _, err := driver.(sqlite.DBStatus).Status(op, false)
			if err != nil {
				return err
			}
			total += n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return total
}

// people are chats on the network "test" that each star a talk and have nothing
// left to plan: due of them the talk "due", the others one of a hundred. They
// are made by SQLite itself, since a transaction for each would take minutes.
func people(tb testing.TB, db *DB, chats, due int) {
	tb.Helper()
	err := db.update(context.Background(), "make a crowd", func(tx *transaction) error {
		for _, query := range []string{
			`INSERT INTO chats (id, platform, chat, stale)
			 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
			 SELECT i, 'test', 'chat ' || i, 0 FROM n`,
			`INSERT INTO leads (chat, lead) SELECT id, -1 FROM chats WHERE id <= ?1`,
			fmt.Sprintf(`INSERT INTO follows (chat, kind, key)
			 SELECT id, 'talk', iif(id <= %d, 'due', 'other-' || id %% 100) FROM chats WHERE id <= ?1`, due),
		} {
			if _, err := tx.ExecContext(context.Background(), query, chats); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}
