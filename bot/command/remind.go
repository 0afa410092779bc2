package command

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
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
		w, err := e.wishes(ctx, r)
		if err != nil {
			return bot.Message{}, err
		}
		return r.Voice.Reminders(w.leads, false, e.Lead), nil
	}
	if strings.EqualFold(r.Args, "default") {
		if err := e.Store.SetLeads(ctx, r.Chat, nil); err != nil {
			return bot.Message{}, fmt.Errorf("setting leads: %w", err)
		}
		e.changed(r)
		return r.Voice.Reminders([]time.Duration{e.Lead}, true, e.Lead), nil
	}
	leads, ok := readLeads(r.Args)
	if !ok {
		return r.Voice.RemindHow(r.Args, mostLead, mostLeads), nil
	}
	if err := e.Store.SetLeads(ctx, r.Chat, leads); err != nil {
		return bot.Message{}, fmt.Errorf("setting leads: %w", err)
	}
	e.changed(r)
	return r.Voice.Reminders(leads, true, e.Lead), nil
}

// minutesIn are the units that may follow a number.
var minutesIn = map[string]int{
	"": 1, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
	"h": 60, "hour": 60, "hours": 60,
}

// leadForm is a number with its unit: "15", "15min", "1h". "1h30m" is two.
var leadForm = regexp.MustCompile(`^(?:\d{1,4}[a-z]*\.?)+$`)

// apart is a number with a blank before its unit: "15 min", but not "30 5".
var apart = regexp.MustCompile(`(\d) +([a-z])`)

// leadPart is one number with its unit.
var leadPart = regexp.MustCompile(`(\d+)([a-z]*)`)

// readLeads reads "15", "30 5", "15 min", "1h30m", "2 hours".
func readLeads(typed string) ([]time.Duration, bool) {
	typed = strings.ToLower(typed)
	typed = apart.ReplaceAllString(typed, "$1$2")
	var leads []time.Duration
	for _, word := range words(typed) {
		if !leadForm.MatchString(word) {
			return nil, false
		}
		total := 0
		for _, part := range leadPart.FindAllStringSubmatch(word, -1) {
			n, err := strconv.Atoi(part[1])
			unit, ok := minutesIn[part[2]]
			if err != nil || !ok {
				return nil, false
			}
			total += n * unit
		}
		d := time.Duration(total) * time.Minute
		if d < time.Minute || d > mostLead {
			return nil, false
		}
		leads = append(leads, d)
	}
	slices.SortFunc(leads, func(a, b time.Duration) int { return cmp.Compare(b, a) })
	leads = slices.Compact(leads)
	return leads, len(leads) > 0 && len(leads) <= mostLeads
}

// words are what is separated by blanks or commas.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}
