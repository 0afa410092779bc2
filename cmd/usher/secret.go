package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
)

// secret is a setting that nobody may read in a log or an error.
type secret string

// String hides it.
func (s secret) String() string { return "(secret)" }

// GoString hides it from %#v.
func (s secret) GoString() string { return "(secret)" }

// LogValue hides it from the log.
func (s secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// secretFile is a secret that may stand in a file, as container systems like it.
type secretFile struct {
	name  string // of its environment variable
	value *secret
	path  string
}

// read takes the secret from its file, if it stands in one.
func (s secretFile) read() error {
	if s.path == "" {
		return nil
	}
	if *s.value != "" {
		return fmt.Errorf("%s and %s_FILE: only one of them can be set", s.name, s.name)
	}
	data, err := os.ReadFile(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s_FILE: there is no file %s", s.name, s.path)
	case err != nil:
		return fmt.Errorf("%s_FILE: I cannot read %s", s.name, s.path)
	}
	*s.value = secret(strings.TrimSpace(string(data)))
	if *s.value == "" {
		return fmt.Errorf("%s_FILE: %s is empty", s.name, s.path)
	}
	return nil
}
