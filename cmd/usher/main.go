// Usher is the person at the door who knows the schedule of a conference: it
// answers what is on and rings before the talks that people star.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // a bare container has no time zones of its own

	"github.com/alecthomas/kong"

	"usher/bot/say"
	"usher/schedule"
)

// The exit codes of usher.
const (
	exitOK     = 0
	exitFailed = 1 // it could not do what was asked
	exitUsage  = 2 // it was asked wrongly; kong's own choice is 80
)

// commandLine is what can be asked of usher: one field for each command.
type commandLine struct {
	Demo       demoCommand       `cmd:"" help:"Talk to Usher here in the terminal, about a real conference."`
	Serve      serveCommand      `cmd:"" help:"Be there for a conference: answer and ring on Telegram and Matrix."`
	Health     healthCommand     `cmd:"" help:"Ask a running Usher whether it is well."`
	Deliveries deliveriesCommand `cmd:"" help:"List what became of rings and other news, while Usher is running, too."`
	Audit      auditCommand      `cmd:"" help:"List what organisers did and what others were refused, while Usher is running, too."`
	Backup     backupCommand     `cmd:"" help:"Copy the database, while Usher is running, too."`
	Links      linksCommand      `cmd:"" help:"List links that open Usher on Telegram at a talk, a room, a track or a speaker."`
	Matrix     matrixCommand     `cmd:"" help:"Log Usher in on Matrix."`
	Rehearse   rehearseCommand   `cmd:"" help:"Play a conference in seconds, and say what people would be told. Nothing is sent."`
	Schedule   scheduleCommand   `cmd:"" help:"Look at a schedule as Usher understands it."`

	Version kong.VersionFlag `help:"Say which Usher this is."`
}

// streams are where a command reads and writes.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
}

func main() {
	// That nobody reads on ends Usher as any other error does, and not half-way.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what args ask for and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal kills, whatever hangs
	var cli commandLine
	help := &checked{Writer: stdout}
	answered := false // --help is the whole answer
	parser, err := newParser(&cli,
		kong.Writers(help, stderr),
		kong.Exit(func(int) { answered = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{In: stdin, Out: stdout, Err: stderr}),
	)
	if err != nil {
		return fail(stderr, err, exitFailed)
	}
	command, err := parser.Parse(args)
	switch {
	case help.err != nil:
		return fail(stderr, fmt.Errorf("writing the answer: %w", help.err), exitFailed)
	case answered:
		return exitOK
	case err != nil:
		code := fail(stderr, err, exitUsage)
		if _, settings := errors.AsType[complaints](err); !settings { // these say what to do
			fmt.Fprintln(stderr, "Try usher --help.")
		}
		return code
	}
	err = command.Run()
	if _, settings := errors.AsType[misconfigured](err); settings {
		return fail(stderr, err, exitUsage)
	}
	return fail(stderr, err, exitFailed)
}

// newParser reads command lines, the environment and the file of settings.
func newParser(cli *commandLine, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(cli, append(options,
		kong.Name("usher"),
		kong.Vars{"version": versionText(), "languages": strings.Join(say.Languages(), " or ")},
		kong.Description("Usher knows the schedule of a conference and shows you to your seat."),
	)...)
}

// checked keeps the first error of writing: kong takes it for wrong usage.
type checked struct {
	io.Writer
	err error
}

// Write passes p on.
func (c *checked) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// fail says what went wrong, a line for each error, and returns the exit code.
// An answer that cannot be written is a failure like any other, unless nobody
// reads on, as in `usher … | head`: then nobody wants to know.
func fail(stderr io.Writer, err error, code int) int {
	if err == nil || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return exitOK
	}
	all, ok := errors.AsType[complaints](err)
	if !ok {
		all = complaints{err}
	}
	for _, e := range all {
		fmt.Fprintf(stderr, "usher: %s\n", schedule.Line(e.Error()))
	}
	return code
}

// complaints are errors that a line each is due to.
type complaints []error

// add notes one more.
func (c *complaints) add(format string, args ...any) { *c = append(*c, fmt.Errorf(format, args...)) }

// Error is all of them.
func (c complaints) Error() string { return errors.Join(c...).Error() }
