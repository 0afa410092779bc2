package storage

import (
	"context"
	"errors"
	"testing"
	"time"

	"modernc.org/sqlite"

	"usher/bot"
	"usher/schedule"
)

// TestACrowdIsPlannedInSlices holds that who stars something gets a turn while
// thousands are planned for, that a chat's rings come all at once, so that they
// can be one message, and that what a crash left out is made up for.
func TestACrowdIsPlannedInSlices(t *testing.T) {
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const crowd = 2*slice + 500
	people(t, db, crowd, crowd)
	ctx, crash := context.WithCancel(t.Context())
	commits := 0
	onCommit(t, db, func() {
		if commits++; commits == 2 {
			crash()
		}
	})
	twoRings := []bot.Announcement{dueRing(0), dueRing(1)}
	added, err := db.Plan(ctx, start, twoRings)
	if !errors.Is(err, context.Canceled) || added == 0 || added == 2*crowd {
		t.Errorf("before the crash %d are queued, %v", added, err)
	}
	var whole, halves int
	err = db.read.QueryRowContext(t.Context(), `
		SELECT count(*), count(*) FILTER (WHERE n <> 2) FROM (SELECT count(*) AS n FROM outbox GROUP BY chat)`).Scan(&whole, &halves)
	if err != nil || whole*2 < added || halves > 0 {
		t.Errorf("%d chats have theirs, %d of them not all of it, %v", whole, halves, err)
	}
	commits = 2
	if _, err := db.Plan(t.Context(), start, twoRings); err != nil {
		t.Fatal(err)
	}
	if again, err := db.Plan(t.Context(), start, twoRings); again != 0 || err != nil {
		t.Errorf("%d more are queued, %v", again, err)
	}
	var queued int
	if err := db.read.QueryRowContext(t.Context(), `SELECT count(*) FROM outbox`).Scan(&queued); err != nil || queued != 2*crowd {
		t.Errorf("%d are queued in the end, %v; want %d", queued, err, 2*crowd)
	}
}

// dueRing is the nth ring for the talk "due", due at start.
func dueRing(n int) bot.Announcement {
	at := start.Add(time.Duration(n) * time.Second)
	return bot.Announcement{
		Notice: bot.Notice{Kind: bot.Ring, Talk: "due", Start: at, Due: start, Deadline: at, Expires: at.Add(time.Hour)},
		Topics: []schedule.Topic{{Kind: schedule.TopicTalk, Key: "due"}, {Kind: schedule.TopicRoom, Key: "dome"},
			{Kind: schedule.TopicSpeaker, Key: "one"}},
		Chosen: bot.ConferenceLead,
	}
}

// onCommit calls a function whenever something is about to be written.
func onCommit(t *testing.T, db *DB, call func()) {
	t.Helper()
	conn, err := db.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(driver any) error {
		driver.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 {
			call()
			return 0
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
