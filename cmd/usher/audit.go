package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"usher/bot/command"
	"usher/schedule"
)

type auditCommand struct {
	CSV bool `name:"csv" help:"As a table for a spreadsheet, with a head."`
	ledgerFlags
}

// Run prints what organisers did and what others were refused, the newest first, whether
// or not an Usher uses the database.
func (c *auditCommand) Run(ctx context.Context, std streams) error {
	ledger, s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = ledger.Close() }() // it has only read
	deeds, err := ledger.Deeds(ctx)
	if err != nil {
		return err
	}
	return write(std.Out, func(w io.Writer) error {
		if c.CSV {
			table, err := command.AuditCSV(deeds, s.Zone())
			if err == nil {
				_, err = w.Write(table)
			}
			return err
		}
		for _, d := range deeds {
			who := "somebody forgotten"
			if !d.By.IsZero() {
				who = d.By.String()
			}
			line := fmt.Sprintf("%s  %-7s  %s: %s %s", d.At.In(s.Zone()).Format(time.DateTime), d.Result, who, d.Did, schedule.Visible(d.About))
			if d.Became != "" {
				line += ": " + strings.TrimPrefix(schedule.Visible(d.Was)+" → ", " → ") + schedule.Visible(d.Became)
			}
			if !d.Whom.IsZero() {
				line += " to " + d.Whom.String()
			}
			fmt.Fprintln(w, line)
		}
		return nil
	})
}
