package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The sanity gate's limits (DESIGN.md, "Sanity gate"): both the share and the
// number are to be exceeded, so that a small conference may cancel two of six.
const (
	mostLostPercent = 30
	fewestLost      = 5
	fewestInRoom    = 3
)

// Doubt is why a version of a schedule looks like a mistake of whoever publishes
// it. It counts talks that were still to come, each time they are held.
type Doubt struct {
	// Lost of Future talks are cancelled or not there any more.
	Lost, Future int
	// Rooms lose all of theirs: the names of those that had three or more.
	Rooms []string
	// Empty says that nothing at all is left.
	Empty bool
}

// Error says what would be lost.
func (d *Doubt) Error() string {
	switch {
	case d.Empty:
		return "no talk is left"
	case len(d.Rooms) > 0:
		return fmt.Sprintf("%d of %d talks to come are lost, among them all in %s", d.Lost, d.Future, strings.Join(d.Rooms, ", "))
	}
	return fmt.Sprintf("%d of %d talks to come are lost", d.Lost, d.Future)
}

// Plausible is nil if the newer version may be put in force without a person
// having looked at it, else a *Doubt. A talk that moves to another time or room
// is not lost.
func Plausible(older, newer *Schedule, now time.Time) error {
	d := Loss(older, newer, now)
	most := d.Lost >= fewestLost && d.Lost*100 > d.Future*mostLostPercent
	if d.Empty || most || len(d.Rooms) > 0 {
		return d
	}
	return nil
}

// Loss counts what the newer version loses, doubtful or not.
func Loss(older, newer *Schedule, now time.Time) *Doubt {
	d := Doubt{Empty: len(newer.slots) == 0 && len(older.slots) > 0}
	future, lost := map[string]int{}, map[string]int{} // by room
	for _, p := range match(older, newer) {
		if p.before == nil || p.before.Cancelled || !p.before.Start.After(now) {
			continue
		}
		d.Future++
		future[p.before.Room.Name]++
		if p.after == nil || p.after.Cancelled {
			d.Lost++
			lost[p.before.Room.Name]++
		}
	}
	for room, n := range future {
		if room != "" && n >= fewestInRoom && lost[room] == n {
			d.Rooms = append(d.Rooms, room)
		}
	}
	slices.Sort(d.Rooms)
	return &d
}
