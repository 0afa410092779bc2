package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// A batch takes no more in than this, so that whoever stars something waits for
// no more than one batch's work and its fsync.
const (
	batchUpdates = 64
	batchTime    = 5 * time.Millisecond
)

// errClosed is what comes of writing to a database that is closed.
var errClosed = errors.New("the database is closed")

// writer runs all that is written, one update after the other, on the only
// connection that writes. Those that wait are committed together: an fsync costs
// more than most of what it puts on the disk, and one serves them all. Each has
// a savepoint of its own, so that one that fails takes nobody with it.
type writer struct {
	pool *sql.DB
	// shared says that others need the connection, too: in memory there is one.
	shared bool
	tx     transaction
	recall *recall // what is written makes out of date
	// impatient says that another program held the file at the last attempt: who
	// comes now need not wait for it as long again.
	impatient bool
	tell      atomic.Pointer[func(why string)] // of what cannot be written

	updates chan *update
	lax     chan *update // what a power cut may take back
	relaxed bool         // commits do not wait for the disk now
	aside   chan *update // outside any transaction
	quit    chan struct{}
	ended   chan struct{}
}

// update is something to write, and what came of it.
type update struct {
	do func(tx *transaction) error

	done     chan struct{} // closed when the rest is known
	err      error
	panicked string
}

// write starts a writer. It has to be closed.
func write(pool *sql.DB, shared bool, recall *recall) *writer {
	w := &writer{
		pool: pool, shared: shared, recall: recall, tx: transaction{asked: map[string]*sql.Stmt{}},
		updates: make(chan *update), lax: make(chan *update), aside: make(chan *update),
		quit: make(chan struct{}), ended: make(chan struct{}),
	}
	go w.run()
	return w
}

// close ends the writer once it has finished what it has begun.
func (w *writer) close() {
	close(w.quit)
	<-w.ended
}

// update runs do in a transaction, which is kept if it returns nil. Where ctx ends
// first it does not begin; then it runs to its end, so that the error always says
// what became of it. It is a bot.ErrCannotWrite where trying later may help.
func (w *writer) update(ctx context.Context, do func(tx *transaction) error) error {
	return w.write(ctx, w.updates, do)
}

// updateLax is update for what may be lost in a power cut, though not by a crash: it
// waits for nobody's fsync, and goes to the disk with whatever waits for one.
func (w *writer) updateLax(ctx context.Context, do func(tx *transaction) error) error {
	return w.write(ctx, w.lax, do)
}

func (w *writer) write(ctx context.Context, queue chan<- *update, do func(tx *transaction) error) error {
	why, err := trouble(w.wait(ctx, queue, do))
	if tell := w.tell.Load(); why != "" && tell != nil {
		(*tell)(why)
	}
	return err
}

// apart runs do outside any transaction, while nobody else writes.
func (w *writer) apart(ctx context.Context, do func(tx *transaction) error) error {
	return w.wait(ctx, w.aside, do)
}

func (w *writer) wait(ctx context.Context, queue chan<- *update, do func(tx *transaction) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{do: do, done: make(chan struct{})}
	select {
	case queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	<-u.done
	if u.panicked != "" {
		panic(u.panicked)
	}
	return u.err
}

func (w *writer) run() {
	defer close(w.ended)
	defer w.letGo()
	for {
		select {
		case <-w.quit:
			return
		case u := <-w.aside:
			if u.err = w.hold(); u.err == nil {
				u.run(&w.tx)
			}
			w.recall.committed()
			close(u.done)
		case u := <-w.updates:
			w.batch(u, false)
		case u := <-w.lax:
			w.batch(u, true)
		}
		if w.shared {
			w.letGo()
		}
	}
}

// batch runs an update and those that wait behind it, commits them, and answers
// all of them. In one that is lax nobody waits for the disk, and only what is lax is.
func (w *writer) batch(u *update, lax bool) {
	batch := []*update{u}
	end := time.Now().Add(batchTime)
	err := w.begin(lax)
	if err != nil {
		// Whoever waits would wait as long again, for the same.
		for next := w.waiting(lax); next != nil; next = w.waiting(lax) {
			batch = append(batch, next)
		}
	}
	for err == nil {
		if err = w.attempt(u); err != nil {
			break
		}
		if u = w.next(len(batch), end, lax); u == nil {
			err = w.exec(`COMMIT`)
			break
		}
		batch = append(batch, u)
	}
	if err != nil && w.tx.conn != nil {
		_ = w.exec(`ROLLBACK`) // which SQLite may have done already
	}
	w.recall.committed()
	w.hurry(busy(err))
	for _, u := range batch {
		if u.err == nil {
			u.err = err
		}
		close(u.done)
	}
}

// next is an update that waits, if the batch may have another.
func (w *writer) next(taken int, end time.Time, lax bool) *update {
	if taken == batchUpdates || time.Now().After(end) {
		return nil
	}
	return w.waiting(lax)
}

// waiting is an update that waits; nil if there is none. A lax batch has room for
// what is lax, others for all.
func (w *writer) waiting(lax bool) *update {
	firm := w.updates
	if lax {
		firm = nil
	}
	select {
	case u := <-firm:
		return u
	case u := <-w.lax:
		return u
	default:
		return nil
	}
}

// attempt runs an update in a savepoint. Its error is that the whole batch is
// lost: some failures, such as a full disk, make SQLite roll back everything
// (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
func (w *writer) attempt(u *update) error {
	if err := w.exec(`SAVEPOINT one`); err != nil {
		return err
	}
	u.run(&w.tx)
	if u.err != nil || u.panicked != "" {
		if err := w.exec(`ROLLBACK TO one`); err != nil {
			return errors.Join(u.err, err)
		}
	}
	return w.exec(`RELEASE one`)
}

// run notes what comes of an update, a panic, too: it is the caller's.
func (u *update) run(tx *transaction) {
	defer func() {
		if p := recover(); p != nil {
			u.panicked = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
		}
	}()
	u.err = u.do(tx)
}

func (w *writer) begin(lax bool) error {
	if err := w.hold(); err != nil {
		return err
	}
	if err := w.relax(lax); err != nil {
		return err
	}
	return w.exec(`BEGIN IMMEDIATE`)
}

// relax has commits wait for the disk or not: in WAL mode they do with FULL, and with
// NORMAL checkpoints alone do (sqlite.org/pragma.html#pragma_synchronous).
func (w *writer) relax(lax bool) error {
	if lax == w.relaxed {
		return nil
	}
	mode := `PRAGMA synchronous = FULL`
	if lax {
		mode = `PRAGMA synchronous = NORMAL`
	}
	err := w.exec(mode)
	if err == nil {
		w.relaxed = lax
	}
	return err
}

func (w *writer) exec(query string) error {
	_, err := w.tx.ExecContext(context.Background(), query)
	return err
}

// hold takes the connection.
func (w *writer) hold() error {
	if w.tx.conn != nil {
		return nil
	}
	conn, err := w.pool.Conn(context.Background())
	if err != nil {
		return err
	}
	if err := w.recall.watch(conn); err != nil {
		_ = conn.Close() // nothing was written by it
		return err
	}
	w.tx.conn = conn
	return nil
}

// letGo gives the connection back.
func (w *writer) letGo() {
	w.tx.close()
	if w.tx.conn != nil {
		_ = w.tx.conn.Close() // it goes back to the pool
		w.tx.conn = nil
	}
}
