package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// ErrNobody is why a secret cannot be asked for.
var ErrNobody = errors.New("nobody is at a terminal")

// AskSecret asks whoever is at the terminal that in is, and shows nothing of what
// they type; "" if they leave. Its error is ErrNobody if in is no terminal, and
// ctx's when that is done first.
func AskSecret(ctx context.Context, in io.Reader, out io.Writer, question string) (string, error) {
	keyboard, isFile := in.(*os.File)
	if !isFile || !term.IsTerminal(int(keyboard.Fd())) {
		return "", ErrNobody
	}
	before, err := term.MakeRaw(int(keyboard.Fd()))
	if err != nil {
		return "", fmt.Errorf("asking for a secret: %w", err)
	}
	defer func() {
		_ = term.Restore(int(keyboard.Fd()), before) // it was there a moment ago
	}()
	type typed struct {
		line string
		err  error
	}
	// Reading cannot be called off: where ctx is, it ends with the process.
	read := make(chan typed, 1)
	go func() {
		both := struct {
			io.Reader
			io.Writer
		}{in, out}
		line, err := term.NewTerminal(both, "").ReadPassword(question)
		read <- typed{line, err}
	}()
	select {
	case got := <-read:
		switch {
		case errors.Is(got.err, io.EOF): // by Ctrl-C or Ctrl-D
			_, _ = io.WriteString(out, "\r\n") // they do not end the line
			return "", nil
		case got.err != nil:
			return "", fmt.Errorf("asking for a secret: %w", got.err)
		}
		return strings.TrimSpace(got.line), nil
	case <-ctx.Done():
		_, _ = io.WriteString(out, "\r\n")
		return "", ctx.Err()
	}
}
