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

	RecoveryKey bool `help:"Let the account's recovery key vouch for the device. It is asked for, or in USHER_MATRIX_RECOVERY_KEY or USHER_MATRIX_RECOVERY_KEY_FILE."`
	Anew        bool `help:"Log in anew though Usher is logged in; its device of before is logged out."`

	recoveryKey secret
}

// recoveryKeyVariable is no flag's: command lines are for all to see.
const recoveryKeyVariable = "USHER_MATRIX_RECOVERY_KEY"

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
	secrets := []secretFile{{"USHER_MATRIX_PASSWORD", &c.MatrixPassword, c.MatrixPasswordFile}}
	if c.RecoveryKey {
		c.recoveryKey = secret(os.Getenv(recoveryKeyVariable))
		secrets = append(secrets, secretFile{recoveryKeyVariable, &c.recoveryKey, os.Getenv(recoveryKeyVariable + "_FILE")})
	}
	for _, s := range secrets {
		if err := s.read(); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// Run logs in with a new device, unless there is one that works. That of before
// stays until the new one has all that it needs.
func (c *matrixLogin) Run(ctx context.Context, std streams) error {
	file := c.keysFile(c.Database)
	keys, err := storage.OpenKeys(ctx, file)
	if err != nil {
		return err
	}
	defer keys.Close()
	before, known, err := keys.Account(ctx)
	if err != nil {
		return err
	}
	if known && !c.Anew {
		if works, err := c.works(ctx, keys, before, file); err != nil {
			return err
		} else if works {
			return c.leave(ctx, keys, before, std)
		}
	}
	made, err := c.replace(ctx, keys, std)
	if err != nil {
		return err
	}
	if known {
		if err := matrix.Logout(ctx, matrixAccount(before)); err != nil {
			fmt.Fprintf(std.Err, "usher: the device of before, %s, is still logged in: remove it with another client\n", before.Device)
		}
	}
	return tell(std.Out, "Logged in as %s, with the device %s.\nIt is kept in %s, which is one Usher's alone, and not for backups.\n%s",
		made.User, made.Device, file, afterwards)
}

// works reports whether the device in a file is of use to this Usher. Its error is
// that it is not this Usher's, or that the homeserver does not say now.
func (c *matrixLogin) works(ctx context.Context, keys *storage.Keys, a storage.Account, file string) (bool, error) {
	if encrypts && !a.Keyed {
		return false, c.names(a, file)
	}
	if err := c.unfit(a, true, file); err != nil {
		return false, err
	}
	err := matrix.Check(ctx, matrixAccount(a))
	if err == nil && a.Keyed {
		err = matrix.Speak(ctx, matrixAccount(a), func(ctx context.Context, client *matrix.Client) error {
			_, err := openCipher(keys, nil)(ctx, client)
			return err
		})
	}
	if errors.Is(err, matrix.ErrRefused) || keysLost(err) {
		return false, nil
	}
	return err == nil, err
}

// leave leaves a device that works as it is; but a recovery key can vouch for it,
// as when the account has got another identity.
func (c *matrixLogin) leave(ctx context.Context, keys *storage.Keys, a storage.Account, std streams) error {
	if !c.RecoveryKey {
		return tell(std.Out, "Usher is logged in as %s already, with the device %s. There is nothing to do.\n", a.User, a.Device)
	}
	if err := ask(ctx, std, c.askRecoveryKey()); err != nil {
		return err
	}
	if err := c.giveKeys(ctx, keys, matrixAccount(a), std.Out); err != nil {
		return err
	}
	return tell(std.Out, "Usher is logged in as %s, and its device %s is verified.\n", a.User, a.Device)
}

// question is what to ask for a secret that the setting of that name does not have.
type question struct {
	answer     *secret
	name, text string
}

func (c *matrixLogin) askPassword() question {
	return question{&c.MatrixPassword, "USHER_MATRIX_PASSWORD", "Password of " + c.MatrixUser + ": "}
}

func (c *matrixLogin) askRecoveryKey() question {
	return question{&c.recoveryKey, recoveryKeyVariable, "Recovery key: "}
}

// ask asks whoever is at the terminal for what has no answer yet.
func ask(ctx context.Context, std streams, questions ...question) error {
	for _, q := range questions {
		if *q.answer != "" {
			continue
		}
		answer, err := terminal.AskSecret(ctx, std.In, std.Err, q.text)
		if err != nil && !errors.Is(err, terminal.ErrNobody) {
			return err
		}
		if answer == "" {
			return misconfigured{fmt.Errorf("%s: it is needed: set it, or %s_FILE, or type it when asked at a terminal", q.name, q.name)}
		}
		*q.answer = secret(answer)
	}
	return nil
}

// tell writes an answer.
func tell(out io.Writer, format string, args ...any) error {
	return write(out, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, format, args...)
		return err
	})
}
