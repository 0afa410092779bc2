package scheduler

import (
	"time"

	"usher/bot"
)

// muted is why a ring is dropped that nobody wanted to hear.
const muted = "muted"

// hush takes the rings out of a delivery that its chat does not want to hear at
// now. Those whose talk starts after the mute has ended ring then; the others are
// dropped, which frees their keys: unmuting before the start rings late.
func (l *lane) hush(d bot.Delivery, now time.Time) []bot.Queued {
	var heard []bot.Queued
	for _, n := range d.Notices {
		until, silent := d.MutedUntil(n.Talk, now)
		if n.Kind != bot.Ring || !silent {
			heard = append(heard, n)
			continue
		}
		o := bot.Outcome{State: bot.StateDropped, At: now, Reason: muted}
		if until.Before(n.Start) {
			o.Due = until // zero where no end is in sight
		}
		l.settle(d.Chat, []int64{n.ID}, o)
	}
	return heard
}

// quiet reports whether a delivery is told without a sound: what must be known is
// told to who has muted it, too.
func quiet(d bot.Delivery, now time.Time) bool {
	for _, n := range d.Notices {
		talk := ""
		if n.Kind == bot.Change {
			talk = n.Talk
		}
		if _, silent := d.Muted(talk, now); !silent {
			return false
		}
	}
	return true
}
