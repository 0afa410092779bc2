package main

import (
	"context"
	"fmt"
	"io"

	"usher/storage"
)

type backupCommand struct {
	File     string     `arg:"" placeholder:"FILE" help:"Where the copy goes."`
	Force    bool       `help:"Replace a file that is there."`
	Config   configFile `env:"USHER_CONFIG" placeholder:"FILE" help:"The running Usher's TOML file."`
	Database string     `env:"USHER_DATABASE" default:"usher.db" placeholder:"FILE" help:"The running Usher's database."`
	// MatrixKeys is only to tell what is left out.
	MatrixKeys string `env:"USHER_MATRIX_KEYS" placeholder:"FILE" help:"The running Usher's keys on Matrix, which no copy is made of."`
}

// Run copies the database, whether or not an Usher uses it.
func (c *backupCommand) Run(ctx context.Context, std streams) error {
	if err := storage.Backup(ctx, c.Database, c.File, c.Force); err != nil {
		return err
	}
	return write(std.Out, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s is a copy of %s.\n", c.File, c.Database)
		keys := matrixFlags{MatrixKeys: c.MatrixKeys}.keysFile(c.Database)
		if err == nil && exists(keys) {
			_, err = fmt.Fprintf(w, "%s is not in it: its keys will be out of date. Should it be lost, use usher matrix login --recovery-key.\n", keys)
		}
		return err
	})
}
