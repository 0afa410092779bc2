package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"usher/bot/matrix"
	"usher/storage"
)

// replace makes a device, and puts it in the place of the one in keys once it has
// all that it needs. Where that fails half-way the next login goes on with the same
// device: a homeserver keeps each for ever.
func (c *matrixLogin) replace(ctx context.Context, keys *storage.Keys, std streams) (matrix.Account, error) {
	questions := []question{c.askPassword()}
	if c.RecoveryKey {
		questions = append(questions, c.askRecoveryKey())
	}
	if err := ask(ctx, std, questions...); err != nil {
		return matrix.Account{}, err
	}
	fresh, account, err := c.resume(ctx, keys)
	if errors.Is(err, errNotBegun) {
		fresh, account, err = c.begin(ctx, keys)
	}
	if err != nil {
		return matrix.Account{}, err
	}
	defer fresh.Close()
	if encrypts {
		if err := c.giveKeys(ctx, fresh, account, std.Out); keysLost(err) { // of no use to the next one
			return matrix.Account{}, errors.Join(err, matrix.Logout(ctx, account), fresh.Discard())
		} else if err != nil {
			return matrix.Account{}, err
		}
		if err := fresh.SetAccount(ctx, storageAccount(account, true)); err != nil {
			return matrix.Account{}, err
		}
	}
	return account, keys.TakeOver(fresh)
}

var errNotBegun = errors.New("no login was begun")

// resume goes on with a login that was begun; errNotBegun if there is none, or none
// that is of use.
func (c *matrixLogin) resume(ctx context.Context, keys *storage.Keys) (*storage.Keys, matrix.Account, error) {
	fresh, err := keys.Renew(ctx)
	if err != nil {
		return nil, matrix.Account{}, err
	}
	begun, ok, err := fresh.Account(ctx)
	account := matrixAccount(begun)
	switch {
	case err != nil:
	case !ok:
		err = errNotBegun
	case c.names(begun, "") != nil: // it was another account's
		err = errors.Join(errNotBegun, matrix.Logout(ctx, account))
	default:
		err = matrix.Check(ctx, account)
	}
	switch {
	case err == nil:
		return fresh, account, nil
	case errors.Is(err, errNotBegun), errors.Is(err, matrix.ErrRefused):
		return nil, matrix.Account{}, errors.Join(errNotBegun, fresh.Discard())
	}
	return nil, matrix.Account{}, errors.Join(err, fresh.Close())
}

// begin logs in.
func (c *matrixLogin) begin(ctx context.Context, keys *storage.Keys) (*storage.Keys, matrix.Account, error) {
	fresh, err := keys.Renew(ctx)
	if err != nil {
		return nil, matrix.Account{}, err
	}
	account, err := c.login(ctx)
	if err == nil {
		if err = fresh.SetAccount(ctx, storageAccount(account, false)); err == nil {
			return fresh, account, nil
		}
		_ = matrix.Logout(ctx, account) // it is known nowhere
	}
	_ = fresh.Discard() // it holds nothing, and why that is counts
	return nil, matrix.Account{}, err
}

// login says what a login that fails means for the settings.
func (c *matrixLogin) login(ctx context.Context) (matrix.Account, error) {
	account, err := matrix.Login(ctx, matrix.LoginOptions{Homeserver: c.MatrixHomeserver, User: c.MatrixUser, Password: string(c.MatrixPassword)})
	switch {
	case errors.Is(err, matrix.ErrNoHomeserver):
		return account, fmt.Errorf("USHER_MATRIX_HOMESERVER: %w: %s", matrix.ErrNoHomeserver, c.MatrixHomeserver)
	case errors.Is(err, matrix.ErrRefused):
		return account, c.errPassword()
	}
	return account, err
}

func (c *matrixLogin) errPassword() error {
	return fmt.Errorf("USHER_MATRIX_PASSWORD: the homeserver refuses it for %s", c.MatrixUser)
}

// giveKeys gives a device its keys. The recovery key is shown as soon as there is
// one: whatever fails from then on, it is the account's.
func (c *matrixLogin) giveKeys(ctx context.Context, keys *storage.Keys, account matrix.Account, out io.Writer) error {
	give := func(ctx context.Context, client *matrix.Client) error {
		if c.RecoveryKey {
			return restoreKeys(ctx, keys, client, string(c.recoveryKey))
		}
		recoveryKey, err := setUpKeys(ctx, keys, client, string(c.MatrixPassword))
		if err != nil {
			return err
		}
		return tell(out, "Recovery key: %s\n%s\n", recoveryKey, recoveryAdvice)
	}
	err := matrix.Speak(ctx, account, give, string(c.MatrixPassword), string(c.recoveryKey))
	if errors.Is(err, matrix.ErrRefused) {
		return c.errPassword()
	}
	return err
}

const recoveryAdvice = `Keep it where you keep passwords: it is shown this once. Should the file of the device's
keys be lost, it makes people trust the next one: usher matrix login --recovery-key
`

// storageAccount is an account as a file of keys has it.
func storageAccount(a matrix.Account, keyed bool) storage.Account {
	return storage.Account{Server: a.Homeserver, User: a.User, Device: a.Device, Token: a.Token, Keyed: keyed}
}
