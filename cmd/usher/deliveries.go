package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"regexp"
	"time"

	"usher/schedule"
	"usher/storage"
)

type deliveriesCommand struct {
	Since  since  `placeholder:"2h|TIME" help:"Leave out what was settled before: 2h ago, 14:00 today, or 2023-09-13 14:00."`
	Talk   string `placeholder:"WORDS|KEY" help:"Only what is about the talks that match."`
	Failed bool   `help:"Only what did not arrive, or not at the first attempt, or maybe twice."`
	JSON   bool   `name:"json" help:"As JSON, an object a line, the last one with what they come to."`
	ledgerFlags
}

// Run prints what became of notices, whether or not an Usher uses the database.
func (c *deliveriesCommand) Run(ctx context.Context, std streams) error {
	ledger, s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = ledger.Close() }() // it has only read
	query := storage.Query{Since: c.Since.before(time.Now(), s.Zone()), Failed: c.Failed}
	if c.Talk != "" {
		if query.Talks = talksLike(s, c.Talk); query.Talks == nil {
			return fmt.Errorf("--talk: nothing in the schedule matches %q", c.Talk)
		}
	}
	var tallies []storage.Tally
	if !c.JSON && c.Talk == "" && !c.Failed && query.Since.IsZero() {
		if tallies, err = ledger.Tallies(ctx); err != nil {
			return err
		}
	}
	now := time.Now()
	queues, err := ledger.Queues(ctx, now, now.Add(-time.Minute))
	if err != nil {
		return err
	}
	var unread error
	entries := untilFailure(ledger.Entries(ctx, query), &unread)
	err = write(std.Out, func(w io.Writer) error {
		if c.JSON {
			return writeEntries(w, s, entries, queues, &unread)
		}
		showEntries(w, s, entries)
		showQueues(w, s, queues)
		showTallies(w, tallies)
		return nil
	})
	return cmp.Or(unread, err)
}

// talkKey is the form of a talk's key (schedule.Key), with its source in front.
var talkKey = regexp.MustCompile(`^[A-Za-z0-9_-]+-[cgih]-[A-Za-z0-9_-]+$`)

// talksLike are the keys of the talks that are meant: of those with the words in
// the title, if there are any, else of all that have them. A key may be that of a
// talk that is not in the schedule any more.
func talksLike(s *schedule.Schedule, typed string) []string {
	if talkKey.MatchString(typed) {
		return []string{typed}
	}
	found := s.Search(typed)
	var keys []string
	for i, slot := range found.Talks {
		if found.Titled == 0 || i < found.Titled {
			keys = append(keys, slot.Key)
		}
	}
	return keys
}

// untilFailure are entries up to the first error, which it keeps.
func untilFailure(entries iter.Seq2[storage.Entry, error], failure *error) iter.Seq[storage.Entry] {
	return func(yield func(storage.Entry) bool) {
		for e, err := range entries {
			if err != nil {
				*failure = err
				return
			}
			if !yield(e) {
				return
			}
		}
	}
}

// titleOf is what a talk is called; "" if it is not in the schedule.
func titleOf(s *schedule.Schedule, key string) string {
	if slots := s.Talk(key); len(slots) > 0 {
		return slots[0].Title
	}
	return ""
}
