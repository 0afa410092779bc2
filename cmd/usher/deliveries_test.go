package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/telegram/telegramtest"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
)

// delivered is a database in which notices came to all that they can come to, and
// the store that has it open.
func delivered(t *testing.T) (path string, db *storage.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "usher.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	copied, _, err := loader.Request{Schedule: loader.Source{Location: seed}}.Fetch(t.Context(), schedule.Copy{})
	if err == nil {
		err = db.PutSchedule(t.Context(), bot.Revision{Copies: []schedule.Copy{copied}})
	}
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2023, time.September, 13, 12, 30, 0, 0, time.UTC)
	due := start.Add(-10 * time.Minute)
	ring := bot.Notice{Kind: bot.Ring, Talk: "main-c-NYLYDK", Start: start, Lead: 10 * time.Minute, Due: due, Deadline: start, Expires: start.Add(time.Hour)}
	other := ring
	other.Talk = "main-c-GONE"
	for _, step := range []struct {
		chat   string
		notice bot.Notice
		came   []bot.Outcome
	}{
		{"1001", ring, []bot.Outcome{{State: bot.StateSent, At: due.Add(200 * time.Millisecond), Ref: bot.Ref{ID: "4711"}}}},
		{"1002", ring, []bot.Outcome{{State: bot.StateQueued, Again: due, Unsure: true, MaybeTwice: true, Reason: "temporary"},
			{State: bot.StateSent, At: due.Add(63 * time.Second), Ref: bot.Ref{ID: "4712"}}}},
		{"1003", other, []bot.Outcome{{State: bot.StateDropped, At: due.Add(time.Minute), Reason: "talk withdrawn"}}},
		{"1004", ring, []bot.Outcome{{State: bot.StateRejected, At: due, Reason: "rejected: no\nrights"}}},
		{"1005", ring, nil},
	} {
		chat := bot.Chat{Platform: "telegram", ID: step.chat}
		if err := db.Tell(t.Context(), step.notice, due.Add(-time.Minute), chat); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Replan(t.Context(), due, 10, func(bot.Wishes) []bot.Notice { return []bot.Notice{step.notice} }); err != nil {
			t.Fatal(err)
		}
		var settled []bot.Settlement
		for _, o := range step.came {
			claimed, err := db.Turn(t.Context(), bot.Turn{Platform: "telegram", Settled: settled, Clock: due, Now: due, Limit: 1})
			if err != nil || len(claimed) != 1 {
				t.Fatalf("claimed %v, %v", claimed, err)
			}
			settled = []bot.Settlement{{Chat: chat, Notices: []int64{claimed[0].Notices[0].ID}, Outcome: o}}
		}
		if _, err := db.Turn(t.Context(), bot.Turn{Platform: "telegram", Settled: settled}); err != nil {
			t.Fatal(err)
		}
	}
	return path, db
}

