package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// ChangeKind is the kind of a change as a visitor would call it.
type ChangeKind string

// The kinds of change.
const (
	Added     ChangeKind = "added"
	Removed   ChangeKind = "removed"
	Cancelled ChangeKind = "cancelled"
	Restored  ChangeKind = "restored"
	Moved     ChangeKind = "moved" // another start
	RoomMoved ChangeKind = "room"
	Retitled  ChangeKind = "title"
	Speakers  ChangeKind = "speakers"
	Duration  ChangeKind = "duration"
	Language  ChangeKind = "language"
	Retracked ChangeKind = "track"
)

// Change is one kind of change of one slot.
type Change struct {
	Kind ChangeKind
	// Key is the talk's, in the newer version where it has the talk.
	Key string
	// Before and After are the slot in the two versions; nil where it is not in
	// one of them.
	Before, After *Slot
	// Zone is the newer version's: both slots are shown in it.
	Zone *time.Location
}

// Title is what the talk is called now, or was called last.
func (c Change) Title() string {
	if c.After != nil {
		return c.After.Title
	}
	return c.Before.Title
}

// Diff lists what a visitor would call a change from one version of a schedule
// to the next: one row for each kind of change of each slot, in the order in
// which the slots start. Different spellings of the same instant or name,
// another order of speakers and edited texts are none; an unknown length or
// language that becomes known is none either. Diff of a schedule with itself is
// empty.
func Diff(older, newer *Schedule) []Change {
	var changes []Change
	for _, p := range Compare(older, newer).pairs {
		for _, kind := range p.kinds() {
			c := Change{Kind: kind, Before: p.before, After: p.after, Zone: newer.Zone()}
			c.Key = c.slot().Key
			changes = append(changes, c)
		}
	}
	// Stable, so that the kinds of one slot stay in the order of kinds.
	slices.SortStableFunc(changes, func(a, b Change) int {
		x, y := a.slot(), b.slot()
		return cmp.Or(
			x.Start.Compare(y.Start),
			cmp.Compare(x.Room.Name, y.Room.Name),
			cmp.Compare(x.Title, y.Title),
			cmp.Compare(x.Key, y.Key),
		)
	})
	return changes
}

// slot is the newer of the two.
func (c Change) slot() *Slot { return cmp.Or(c.After, c.Before) }

// kinds are the ways in which the two slots of a pair differ.
func (p pair) kinds() []ChangeKind {
	a, b := p.before, p.after
	switch {
	case a == nil && b.Cancelled, b == nil && a.Cancelled:
		return nil // what does not take place comes and goes unseen
	case a == nil:
		return []ChangeKind{Added}
	case b == nil:
		return []ChangeKind{Removed}
	}
	var kinds []ChangeKind
	differ := func(yes bool, kind ChangeKind) {
		if yes {
			kinds = append(kinds, kind)
		}
	}
	differ(b.Cancelled && !a.Cancelled, Cancelled)
	differ(a.Cancelled && !b.Cancelled, Restored)
	differ(!a.Start.Equal(b.Start), Moved)
	differ(!SameRoom(a.Room, b.Room), RoomMoved)
	differ(!SameTitle(a.Title, b.Title), Retitled)
	differ(!sameBilling(a, b), Speakers)
	before, known := a.Minutes()
	after, stillKnown := b.Minutes()
	differ(known && stillKnown && before != after, Duration)
	differ(a.Language != "" && b.Language != "" && Fold(a.Language) != Fold(b.Language), Language)
	differ(a.Track.Key != b.Track.Key && Fold(a.Track.Name) != Fold(b.Track.Name), Retracked)
	return kinds
}

// SameRoom reports whether two versions mean the same room. One that is renamed
// keeps its key; one whose key is made anew keeps its name.
func SameRoom(a, b Room) bool {
	return a.Key == b.Key || a.Name != "" && b.Name != "" && NameKey("", a.Name) == NameKey("", b.Name)
}

// SameTitle reports whether two titles look the same.
func SameTitle(a, b string) bool { return a == b || plain(a) == plain(b) }

// plain is a text as it looks: composed, and with single blanks.
func plain(s string) string { return norm.NFC.String(strings.Join(strings.Fields(s), " ")) }

// sameBilling reports whether two slots have the same speakers, by name.
func sameBilling(a, b *Slot) bool {
	alike := func(p, q Speaker) bool { return p.Name == q.Name }
	return slices.EqualFunc(a.Speakers, b.Speakers, alike) || slices.Equal(billing(a), billing(b))
}

// billing are the names of a slot's speakers, in an order of its own.
func billing(s *Slot) []string {
	var names []string
	for _, p := range s.Speakers {
		if name := plain(p.Name); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
