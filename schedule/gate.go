package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The sanity gate's limits (DESIGN.md, "Sanity gate"): both the share and the
// number are to be exceeded, so that a small conference may cancel two of six.
// That most talks move is more often an export that got its time zone or its year
// wrong (FOSDEM 2010 began with the programme of 2009) than a conference that
// is late.
const (
	mostLostPercent = 30
	fewestLost      = 5
	mostPercent     = 50
	fewestMost      = 20
	fewestInOne     = 3 // of a room, or of a track, that loses all
)

// Doubt is why a version of a schedule looks like a mistake of whoever publishes
// it. It counts talks that were still to come, each time they are held.
type Doubt struct {
	// Lost of Future talks are cancelled or not there any more, and Moved start at
	// another time.
	Lost, Moved, Future int
	// Rooms and Tracks lose all of theirs: the names of those that had three or
	// more.
	Rooms, Tracks []string
	// Empty says that nothing at all is left.
	Empty bool
}

// Error says what would be lost.
func (d *Doubt) Error() string {
	whole := strings.Join(slices.Concat(d.Rooms, d.Tracks), ", ")
	switch {
	case d.Empty:
		return "no talk is left"
	case whole != "":
		return fmt.Sprintf("%d of %d talks to come are lost, among them all in %s", d.Lost, d.Future, whole)
	case d.tooFew():
		return fmt.Sprintf("%d of %d talks to come are lost", d.Lost, d.Future)
	}
	return fmt.Sprintf("%d of %d talks to come are at another time", d.Moved, d.Future)
}

// tooFew reports whether too little of what was to come is left.
func (d *Doubt) tooFew() bool {
	return d.Lost >= fewestLost && d.Lost*100 > d.Future*mostLostPercent
}

// Shifted reports whether so much is at another time that the times themselves
// may be wrong.
func (d *Doubt) Shifted() bool {
	return d.Moved >= fewestMost && d.Moved*100 > d.Future*mostPercent
}

// Replaced reports whether so little of what was to come is left that a visitor
// would call it another programme.
func (d *Doubt) Replaced() bool {
	return d.Empty || d.Lost >= fewestMost && d.Lost*100 > d.Future*mostPercent
}

// Plausible is nil if the newer version may be put in force without a person
// having looked at it, else a *Doubt. A talk that moves to another time or room
// is not lost; where most do, that is a doubt of its own.
func Plausible(older, newer *Schedule, now time.Time) error {
	d := Loss(older, newer, now)
	if d.Empty || d.tooFew() || d.Shifted() || len(d.Rooms)+len(d.Tracks) > 0 {
		return d
	}
	return nil
}

// Loss counts what the newer version loses, doubtful or not.
func Loss(older, newer *Schedule, now time.Time) *Doubt {
	d := Doubt{Empty: len(newer.slots) == 0 && len(older.slots) > 0}
	rooms, tracks := tally{}, tally{}
	for _, p := range Compare(older, newer).pairs {
		if p.before == nil || p.before.Cancelled || !p.before.Start.After(now) {
			continue
		}
		d.Future++
		lost := p.after == nil || p.after.Cancelled
		switch {
		case lost:
			d.Lost++
		case !p.after.Start.Equal(p.before.Start):
			d.Moved++
		}
		rooms.count(p.before.Room.Name, lost)
		tracks.count(p.before.Track.Name, lost)
	}
	d.Rooms, d.Tracks = rooms.gone(), tracks.gone()
	return &d
}

// tally counts talks to come, and how many of them stay, by name.
type tally map[string]struct{ future, left int }

func (t tally) count(name string, lost bool) {
	n := t[name]
	n.future++
	if !lost {
		n.left++
	}
	t[name] = n
}

// gone are the names of which nothing is left.
func (t tally) gone() []string {
	var names []string
	for name, n := range t {
		if name != "" && n.future >= fewestInOne && n.left == 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
