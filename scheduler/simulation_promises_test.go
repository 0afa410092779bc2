package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
)

const (
	// worth is how long after its start a talk is still rung for.
	worth = 10 * time.Minute
	// patience is how long after everything is in order again somebody may wait
	// for what they are owed: the longest back-off, and what is told before.
	patience = 3 * time.Minute
)

// leadOf is a lead in minutes that somebody left to the conference.
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
	if time.Now().Before(n.quiet) {
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
			if !was { // the network swallows it
				a.broken("%v may have had that already with less: %s", r.v, r.text)
			}
			r.rings[slot] = lead
		}
	}
	a.network.rings[r.message.Key] = r.rings
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
	// Which of the leads it is for nobody can tell: nothing more is owed for any.
	ring(r.owed, slot, append(due, early...))
	if known, before := v.rung[key]; len(early) > 0 && (len(due) == 0 || before && known <= slices.Min(due)) {
		due = []time.Duration{slices.Max(early)}
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

func (a *afternoon) look() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lookLocked()
}

// lookLocked holds that nobody waits too long for what they are owed: rings that
// are due, and how what they starred stands.
func (a *afternoon) lookLocked() {
	for _, v := range a.visitors {
		a.lapse(v)
		owed := a.owes(v)
		for what, since := range v.owed {
			if _, still := owed[what]; !still {
				delete(v.owed, what)
			} else if wait := time.Since(latest(since, v.disturbed, a.disturbed)); wait > owed[what] {
				a.broken("%v waits %v for %s", v, wait.Truncate(time.Second), what)
				v.owed[what] = time.Now().Add(24 * time.Hour) // once is enough
			}
		}
		for what := range owed {
			if _, known := v.owed[what]; !known {
				v.owed[what] = time.Now()
			}
		}
	}
}

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

// owes is what somebody who can be reached is to be told by now, and how long that
// may take.
func (a *afternoon) owes(v *visitor) map[string]time.Duration {
	owed := map[string]time.Duration{}
	if a.life == nil || a.life.isDead() || v.blocked || v.gone || time.Now().Before(a.network.downUntil) {
		return owed
	}
	now := a.now()
	for _, slot := range a.live.Get().Slots() {
		if _, wants := v.wishes.Because(slot); wants && !slot.Cancelled && now.Before(slot.Start.Add(worth)) && !a.silent(v, slot, now) {
			for _, lead := range v.wishes.Leads {
				if lead = leadOf(lead); !now.Before(slot.Start.Add(-lead)) && !v.wasTold(slot, lead) {
					owed[fmt.Sprintf("the ring %v before %s at %s", lead, slot.Title, a.clock(slot.Start))] = patience
				}
			}
		}
	}
	for guid, m := range v.minds {
		if stands := a.stands(guid); !believes(m.knows, stands) && v.stars(a, guid) {
			owed[fmt.Sprintf("the change of %s, which is %v", guid, a.described([]bot.Standing{stands}))] = patience + scheduler.DefaultSettle
		}
	}
	a.amends(v, owed)
	return owed
}

// silent reports whether a ring is muted, or was until its talk had started.
func (a *afternoon) silent(v *visitor, slot *schedule.Slot, now time.Time) bool {
	return slices.ContainsFunc(v.wishes.Mutes, func(m bot.Mute) bool {
		return (m.Talk == "" || m.Talk == slot.Key) && (m.Until.IsZero() || m.Until.After(now) || !m.Until.Before(slot.Start))
	})
}

func (v *visitor) wasTold(slot *schedule.Slot, lead time.Duration) bool {
	told, ok := v.told[rung{slot.Key, slot.Start.UnixMilli()}]
	return ok && told <= lead
}

// lapse lets people learn by themselves of what nobody need be told any more.
func (a *afternoon) lapse(v *visitor) {
	for guid, m := range v.minds {
		if stands := a.stands(guid); !believes(m.knows, stands) && !a.now().Before(a.worth[guid]) {
			v.sees(guid, stands)
		}
	}
}

func (a *afternoon) described(all []bot.Standing) (text []string) {
	for _, s := range all {
		if s.Off {
			text = append(text, "off")
		} else {
			text = append(text, a.clock(s.Start)+" in "+s.Room.Name)
		}
	}
	return text
}

// settle holds what has to be true when all is over.
func (a *afternoon) settle() {
	if a.db == nil {
		a.open()
	}
	ctx := context.Background()
	for _, v := range a.visitors {
		chat := v.chat
		if v.moved {
			chat.ID = chat.ID[:len(chat.ID)-1]
		}
		d, err := a.db.Data(ctx, chat, chat)
		if err != nil {
			a.t.Fatal(err)
		}
		for _, n := range d.Notices {
			if n.State == bot.StateClaimed || n.State == bot.StateQueued {
				a.broken("%v: %d of kind %s are %s in the end", v, n.Count, n.Kind, n.State)
			}
		}
		d.Language, d.Chosen = "", ""
		order := cmpopts.SortSlices(func(x, y bot.Mute) bool { return x.Talk < y.Talk })
		if diff := cmp.Diff(v.wishes, d.Wishes, order, cmpopts.EquateEmpty()); diff != "" {
			a.broken("%v wants -what they said +what is stored:\n%s", v, diff)
		}
	}
	a.settleCounts()
	a.close()
	if *simulationSeed != 0 {
		a.noteLedger(ctx)
	}
}

// noteLedger tells what the database has to say.
func (a *afternoon) noteLedger(ctx context.Context) {
	ledger, err := storage.OpenLedger(ctx, a.path)
	if err != nil {
		a.t.Fatal(err)
	}
	defer ledger.Close()
	for e, err := range ledger.Entries(ctx, storage.Query{}) {
		if err != nil {
			a.t.Fatal(err)
		}
		a.note("ledger: %+v", e)
	}
}

// settleCounts holds that what may have arrived twice was counted.
func (a *afternoon) settleCounts() {
	n := &a.network
	repeated := 0
	for _, times := range n.arrived {
		repeated += times - 1
	}
	if a.traits.Idempotent {
		repeated = 0
	}
	if n.uncertain < repeated {
		a.broken("%d messages were told again, but only %d notices are counted as uncertain", repeated, n.uncertain)
	}
	if len(n.unsure) == 0 && n.uncertain > 0 {
		a.broken("%d notices are counted as uncertain, but nothing was", n.uncertain)
	}
	a.note("%d messages, %d uncertain", n.messages, n.uncertain)
}
