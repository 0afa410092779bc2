package scheduler

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

var (
	clock    = time.Date(2023, time.September, 13, 14, 20, 0, 0, time.UTC)
	now      = clock.Add(1000 * time.Hour) // the two have nothing to do with each other
	group    = bot.Chat{Platform: "p", ID: "1"}
	super    = bot.Chat{Platform: "p", ID: "2"}
	ref      = bot.Ref{Chat: group, ID: "7"}
	errCause = errors.New("cause")
)

var outcomes = map[string]struct {
	err        error
	attempt    int
	left       time.Duration // until the notice expires
	idempotent bool
	want       bot.Outcome
	pause      time.Duration
}{
	"sent": {want: bot.Outcome{State: bot.StateSent, Ref: ref}},
	"temporary": {
		err: &bot.SendError{Failure: bot.Temporary, Err: errCause}, attempt: 3, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(8 * time.Second), Reason: "temporary"},
	},
	"temporary for long": {
		err: &bot.SendError{Failure: bot.Temporary, Err: errCause}, attempt: 1000, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(time.Minute), Reason: "temporary"},
	},
	"temporary until too late": {
		err: &bot.SendError{Failure: bot.Temporary, Err: errCause}, attempt: 3, left: 8 * time.Second,
		want: bot.Outcome{State: bot.StateDropped, Reason: "too late after temporary"},
	},
	"answer lost": {
		err: &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errCause}, attempt: 1, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(2 * time.Second), Reason: "temporary",
			Unsure: true, MaybeTwice: true},
	},
	"answer lost where keys are known": {
		err: &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errCause}, attempt: 1, left: time.Hour, idempotent: true,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(2 * time.Second), Reason: "temporary", Unsure: true},
	},
	"not a SendError": {
		err: errCause, attempt: 1, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(2 * time.Second), Reason: "temporary",
			Unsure: true, MaybeTwice: true},
	},
	"throttled": {
		err: &bot.SendError{Failure: bot.Throttled, After: 37 * time.Second, Err: errCause}, attempt: 5, left: time.Hour,
		want:  bot.Outcome{State: bot.StateQueued, Again: now.Add(37 * time.Second), Reason: "throttled"},
		pause: 37 * time.Second,
	},
	// Matrix may leave out for how long; at once would be a hot loop.
	"throttled for nobody knows how long": {
		err: &bot.SendError{Failure: bot.Throttled, Err: errCause}, attempt: 5, left: time.Hour,
		want:  bot.Outcome{State: bot.StateQueued, Again: now.Add(32 * time.Second), Reason: "throttled"},
		pause: 32 * time.Second,
	},
	"throttled for a moment": {
		err: &bot.SendError{Failure: bot.Throttled, After: time.Millisecond, Err: errCause}, attempt: 3, left: time.Hour,
		want:  bot.Outcome{State: bot.StateQueued, Again: now.Add(time.Millisecond), Reason: "throttled"},
		pause: time.Millisecond,
	},
	"throttled until too late": {
		err: &bot.SendError{Failure: bot.Throttled, After: time.Hour, Err: errCause}, attempt: 1, left: time.Minute,
		want:  bot.Outcome{State: bot.StateDropped, Reason: "too late after throttled"},
		pause: time.Hour,
	},
	"gone": {
		err: &bot.SendError{Failure: bot.Gone, Err: errCause}, attempt: 1, left: time.Hour,
		want: bot.Outcome{State: bot.StateDropped, Gone: true, Reason: "gone"},
	},
	"moved": {
		err: &bot.SendError{Failure: bot.ChatMoved, To: super, Err: errCause}, attempt: 1, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now, MovedTo: super, Reason: "moved"},
	},
	"moved to itself": {
		err: &bot.SendError{Failure: bot.ChatMoved, To: group, Err: errCause}, attempt: 1, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(2 * time.Second), Reason: "moved"},
	},
	"moved again and again": {
		err: &bot.SendError{Failure: bot.ChatMoved, To: super, Err: errCause}, attempt: 4, left: time.Hour,
		want: bot.Outcome{State: bot.StateQueued, Again: now.Add(16 * time.Second), Reason: "moved", MovedTo: super},
	},
	"rejected": {
		err: &bot.SendError{Failure: bot.Rejected, Err: errCause}, attempt: 1, left: time.Hour,
		want: bot.Outcome{State: bot.StateRejected, Reason: "rejected: cause"},
	},
}

func TestOutcome(t *testing.T) {
	for name, test := range outcomes {
		t.Run(name, func(t *testing.T) {
			test.want.At = clock
			got, pause := outcome(attempt{
				Delivery: bot.Delivery{Chat: group, Attempt: test.attempt,
					Notices: []bot.Queued{{Notice: bot.Notice{Expires: clock.Add(test.left)}}}},
				traits: bot.Traits{Idempotent: test.idempotent},
				clock:  clock, now: now, ref: ref, err: test.err,
			}, func() float64 { return 0 })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if pause != test.pause {
				t.Errorf("pause %v, want %v", pause, test.pause)
			}
		})
	}
}

func TestWhoFailsTogetherDoesNotComeBackTogether(t *testing.T) {
	waits := map[time.Duration]bool{}
	for range 100 {
		wait := jittered(backoff(3), rand.Float64())
		if wait < 4*time.Second || wait > 8*time.Second {
			t.Fatalf("the third attempt waits %v, want 4 to 8 s", wait)
		}
		waits[wait] = true
	}
	if len(waits) < 90 {
		t.Errorf("100 attempts come at %d moments", len(waits))
	}
}

// TestACrowdMissesAtOneMoment, or there would be as many moments to look at as
// people in each turn after an outage.
func TestACrowdMissesAtOneMoment(t *testing.T) {
	dropped := func(at time.Time) bot.Notice {
		return giveUp(bot.Outcome{State: bot.StateDropped, At: at}, bot.Ring).Missed
	}
	first, last := dropped(clock), dropped(clock.Add(time.Minute-time.Millisecond))
	if diff := cmp.Diff(first, last); diff != "" || first.Kind != bot.Missed || first.Due.After(clock) {
		t.Errorf("-first +last:\n%s", diff)
	}
	if next := dropped(clock.Add(time.Minute)); cmp.Equal(first, next) {
		t.Error("what is missed later is the same news")
	}
}
