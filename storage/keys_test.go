package storage_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usher/storage"
)

var device = storage.Account{Server: "https://chat.example.org", User: "@usher:example.org", Device: "ABCDEF", Token: "syt_secret", Keyed: true}

// keys opens a file of keys until the test ends.
func keys(t *testing.T, path string) *storage.Keys {
	t.Helper()
	k, err := storage.OpenKeys(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

// account is whose keys are in a file.
func account(t *testing.T, k *storage.Keys) storage.Account {
	t.Helper()
	a, _, err := k.Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func setAccount(t *testing.T, k *storage.Keys, a storage.Account) {
	t.Helper()
	if err := k.SetAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

func TestKeysKeepTheAccount(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.db")
	k := keys(t, path)
	if _, ok, err := k.Account(t.Context()); ok || err != nil {
		t.Errorf("a new file has an account: %t, %v", ok, err)
	}
	setAccount(t, k, storage.Account{Server: "https://old.example.org"})
	setAccount(t, k, device)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o: others may read it", name, info.Mode().Perm())
		}
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	equal(t, account(t, keys(t, path)), device)
}

// TestKeysAreToldWhatTheirTablesNeed holds what of the connection the library that
// keeps its tables there depends upon.
func TestKeysAreToldWhatTheirTablesNeed(t *testing.T) {
	db := keys(t, filepath.Join(t.TempDir(), "keys.db")).DB()
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "synchronous": "2",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s (%v)", pragma, got, want, err)
		}
	}
	var readable bool
	if err := db.QueryRowContext(t.Context(), "SELECT julianday(?) IS NOT NULL", time.Now()).Scan(&readable); err != nil || !readable {
		t.Errorf("SQLite cannot read the times that are written: %v", err)
	}
}

func TestOneUsherUsesKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.db")
	first := keys(t, path)
	refusedInOneLine(t, path, "another Usher is using it")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	keys(t, path)
}

// refusedInOneLine opens a file of keys in vain.
func refusedInOneLine(t *testing.T, path, because string) {
	t.Helper()
	k, err := storage.OpenKeys(t.Context(), path)
	if err == nil {
		k.Close()
		t.Fatal("it was opened")
	}
	if text := err.Error(); !strings.Contains(text, because) || !strings.Contains(text, path) || strings.Contains(text, "\n") {
		t.Errorf("refused with %q, want %q", text, because)
	}
}

func TestKeysAreNoOtherFile(t *testing.T) {
	refusedInOneLine(t, ours(t), "it is another program's database")
	refusedInOneLine(t, with(t, empty(t), `CREATE TABLE recipes (name TEXT)`), "it is another program's database")
	refusedInOneLine(t, filepath.Join(t.TempDir(), "none", "keys.db"), "there is no folder")
	refusedInOneLine(t, t.TempDir(), "that is a folder")

	path := filepath.Join(t.TempDir(), "keys.db")
	k := keys(t, path)
	setAccount(t, k, device)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err := storage.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "another program's") {
		db.Close()
		t.Errorf("keys were opened as a database: %v", err)
	}
}

// TestDamagedKeysAreNotRestored tells to log in anew: others have gone on since
// any copy was made.
func TestDamagedKeysAreNotRestored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.db")
	k := keys(t, path)
	setAccount(t, k, device)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 5000); err != nil {
		t.Fatal(err)
	}
	refusedInOneLine(t, path, "it is damaged: move it away and log in anew")
}

func TestRenewedKeysTakeOver(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "keys.db"), filepath.Join(t.TempDir(), "link.db")
	k := keys(t, path)
	setAccount(t, k, device)
	put(t, k.DB(), "old")
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}

	k = keys(t, link)
	for range 2 {
		fresh := renew(t, k)
		put(t, fresh.DB(), "given up")
		if err := fresh.Discard(); err != nil {
			t.Fatal(err)
		}
		equal(t, account(t, k), device)
	}
	next := device
	next.Device = "GHIJKL"
	begun := renew(t, k)
	if _, ok, err := begun.Account(t.Context()); ok || err != nil {
		t.Errorf("renewed keys are not empty: %v", err)
	}
	setAccount(t, begun, next)
	put(t, begun.DB(), "new")
	if err := begun.Close(); err != nil { // as by a kill
		t.Fatal(err)
	}
	fresh := renew(t, k)
	equal(t, account(t, fresh), next)
	if err := k.TakeOver(fresh); err != nil {
		t.Fatal(err)
	}

	again := keys(t, path)
	equal(t, account(t, again), next)
	var kept string
	if err := again.DB().QueryRowContext(t.Context(), `SELECT what FROM secrets`).Scan(&kept); err != nil || kept != "new" {
		t.Errorf("the keys are %q: %v", kept, err)
	}
	if found, _ := filepath.Glob(path + "-new*"); found != nil {
		t.Errorf("there are still %q", found)
	}
}

// TestSpoiltRenewalIsBegunAnew holds that what a crash has left unreadable does not
// keep anybody from logging in.
func TestSpoiltRenewalIsBegunAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.db")
	k := keys(t, path)
	if err := os.WriteFile(path+"-new", bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	setAccount(t, renew(t, k), device)
}

func renew(t *testing.T, k *storage.Keys) *storage.Keys {
	t.Helper()
	fresh, err := k.Renew(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { fresh.Close() })
	return fresh
}

func put(t *testing.T, db *sql.DB, what string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE secrets (what TEXT); INSERT INTO secrets VALUES (?)`, what); err != nil {
		t.Fatal(err)
	}
}
