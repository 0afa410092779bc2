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
// they type. Its error is ErrNobody if in is no terminal, and ctx's when that is
// done first.
func AskSecret(ctx context.Context, in io.Reader, out io.Writer, question string) (string, error) {
	keyboard, isFile := in.(*os.File)
	if !isFile || !term.IsTerminal(int(keyboard.Fd())) {
		return "", ErrNobody
	}
	fd := int(keyboard.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("asking for a secret: %w", err)
	}
	if _, err := io.WriteString(out, question); err != nil {
		return "", fmt.Errorf("asking for a secret: %w", err)
	}
	type typed struct {
		line []byte
		err  error
	}
	// Reading cannot be called off: where ctx is, it ends with the process.
	read := make(chan typed, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		read <- typed{line, err}
	}()
	select {
	case got := <-read:
		_, _ = io.WriteString(out, "\n") // the one that was typed is not shown either
		if got.err != nil && !errors.Is(got.err, io.EOF) {
			return "", fmt.Errorf("asking for a secret: %w", got.err)
		}
		return strings.TrimSpace(string(got.line)), nil
	case <-ctx.Done():
		_, _ = io.WriteString(out, "\n")
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}
