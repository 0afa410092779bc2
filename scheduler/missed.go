package scheduler

import (
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

const (
	// history is how long after the end of a talk nobody wants to know any more
	// that they missed its ring.
	history = 3 * time.Hour
	// missedDeadline puts what was missed behind all that can still be told in time.
	missedDeadline = 30 * time.Minute
	// missedExpiry is how long it is worth telling: whatever was missed is history
	// then.
	missedExpiry = 6 * time.Hour
)

// overleapt is why a ring is dropped that the clock has leapt over: it rings if that
// is set back.
const overleapt = "the clock was set"

// nothingMissed is why nobody is told of rings that they do not miss.
const nothingMissed = "nothing missed"

// giveUp makes an outcome of notices that were dropped say that their chat is told
// so later, where these are rings that it still wants.
func giveUp(o bot.Outcome, kind bot.NoticeKind) bot.Outcome {
	if kind == bot.Ring && o.State == bot.StateDropped && !o.Gone {
		// Those who miss something in the same minute are due at the same moment:
		// claiming costs a step for each moment, and an outage has a crowd of them.
		at := o.At.Truncate(time.Minute)
		o.Missed = bot.Notice{
			Kind: bot.Missed, Start: at, Due: at,
			Deadline: at.Add(missedDeadline), Expires: at.Add(missedExpiry),
		}
	}
	return o
}

// overleap tells what expired because the clock was set ahead from what did while it
// went on: that alone is missed.
func (l *lane) overleap(notices []bot.Queued, untrue map[string][]int64, now time.Time) {
	l.leaps.look(now, l.config.Real())
	for _, n := range notices {
		if i := slices.Index(untrue[expired], n.ID); i >= 0 && l.leaps.leapt(n.Expires) {
			untrue[expired] = slices.Delete(untrue[expired], i, i+1)
			untrue[overleapt] = append(untrue[overleapt], n.ID)
		}
	}
	if len(untrue[expired]) == 0 {
		delete(untrue, expired)
	}
}

// missed words what a chat did not hear of while it could not be reached: of what
// it still wants, and has not known for long.
func (l *lane) missed(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	s := l.config.Schedule()
	var slots []*schedule.Slot
	var since time.Time
	for _, n := range d.About.Rings {
		slot, _, reason := stillWanted(s, n.Notice, d.Wishes)
		_, silent := d.Muted(n.Talk, now)
		if reason != "" || silent || !slot.Until.Add(history).After(now) {
			continue
		}
		if since.IsZero() || n.Due.Before(since) {
			since = n.Due
		}
		if !slices.Contains(slots, slot) { // as it is with several leads
			slots = append(slots, slot)
		}
	}
	if len(slots) == 0 {
		return m, nil, map[string][]int64{nothingMissed: ids(d.Notices)}
	}
	return v.At(s, now, nil).Missed(slots, since), d.Notices, nil
}
