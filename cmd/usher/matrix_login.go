package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"usher/bot/matrix"
	"usher/bot/terminal"
	"usher/storage"
)

type matrixLogin struct {
	Config   configFile `env:"USHER_CONFIG" placeholder:"FILE" help:"The TOML file that usher serve has, too."`
	Database string     `env:"USHER_DATABASE" default:"usher.db" placeholder:"FILE" help:"The database of usher serve: the account is kept beside it."`
	matrixFlags
	MatrixPassword     secret `env:"USHER_MATRIX_PASSWORD" placeholder:"PASSWORD" help:"The account's password; asked for if it is not set."`
	MatrixPasswordFile string `env:"USHER_MATRIX_PASSWORD_FILE" placeholder:"FILE" help:"A file that holds it."`

	RecoveryKey bool `help:"Let the account's recovery key vouch for the new device: asked for, or in USHER_MATRIX_RECOVERY_KEY or USHER_MATRIX_RECOVERY_KEY_FILE."`
	Anew        bool `help:"Log in anew though Usher is logged in; its device of before is logged out."`

	recoveryKey secret
}

// Validate says what is missing or wrong, a line each.
func (c *matrixLogin) Validate() error {
	wrong := c.wrong()
	if c.MatrixHomeserver == "" && c.MatrixUser == "" {
		wrong = append(wrong, errors.New("USHER_MATRIX_HOMESERVER: say where the Matrix account is"))
	}
	if c.MatrixUser == "" {
		wrong = append(wrong, errors.New("USHER_MATRIX_USER: say which account on the homeserver is Usher's"))
	}
	if c.RecoveryKey && !encrypts {
		wrong = append(wrong, errors.New("--recovery-key: this Usher has no encryption: "+howToEncrypt))
	}
	c.recoveryKey = secret(os.Getenv(recoveryKeyVariable))
	for _, s := range []secretFile{
		{"USHER_MATRIX_PASSWORD", &c.MatrixPassword, c.MatrixPasswordFile},
		{recoveryKeyVariable, &c.recoveryKey, os.Getenv(recoveryKeyVariable + "_FILE")},
	} {
		if err := s.read(); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// recoveryKeyVariable is no flag's: command lines are for all to see.
const recoveryKeyVariable = "USHER_MATRIX_RECOVERY_KEY"

// Run logs in with a new device, unless that was done. The device of before stays
// as it is until the new one has all that it needs.
func (c *matrixLogin) Run(ctx context.Context, std streams) error {
	file := c.keysFile(c.Database)
	keys, err := storage.OpenKeys(ctx, file)
	if err != nil {
		return err
	}
	defer func() { _ = keys.Close() }() // what it holds is on the disk
	before, known, err := keys.Account(ctx)
	if err != nil {
		return err
	}
	if known && !c.Anew {
		if done, err := c.loggedIn(ctx, before, file); err != nil {
			return err
		} else if done {
			return tell(std.Out, "Usher is logged in as %s already, with the device %s. Nothing is to be done.\n", before.User, before.Device)
		}
	}
	if err := c.ask(ctx, std); err != nil {
		return err
	}
	made, err := c.login(ctx, keys, std)
	if err != nil {
		return err
	}
	if known {
		if err := matrix.Logout(ctx, onMatrixOf(before)); err != nil {
			fmt.Fprintf(std.Err, "usher: the device of before, %s, could not be logged out: remove it in another client's settings\n", before.Device)
		}
	}
	return tell(std.Out, "Logged in as %s, with the device %s.\nIt is kept in %s, which is one Usher's alone, and not for backups.\n%s", made.User, made.Device, file, afterwards)
}

// loggedIn reports whether the account in a file is in order, and all that this
// Usher can use. Its error is that it is not this Usher's, or that the homeserver
// does not say now.
func (c *matrixLogin) loggedIn(ctx context.Context, a storage.Account, file string) (bool, error) {
	if encrypts && !a.Keyed {
		return false, c.names(a, file)
	}
	if err := c.unfit(a, true, file); err != nil {
		return false, err
	}
	err := matrix.Check(ctx, onMatrixOf(a))
	if errors.Is(err, matrix.ErrRefused) {
		return false, nil
	}
	return err == nil, err
}

// question is what to ask for a secret that the setting of a name does not have.
type question struct {
	answer     *secret
	name, text string
}

// ask asks for the secrets that no setting has.
func (c *matrixLogin) ask(ctx context.Context, std streams) error {
	questions := []question{{&c.MatrixPassword, "USHER_MATRIX_PASSWORD", "Password of " + c.MatrixUser + ": "}}
	if c.RecoveryKey {
		questions = append(questions, question{&c.recoveryKey, recoveryKeyVariable, "Recovery key: "})
	}
	for _, q := range questions {
		if *q.answer != "" {
			continue
		}
		answer, err := terminal.AskSecret(ctx, std.In, std.Err, q.text)
		if err != nil && !errors.Is(err, terminal.ErrNobody) {
			return err
		}
		if answer == "" {
			return misconfigured{fmt.Errorf("%s: it is needed to log in: set it, or %s_FILE, or type it when asked at a terminal", q.name, q.name)}
		}
		*q.answer = secret(answer)
	}
	return nil
}

// login makes a device, and puts it in the place of what is in keys once it has
// all that it needs.
func (c *matrixLogin) login(ctx context.Context, keys *storage.Keys, std streams) (matrix.Account, error) {
	fresh, err := keys.Renew(ctx)
	if err != nil {
		return matrix.Account{}, err
	}
	options := matrix.LoginOptions{Homeserver: c.MatrixHomeserver, User: c.MatrixUser, Password: string(c.MatrixPassword)}
	if encrypts {
		options.MakeKeys = func(ctx context.Context, client *matrix.Client) error {
			return c.makeKeys(ctx, fresh, client, std.Out)
		}
	}
	made, err := matrix.Login(ctx, options)
	if err != nil {
		_ = fresh.Discard() // what it was for has failed, and that counts
		return matrix.Account{}, c.explain(err)
	}
	err = fresh.SetAccount(ctx, storage.Account{Server: made.Homeserver, User: made.User, Device: made.Device, Token: made.Token, Keyed: encrypts})
	if err == nil {
		err = keys.TakeOver(fresh)
	}
	if err != nil {
		_ = matrix.Logout(ctx, made) // it is known nowhere
		return matrix.Account{}, err
	}
	return made, nil
}

// makeKeys gives a new device its keys. The recovery key is shown as soon as there
// is one: whatever fails from then on, it is the account's.
func (c *matrixLogin) makeKeys(ctx context.Context, keys *storage.Keys, client *matrix.Client, out io.Writer) error {
	if c.RecoveryKey {
		return restoreKeys(ctx, keys, client, string(c.recoveryKey))
	}
	recoveryKey, err := setUpKeys(ctx, keys, client, string(c.MatrixPassword))
	if err != nil {
		return err
	}
	return tell(out, "Recovery key: %s\n%s\n", recoveryKey, recoveryAdvice)
}

// explain says what a failed login means for the settings.
func (c *matrixLogin) explain(err error) error {
	switch {
	case errors.Is(err, matrix.ErrNoHomeserver):
		return fmt.Errorf("USHER_MATRIX_HOMESERVER: %w: %s", matrix.ErrNoHomeserver, c.MatrixHomeserver)
	case errors.Is(err, matrix.ErrRefused):
		return fmt.Errorf("USHER_MATRIX_PASSWORD: the homeserver refuses it for %s", c.MatrixUser)
	}
	return err
}

const recoveryAdvice = `Keep it where you keep passwords: it is shown this once. With it a new device can be
trusted as this one is, should the file of its keys be lost: usher matrix login --recovery-key
`

// tell writes an answer.
func tell(out io.Writer, format string, args ...any) error {
	return write(out, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, format, args...)
		return err
	})
}
