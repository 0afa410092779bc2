//go:build goolm

package main

import (
	"context"
	"errors"
	"log/slog"

	"usher/bot/matrix"
	"usher/bot/matrix/e2ee"
	"usher/storage"
)

// encrypts says whether this Usher can talk in encrypted rooms on Matrix.
const encrypts = true

// encryption is how this Usher is told from the other.
const encryption = "with encryption on Matrix"

// afterwards is said after a login.
const afterwards = "It talks in encrypted rooms, too.\n"

// openCipher opens a device's keys.
func openCipher(keys *storage.Keys, log *slog.Logger) matrix.OpenCipher {
	return e2ee.Open(keys.DB(), log)
}

// setUpKeys gives a new device its keys and the account its identity.
func setUpKeys(ctx context.Context, keys *storage.Keys, client *matrix.Client, password string) (recoveryKey string, err error) {
	return e2ee.SetUp(ctx, keys.DB(), client, password)
}

// restoreKeys gives a device its keys, for which the account's identity vouches.
func restoreKeys(ctx context.Context, keys *storage.Keys, client *matrix.Client, recoveryKey string) error {
	return e2ee.Restore(ctx, keys.DB(), client, recoveryKey)
}

// keysLost reports that a device is of no use any more: others do not know its keys.
func keysLost(err error) bool {
	return errors.Is(err, e2ee.ErrKeysLost) || errors.Is(err, e2ee.ErrNotSetUp)
}
