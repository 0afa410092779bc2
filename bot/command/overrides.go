package command

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

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
	if err != nil || !slices.ContainsFunc(all, func(o schedule.Override) bool { return o.Number == number }) {
		return answered(m.OverrideGone(all, e.Desk.Published()))
	}
	return order{ends: []int64{number}}, nil
}

// minutesOf is a length as a button types it.
func minutesOf(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }
