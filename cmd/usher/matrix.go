package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"usher/bot/matrix"
	"usher/storage"
)

// matrixCommand is what can be asked about Usher's account on Matrix.
type matrixCommand struct {
	Login matrixLogin `cmd:"" help:"Log Usher in on Matrix, once: from then on it needs no password."`
}

// matrixFlags say which account on Matrix is Usher's, and where its keys are.
type matrixFlags struct {
	MatrixHomeserver string `env:"USHER_MATRIX_HOMESERVER" placeholder:"URL" help:"The homeserver of Usher's account."`
	MatrixUser       string `env:"USHER_MATRIX_USER" placeholder:"@USHER:SERVER" help:"Usher's account there."`
	MatrixKeys       string `env:"USHER_MATRIX_KEYS" placeholder:"FILE" help:"Where the account's device and its keys are kept: usher-matrix.db beside a database usher.db, if not set."`
}

// keysFile is where the keys are of an Usher that uses a database.
func (f matrixFlags) keysFile(database string) string {
	if f.MatrixKeys != "" {
		return f.MatrixKeys
	}
	extension := filepath.Ext(database)
	return strings.TrimSuffix(database, extension) + "-matrix" + extension
}

// exists reports whether there may be a file of that name.
func exists(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// wrong is what of the settings cannot be.
func (f matrixFlags) wrong() complaints {
	var wrong complaints
	if f.MatrixHomeserver == "" && f.MatrixUser != "" {
		wrong = append(wrong, errors.New("USHER_MATRIX_HOMESERVER: say where the Matrix account is"))
	}
	if f.MatrixHomeserver != "" && !isAddress(f.MatrixHomeserver) {
		wrong = append(wrong, errors.New("USHER_MATRIX_HOMESERVER: that is not an address like https://example.org"))
	}
	return wrong
}

// isAddress reports whether text is an address on the web.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// names says which setting names another account than the one in a file of keys;
// nil if none does.
func (f matrixFlags) names(a storage.Account, file string) error {
	if strings.TrimRight(f.MatrixHomeserver, "/") != strings.TrimRight(a.Server, "/") {
		return fmt.Errorf("USHER_MATRIX_HOMESERVER: %s has an account at %s: give its own file (USHER_MATRIX_KEYS) to each, or use usher matrix login --anew", file, a.Server)
	}
	local, _, _ := strings.Cut(strings.TrimPrefix(a.User, "@"), ":")
	if f.MatrixUser != "" && f.MatrixUser != a.User && f.MatrixUser != local {
		return fmt.Errorf("USHER_MATRIX_USER: %s has the account %s: give its own file (USHER_MATRIX_KEYS) to each, or use usher matrix login --anew", file, a.User)
	}
	return nil
}

// misconfigured is an error of the settings that shows only when they are used.
type misconfigured struct{ error }

// Unwrap is what is wrong.
func (m misconfigured) Unwrap() error { return m.error }

// howToEncrypt is what people do about an Usher that cannot.
const howToEncrypt = "build it with go build -tags goolm ./cmd/usher"

// device is Usher's on Matrix. The zero one is none.
type device struct {
	account matrix.Account
	cipher  matrix.OpenCipher // nil without encryption
	file    string            // of its keys
	keys    *storage.Keys
}

// Close lets others use the device.
func (d device) Close() error {
	if d.keys == nil {
		return nil
	}
	return d.keys.Close()
}

// device is the one that usher matrix login has made; none unless the settings
// name a homeserver.
func (c *serveCommand) device(ctx context.Context, log *slog.Logger) (device, error) {
	if c.MatrixHomeserver == "" {
		return device{}, nil
	}
	file := c.keysFile(c.Database)
	if !exists(file) { // nothing is to be made of a misspelled name
		return device{}, misconfigured{errNotSetUp(file)}
	}
	keys, err := storage.OpenKeys(ctx, file)
	if err != nil {
		return device{}, err
	}
	account, ok, err := keys.Account(ctx)
	if err == nil {
		err = c.unfit(account, ok, file)
	}
	if err != nil {
		_ = keys.Close() // why it was opened in vain counts
		return device{}, err
	}
	d := device{account: matrixAccount(account), file: file, keys: keys}
	if account.Keyed {
		d.cipher = openCipher(keys, log)
	}
	return d, nil
}

// unfit is why a device cannot be used; nil if it can.
func (f matrixFlags) unfit(account storage.Account, ok bool, file string) error {
	if !ok {
		return misconfigured{errNotSetUp(file)}
	}
	if err := f.names(account, file); err != nil {
		return misconfigured{err}
	}
	switch {
	case encrypts && !account.Keyed:
		return misconfigured{fmt.Errorf("USHER_MATRIX_KEYS: %s was made by an Usher without encryption: use usher matrix login", file)}
	case !encrypts && account.Keyed:
		// What others send to it meanwhile would be lost for the one that can read it.
		return misconfigured{fmt.Errorf("USHER_MATRIX_KEYS: %s is for an Usher with encryption, which this one has not: %s", file, howToEncrypt)}
	}
	return nil
}

func errNotSetUp(file string) error {
	return fmt.Errorf("USHER_MATRIX_HOMESERVER: Usher is not logged in there: use usher matrix login, once (there is no account in %s)", file)
}

// matrixAccount is an account as the adapter has it.
func matrixAccount(a storage.Account) matrix.Account {
	return matrix.Account{Homeserver: a.Server, User: a.User, Device: a.Device, Token: a.Token}
}
