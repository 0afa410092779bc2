package storage_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// personal are the tables that hold something of somebody, and where Data shows it.
var personal = map[string]func(bot.Data) bool{
	"chats":      func(d bot.Data) bool { return d.Known && d.Chosen != "" },
	"leads":      func(d bot.Data) bool { return len(d.Leads) > 0 },
	"follows":    func(d bot.Data) bool { return len(d.Follows) > 0 },
	"mutes":      func(d bot.Data) bool { return len(d.Mutes) > 0 },
	"outbox":     func(d bot.Data) bool { return len(d.Notices) > 0 && !d.Told.IsZero() },
	"inbox":      func(d bot.Data) bool { return d.Unfinished > 0 },
	"broadcasts": func(d bot.Data) bool { return d.Broadcasts > 0 },
	"team":       func(d bot.Data) bool { return len(d.Roles) > 0 },
	"people":     func(d bot.Data) bool { return d.Called != "" },
	"offers":     func(d bot.Data) bool { return d.Offers > 0 },
	"audit":      func(d bot.Data) bool { return d.Deeds > 1 },
	"acts":       func(d bot.Data) bool { return d.Acts > 0 },
	"pressed":    func(d bot.Data) bool { return d.Presses > 0 },
	"channels":   func(d bot.Data) bool { return len(d.Announces) > 0 },
	// What the network calls a message of Usher's own, and a code that is shown once.
	"boards":        func(bot.Data) bool { return true },
	"channel_codes": func(bot.Data) bool { return true },
	// Where an organiser reads how far telling people has got; what she does is shown.
	"tellings": func(bot.Data) bool { return true },
}

// impersonal are those that hold nothing of people, or not for longer than it takes.
var impersonal = map[string]string{
	"invitations":      "who invites Usher, until it has answered that",
	"meta":             "of the database itself",
	"goose_db_version": "of the database itself",
	"sqlite_sequence":  "of the database itself",
	"cursors":          "where a network's stream was left",
	"pauses":           "for how long a network wants to hear nothing",
	"copies":           "the schedule, which is public",
	"parts":            "the schedule, which is public",
	"overrides":        "what organisers say of the schedule; who said it stands with the act",
	"vanished":         "the schedule, which is public",
	"approvals":        "the schedule, which is public, and what organisers say beside it",
	"tallies":          "counts by day, without names",
	"broadcast_texts":  "what organisers tell; who wrote it is in broadcasts",
	"files":            "by what name a network knows files of the organisers",
}

// TestAllThatIsKeptOfAPersonIsShownAndForgotten has Eve do all that leaves something of
// her, and looks for her in each table there is. A new table has to be named above.
func TestAllThatIsKeptOfAPersonIsShownAndForgotten(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	leaveTraces(t, db)
	data := mustData(t, db, eve, eve)
	tables := strings.Fields(value(t, path, `SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table'`))
	for _, table := range tables {
		shown, hers := personal[table]
		switch _, nobodys := impersonal[table]; {
		case hers == nobodys:
			t.Errorf("does the table %s hold something of a person? Then /mydata shows it and /forget deletes it", table)
		case hers && rowsOf(t, path, table) == "0":
			t.Errorf("Eve left nothing in %s: this is not what it was to be about", table)
		case hers && !shown(data):
			t.Errorf("what %s has of Eve is not shown to her", table)
		case nobodys && rowsOf(t, path, table) != "0":
			t.Errorf("%s holds something of Eve", table)
		}
	}
	if err := db.Forget(t.Context(), eve, eve); err != nil {
		t.Fatal(err)
	}
	if err := db.Finish(t.Context(), eve.Platform, "$1", "$2"); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if left := rowsOf(t, path, table); left != "0" {
			t.Errorf("%s rows of %s are still about Eve", left, table)
		}
	}
	if remembered(t, path) {
		t.Error("she is still in the files")
	}
}

// leaveTraces has Eve use all of Usher.
func leaveTraces(t *testing.T, db *storage.DB) {
	t.Helper()
	star := bot.Incoming{Chat: eve, Sender: eve.ID, Text: "/star x", Undo: "/unstar x", Update: "$1", At: noon, Pressed: bot.Ref{Chat: eve, ID: "$0"}}
	asked := bot.Incoming{Chat: eve, Sender: eve.ID, Text: "/forget", Update: "$2", At: noon}
	if _, err := db.Accept(t.Context(), eve.Platform, "", []bot.Incoming{star, asked}); err != nil {
		t.Fatal(err)
	}
	follow(t, db, eve, mount, tpm)
	mute(t, db, eve, bot.Mute{Talk: tpm.Key})
	for _, err := range []error{
		db.SetLanguage(t.Context(), eve, "de"), db.SetLeads(t.Context(), eve, []time.Duration{ten}), db.Seen(t.Context(), bot.Visit{Chat: eve, Hint: "de-AT"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	settleWishes(t, db)
	plan(t, db, ringFor(mount, ten), ten, mount)
	claimed, err := db.Turn(t.Context(), bot.Turn{Platform: eve.Platform, Clock: noon, Now: noon, Limit: 1})
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %+v, %v", claimed, err)
	}
	settle(t, db, claimed[0], bot.Outcome{State: bot.StateSent, At: noon, Ref: bot.Ref{Chat: eve, ID: "$3:eve.example"}})
	if _, err := db.Announce(t.Context(), eve, "main-dome", eve, noon); err != nil {
		t.Fatal(err)
	}
	if err := db.ChannelCode(t.Context(), "hash", "main-dome", eve, noon); err != nil {
		t.Fatal(err)
	}
	settleWishes(t, db)
	if _, err := db.Post(t.Context(), noon, []bot.Posting{{Notice: bot.BoardNotice(noon)}}); err != nil {
		t.Fatal(err)
	}
	board, err := db.Turn(t.Context(), bot.Turn{Platform: eve.Platform, Clock: noon, Now: noon, Limit: 1})
	if err != nil || len(board) != 1 || board[0].Notices[0].Kind != bot.Board {
		t.Fatalf("claimed %+v, %v", board, err)
	}
	settle(t, db, board[0], bot.Outcome{State: bot.StateSent, At: noon, Ref: bot.Ref{Chat: eve, ID: "$4:eve.example"}, Reads: "Now in Dome"})
	if _, err := db.Grant(t.Context(), bot.Member{Person: eve, Role: bot.Organiser, Since: noon, By: eve}, bot.Notice{Kind: bot.Granted, Talk: "organiser", Start: noon, Due: noon, Deadline: noon, Expires: noon}); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		db.Offer(t.Context(), "hash", bot.Offer{Role: bot.StageManager, Room: "dome", By: eve, Until: noon.Add(time.Hour)}, noon),
		db.Call(t.Context(), eve, "Eve"),
		db.Note(t.Context(), bot.Deed{At: noon, By: eve, Did: "broadcast", Result: bot.DeedRefused}),
		db.Note(t.Context(), bot.Deed{At: noon, By: ada, Did: "revoke", Whom: eve, Result: bot.DeedDone}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	act := bot.Act{By: eve, At: noon, Adds: []schedule.Override{{Kind: schedule.Cancel, Talk: mount.Key, Slot: noon, Room: "n-dome"}}}
	done, err := db.DraftAct(t.Context(), act, "", noon.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PutSchedule(t.Context(), bot.Revision{Act: &done, Now: noon}); err != nil {
		t.Fatal(err)
	}
	if err := db.Watch(t.Context(), bot.TellingName{Kind: bot.Change, Number: done.Number}, bot.Ref{Chat: eve, ID: "$4:eve.example"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.DraftAct(t.Context(), act, "", noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Lunch is ready.", "No lunch."} {
		if _, err := db.Draft(t.Context(), bot.News{Author: eve, Texts: map[string]string{"": text}}, noon, noon.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// rowsOf is how many rows of a table are about Eve: by her name, or by her chat's number.
func rowsOf(t *testing.T, path, table string) string {
	t.Helper()
	columns := strings.Fields(value(t, path, fmt.Sprintf(`SELECT group_concat(name, ' ') FROM pragma_table_info('%s')`, table)))
	about := []string{"0"}
	for _, column := range columns {
		about = append(about, fmt.Sprintf(`"%s" LIKE '%%eve.example%%'`, column))
	}
	if strings.Contains(value(t, path, fmt.Sprintf(`SELECT ifnull(group_concat("from" || ' ' || "table"), '') FROM pragma_foreign_key_list('%s')`, table)), "chat chats") {
		about = append(about, `chat = (SELECT id FROM chats WHERE chat LIKE '%eve.example%')`)
	}
	return value(t, path, fmt.Sprintf(`SELECT count(*) FROM "%s" WHERE %s`, table, strings.Join(about, " OR ")))
}

// value is what a query of one value finds in a file, past this package.
func value(t *testing.T, path, query string) (found string) {
	t.Helper()
	db, err := sql.Open("sqlite", fmt.Sprintf("file:%s?mode=ro", path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), query).Scan(&found); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return found
}
