//go:build !goolm

package main

import (
	"context"
	"errors"
	"log/slog"

	"usher/bot/matrix"
	"usher/storage"
)

// encrypts says whether this Usher can talk in encrypted rooms on Matrix.
const encrypts = false

// encryption is how this Usher is told from the other.
const encryption = "without encryption on Matrix"

// afterwards is said after a login.
const afterwards = "This Usher talks in rooms without encryption only. For all rooms " + howToEncrypt + ", and log in again.\n"

var errNoEncryption = errors.New("this Usher has no encryption: " + howToEncrypt)

func openCipher(*storage.Keys, *slog.Logger) matrix.OpenCipher { return nil }

func setUpKeys(context.Context, *storage.Keys, *matrix.Client, string) (recoveryKey string, err error) {
	return "", errNoEncryption
}

func restoreKeys(context.Context, *storage.Keys, *matrix.Client, string) error {
	return errNoEncryption
}

func keysLost(error) bool { return false }
