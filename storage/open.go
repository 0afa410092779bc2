package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks our files (PRAGMA application_id): "Ushr" in ASCII.
const applicationID = 0x55736872

// busyTimeout is how long to wait for other programs, such as a backup: our own
// writers wait for one another in Go.
const busyTimeout = 5 * time.Second

// busyAgain is how long to wait for one that has been waited for already.
const busyAgain = 50 * time.Millisecond

// pragmas hold for every connection.
var pragmas = fmt.Sprintf("_pragma=busy_timeout(%d)&_pragma=foreign_keys(1)", busyTimeout.Milliseconds())

// writing is for the connection that writes. synchronous(FULL) costs one fsync a
// commit and is the price of the promise that a star that was acknowledged is
// still there after a power cut; in WAL mode NORMAL would lose the last ones.
// secure_delete overwrites what is deleted, because "I keep nothing about you" is
// meant of the file, too.
const writing = "&_txlock=immediate&_pragma=synchronous(FULL)&_pragma=secure_delete(1)"

// Open opens the database in the file at path, makes it if there is none, and
// brings it up to date. Nobody else can open it until Close. Where it cannot be
// used, the error is one line that names the file and says what to do.
func Open(ctx context.Context, path string) (*DB, error) {
	db, err := OpenUnchecked(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := db.Check(ctx); err != nil {
		_ = db.Close() // why it was opened in vain counts
		return nil, err
	}
	return db, nil
}

// OpenUnchecked is Open for those who cannot wait until the whole file has been
// read, and Check it while they begin: it refuses what is cut off, another
// program's or a newer Usher's, and does not see damage further inside. A file that
// has to be brought up to date is read all the same, before it is changed.
func OpenUnchecked(ctx context.Context, path string) (*DB, error) {
	db, _, guard, err := guarded(ctx, path, open)
	if err != nil {
		return nil, err
	}
	db.guard = guard
	return db, nil
}

// guarded opens the database at a path, which it makes if there is none, and keeps
// other Ushers out until the guard is closed.
func guarded[T any](ctx context.Context, path string, open func(context.Context, string) (T, error)) (opened T, abs string, guard *os.File, err error) {
	abs, err = filepath.Abs(path) // for the URI, which has no relative paths
	if err != nil {
		return opened, path, nil, fmt.Errorf("database %s: %w", path, err)
	}
	if err := inspect(abs); err != nil {
		return opened, abs, nil, err
	}
	if err := create(abs); err != nil {
		return opened, abs, nil, err
	}
	if guard, err = lock(abs); err != nil {
		return opened, abs, nil, err
	}
	if opened, err = open(ctx, abs); err != nil {
		_ = guard.Close() // why it was opened in vain counts
		return opened, abs, nil, err
	}
	return opened, abs, guard, nil
}

// uri is what SQLite calls the file at an absolute path.
func uri(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

func open(ctx context.Context, path string) (*DB, error) { return openTo(ctx, path, writing) }

// openTo is open for those who say how the connection that writes does so.
func openTo(ctx context.Context, path, writing string) (*DB, error) {
	torn := endsWithinPage(path) // before SQLite mends it
	write, err := sql.Open("sqlite", uri(path)+"?"+pragmas+writing)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	err = prepare(ctx, write)
	if err == nil && torn {
		err = examine(ctx, write, "integrity_check")
	}
	if err != nil {
		_ = write.Close() // why it was opened in vain counts
		return nil, explain(path, err)
	}
	read, err := sql.Open("sqlite", uri(path)+"?"+pragmas+"&_pragma=query_only(1)")
	if err != nil {
		_ = write.Close() // why it was opened in vain counts
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	db, err := ready(ctx, &DB{write: write, read: &reader{DB: read}, recall: newRecall(), path: path})
	if err != nil {
		return nil, explain(path, err)
	}
	return db, nil
}

// Check reads the whole file, as fast as the disk and one processor can, while
// others go on. Where it is damaged the error is Open's.
func (db *DB) Check(ctx context.Context) error {
	if err := intact(ctx, db.read.DB); err != nil {
		return explain(db.path, err)
	}
	return nil
}

// create makes the file, if there is none, for our eyes only: it says who follows
// what. SQLite gives its journals the same mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return readOnly(path)
	}
	return f.Close()
}

// ready learns which updates have acted and the nonce, and makes one for a copy that is used for the first
// time (see Backup).
func ready(ctx context.Context, db *DB) (*DB, error) {
	_, err := db.write.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('nonce', lower(hex(randomblob(5)))) ON CONFLICT DO NOTHING`)
	if err == nil {
		err = db.read.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'nonce'`).Scan(&db.nonce)
	}
	if err == nil {
		err = db.acted.load(ctx, db.read)
	}
	if err != nil {
		_, _ = db.read.Close(), db.write.Close() // why it was opened in vain counts
		return nil, err
	}
	db.writer = write(db.write, db.read.DB == db.write, db.recall)
	return db, nil
}

// prepare looks whether the file is ours, or marks it, and migrates it.
func prepare(ctx context.Context, db *sql.DB) error {
	marked, err := identify(ctx, db, applicationID)
	if err != nil {
		return err
	}
	pragmas := []string{"PRAGMA journal_mode = WAL"}
	if !marked { // before WAL, so that the mark is in the file itself
		pragmas = slices.Insert(pragmas, 0, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	}
	for _, pragma := range pragmas {
		if _, err := db.ExecContext(ctx, pragma); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
	}
	return migrate(ctx, db)
}

// migrate brings the tables up to date; errNewer if a newer Usher has been here.
func migrate(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	current, target, err := versions(ctx, p)
	if err != nil || current == target {
		return err
	}
	if err := intact(ctx, db); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, dir, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return p, nil
}

// versions are that of the tables and ours; errNewer if we are behind.
func versions(ctx context.Context, p *goose.Provider) (current, target int64, err error) {
	current, target, err = p.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("migrations: %w", err)
	}
	if current > target {
		return 0, 0, errNewer
	}
	return current, target, nil
}
