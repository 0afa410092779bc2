package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// empty is a database that has been brought up to date and holds nothing yet. It is made
// once in a process, which takes fifty times as long as a copy: tests open hundreds.
var empty = sync.OnceValues(func() (file []byte, err error) {
	db, err := openImage()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	ctx := context.Background()
	if err := migrate(ctx, db); err != nil {
		return nil, err
	}
	err = raw(ctx, db, func(conn image) error {
		file, err = conn.Serialize()
		return err
	})
	return file, err
})

// image is a connection whose database can be had as the file that it would be.
type image interface {
	Serialize() ([]byte, error)
	Deserialize(file []byte) error
}

func raw(ctx context.Context, db *sql.DB, do func(image) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(driver any) error { return do(driver.(image)) })
	return errors.Join(err, conn.Close())
}

// openImage opens a database in memory that has nothing in it, not even tables.
func openImage() (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file::memory:?"+pragmas)
	if err == nil {
		db.SetMaxOpenConns(1) // a second connection would be a second, empty database
	}
	return db, err
}

// OpenMemory makes a database that is gone when it is closed.
func OpenMemory(ctx context.Context) (*DB, error) {
	db, err := openMemory(ctx)
	if err != nil {
		return nil, fmt.Errorf("database in memory: %w", err)
	}
	return db, nil
}

func openMemory(ctx context.Context) (*DB, error) {
	file, err := empty()
	if err != nil {
		return nil, err
	}
	db, err := openImage()
	if err != nil {
		return nil, err
	}
	if err := raw(ctx, db, func(conn image) error { return conn.Deserialize(file) }); err != nil {
		_ = db.Close() // why it was opened in vain counts
		return nil, err
	}
	return ready(ctx, &DB{write: db, read: &reader{DB: db}, recall: newRecall()})
}
