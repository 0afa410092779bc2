package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"modernc.org/sqlite"

	"usher/bot"
)

// recall remembers what chats want, so that a question which writes nothing asks SQLite
// nothing. It is exact: this process alone writes, and SQLite itself says which rows are
// written, whoever writes them and by which statement.
type recall struct {
	mu     sync.Mutex
	byChat map[bot.Chat]chatState
	byID   map[int64]bot.Chat
	writes int // how many commits have changed what any chat wants

	// Of the writer alone: whose rows it has written since it last committed, and
	// whether that is not known of some.
	written map[int64]bool
	lost    bool
}

// mostRecalled is how many chats are remembered: more than ask within a minute, and no
// more than a few megabytes.
const mostRecalled = 4_000

// chatState is what is remembered of a chat.
type chatState struct {
	id     int64 // 0 where the chat is not known
	here   bool  // it has spoken, and can be reached
	wishes bot.Wishes
	// As it was Seen last.
	hint, spokeOn string
	shared        bool
}

// wishTables are the tables that a chatState is read from, and which of their columns
// is the chat's id.
var wishTables = map[string]int{"channels": 0, "chats": 0, "follows": 1, "leads": 0, "mutes": 0}

func newRecall() *recall {
	return &recall{byChat: map[bot.Chat]chatState{}, byID: map[int64]bot.Chat{}, written: map[int64]bool{}}
}

func (r *recall) find(chat bot.Chat) (s chatState, since int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok = r.byChat[chat]
	return s, r.writes, ok
}

// keep remembers what was read of a chat, unless somebody has written since.
func (r *recall) keep(chat bot.Chat, s chatState, since int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.id == 0 || since != r.writes {
		return
	}
	for old, other := range r.byChat { // whichever: all of them can be read again
		if len(r.byChat) < mostRecalled {
			break
		}
		delete(r.byChat, old)
		delete(r.byID, other.id)
	}
	r.byChat[chat], r.byID[s.id] = s, chat
}

// watch has SQLite say what is written on a connection.
func (r *recall) watch(conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		hooks, ok := driver.(sqlite.HookRegisterer)
		if !ok {
			return fmt.Errorf("%T does not say what is written", driver)
		}
		hooks.RegisterPreUpdateHook(r.note)
		return nil
	})
}

// note is told each row that is about to be written, before and after.
func (r *recall) note(row sqlite.SQLitePreUpdateData) {
	column, ok := wishTables[row.TableName]
	if !ok {
		return
	}
	// One of the two fails where a row is inserted or deleted.
	for _, read := range []func(...any) error{row.Old, row.New} {
		values := make([]any, column+1)
		if read(values...) != nil {
			continue
		}
		id, ok := values[column].(int64)
		r.written[id], r.lost = true, r.lost || !ok
	}
}

// committed forgets whose rows were written. It is called before any writer hears that
// they are, so that nobody who has heard reads what was before.
func (r *recall) committed() {
	if len(r.written) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes++
	for id := range r.written {
		delete(r.byChat, r.byID[id])
		delete(r.byID, id)
	}
	if r.lost {
		clear(r.byChat)
		clear(r.byID)
	}
	clear(r.written)
	r.lost = false
}

// state is what is known of a chat.
func (db *DB) state(ctx context.Context, chat bot.Chat) (chatState, error) {
	s, since, ok := db.recall.find(chat)
	if ok {
		return s, nil
	}
	s, err := db.read.state(ctx, chat)
	if err == nil {
		db.recall.keep(chat, s, since)
	}
	return s, err
}

// state is what the database says of a chat.
func (r *reader) state(ctx context.Context, chat bot.Chat) (s chatState, err error) {
	err = r.together(ctx, func(q querier) error {
		err := q.QueryRowContext(ctx, `
			SELECT id, gone_at IS NULL AND heard = 1, hint, spoke_on, shared FROM chats WHERE platform = ? AND chat = ?`,
			chat.Platform, chat.ID).Scan(&s.id, &s.here, &s.hint, &s.spokeOn, &s.shared)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err == nil:
			s.wishes, err = wishes(ctx, q, s.id)
		}
		return err
	})
	return s, err
}
