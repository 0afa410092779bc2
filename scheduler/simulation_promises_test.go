package scheduler_test

import (
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
)

// worth is how long after its start a talk is still rung for.
const worth = 10 * time.Minute

// leastBackoff is how long an attempt has to wait after one that failed.
const leastBackoff = time.Second

// leadOf is a lead as it is meant: that of the conference where it was left to it.
func leadOf(lead time.Duration) time.Duration {
	if lead == bot.ConferenceLead {
		return scheduler.DefaultLead
	}
	return lead
}

// judgeRequest holds what a network asks of whoever sends.
func (a *afternoon) judgeRequest(r *request) {
	n := &a.network
	if n.flying > max(1, a.traits.Parallel) {
		a.broken("%d requests at once", n.flying)
	}
	if most := a.traits.PerSecond; most > 0 && within(&n.begun, time.Second) > int(most) {
		a.broken("%d requests in a second", len(n.begun))
	}
	if pace := a.traits.Chat; pace.Burst > 0 && within(&r.v.begun, time.Duration(pace.Burst)*pace.Every) > 2*pace.Burst {
		a.broken("%d requests to %v in %v", len(r.v.begun), r.v, time.Duration(pace.Burst)*pace.Every)
	}
	if r.v.flying > 1 {
		a.broken("%v is sent two messages at once: %s", r.v, r.text)
	}
	if r.v.left {
		a.broken("%v is gone, and tried again: %s", r.v, r.text)
	}
	// Whoever has said something may have more to be told, with which it goes again.
	if last := n.failed[r.message.Key+r.what]; last != nil && !r.v.acted.After(last.begun) {
		if wait := time.Since(last.failed); wait < leastBackoff {
			a.broken("another attempt %v after one that failed: %s", wait, r.text)
		}
	}
	// Whoever sends at the instant at which it is said cannot know it yet.
	if now := time.Now(); now.Before(n.quiet) && now.After(n.refused) {
		a.broken("a request %v too soon after a 429: %s", time.Until(n.quiet), r.text)
	}
}

// within counts the requests that began in the time that ends now, this one too.
func within(begun *[]time.Time, span time.Duration) int {
	now := time.Now()
	*begun = append(slices.DeleteFunc(*begun, func(t time.Time) bool { return now.Sub(t) >= span }), now)
	return len(*begun)
}

// judge holds that what is said is wanted, not said before, and true when it is
// put into words, which is now.
func (a *afternoon) judge(r *request) {
	if r.said.missed {
		a.judgeMissed(r)
	}
	for _, slot := range r.said.rings {
		a.judgeRing(r, slot)
	}
	for _, n := range r.said.news {
		a.judgeNews(r, n)
	}
	// Rings that go again are what they were, whatever has fallen due meanwhile.
	first, before := a.network.rings[r.message.Key]
	if before && r.again && len(r.said.news) == 0 {
		for slot := range r.rings {
			lead, was := first[slot]
			switch {
			case was:
				r.rings[slot] = lead
			case a.network.named[r.message.Key] < len(r.said.rings): // the network swallows it
				a.broken("%v may have had that already with less: %s", r.v, r.text)
			default: // it was not due when it was said, before the clock was set back
				delete(r.rings, slot)
			}
		}
	}
	a.network.rings[r.message.Key], a.network.named[r.message.Key] = r.rings, len(r.said.rings)
}

func (a *afternoon) judgeRing(r *request, slot *schedule.Slot) {
	v, now := r.v, a.now()
	if !now.Before(slot.Start.Add(worth)) {
		a.broken("%v is told too late: %s", v, r.text)
	}
	if _, wants := v.wishes.Because(slot); !wants {
		a.broken("%v does not want that: %s", v, r.text)
	}
	if _, muted := v.wishes.Muted(slot.Key, now); muted {
		a.broken("%v has muted that: %s", v, r.text)
	}
	due, early := v.dueLeads(slot, now, a.traits.PerSecond > 0)
	key := rung{slot.Key, slot.Start.UnixMilli()}
	switch last, before := v.rung[key]; {
	case len(due) == 0 && len(early) == 0 && !r.again: // unless the clock was set back
		a.broken("%v is told too early: %s", v, r.text)
	case r.again || !before || v.unsure[key]:
	case !slices.ContainsFunc(append(due, early...), func(lead time.Duration) bool { return lead < last }):
		a.broken("%v was rung %v before the start, and is again: %s", v, last, r.text)
	}
	// Which of the leads it is for nobody can tell: nothing more is owed for any, nor
	// for one that they choose later and that was due by now.
	ring(r.owed, slot, append(due, append(early, slot.Start.Sub(now))...))
	if known, before := v.rung[key]; len(early) > 0 && (len(due) == 0 || before && known <= slices.Min(due)) {
		due = []time.Duration{slices.Max(early)}
	}
	if len(due) > 0 {
		a.judgePrompt(r, slot, slices.Min(due))
	}
	ring(r.rings, slot, due)
}

