package scheduler_test

import (
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
)

// patience is how long after everything is in order again somebody may wait for
// what they are owed: the longest back-off, and what is told before.
const patience = 3 * time.Minute

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
			} else if wait := time.Since(latest(since, v.disturbed, a.disturbed, a.behind)); wait > owed[what] {
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
		if over := slot.Start.Add(worth); !now.Before(over) && now.Before(over.Add(oneCatchUp)) && a.missed(v, slot) {
			owed["what they missed: "+slot.Title] = patience
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
