package storagetest

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/pressly/goose/v3"
)

// FirstChat is the chat of the first of a Crowd. Those of the others count on from
// it, as those of people on telegramtest's server do.
const FirstChat = 1001

// crowd are the statements that make a Crowd: ?1 is how many people there are, ?2
// the network, ?3 the talks and ?4 how many of them each has starred. Stars come in
// no order, as they do: pages that are filled in order would be fuller than real
// ones.
var crowd = []string{
	`INSERT INTO chats (id, platform, chat, stale)
	 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
	 SELECT i, ?2, ?5 + i - 1, 0 FROM n`,
	`INSERT INTO leads (chat, lead) SELECT id, -1 FROM chats`,
	`INSERT INTO follows (chat, kind, key)
	 WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?4 - 1)
	 SELECT c.id, 'talk', ?3 ->> ((c.id + n.i) % json_array_length(?3)) FROM chats c, n
	 ORDER BY (c.id * ?4 + n.i) * 2654435761 % 4294967296`,
}

// Crowd makes a file of this Usher that knows people on a network. Each has the
// conference's lead, has starred as many of the talks, and nothing is left to
// plan for them.
func Crowd(t testing.TB, path, platform string, people, stars int, talks ...string) {
	t.Helper()
	db := open(t, path)
	defer db.Close()
	db.SetMaxOpenConns(1) // what is set below is the connection's
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS(migrations()), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := json.Marshal(talks)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range append([]string{`PRAGMA application_id = 0x55736872`, `PRAGMA synchronous = OFF`, `PRAGMA journal_mode = OFF`, `PRAGMA cache_size = -200000`}, crowd...) {
		if _, err := db.ExecContext(t.Context(), statement, people, platform, string(keys), stars, FirstChat); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
}