// ring notes that a slot rings for the shortest of some leads.
func ring(rings map[rung]time.Duration, slot *schedule.Slot, leads []time.Duration) {
	if len(leads) > 0 {
		shortest(rings, rung{slot.Key, slot.Start.UnixMilli()}, slices.Min(leads))
	}
}

func shortest(rings map[rung]time.Duration, of rung, lead time.Duration) {
	if had, ok := rings[of]; !ok || lead < had {
		rings[of] = lead
	}
}

// dueLeads are the leads for which a ring is due before the minute is out, and
// those for which a crowd would have it begin.
func (v *visitor) dueLeads(slot *schedule.Slot, now time.Time, crowded bool) (due, early []time.Duration) {
	left := slot.Start.Sub(now.Truncate(time.Minute).Add(time.Minute))
	for _, lead := range v.wishes.Leads {
		if lead = leadOf(lead); left < lead {
			due = append(due, lead)
		} else if crowded && left < 2*lead {
			early = append(early, lead)
		}
	}
	return due, early
}

func (a *afternoon) judgeNews(r *request, n correction) {
	v, m := r.v, r.v.minds[n.guid]
	if m == nil || !v.stars(a, n.guid) {
		a.broken("%v did not star that: %s", v, r.text)
		return
	}
	if _, muted := v.wishes.Muted(a.slot(n.guid).Key, a.now()); !n.now.Off && !muted {
		// A correction inside the lead is the ring.
		slot := a.slot(n.guid)
		due, _ := v.dueLeads(slot, a.now(), false)
		ring(r.owed, slot, due)
		if !r.again || !a.traits.Idempotent { // else it may have come too early to be one
			ring(r.rings, slot, due)
		}
	}
	if r.again {
		return
	}
	if !slices.ContainsFunc(m.was, n.was) {
		a.broken("%v was told otherwise, %v: %s", v, a.described(m.was), r.text)
	}
	if believes(m.knows, n.now) && len(m.was) == 1 {
		a.broken("%v knows that: %s", v, r.text)
	}
}

// stars reports whether somebody wants to know what becomes of a slot.
func (v *visitor) stars(a *afternoon, guid string) bool {
	slot := a.slot(guid)
	for _, f := range v.wishes.Follows {
		if f.Topic == talk(slot.Key) {
			return f.Only.IsZero() || f.Only.Equal(slot.Start)
		}
	}
	return false
}

// hear is when somebody reads a message.
func (a *afternoon) hear(r *request) {
	if r.life != r.v.life {
		return // they have had themselves forgotten since it was sent
	}
	if r.said.missed {
		r.v.caughtUp = time.Now()
	}
	a.repay(r)
	for _, n := range r.said.news {
		if m := r.v.minds[n.guid]; m != nil {
			m.knows, m.was = []bot.Standing{n.now}, append(m.was, n.now)
		}
	}
}

// known is when the process has written down that a message was read.
func (a *afternoon) known(r *request) {
	if r.life != r.v.life {
		return
	}
	r.v.shows(a, r)
	if r.said.missed {
		r.v.summedUp = time.Now()
	}
	for slot, lead := range r.rings {
		shortest(r.v.rung, slot, lead)
	}
	for _, n := range r.said.news {
		if m := r.v.minds[n.guid]; m != nil {
			m.was = []bot.Standing{n.now}
		}
	}
}

// doubt is when nobody can know whether a message was read.
func (a *afternoon) doubt(r *request) {
	for slot := range r.rings {
		r.v.unsure[slot] = true
	}
	for _, n := range r.said.news {
		if m := r.v.minds[n.guid]; m != nil {
			m.knows, m.was = append(m.knows, n.now), append(m.was, n.now)
		}
	}
}

// refuse is when the network will never take a message: what it says is not owed
// any more.
func (a *afternoon) refuse(r *request) {
	a.doubt(r)
	a.repay(r)
	if r.said.missed {
		r.v.caughtUp = time.Now()
	}
	if r.edits {
		delete(r.v.shown, r.ref)
	}
}

// repay is when what a request rings for is not owed any more.
func (a *afternoon) repay(r *request) {
	for slot, lead := range r.owed {
		shortest(r.v.told, slot, lead)
	}
}
