package scheduler_test

import (
	"time"

	"usher/schedule"
)

const (
	// prompt is how late a ring may begin while nothing is out of order: others may
	// be told first, one after the other.
	prompt = 10 * time.Second
	// oneCatchUp is for how long one message about what was missed is enough, less
	// what the clock may be set by.
	oneCatchUp = 50 * time.Minute
)

// judgePrompt holds that a ring begins when it falls due, where nothing was in its
// way.
func (a *afternoon) judgePrompt(r *request, slot *schedule.Slot, lead time.Duration) {
	late := a.now().Sub(slot.Start.Add(-lead))
	fellDue := time.Now().Add(-late)
	if late <= prompt || len(a.visitors) == crowd || len(r.v.wishes.Mutes) > 0 {
		return
	}
	if latest(a.disturbed, a.behind, r.v.disturbed).Add(patience).Before(fellDue) && a.settledBefore(r.v, slot, fellDue) {
		a.broken("%v is rung %v late: %s", r.v, late, r.text)
	}
}

// settledBefore reports whether it was clear at an instant that somebody wants to be
// rung for a slot.
func (a *afternoon) settledBefore(v *visitor, slot *schedule.Slot, at time.Time) bool {
	return v.acted.Before(at) && a.edited[slot.GUID].Before(at)
}

// missed reports whether somebody is to be told that they missed the ring for a slot,
// of which they have heard nothing at all.
func (a *afternoon) missed(v *visitor, slot *schedule.Slot) bool {
	_, wants := v.wishes.Because(slot)
	key := rung{slot.Key, slot.Start.UnixMilli()}
	_, told := v.told[key]
	if !wants || told || v.unsure[key] || slot.Cancelled || !v.caughtUp.IsZero() || a.silent(v, slot, a.now()) {
		return false
	}
	for _, lead := range v.wishes.Leads {
		fellDue := time.Now().Add(-a.now().Sub(slot.Start.Add(-leadOf(lead))))
		if a.settledBefore(v, slot, fellDue) && a.stepped.Before(fellDue) {
			return true
		}
	}
	return false
}