func TestDeliveries(t *testing.T) {
	path, _ := delivered(t)
	want := `due                  chat                      notice      about                               what became of it (times in Europe/Berlin)
Wed 13 Sep 14:20:00  telegram:1001             ring 10m    New Mount API                       sent 14:20:00, message 4711
Wed 13 Sep 14:20:00  telegram:1002             ring 10m    New Mount API                       sent 14:21:03, 1m3s late, message 4712, 2 attempts, maybe twice
Wed 13 Sep 14:20:00  telegram:1003             ring 10m    main-c-GONE                         dropped 14:21:00: talk withdrawn
Wed 13 Sep 14:20:00  telegram:1004             ring 10m    New Mount API                       rejected 14:20:00: rejected: no rights
Wed 13 Sep 14:20:00  telegram:1005             ring 10m    New Mount API                       waiting

5 notices: 2 sent, 1 waiting, 1 dropped, 1 refused.
Dropped: 1 talk withdrawn.
Maybe told twice: 1.
Late by more than a second: 1, the latest by 1m3s.
Queue of telegram: 1 waiting, 1 due, the oldest since Wed 13 Sep 14:20:00; 0 sent in the last minute, 0.00 a second.
`
	if diff := cmp.Diff(want, succeeds(t, "deliveries", "--database", path)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestWhatNobodyIsToldOfIsNoDeliveryThatWaits has a change that nobody is to be told of.
func TestWhatNobodyIsToldOfIsNoDeliveryThatWaits(t *testing.T) {
	path, db := delivered(t)
	starred := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-NYLYDK"}}
	if _, err := db.Follow(t.Context(), bot.Chat{Platform: "telegram", ID: "1006"}, starred); err != nil {
		t.Fatal(err)
	}
	start := time.Date(2023, time.September, 13, 12, 30, 0, 0, time.UTC)
	change := bot.SlotChange{
		Talk: "main-c-NYLYDK", Before: bot.Standing{Start: start}, After: bot.Standing{Start: start.Add(time.Hour)},
		Due: start, Deadline: start, Expires: start.Add(time.Hour),
	}
	if err := db.PutSchedule(t.Context(), bot.Revision{Quiet: true, Changes: []bot.SlotChange{change}, Now: start.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	got := succeeds(t, "deliveries", "--database", path)
	if !strings.Contains(got, "told to nobody yet\n") || !strings.Contains(got, "8 notices: 2 sent, 3 waiting, 1 dropped, 1 refused, 1 told to nobody yet.") {
		t.Error(got)
	}
	if got := succeeds(t, "deliveries", "--json", "--database", path); !strings.Contains(got, `"untold":1`) {
		t.Error(got)
	}
}

func TestDeliveriesThatAreAskedFor(t *testing.T) {
	path, db := delivered(t)
	for _, test := range []struct {
		args []string
		want string // whose
	}{
		{[]string{"--failed"}, "1002 1003 1004"},
		{[]string{"--talk", "mount api"}, "1001 1002 1004 1005"},
		{[]string{"--talk", "main-c-GONE"}, "1003"},
		{[]string{"--since", "2h"}, "1005"},
		{[]string{"--since", "2023-09-13 14:21"}, "1002 1003 1005"},
		{[]string{"--since", "2023-09-13T12:21:03Z", "--failed"}, "1002"},
	} {
		var got []string
		for line := range strings.Lines(succeeds(t, append([]string{"deliveries", "--json", "--database", path}, test.args...)...)) {
			var e entryJSON
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if e.ID > 0 { // the last line is the summary
				got = append(got, e.Chat)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%v: %v, want %s", test.args, got, test.want)
		}
	}
	if got := succeeds(t, "deliveries", "--database", path, "--talk", "main-c-NOBODY"); !strings.HasPrefix(got, "No notices.\n") {
		t.Errorf("of no talk: %q", got)
	}
	if n, err := db.Retire(t.Context()); err != nil || n != 5 {
		t.Fatalf("retired %d, %v", n, err)
	}
	want := `No notices.

Of those who are forgotten, by day:
2023-09-13  telegram    ring              1 dropped, talk withdrawn
2023-09-13  telegram    ring              1 queued
2023-09-13  telegram    ring              1 rejected
2023-09-13  telegram    ring              1 sent
2023-09-13  telegram    ring              1 sent, maybe twice
`
	if diff := cmp.Diff(want, succeeds(t, "deliveries", "--database", path)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDeliveriesInJSONEndWithASummary of what was asked for, and how delivery stands:
// something was told just now, so that it is known how long the rest takes.
func TestDeliveriesInJSONEndWithASummary(t *testing.T) {
	path, db := delivered(t)
	now := time.Now()
	eve := bot.Chat{Platform: "telegram", ID: "1006"}
	news := bot.Notice{Kind: bot.Held, Start: now, Due: now.AddDate(-10, 0, 0), Deadline: now.AddDate(-10, 0, 0), Expires: now}
	if err := db.Tell(t.Context(), news, now, eve); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Replan(t.Context(), now, 10, func(bot.Wishes) []bot.Notice { return nil }); err != nil {
		t.Fatal(err)
	}
	claimed, err := db.Turn(t.Context(), bot.Turn{Platform: "telegram", Clock: now, Now: now, Limit: 1})
	if err != nil || len(claimed) != 1 || claimed[0].Chat != eve {
		t.Fatalf("claimed %+v, %v", claimed, err)
	}
	sent := bot.Settlement{Chat: eve, Notices: []int64{claimed[0].Notices[0].ID}, Outcome: bot.Outcome{State: bot.StateSent, At: now}}
	if _, err := db.Turn(t.Context(), bot.Turn{Platform: "telegram", Settled: []bot.Settlement{sent}}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(succeeds(t, "deliveries", "--json", "--database", path, "--talk", "mount api")), "\n")
	want := `{"summary":{"notices":4,"sent":2,"waiting":1,"being_sent":0,"dropped":0,"rejected":1,"untold":0,"dropped_by_reason":{},"maybe_twice":1,` +
		`"late":1,"latest_by_seconds":63,"queues":[{"platform":"telegram","waiting":1,"due":1,` +
		`"oldest_due":"2023-09-13T14:20:00+02:00","sent_per_second":0.016666666666666666,"drain_seconds":60}]}}`
	if diff := cmp.Diff(want, lines[len(lines)-1]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if human := succeeds(t, "deliveries", "--database", path); !strings.Contains(human, "; 1 sent in the last minute, 0.02 a second, 1m to go.") {
		t.Errorf("for people:\n%s", human)
	}
}

func TestDeliveriesSayWhatIsWrong(t *testing.T) {
	path, _ := delivered(t)
	for want, args := range map[string][]string{
		"there is none":                      {"--database", filepath.Join(t.TempDir(), "none.db")},
		"nothing in the schedule matches":    {"--database", path, "--talk", "xyzzy plugh"},
		"neither a length of time like 2h":   {"--database", path, "--since", "soon"},
		"not a time zone like Europe/Berlin": {"--database", path, "--timezone", "Nowhere"},
	} {
		code, out, errs := usher(append([]string{"deliveries"}, args...)...)
		if code == exitOK || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %q, %q; want %q", args, code, out, errs, want)
		}
	}
}

// TestDeliveriesOfARunningUsher reads beside it what it has told.
func TestDeliveriesOfARunningUsher(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "usher.db")
	tg := telegramtest.New(t)
	ada := tg.Person("Ada", "en")
	stop := start(t, settings(t, "--schedule", seed, "--database", path, "--clock", "2023-09-13 11:06",
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL))
	defer stop()
	ada.Type("/star System and Configuration Extensions")
	eventually(t, "Ada is rung", func() bool { return len(ada.Messages()) == 2 })
	eventually(t, "that is in the ledger", func() bool {
		out := succeeds(t, "deliveries", "--database", path)
		return strings.Contains(out, "ring 10m    System and Configuration…") && strings.Contains(out, "1 notice: 1 sent.")
	})
}
