// Package terminal lets one person talk to Usher in a terminal, or a script
// through a pipe: a line is what they say, a number presses a button, and so does a label
// in brackets, of an older message, too. With a name in front, "bob> /now", it is what
// somebody else says, and presses their buttons; "in hall> /now" is said in a chat that all
// share, "(plan.pdf) /now" under a file. It knows no commands but /quit.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"usher/bot"
)

const name = "terminal"

// Here is the chat of whoever sits at the terminal. Others whom they speak for have chats of
// their own, under the names that they are given.
var Here = bot.Chat{Platform: name, ID: "here"}

// Options are the choices of whoever opens a terminal. None has to be made.
type Options struct {
	// Now is the conference's clock, in its zone; nil is time.Now. The prompt
	// and what rings show it.
	Now func() time.Time
	// Name is what whoever sits there calls themselves; "" is nothing.
	Name string
	// Width is how many columns lines may have. 0 asks the terminal; in a pipe
	// lines are then as long as they are.
	Width int
	// Plain is for whoever has the terminal read to them: what has been printed
	// is never touched again, and words stand for symbols. It is so by itself
	// with TERM=dumb, and the words also with NO_COLOR.
	Plain bool
}

// Terminal is the bot.Platform for one person in front of it.
type Terminal struct {
	now     func() time.Time
	called  string
	width   int
	aloud   bool
	screen  screen
	pending chan typed    // a line that is being waited for; of Receive alone
	broken  chan struct{} // closed when printing has failed
	fault   error         // why, from then on

	mu     sync.Mutex // orders what is printed
	lastID int
	offers offers
	told   map[bot.Ref]notice
}

// screen is what is typed at and printed on.
type screen interface {
	// Take makes the screen ready for ReadLine until release is called.
	Take() (release func(), err error)
	// ReadLine shows the prompt, where there is somebody to see it, and waits
	// for a line; io.EOF means that there will be no more. It calls begun when
	// the line's first character is there, if it can tell.
	ReadLine(begun func()) (string, error)
	// Print shows a message, while ReadLine waits, too.
	Print(text string) error
	// Columns is how wide it is, 0 where that means nothing.
	Columns() int
	// Prompts reports whether it prompts for lines.
	Prompts() bool
	// Styled reports whether it understands escape sequences.
	Styled() bool
}

// New opens a terminal. Where in and out are a terminal, lines can be edited
// and text is styled by escape sequences, unless Options.Plain or TERM=dumb ask
// for neither, or NO_COLOR for no styles.
func New(in io.Reader, out io.Writer, o Options) *Terminal {
	if o.Now == nil {
		o.Now = time.Now
	}
	prompt := func() string { return o.Now().Format("15:04") + " › " }
	s := newScreen(in, out, prompt, o.Plain)
	return &Terminal{
		now: o.Now, called: o.Name, width: o.Width, aloud: o.Plain || s.Prompts() && !s.Styled(), screen: s,
		broken: make(chan struct{}), offers: offers{}, told: map[bot.Ref]notice{},
	}
}

// Interactive reports whether somebody is at the terminal, rather than a script
// at a pipe.
func (t *Terminal) Interactive() bool { return t.screen.Prompts() }

// Name implements bot.Platform.
func (t *Terminal) Name() string { return name }

// Traits implements bot.Platform: a terminal sets no limit.
func (t *Terminal) Traits() bot.Traits { return bot.Traits{Files: true} }

// Receive passes on one line after the other, each when the answer to the one
// before has been printed (bot.Incoming.Done), so that what a script types has
// the meaning it would have for a person who reads first. The end of the input,
// Ctrl-C, Ctrl-D and /quit end it, and so does that printing has failed: then its
// error is Err's.
func (t *Terminal) Receive(ctx context.Context, to chan<- bot.Incoming) error {
	err := t.receive(ctx, to)
	if fault := t.Err(); fault != nil {
		return fault
	}
	return err
}

// Err is why printing has failed, nil while all is well. Who does not see the
// answers has nothing left to say.
func (t *Terminal) Err() error {
	select {
	case <-t.broken:
		return t.fault
	default:
		return nil
	}
}

func (t *Terminal) receive(ctx context.Context, to chan<- bot.Incoming) error {
	for t.Err() == nil {
		said, err := t.readLine(ctx)
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the terminal: %w", err)
		}
		said.line = strings.TrimSpace(strings.ToValidUTF8(said.line, string(utf8.RuneError)))
		if quits(said.line) {
			return nil
		}
		in, ok := t.meant(said)
		if !ok {
			continue
		}
		done := make(chan struct{})
		in.Done = sync.OnceFunc(func() { close(done) })
		select {
		case to <- in:
		case <-ctx.Done():
			return nil
		}
		select {
		case <-done:
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// typed is a line, and what a number meant when its first character was typed: a
// ring that comes in the middle of a line does not change what it says.
type typed struct {
	line   string
	offers offers
	err    error
}

// readLine is the next line. Reading from a terminal cannot be interrupted, so
// that a read that ctx has cut short is left to the next call, or to the end of
// the program.
func (t *Terminal) readLine(ctx context.Context) (typed, error) {
	release, err := t.screen.Take()
	if err != nil {
		return typed{}, err
	}
	defer release()
	if t.pending == nil {
		pending := make(chan typed, 1)
		go func() { pending <- t.listen() }()
		t.pending = pending
	}
	select {
	case got := <-t.pending:
		t.pending = nil
		return got, got.err
	case <-t.broken:
		return typed{}, t.fault
	case <-ctx.Done():
		return typed{}, ctx.Err()
	}
}

// listen waits for a line. Until its first character is there a number is for
// what has been printed meanwhile: people answer what they see.
func (t *Terminal) listen() typed {
	var seen offers
	begun := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		seen = maps.Clone(t.offers)
	}
	line, err := t.screen.ReadLine(begun)
	if seen == nil {
		begun()
	}
	return typed{line, seen, err}
}

// meant is what a line means for Usher; false where it means nothing, or only
// to the terminal.
func (t *Terminal) meant(said typed) (bot.Incoming, bool) {
	in := t.said(said.line)
	if in.Text == "" {
		return bot.Incoming{}, false
	}
	in.At = t.now()
	b, message, ok := said.offers.pressed(in.Chat, in.Text)
	if !ok {
		return in, true
	}
	if b.URL != "" {
		t.mu.Lock()
		defer t.mu.Unlock()
		_ = t.show(printable(b.Label + ": " + b.URL)) // Receive tells
		return bot.Incoming{}, false
	}
	in.Text, in.Pressed = b.Command, message
	return in, true
}

// show prints. The first error is kept for Receive.
func (t *Terminal) show(text string) error {
	err := t.screen.Print(text)
	if err == nil {
		return nil
	}
	err = fmt.Errorf("writing the answer: %w", err)
	if t.Err() == nil {
		t.fault = err
		close(t.broken)
	}
	return err
}
