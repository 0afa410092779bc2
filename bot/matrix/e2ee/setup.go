//go:build goolm

package e2ee

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/ssss"
	"maunium.net/go/mautrix/id"
)

var (
	// ErrVerifiedElsewhere is why SetUp fails when the account has an identity that
	// this device has not made: as when somebody has used it in Element.
	ErrVerifiedElsewhere = errors.New("the account has been set up elsewhere: run usher matrix login --recovery-key with its recovery key")
	// ErrRecoveryKey is why Restore fails with a key that is not the account's.
	ErrRecoveryKey = errors.New("this is not the account's recovery key")
	// ErrNoRecovery is why Restore fails when the account has no recovery key.
	ErrNoRecovery = errors.New("the account has no recovery key yet: run usher matrix login without one")
)

// made is under what name the device notes which identity of the account it has
// made itself. It may make that anew when it was stopped before anybody saw the
// recovery key.
const made id.Secret = "usher.master_key"

// SetUp gives a freshly logged-in device its keys, the account its identity (three
// cross-signing keys, which the homeserver keeps encrypted), and signs each with
// the other, so that clients that trust signed devices only trust this one. The
// recovery key it returns is kept nowhere else. It fails with ErrVerifiedElsewhere,
// and can be called again after it failed.
func SetUp(ctx context.Context, db *sql.DB, client *mautrix.Client, password string) (recoveryKey string, err error) {
	defer rescue(&err)
	d, server, err := begin(ctx, db, client)
	if err != nil {
		return "", err
	}
	store := d.machine.CryptoStore
	if server != "" {
		own, err := store.GetSecret(ctx, made)
		if err != nil {
			return "", fmt.Errorf("looking up what was begun: %w", err)
		}
		if own != server.String() {
			return "", ErrVerifiedElsewhere
		}
	}
	key, err := d.machine.SSSS.GenerateAndUploadKey(ctx, "")
	if err != nil {
		return "", fmt.Errorf("making the recovery key: %w", err)
	}
	identity, err := d.machine.GenerateCrossSigningKeys()
	if err != nil {
		return "", fmt.Errorf("making the account's identity: %w", err)
	}
	if err := store.PutSecret(ctx, made, identity.MasterKey.PublicKey().String()); err != nil {
		return "", fmt.Errorf("noting what is begun: %w", err)
	}
	if err := d.machine.UploadCrossSigningKeysToSSSS(ctx, key, identity); err != nil {
		return "", fmt.Errorf("keeping the account's identity: %w", err)
	}
	if err := d.machine.PublishCrossSigningKeys(ctx, identity, confirm(client.UserID, password)); err != nil {
		return "", fmt.Errorf("publishing the account's identity: %w", err)
	}
	if err := d.machine.SSSS.SetDefaultKeyID(ctx, key.ID); err != nil {
		return "", fmt.Errorf("keeping the recovery key's name: %w", err)
	}
	if err := d.sign(ctx); err != nil {
		return "", err
	}
	return key.RecoveryKey(), nil
}

// confirm answers a homeserver that wants the password before it lets an account's
// identity be published.
func confirm(user id.UserID, password string) mautrix.UIACallback {
	return func(asked *mautrix.RespUserInteractive) any {
		return &mautrix.ReqUIAuthLogin{
			BaseAuthData: mautrix.BaseAuthData{Type: mautrix.AuthTypePassword, Session: asked.Session},
			User:         user.String(),
			Password:     password,
		}
	}
}

// Restore gives a freshly logged-in device its keys, and signs it with the
// account's identity, which the recovery key opens. It fails with ErrRecoveryKey or
// ErrNoRecovery, and can be called again after it failed.
func Restore(ctx context.Context, db *sql.DB, client *mautrix.Client, recoveryKey string) (err error) {
	defer rescue(&err)
	d, server, err := begin(ctx, db, client)
	if err != nil {
		return err
	}
	if server == "" {
		return ErrNoRecovery
	}
	name, about, err := d.machine.SSSS.GetDefaultKeyData(ctx)
	switch {
	case errors.Is(err, ssss.ErrNoDefaultKeyID), errors.Is(err, mautrix.MNotFound):
		return ErrNoRecovery
	case err != nil:
		return fmt.Errorf("asking about the recovery key: %w", err)
	}
	key, err := about.VerifyRecoveryKey(name, recoveryKey)
	if err != nil && !errors.Is(err, ssss.ErrUnverifiableKey) { // an old one shows itself when it opens nothing
		return ErrRecoveryKey
	}
	err = d.machine.FetchCrossSigningKeysFromSSSS(ctx, key)
	switch {
	case errors.Is(err, ssss.ErrKeyDataMACMismatch), errors.Is(err, ssss.ErrNotEncryptedForKey):
		return ErrRecoveryKey
	case errors.Is(err, mautrix.MNotFound):
		return ErrNoRecovery
	case err != nil:
		return fmt.Errorf("fetching the account's identity: %w", err)
	}
	if d.machine.CrossSigningKeys.MasterKey.PublicKey() != server {
		return fmt.Errorf("%w: the account has got another identity since", ErrRecoveryKey)
	}
	return d.sign(ctx)
}

// begin gives the device its keys, if it has none, and asks which identity the
// account has; "" is none.
func begin(ctx context.Context, db *sql.DB, client *mautrix.Client) (*device, id.Ed25519, error) {
	d, err := load(ctx, db, client, nil)
	if err != nil {
		return nil, "", err
	}
	if !d.machine.GetAccount().Shared {
		if err := d.machine.ShareKeys(ctx, 0); err != nil {
			return nil, "", fmt.Errorf("uploading the device's keys: %w", err)
		}
	}
	if err := d.check(ctx); err != nil {
		return nil, "", err
	}
	// Not what is stored: mautrix stores an identity before it is published.
	got, err := client.QueryKeys(ctx, &mautrix.ReqQueryKeys{DeviceKeys: mautrix.DeviceKeysRequest{client.UserID: {}}})
	if err != nil {
		return nil, "", fmt.Errorf("asking for the account's identity: %w", err)
	}
	master := got.MasterKeys[client.UserID]
	return d, master.FirstKey(), nil
}

// sign lets the account's identity vouch for the device, and the other way round.
func (d *device) sign(ctx context.Context) error {
	if err := d.machine.SignOwnDevice(ctx, d.machine.OwnIdentity()); err != nil {
		return fmt.Errorf("signing the device: %w", err)
	}
	if err := d.machine.SignOwnMasterKey(ctx); err != nil {
		return fmt.Errorf("signing the account's identity: %w", err)
	}
	// What is stored of the account itself is what the homeserver has now, so that
	// the next start need not ask.
	if _, err := d.machine.FetchKeys(ctx, []id.UserID{d.client.UserID}, true); err != nil {
		return fmt.Errorf("asking for the account's identity: %w", err)
	}
	return nil
}
