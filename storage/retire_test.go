package storage_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// TestRetireLeavesCountsAndNobody has people who were told this and that, some on
// another day, some in vain.
func TestRetireLeavesCountsAndNobody(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount, tpm)
	follow(t, db, eve, mount)
	for _, o := range []bot.Outcome{
		{State: bot.StateSent, At: noon, Ref: bot.Ref{ID: "77"}},
		{State: bot.StateSent, At: noon.AddDate(0, 0, 1)},
		{State: bot.StateRejected, At: noon, Reason: "rejected: no such chat 1"},
	} {
		n := ringFor(mount, ten)
		n.Start = n.Start.Add(time.Duration(len(o.Reason)+len(o.Ref.ID)) * time.Minute)
		plan(t, db, n, bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), o)
	}
	plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
	d := mustClaim(t, db)
	settle(t, db, d, bot.Outcome{State: bot.StateQueued, Again: noon, Unsure: true, MaybeTwice: true})
	settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateDropped, At: noon, Reason: "talk moved"})
	if _, err := db.Draft(t.Context(), bot.News{Author: eve, Texts: map[string]string{"": "Lunch is ready."}}, noon, noon); err != nil {
		t.Fatal(err)
	}

	sent := bot.News{Author: eve, Texts: map[string]string{"": "Lunch."}, File: bot.Attachment{Platform: eve.Platform, ID: "its name", Seal: "its key"}}
	number, err := db.Draft(t.Context(), sent, noon, noon)
	if err == nil {
		_, err = db.Confirm(t.Context(), bot.Seen{Number: number, Author: eve, Revision: 1}, noon, noon)
	}
	if err == nil {
		err = db.KeepFileID(t.Context(), ada.Platform, sent.File.Key(), "its name there")
	}
	if err != nil {
		t.Fatal(err)
	}

	for _, want := range []int{2, 0} { // again there is nobody
		if n, err := db.Retire(t.Context()); err != nil || n != want {
			t.Fatalf("retired %d, %v; want %d", n, err, want)
		}
		equal(t, tallies(t, path), []storage.Tally{
			{Day: "2023-09-13", Platform: "matrix", Kind: bot.Ring, State: bot.StateQueued, Notices: 3},
			{Day: "2023-09-13", Platform: "telegram", Kind: bot.Ring, State: bot.StateDropped, Reason: "talk moved", Uncertain: true, Notices: 1},
			{Day: "2023-09-13", Platform: "telegram", Kind: bot.Ring, State: bot.StateRejected, Notices: 1},
			{Day: "2023-09-13", Platform: "telegram", Kind: bot.Ring, State: bot.StateSent, Notices: 1},
			{Day: "2023-09-14", Platform: "telegram", Kind: bot.Ring, State: bot.StateSent, Notices: 1},
		})
	}
	if remembered(t, path) {
		t.Error("Eve is still in the files")
	}
	if n := value(t, path, `SELECT count(*) + (SELECT count(*) FROM broadcasts WHERE file <> '') FROM files`); n != "0" {
		t.Errorf("%s files of organisers are known", n)
	}
	equal(t, mustData(t, db, ada, ada), bot.Data{})
	equal(t, entries(t, path, storage.Query{}), []storage.Entry(nil))

	// Another year's people are counted on.
	follow(t, db, ada, mount)
	plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
	settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon})
	if n, err := db.Retire(t.Context()); err != nil || n != 1 {
		t.Fatalf("retired %d, %v", n, err)
	}
	if got := tallies(t, path)[3]; got.Notices != 2 {
		t.Errorf("counted %+v", got)
	}
}

// TestRetireTakesManySlices has more people than one transaction deletes.
func TestRetireTakesManySlices(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		const people = 450
		for i := range people {
			seen(t, db, bot.Chat{Platform: "telegram", ID: time.Duration(i).String()})
		}
		if n, err := db.Retire(t.Context()); err != nil || n != people {
			t.Errorf("retired %d, %v; want %d", n, err, people)
		}
	})
}

func tallies(t *testing.T, path string) []storage.Tally {
	t.Helper()
	all, err := ledgerOf(t, path).Tallies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ledgerOf opens the ledger as another process would.
func ledgerOf(t *testing.T, path string) *storage.Ledger {
	t.Helper()
	l, err := storage.OpenLedger(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func entries(t *testing.T, path string, q storage.Query) []storage.Entry {
	t.Helper()
	var all []storage.Entry
	for e, err := range ledgerOf(t, path).Entries(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// TestTheLedgerIsRefusedAsAnyDatabase names files that are none.
func TestTheLedgerIsRefusedAsAnyDatabase(t *testing.T) {
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("Buy milk, and a badge."), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "none.db"): "there is none",
		text:                                  "that is not a database",
		older(t, 5):                           "older Usher",
		with(t, empty(t), `CREATE TABLE recipes (name TEXT)`): "another program's",
	} {
		_, err := storage.OpenLedger(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}
