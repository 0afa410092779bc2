package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"golang.org/x/term"
)

// newScreen is the screen that in and out allow.
func newScreen(in io.Reader, out io.Writer, prompt func() string, plain bool) screen {
	keyboard, isFile := in.(*os.File)
	display, alsoFile := out.(*os.File)
	if !isFile || !alsoFile || !term.IsTerminal(int(keyboard.Fd())) || !term.IsTerminal(int(display.Fd())) {
		return &pipe{in: bufio.NewReader(in), out: out}
	}
	if plain || os.Getenv("TERM") == "dumb" {
		return &pipe{in: bufio.NewReader(in), out: out, prompt: prompt, display: display}
	}
	both := struct {
		io.Reader
		io.Writer
	}{in, out}
	return &console{
		keyboard: keyboard,
		display:  display,
		prompt:   prompt,
		styled:   os.Getenv("NO_COLOR") == "", // no-color.org
		editor:   term.NewTerminal(both, ""),
	}
}

// maxLine is how many bytes of a line are read; the rest is dropped.
const maxLine = 64 << 10

// pipe is a screen that is only read from and written to.
type pipe struct {
	in  *bufio.Reader
	out io.Writer
	// prompt and display are nil unless somebody is there, at a terminal that can
	// do no more, or should not.
	prompt  func() string
	display *os.File

	waiting atomic.Bool // for a line, after a prompt
	begun   bool        // something has been printed
}

func (p *pipe) Prompts() bool { return p.prompt != nil }

func (p *pipe) Take() (func(), error) { return func() {}, nil }

// ReadLine can tell when a line begins unless the system keeps it back until it
// is whole, as it does where there is somebody at a plain terminal.
func (p *pipe) ReadLine(begun func()) (string, error) {
	if p.prompt != nil {
		if _, err := io.WriteString(p.out, p.prompt()); err != nil {
			return "", err
		}
		p.waiting.Store(true)
		defer p.waiting.Store(false)
	}
	if _, err := p.in.Peek(1); err != nil {
		return "", err
	}
	begun()
	var line []byte
	for {
		part, err := p.in.ReadSlice('\n')
		line = append(line, part[:min(len(part), maxLine-len(line))]...)
		switch {
		case err == nil:
			return string(line), nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) > 0:
			return string(line), nil // the next read meets the end again
		default:
			return "", err
		}
	}
}

// Print sets messages apart by a blank line: after each where a prompt follows,
// else between them.
func (p *pipe) Print(text string) error {
	text += "\n"
	switch {
	case p.prompt == nil && p.begun:
		text = "\n" + text
	case p.prompt != nil && p.waiting.Load():
		text = "\n" + text + "\n" + p.prompt()
	case p.prompt != nil:
		text += "\n"
	}
	_, err := io.WriteString(p.out, text)
	p.begun = true
	return err
}

func (p *pipe) Styled() bool { return false }

func (p *pipe) Columns() int {
	if p.display == nil {
		return 0
	}
	return columnsAcross(p.display)
}

// console is a terminal with somebody in front of it.
type console struct {
	keyboard, display *os.File
	prompt            func() string
	styled            bool
	editor            *term.Terminal
}

// Take makes the terminal raw. It is so only while a line is waited for: Ctrl-C
// can then interrupt an answer that takes long, and a crash leaves it usable.
func (c *console) Take() (func(), error) {
	before, err := term.MakeRaw(int(c.keyboard.Fd()))
	if err != nil {
		return nil, fmt.Errorf("setting the terminal up: %w", err)
	}
	return func() {
		// A terminal that cannot be restored has gone.
		_ = term.Restore(int(c.keyboard.Fd()), before)
	}, nil
}

func (c *console) ReadLine(begun func()) (string, error) {
	c.editor.AutoCompleteCallback = func(line string, _ int, _ rune) (string, int, bool) {
		if line == "" {
			begun() // anew where all that was typed has been deleted
		}
		return "", 0, false
	}
	if columns, lines, err := term.GetSize(int(c.display.Fd())); err == nil {
		c.editor.SetPrompt("") // else a new size paints it a second time
		if err := c.editor.SetSize(columns, lines); err != nil {
			return "", err
		}
	}
	c.editor.SetPrompt(c.prompt())
	line, err := c.editor.ReadLine()
	if errors.Is(err, io.EOF) {
		_, err = io.WriteString(c.display, "\r\n") // the shell's prompt goes below ours
		return "", errors.Join(io.EOF, err)
	}
	return line, err
}

// Print shows a message above the line that is being typed.
func (c *console) Print(text string) error {
	c.editor.SetPrompt(c.prompt())
	_, err := c.editor.Write([]byte(text + "\n\n"))
	return err
}

func (c *console) Columns() int { return columnsAcross(c.display) }

// columnsAcross is how wide a terminal is, 0 if it does not say.
func columnsAcross(display *os.File) int {
	columns, _, err := term.GetSize(int(display.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

func (c *console) Styled() bool { return c.styled }

func (c *console) Prompts() bool { return true }
