package scheduler

import (
	"cmp"
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// Why a notice is no longer true, in the ledger's words.
const (
	expired   = "expired"
	withdrawn = "talk withdrawn"
	moved     = "talk moved"
	cancelled = "talk cancelled"
	unwanted  = "no longer wanted"
	followed  = "followed since" // a room to the one in its place
)

// word puts what is still true of a delivery at now into words; nothing if
// nothing is kept. What is not true is by reason.
func (l *lane) word(ctx context.Context, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	voice := say.In(d.Language, l.config.Language)
	switch d.Notices[0].Kind {
	case bot.Broadcast:
		return l.broadcast(voice, d, now)
	case bot.Change:
		return l.changed(voice, d, now)
	case bot.Held:
		return l.asked(voice, d, now)
	case bot.Unapproved:
		return l.unapproved(ctx, voice, d, now)
	case bot.Retracted:
		return l.untold(voice, d, now)
	case bot.Disputed:
		return l.disputed(voice, d, now)
	case bot.Removed:
		return l.unnamed(voice, d, now)
	case bot.Encrypted:
		return unreadable(voice, d, now)
	case bot.LockedOut:
		return shutOut(voice, d, now)
	case bot.Unwritten:
		return l.unwritten(voice, d, now)
	case bot.Granted:
		return l.granted(voice, d, now)
	case bot.Amend:
		return l.amended(voice, d, now)
	case bot.Missed:
		return l.missed(voice, d, now)
	case bot.Withdrawn:
		return takenFrom(voice, d, now)
	case bot.Told:
		return l.toldOf(voice, d, now)
	case bot.Here:
		return l.heralded(voice, d, now)
	case bot.Board:
		return l.displayed(voice, d, now)
	case bot.Pin, bot.Unpin:
		return pinned(d)
	case bot.Unpinned:
		return l.unpinned(voice, d, now)
	}
	s := l.config.Schedule()
	rungs, kept, untrue := sift(s, d, l.config.Lead, now)
	l.overleap(d.Notices, untrue, now)
	if len(kept) > 0 {
		m = voice.Rings(s, rungs, now)
	}
	return m, kept, untrue
}

// sift divides the notices of a delivery into what is still true of s at now, as
// what to ring for, and what is not, by reason. Several leads of one slot become
// one rung. own is the conference's lead.
func sift(s *schedule.Schedule, d bot.Delivery, own time.Duration, now time.Time) (rungs []say.Rung, kept []bot.Queued, untrue map[string][]int64) {
	untrue = map[string][]int64{}
	for _, n := range d.Notices {
		slot, because, reason := check(s, n.Notice, d.Wishes, own, now)
		if reason != "" {
			untrue[reason] = append(untrue[reason], n.ID)
			continue
		}
		kept = append(kept, n)
		if !slices.ContainsFunc(rungs, func(r say.Rung) bool { return r.Slot == slot }) {
			rungs = append(rungs, say.Rung{Slot: slot, Because: because})
		}
	}
	// In the schedule's own order, so that numbers mean the same each time.
	order := s.Slots()
	slices.SortFunc(rungs, func(a, b say.Rung) int {
		return cmp.Or(a.Slot.Start.Compare(b.Slot.Start), cmp.Compare(slices.Index(order, a.Slot), slices.Index(order, b.Slot)))
	})
	return rungs, kept, untrue
}

// check finds the slot that a notice is about and for whose sake it is told, or
// why it must not be: where it is expired and nothing else, the chat misses it. What
// was on its way when its chat chose other leads comes back as it was.
func check(s *schedule.Schedule, n bot.Notice, w bot.Wishes, own time.Duration, now time.Time) (slot *schedule.Slot, because schedule.Topic, reason string) {
	slot, because, reason = stillWanted(s, n, w)
	chosen := func(lead time.Duration) bool { return leadOf(lead, own) == n.Lead }
	switch {
	case reason != "":
		return nil, because, reason
	case !n.Expires.After(now):
		return nil, because, expired
	case !slices.ContainsFunc(w.Leads, chosen):
		return nil, because, unwanted
	}
	return slot, because, ""
}

// stillWanted finds the slot that a notice is about and for whose sake it is told,
// or why it would not be true.
func stillWanted(s *schedule.Schedule, n bot.Notice, w bot.Wishes) (slot *schedule.Slot, because schedule.Topic, reason string) {
	slots := s.Talk(n.Talk)
	if len(slots) == 0 {
		return nil, because, withdrawn
	}
	reason = moved
	for _, slot := range slots {
		because, asked := w.Because(slot)
		switch {
		case !slot.Start.Equal(n.Start):
		case slot.Cancelled:
			reason = cancelled
		case !asked:
			reason = unwanted
		default:
			return slot, because, ""
		}
	}
	return nil, because, reason
}

func ids(notices []bot.Queued) []int64 {
	all := make([]int64, len(notices))
	for i, n := range notices {
		all[i] = n.ID
	}
	return all
}
