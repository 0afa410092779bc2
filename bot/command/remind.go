package command

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot"
)

// How early and how often somebody can be rung before one talk.
const (
	mostLead  = 24 * time.Hour
	mostLeads = 4
)

// remind answers /remind [minutes…]: how long before a talk to ring.
func remind(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.Args == "" {
		leads, err := e.leads(ctx, r)
		if err != nil {
			return bot.Message{}, err
		}
		return r.Voice.Reminders(leads, false), nil
	}
	leads, ok := readLeads(r.Args)
	if !ok {
		return r.Voice.RemindHow(r.Args, mostLead, mostLeads), nil
	}
	if err := e.Store.SetLeads(ctx, r.Chat, leads); err != nil {
		return bot.Message{}, fmt.Errorf("setting leads: %w", err)
	}
	e.wake()
	return r.Voice.Reminders(leads, true), nil
}

// readLeads reads "15", "30 5", "15 min", "1h".
func readLeads(typed string) ([]time.Duration, bool) {
	var leads []time.Duration
	for _, word := range words(strings.ToLower(typed)) {
		number := strings.TrimRight(word, "hminutes.")
		unit := time.Minute
		if strings.HasPrefix(word[len(number):], "h") {
			unit = time.Hour
		}
		if number == "" && len(leads) > 0 { // "15 min": the unit of the number before
			if unit == time.Hour {
				leads[len(leads)-1] *= 60
			}
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > int(mostLead/time.Minute) {
			return nil, false
		}
		leads = append(leads, time.Duration(n)*unit)
	}
	slices.SortFunc(leads, func(a, b time.Duration) int { return int(b - a) })
	leads = slices.Compact(leads)
	if len(leads) == 0 || len(leads) > mostLeads || leads[0] > mostLead {
		return nil, false
	}
	return leads, true
}

// words are what is separated by blanks or commas.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}
