//go:build goolm

package e2ee

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/signatures"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
)

var (
	// ErrNotSetUp is why Open fails when this file has no keys for the device.
	ErrNotSetUp = errors.New("the Matrix device has no keys for encrypted rooms yet: run usher matrix login")
	// ErrKeysLost is why Open fails when the homeserver has other keys of the device
	// than this file, or none: nobody would send it what it can read.
	ErrKeysLost = errors.New("the keys of the Matrix device are not those that the homeserver knows: run usher matrix login --recovery-key")
)

// device is one device of the account, and the one matrix.Cipher there is.
type device struct {
	client *mautrix.Client
	lent   *mautrix.Client // the machine's, see lending
	log    *slog.Logger
	says   *zerolog.Logger // mautrix's way to log
	disk   disk

	// keys is held by all who use the machine, and held alone while what was sent
	// to this device is taken in: that is one transaction, and were somebody else to
	// hold one of the machine's own locks then while waiting for the database, both
	// would wait until the database gives up. What mautrix does by itself, to mend a
	// broken session with another device, is rare enough for that. Those who encrypt
	// let go of it while they wait for the homeserver, see lending.
	keys    sync.RWMutex
	machine *crypto.OlmMachine

	rooms rooms

	// What follows is Take's own: that the homeserver has confirmed the device's keys,
	// when it was last given a fallback key, when it last waited for devices in vain,
	// and the sessions whose keys have come, until that is told.
	checked bool
	spared  time.Time
	hung    time.Time
	arrived []id.SessionID
}

// Open makes what opens the keys in db, a file that storage.OpenKeys has opened,
// for reading and writing in encrypted rooms. It fails with ErrNotSetUp or
// ErrKeysLost; that the homeserver is away is no reason to.
func Open(db *sql.DB, log *slog.Logger) matrix.OpenCipher {
	return func(ctx context.Context, client *mautrix.Client) (matrix.Cipher, error) {
		d, err := load(ctx, db, client, log)
		if err != nil {
			return nil, err
		}
		if !d.machine.GetAccount().Shared {
			return nil, ErrNotSetUp
		}
		if err := d.check(ctx); errors.Is(err, ErrKeysLost) {
			return nil, err
		}
		return d, nil
	}
}

// load opens the device of that client, or begins a new one.
func load(ctx context.Context, db *sql.DB, client *mautrix.Client, log *slog.Logger) (*device, error) {
	if client.UserID == "" || client.DeviceID == "" {
		return nil, ErrNotSetUp
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	d := &device{client: client, log: log, says: bridge(log, client.AccessToken)}
	var err error
	if d.lent, err = d.lend(); err != nil {
		return nil, err
	}
	if d.disk, err = openDisk(ctx, db, client); err != nil {
		return nil, err
	}
	if err := d.reload(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// reload makes the machine what the database says. Without a machine the device
// can do nothing. The caller holds keys alone.
func (d *device) reload(ctx context.Context) error {
	d.machine = nil
	store := d.disk.store(&d.rooms)
	machine := crypto.NewOlmMachine(d.lent, d.says, store, d.disk.state)
	// A key is a key, whoever's: what to think of a person is not for the cipher.
	// And no request is to be made in the middle of a transaction.
	machine.DisableDecryptKeyFetching = true
	// How far each session has been read is of no use to those who keep all of it.
	machine.DisableRatchetTracking = true
	// What the content of an event may be is for the adapter to judge.
	machine.IgnorePostDecryptionParseErrors = true
	machine.SessionReceived = func(ctx context.Context, _ id.RoomID, session id.SessionID, _ uint32) {
		if arrivals, ok := ctx.Value(arrivals{}).(*[]id.SessionID); ok {
			*arrivals = append(*arrivals, session)
		}
	}
	if err := machine.Load(ctx); err != nil {
		return fmt.Errorf("the device's keys cannot be read: %w", err)
	}
	// Asked for here, once, since mautrix asks without a lock when it shares keys in
	// several rooms at once.
	_, _ = machine.GetOwnCrossSigningPublicKeys(ctx)
	d.machine = machine
	return nil
}

// check compares the device's keys with those that the homeserver knows. Its error
// is ErrKeysLost, or that of the request.
func (d *device) check(ctx context.Context) error {
	got, err := d.client.QueryKeys(ctx, &mautrix.ReqQueryKeys{
		DeviceKeys: mautrix.DeviceKeysRequest{d.client.UserID: {d.client.DeviceID}},
	})
	if err != nil {
		return fmt.Errorf("asking for the device's own keys: %w", err)
	}
	known := got.DeviceKeys[d.client.UserID][d.client.DeviceID]
	if known.Keys.GetEd25519(d.client.DeviceID) != d.machine.GetAccount().SigningKey() {
		return ErrKeysLost
	}
	d.checked = true
	signer := got.SelfSigningKeys[d.client.UserID]
	key := signer.FirstKey()
	if ok, err := signatures.VerifySignatureJSON(known, d.client.UserID, key.String(), key); key == "" || err != nil || !ok {
		// In rooms of people whose clients do not mind, it works all the same.
		d.log.Warn("this device is not verified, and many clients send it no keys: run usher matrix login --recovery-key")
	}
	return nil
}

// rescue turns a panic of mautrix's into an error: what people and other servers
// send must not end the process.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("mautrix panicked: %v", p)
	}
}

var errBroken = errors.New("the device's keys could not be read from their file")
