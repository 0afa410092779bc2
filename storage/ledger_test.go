package storage_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

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

// ledger is what became of each notice, in short.
func ledger(t *testing.T, path string) []string {
	t.Helper()
	var lines []string
	for _, e := range entries(t, path, storage.Query{}) {
		lines = append(lines, brief(e))
	}
	return lines
}

func brief(e storage.Entry) string {
	line := fmt.Sprintf("%s %s%s after %d", e.State, e.Reason, e.Message, e.Attempts)
	if e.Uncertain {
		line += ", maybe twice"
	}
	return line
}

// TestTheLedgerTellsAllOfANotice holds every field of an entry against what was
// planned and done.
func TestTheLedgerTellsAllOfANotice(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	n := ringFor(mount, ten)
	plan(t, db, n, bot.ConferenceLead, mount)
	want := storage.Entry{ID: 1, Chat: ada, Notice: n, Planned: noon, State: bot.StateQueued}
	equal(t, entries(t, path, storage.Query{}), []storage.Entry{want})
	settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon.Add(time.Second), Ref: bot.Ref{Chat: ada, ID: "77"}})
	want.State, want.Settled, want.Attempts, want.Message = bot.StateSent, noon.Add(time.Second), 1, "77"
	equal(t, entries(t, path, storage.Query{}), []storage.Entry{want})
}

// TestTheLedgerIsAskedForSome has notices of two talks that were settled at
// different times, and one that waits.
func TestTheLedgerIsAskedForSome(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	for _, step := range []struct {
		talk schedule.Topic
		ends bot.Outcome
	}{
		{mount, bot.Outcome{State: bot.StateSent, At: noon.Add(-time.Hour)}},
		{mount, bot.Outcome{State: bot.StateRejected, At: noon.Add(-time.Hour)}},
		{tpm, bot.Outcome{State: bot.StateSent, At: noon}},
		{tpm, bot.Outcome{State: bot.StateDropped, At: noon}},
		{tpm, bot.Outcome{State: bot.StateQueued, Again: noon.Add(time.Hour)}},
	} {
		chat := bot.Chat{Platform: "telegram", ID: string(step.ends.State) + step.talk.Key}
		tell(t, db, chat, ringFor(step.talk, ten))
		settle(t, db, mustClaim(t, db), step.ends)
	}
	tell(t, db, ada, ringFor(tpm, ten))
	for name, test := range map[string]struct {
		query storage.Query
		want  []int64
	}{
		"all":                  {storage.Query{}, []int64{1, 2, 3, 4, 5, 6}},
		"since":                {storage.Query{Since: noon}, []int64{3, 4, 5, 6}},
		"one talk":             {storage.Query{Talks: []string{mount.Key}}, []int64{1, 2}},
		"two talks":            {storage.Query{Talks: []string{mount.Key, tpm.Key}}, []int64{1, 2, 3, 4, 5, 6}},
		"no talk":              {storage.Query{Talks: []string{}}, nil},
		"failed":               {storage.Query{Failed: true}, []int64{2, 4, 5}},
		"failed since, a talk": {storage.Query{Failed: true, Since: noon, Talks: []string{tpm.Key}}, []int64{4, 5}},
	} {
		var got []int64
		for _, e := range entries(t, path, test.query) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestTheLedgerIsReadInPages has more entries than are read at once, and writes
// between two of them: who reads holds up nobody.
func TestTheLedgerIsReadInPages(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	const people = 1_100
	for i := range people {
		seen(t, db, bot.Chat{Platform: "telegram", ID: strconv.Itoa(i)})
	}
	id, err := db.Draft(t.Context(), bot.News{Author: ada, Texts: map[string]string{"": "Lunch is ready."}}, noon, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Confirm(t.Context(), bot.Seen{Number: id, Author: ada, Revision: 1}, noon, noon); err != nil {
		t.Fatal(err)
	}
	spreadAll(t, db, people)
	read := 0
	for e, err := range ledgerOf(t, path).Entries(t.Context(), storage.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if read++; e.ID != int64(read) {
			t.Fatalf("entry %d comes as number %d", e.ID, read)
		}
		if read == 900 {
			follow(t, db, ada, mount)
			if err := db.Forget(t.Context(), ada, ada); err != nil {
				t.Fatal(err)
			}
		}
	}
	if read != people {
		t.Errorf("read %d entries of %d", read, people)
	}
}

// tell queues a notice for a chat whose wishes are planned.
func tell(t *testing.T, db *storage.DB, chat bot.Chat, n bot.Notice) {
	t.Helper()
	seen(t, db, chat)
	settleWishes(t, db)
	if err := db.Tell(t.Context(), n, noon, chat); err != nil {
		t.Fatal(err)
	}
}

// TestQueuesTellWhyAndHowSurely has notices that were dropped for different
// reasons, one that may have arrived twice, and some that were sent a while ago.
func TestQueuesTellWhyAndHowSurely(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for i, o := range []bot.Outcome{
			{State: bot.StateSent, At: noon},
			{State: bot.StateSent, At: noon.Add(-time.Minute)},
			{State: bot.StateDropped, At: noon, Reason: "muted"},
			{State: bot.StateDropped, At: noon, Reason: "muted"},
			{State: bot.StateDropped, At: noon, Reason: "gone"},
			{State: bot.StateDropped, At: noon.Add(-time.Hour), Reason: "gone"},
		} {
			tell(t, db, bot.Chat{Platform: "telegram", ID: strconv.Itoa(i)}, ringFor(mount, ten))
			settle(t, db, mustClaim(t, db), o)
		}
		tell(t, db, ada, ringFor(tpm, ten))
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, Again: noon, Unsure: true, MaybeTwice: true})
		if queues, err := db.Queues(t.Context(), noon, noon); err != nil || queues[0].Retrying != 1 || queues[0].Waiting != 1 {
			t.Errorf("%+v, %v", queues, err)
		}
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon})
		queues, err := db.Queues(t.Context(), noon, noon.Add(-10*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, queues, []bot.Queue{{Platform: "telegram", Sent: 3, Dropped: 3, Uncertain: 1, Lately: 2,
			Reasons: map[string]int{"muted": 2, "gone": 1}}})
	})
}
