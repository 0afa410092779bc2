//go:build goolm

package e2ee

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/id"
	"maunium.net/go/mautrix/sqlstatestore"
)

// pickle is the key under which mautrix stores keys. It protects nothing, being
// here to be read; the file's mode does.
const pickle = "usher"

// disk is where a device's keys are, and what it knows of its rooms.
type disk struct {
	db     *dbutil.Database
	state  *sqlstatestore.SQLStateStore
	device id.DeviceID
	name   string // of the device in a file that may have others'
}

// openDisk brings mautrix's tables up to date.
func openDisk(ctx context.Context, raw *sql.DB, client *mautrix.Client) (disk, error) {
	db, err := dbutil.NewWithDB(raw, "sqlite3")
	if err != nil {
		return disk{}, fmt.Errorf("the device's keys: %w", err)
	}
	db.Log = failures{dbutil.NoopLogger}
	d := disk{
		db:     db,
		state:  sqlstatestore.NewSQLStateStore(db, nil, false),
		device: client.DeviceID,
		name:   client.UserID.String() + " " + client.DeviceID.String(),
	}
	if err := d.state.Upgrade(ctx); err != nil {
		return disk{}, fmt.Errorf("the tables of rooms: %w", err)
	}
	if err := d.store(nil).DB.Upgrade(ctx); err != nil {
		return disk{}, fmt.Errorf("the tables of keys: %w", err)
	}
	return d, nil
}

// store is the crypto store, with nothing yet of what it keeps in memory.
func (d disk) store(rooms *rooms) *store {
	return &store{crypto.NewSQLCryptoStore(d.db, nil, d.name, d.device, []byte(pickle)), rooms}
}

// store is mautrix's, but for when a session that Usher speaks by has to end.
type store struct {
	*crypto.SQLCryptoStore
	rooms *rooms
}

// RemoveOutboundGroupSession is what mautrix calls when somebody's devices have
// changed. The room's next message ends the session, so that this may happen while
// the session is being given away, too.
func (s *store) RemoveOutboundGroupSession(_ context.Context, room id.RoomID) error {
	s.rooms.changed(room)
	return nil
}

// unfinished marks in a context that a session is given to more people yet.
type unfinished struct{}

// AddOutboundGroupSession implements crypto.Store. It is called when the session has
// been given to those whom mautrix knows of.
func (s *store) AddOutboundGroupSession(ctx context.Context, session *crypto.OutboundGroupSession) error {
	session.Shared = ctx.Value(unfinished{}) == nil
	return s.SQLCryptoStore.AddOutboundGroupSession(ctx, session)
}

// GetOutboundGroupSession implements crypto.Store. mautrix has no use for one that
// is not shared with all, and leaves out what sharing it needs.
func (s *store) GetOutboundGroupSession(ctx context.Context, room id.RoomID) (*crypto.OutboundGroupSession, error) {
	session, err := s.SQLCryptoStore.GetOutboundGroupSession(ctx, room)
	if session != nil {
		session.Users = map[crypto.UserDevice]crypto.OGSState{}
	}
	return session, err
}

// FindDeviceByKey implements crypto.Store. As for GetGroupSession, mautrix goes on
// when it fails, and dbutil is not told.
func (s *store) FindDeviceByKey(ctx context.Context, who id.UserID, key id.IdentityKey) (*id.Device, error) {
	device, err := s.SQLCryptoStore.FindDeviceByKey(ctx, who, key)
	note(ctx, err)
	return device, err
}

// GetGroupSession implements crypto.Store. It decides about a key that comes.
func (s *store) GetGroupSession(ctx context.Context, room id.RoomID, session id.SessionID) (*crypto.InboundGroupSession, error) {
	got, err := s.SQLCryptoStore.GetGroupSession(ctx, room, session)
	if !errors.Is(err, crypto.ErrGroupSessionWithheld) {
		note(ctx, err)
	}
	return got, err
}

// atomically does what is to be stored as a whole or not at all. mautrix goes on
// when something could not be stored, and says so in its log alone.
func (d disk) atomically(ctx context.Context, do func(context.Context) error) error {
	return d.db.DoTxn(ctx, nil, func(ctx context.Context) error {
		var failed error
		if err := do(context.WithValue(ctx, failures{}, &failed)); err != nil {
			return err
		}
		return failed
	})
}

// failures is what dbutil tells of each statement.
type failures struct{ dbutil.DatabaseLogger }

func (failures) QueryTiming(ctx context.Context, _, _ string, _ []any, _ int, _ time.Duration, err error) {
	note(ctx, err)
}

// note keeps the first error of a transaction of ours. What breaks a rule of the
// tables is none: it would do so for ever.
func note(ctx context.Context, err error) {
	if err == nil || strings.Contains(err.Error(), "constraint failed") {
		return
	}
	if failed, ok := ctx.Value(failures{}).(*error); ok && *failed == nil {
		*failed = err
	}
}
