package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"usher/schedule"
)

type scheduleCommand struct {
	Show  showCommand  `cmd:"" help:"Print a schedule."`
	Check checkCommand `cmd:"" help:"List what is wrong or doubtful in a schedule."`
	Diff  diffCommand  `cmd:"" help:"List what a visitor would call a change between two versions."`
}

type showCommand struct {
	Sources []string `arg:"" name:"source" sep:"none" help:"The schedule's file or URL; or several, each with a name: main=URL workshops=URL."`
	JSON    bool     `name:"json" help:"As JSON."`
	sourceFlags
}

// Run prints the schedule.
func (c *showCommand) Run(ctx context.Context, std streams) error {
	s, err := c.load(ctx, strings.Join(c.Sources, " "))
	if err != nil {
		return err
	}
	return write(std.Out, func(w io.Writer) error {
		if c.JSON {
			return writeJSON(w, s)
		}
		warnZoneless(w, s)
		showSchedule(w, s)
		return nil
	})
}

type checkCommand struct {
	Sources []string `arg:"" name:"source" sep:"none" help:"The schedule's file or URL; or several, each with a name: main=URL workshops=URL."`
	All     bool     `help:"Name every talk, not only the first few of each kind."`
	sourceFlags
}

// Run prints what is doubtful. Doubts do not make a schedule unusable, so they
// are no error.
func (c *checkCommand) Run(ctx context.Context, std streams) error {
	s, err := c.load(ctx, strings.Join(c.Sources, " "))
	if err != nil {
		return err
	}
	return write(std.Out, func(w io.Writer) error {
		showDoubts(w, s, c.All)
		return nil
	})
}

type diffCommand struct {
	Old  string `arg:"" help:"The older version's file or URL; or several in quotes: 'main=URL workshops=URL'."`
	New  string `arg:"" help:"The newer version's file or URL."`
	JSON bool   `name:"json" help:"As JSON."`
	sourceFlags
}

// Run prints the changes. There being any is no error.
func (c *diffCommand) Run(ctx context.Context, std streams) error {
	older, err := c.load(ctx, c.Old, c.New)
	if err != nil {
		return err
	}
	newer, err := c.load(ctx, c.New, c.Old)
	if err != nil {
		return err
	}
	// Times that both lack a zone compare well; otherwise all may seem to have moved.
	switch before, after := older.Conference().Zoneless, newer.Conference().Zoneless; {
	case before && !after:
		warnZoneless(std.Err, older)
	case after && !before:
		warnZoneless(std.Err, newer)
	}
	changes := schedule.Diff(older, newer)
	return write(std.Out, func(w io.Writer) error {
		if c.JSON {
			if changes == nil {
				changes = []schedule.Change{}
			}
			return writeJSON(w, map[string][]schedule.Change{"changes": changes})
		}
		showChanges(w, changes)
		return nil
	})
}

// write gives f a buffered writer. That keeps the first error of writing until
// the end, so that f need not look at each.
func write(out io.Writer, f func(io.Writer) error) error {
	w := bufio.NewWriter(out)
	if err := f(w); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
