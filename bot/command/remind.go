package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// How early and how often somebody can be rung before one talk.
const (
	mostLead  = 24 * time.Hour
	mostLeads = 4
)

// remind answers /remind [minutes…]: how long before a talk to ring.
func remind(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if say.IsNone(r.Args) {
		return r.Voice.RemindNone(r.From), nil
	}
	var leads []time.Duration
	if r.Args != "" && !say.IsDefault(r.Args) {
		var ok bool
		if leads, ok = readLeads(r.Args); !ok {
			return r.Voice.RemindHow(r.Args, mostLead, mostLeads), nil
		}
	}
	if r.Args != "" {
		if err := e.Store.SetLeads(ctx, r.Chat, leads); err != nil {
			return bot.Message{}, fmt.Errorf("setting leads: %w", err)
		}
		e.changed(r)
		if r.From != "" {
			return e.again(ctx, r, r.From)
		}
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.moment(w).Reminders(w.settings(), r.Args != "", e.Lead, r.From), nil
}

// readLeads reads "15", "30 5", "15 min", "1h30m", "1h 30m", "2 hours". Several
// leads have a comma between them, or no units that get smaller.
func readLeads(typed string) ([]time.Duration, bool) {
	var leads []time.Duration
	for part := range strings.SplitSeq(joined(typed), ",") {
		larger := time.Duration(0) // the unit of the word before, if it had one
		for word := range strings.FieldsSeq(part) {
			d, unit, ok := readLength(word)
			if !ok {
				return nil, false
			}
			if unit > 0 && d < larger {
				leads[len(leads)-1] += d
			} else {
				leads = append(leads, d)
			}
			larger = unit
		}
	}
	if slices.ContainsFunc(leads, func(d time.Duration) bool { return d < time.Minute || d > mostLead }) {
		return nil, false
	}
	slices.SortFunc(leads, func(a, b time.Duration) int { return cmp.Compare(b, a) })
	leads = slices.Compact(leads)
	return leads, len(leads) > 0 && len(leads) <= mostLeads
}

// words are what is separated by blanks or commas.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}
