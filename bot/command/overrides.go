package command

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// overridden reads /overrides: what organisers say over the published schedule, who and
// when. Its buttons come back as "/overrides end 7".
func overridden(ctx context.Context, e *Env, r *Request, m say.Moment) (order, error) {
	all, err := e.Desk.Overrides(ctx)
	if err != nil {
		return order{}, err
	}
	digits, ending := strings.CutPrefix(r.Args, "end ")
	if !ending {
		return answered(m.Overrides(all, e.Desk.Published(), r.Skip))
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	i := slices.IndexFunc(all, func(o schedule.Override) bool { return err == nil && o.Number == number })
	if i < 0 {
		return answered(m.OverrideGone(all, e.Desk.Published()))
	}
	if doing := bot.DoingOf(ctx); doing != nil {
		doing.About = "end " + schedule.Cut(r.override(all[i]), mostAbout) // its number means nothing later
	}
	if all[i].Kind != schedule.Add {
		return order{ends: []int64{number}}, nil
	}
	added := all[i].Talk
	// What is said of a talk that is in no schedule any more would wait for ever.
	return order{ends: numbers(slices.DeleteFunc(all, func(o schedule.Override) bool { return o.Talk != added }))}, nil
}

// minutesOf is a length as a button types it.
func minutesOf(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }
