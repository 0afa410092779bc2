package scheduler

import (
	"slices"
	"time"

	"usher/bot"
)

const (
	firstBackoff = 2 * time.Second
	maxBackoff   = time.Minute
	// maxMoves is how many attempts may have been made at a notice for it to be
	// tried again at once when its chat has moved: two names might point at each
	// other.
	maxMoves = 3
)

// fileless is why a notice is tried again at once without what was to go along.
const fileless = "without its file"

// paced is why a notice waits whose chat has been told much lately.
const paced = "paced"

// attempt is one attempt to deliver.
type attempt struct {
	bot.Delivery
	traits bot.Traits
	// worded is when it was put into words and clock when it was over, by the
	// conference clock; begun is when it began and now when it was over, by the real
	// one.
	worded, clock, begun, now time.Time
	ref                       bot.Ref
	reads                     string // of a board
	file                      string // that goes along, by its key; "" is none
	fileFailed                int    // how often that has failed by now
	over                      bool   // nothing is to come that the board could say
	err                       error
}

// amends reports whether the attempt was at a message that is there already:
// twice is the same as once then.
func (a attempt) amends() bool {
	return a.About.Ref.ID != "" && (a.Notices[0].Kind != bot.Told || unbuttons(a.Delivery))
}

// saidAnew reports whether what was to take the place of a message that cannot be changed
// any more is said in a message of its own: unlike what amends a ring, nothing else says it.
func (a attempt) saidAnew() bool {
	kind := a.Notices[0].Kind
	news := kind == bot.Told && !unbuttons(a.Delivery) || kind == bot.Withdrawn
	return news && a.err != nil && bot.AsSendError(a.err).Failure == bot.Rejected
}

// unbuttons reports whether a delivery has nothing to say, and only takes away the button
// that undoes what cannot be undone any more.
func unbuttons(d bot.Delivery) bool {
	return d.Notices[0].Kind == bot.Told && !slices.ContainsFunc(d.Notices, func(n bot.Queued) bool {
		return n.Due.Before(d.Telling.UndoUntil())
	})
}

// outcome is what an attempt means for its notices, and for how long the network
// wants nothing at all.
func outcome(a attempt, chance func() float64) (o bot.Outcome, pause time.Duration) {
	if a.err == nil {
		return bot.Outcome{State: bot.StateSent, At: a.clock, Ref: a.ref, Reads: a.reads, Over: a.over}, 0
	}
	failed := bot.AsSendError(a.err)
	o = bot.Outcome{At: a.clock, Reason: failed.Failure.String()}
	if failed.Fileless && (failed.Failure == bot.Rejected || a.fileFailed >= fileAttempts) {
		o.Fileless, o.Reason = a.News.Number, fileless
		return retry(o, a, failed, 0), 0
	}
	switch failed.Failure {
	case bot.Gone:
		o.State, o.Gone = bot.StateDropped, true
		return o, 0
	case bot.Rejected:
		o.State, o.Reason = bot.StateRejected, failed.Error()
		switch kind := a.Notices[0].Kind; {
		case kind == bot.Unpin: // whoever let Usher pin may do that, too
			o.State, o.Reason = bot.StateDropped, unpinnable
		case kind == bot.Pin:
			o.State, o.Reason, o.Unpinned = bot.StateDropped, unpinnable, true
		case a.amends(): // too old, or deleted: no fault of what it says
			o.State, o.Reason = bot.StateDropped, unamendable
			if kind == bot.Board { // then it stands there anew
				o.Lost, o.Due = true, a.clock
			}
		}
		return o, 0
	case bot.Throttled:
		pause = failed.After
		if pause <= 0 { // to ask at once would be to ask again and again
			pause = backoff(a.Attempt)
		}
		return retry(o, a, failed, pause), pause
	case bot.ChatMoved:
		if failed.To.Platform == a.Chat.Platform && failed.To != a.Chat {
			o.MovedTo = failed.To
			if a.Attempt <= maxMoves {
				return retry(o, a, failed, 0), 0
			}
		}
	}
	return retry(o, a, failed, jittered(backoff(a.Attempt), chance())), 0
}

// retry lets the notices be tried again after a while, or drops them if by then
// they are worth nothing.
func retry(o bot.Outcome, a attempt, failed *bot.SendError, after time.Duration) bot.Outcome {
	if !a.clock.Add(after).Before(expiry(a.Notices)) {
		o.State, o.Reason = bot.StateDropped, "too late after "+o.Reason
		return o
	}
	o.State, o.Again = bot.StateQueued, a.now.Add(after)
	o.Unsure = failed.Unsure
	o.MaybeTwice = failed.Unsure && !a.traits.Idempotent && !a.amends()
	return o
}

// backoff is how long to wait after an attempt, counted from 1: 2 s, 4 s, 8 s …
// and at most a minute.
func backoff(attempt int) time.Duration {
	wait := firstBackoff
	for range attempt - 1 {
		if wait *= 2; wait >= maxBackoff {
			return maxBackoff
		}
	}
	return wait
}

// jittered is between half of a wait and all of it, so that those who failed
// together do not come back together (M. Brooker, "Exponential Backoff And
// Jitter": equal jitter).
func jittered(wait time.Duration, chance float64) time.Duration {
	return wait - time.Duration(chance*float64(wait/2))
}

// expiry is from when on none of the notices is worth anything.
func expiry(notices []bot.Queued) time.Time {
	var last time.Time
	for _, n := range notices {
		if n.Expires.After(last) {
			last = n.Expires
		}
	}
	return last
}
