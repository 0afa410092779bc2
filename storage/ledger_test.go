package storage_test

import (
	"database/sql"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestTheLedgerTellsWhatBecameOfEachNotice reads the table itself, as an
// operator would: nothing in the house reads it yet.
func TestTheLedgerTellsWhatBecameOfEachNotice(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	at := noon.Add(time.Second)
	endings := []struct {
		outcome bot.Outcome
		want    string
	}{
		{bot.Outcome{State: bot.StateSent, At: at, Ref: bot.Ref{ID: "77"}}, "sent 77 after 1"},
		{bot.Outcome{State: bot.StateDropped, At: at, Reason: "talk moved"}, "dropped talk moved after 1"},
		{bot.Outcome{State: bot.StateRejected, At: at, Reason: "too long"}, "rejected too long after 1"},
		{bot.Outcome{State: bot.StateQueued, Again: at, Reason: "temporary", Unsure: true, MaybeTwice: true},
			"queued temporary after 1, maybe twice"},
		{bot.Outcome{State: bot.StateQueued, Again: at, Reason: "throttled"}, "queued throttled after 1"},
	}
	follow(t, db, ada, mount)
	var want []string
	for i, ending := range endings {
		n := ringFor(schedule.Topic{Key: string(rune('a' + i))}, ten)
		plan(t, db, n, bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), ending.outcome)
		want = append(want, ending.want)
	}
	equal(t, ledger(t, path), want)
}

func TestWhatIsForgottenWhileItIsSentStaysForgotten(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
	d := mustClaim(t, db)
	if err := db.Forget(t.Context(), ada, ada); err != nil {
		t.Fatal(err)
	}
	for _, o := range []bot.Outcome{
		{State: bot.StateSent, At: noon},
		{State: bot.StateDropped, At: noon, Gone: true},
		{State: bot.StateQueued, Again: noon, MovedTo: bob},
	} {
		settle(t, db, d, o)
	}
	equal(t, ledger(t, path), []string(nil))
	equal(t, mustFollow(t, db, bob), []schedule.Topic(nil))
}

func ledger(t *testing.T, path string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), `
		SELECT state || ' ' || reason || ref || ' after ' || attempts || iif(uncertain, ', maybe twice', '')
		FROM outbox ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
