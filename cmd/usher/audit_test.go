package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// TestAuditOnTheCommandLine prints the log, as a table too, in which nothing that somebody
// typed is a formula.
func TestAuditOnTheCommandLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC)
	ada, bob := bot.Chat{Platform: "telegram", ID: "1"}, bot.Chat{Platform: "telegram", ID: "2"}
	for _, d := range []bot.Deed{
		{At: at, By: ada, Did: "broadcast", About: "=1+1", Result: bot.DeedDone, Was: "Dome", Became: "Main Hall"},
		{At: at, By: ada, Did: "grant", About: "stage Dome", Whom: bob, Result: bot.DeedDone},
		{At: at, Did: "team", Result: bot.DeedRefused},
	} {
		if err := db.Note(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := usher("audit", "--csv", "--database", path)
	want := "at,who,did,about,whom,result,was,became\n2023-09-13T09:04:00Z,,team,,,refused,,\n" +
		"2023-09-13T09:04:00Z,telegram:1,grant,stage Dome,telegram:2,done,,\n2023-09-13T09:04:00Z,telegram:1,broadcast,'=1+1,,done,Dome,Main Hall\n"
	if code != exitOK || out != want {
		t.Errorf("exits %d: %s\n%s", code, errs, out)
	}
	if _, out, _ := usher("audit", "--database", path); !strings.Contains(out, "2023-09-13 09:04:00  done     telegram:1: grant stage Dome to telegram:2\n") {
		t.Errorf("it prints\n%s", out)
	}
}
