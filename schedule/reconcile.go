package schedule

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Reconciled is what becomes of overrides when another version is published.
type Reconciled struct {
	// Overrides are those that go on, as they are known in the newer version.
	Overrides []Override
	// Retired are the numbers of those that have served: that version says the same.
	Retired []int64
	// Asked are the numbers of those of which that version says something else than
	// before, and than they do. They go on until organisers have decided.
	Asked []int64
}

// Reconcile compares what organisers say with what is published, in a newer version
// compared with an older one. Where that says the same, an override retires; where it
// is silent, it stays; where it says something else, organisers are to be asked. Of a
// talk that is gone it stays, too: the talk may come back.
//
// Published moves what a delay would let slide: then those who publish know of it.
func Reconcile(overrides []Override, published Comparison) Reconciled {
	if len(overrides) == 0 {
		return Reconciled{}
	}
	r := newReconciler(overrides, published)
	var all Reconciled
	followed := r.followAll(overrides)
	stacks, stood := map[slotName][]int{}, map[slotName]Spot{}
	for i, over := range overrides {
		if over.Kind == Move || over.Kind == Cancel || over.Kind == Restore {
			name := slotName{followed[i].Talk, followed[i].Slot.UnixMilli(), followed[i].Room}
			stacks[name] = append(stacks[name], i)
			if slot := r.stood[slotName{over.Talk, over.Slot.UnixMilli(), over.Room}]; slot != nil {
				stood[name] = Spot{slot.Start, r.room(slot.Room.Key), slot.Cancelled}
			}
		}
	}
	gone := map[int]bool{}
	for _, name := range slices.SortedFunc(maps.Keys(stacks), slotName.compare) {
		r.settle(name, stacks[name], stood[name], followed, gone, &all)
	}
	for i, over := range followed {
		if twin := r.publishes(over); twin != nil {
			gone[i] = true
			for at := range followed {
				if followed[at].adopted(over, twin) {
					gone[at] = followed[at].spot(followed[at].Was).Same(followed[at].Was)
				}
			}
			if stood := r.standing(over); stood == nil || twin.Start.Equal(stood.Start) {
				except(followed, twin) // they know how late the room runs
			}
		}
	}
	for i, over := range followed {
		if gone[i] {
			all.Retired = append(all.Retired, over.Number)
		} else {
			all.Overrides = append(all.Overrides, over)
		}
	}
	slices.Sort(all.Asked)
	return all
}

// settle looks what becomes of all that is said of one slot, which stood there with its
// room's delay.
func (r *reconciler) settle(name slotName, stack []int, stood Spot, all []Override, gone map[int]bool, into *Reconciled) {
	i := slices.IndexFunc(r.versions.Newer.byKey[name.talk], func(s *Slot) bool { return nameOf(s) == name })
	if i < 0 {
		return // hidden, as long as nobody publishes it
	}
	is := SpotOf(r.versions.Newer.byKey[name.talk][i])
	was := all[stack[0]].Was
	ours := was
	for _, at := range stack {
		ours = all[at].spot(ours)
	}
	switch {
	case is.Same(was):
		for _, at := range stack {
			all[at].Asked = nil // they have taken it back
		}
	case is.between(was, ours), is.between(was, stood):
		for _, at := range stack {
			all[at] = all[at].without(is, was)
			gone[at] = is.Same(ours) || is.Same(stood) || all[at].spot(is).Same(is)
			all[at].Was, all[at].Asked = is, nil
		}
	case all[stack[0]].Asked == nil || !all[stack[0]].Asked.Same(is):
		for _, at := range stack {
			all[at].Asked = &is
		}
		into.Asked = append(into.Asked, all[stack[0]].Number)
	}
}

// spot is where a slot stands that stood there before the override.
func (over Override) spot(s Spot) Spot {
	switch over.Kind {
	case Move:
		s.Room = cmp.Or(over.ToRoom, s.Room)
		if !over.ToStart.IsZero() {
			s.Start = over.ToStart
		}
	case Cancel:
		s.Off = true
	case Restore:
		s.Off = false
	}
	return s
}

// between reports whether a spot agrees in all with one of two others.
func (s Spot) between(a, b Spot) bool {
	return (s.Room == a.Room || s.Room == b.Room) && (s.Start.Equal(a.Start) || s.Start.Equal(b.Start)) &&
		(s.Off == a.Off || s.Off == b.Off)
}

// without is the override without what is published of it now, and was not before.
func (over Override) without(is, was Spot) Override {
	if over.ToRoom == is.Room || is.Room != was.Room {
		over.ToRoom = ""
	}
	if over.ToStart.Equal(is.Start) || !is.Start.Equal(was.Start) {
		over.ToStart = time.Time{}
	}
	return over
}

// publishes is the slot under which a talk that organisers have added is published now,
// be it where they put it first or where it stood; nil if it is not.
func (r *reconciler) publishes(over Override) *Slot {
	if over.Kind != Add || over.Added == nil {
		return nil
	}
	spots := []Spot{SpotOf(over.Added)}
	if stood := r.standing(over); stood != nil {
		spots = append(spots, Spot{Start: stood.Start, Room: r.room(stood.Room.Key)})
	}
	slots := r.versions.Newer.slots
	i := slices.IndexFunc(slots, func(s *Slot) bool {
		there := func(spot Spot) bool { return s.Start.Equal(spot.Start) && s.Room.Key == spot.Room }
		return slices.ContainsFunc(spots, there) && SameTitle(s.Title, over.Added.Title)
	})
	if i < 0 {
		return nil
	}
	return slots[i]
}

// standing is how an added talk stood in the older version; nil if it was not there.
func (r *reconciler) standing(over Override) *Slot {
	for name, slot := range r.stood {
		if name.talk == over.Talk {
			return slot
		}
	}
	return nil
}

// adopted has an override be about a slot that is published, if it was about the talk that
// another has added.
func (over *Override) adopted(adds Override, twin *Slot) bool {
	if over.Kind == Add || over.Talk != adds.Talk {
		return false
	}
	was := SpotOf(twin)
	over.Talk, over.Slot, over.Room, over.Was, over.Asked = twin.Key, was.Start, was.Room, was, nil
	return true
}

// except has delays leave a slot alone.
func except(overrides []Override, slot *Slot) {
	for i := range overrides {
		if o := &overrides[i]; o.Kind == Delay && o.Room == slot.Room.Key {
			o.Except = append(slices.Clone(o.Except), Exception{slot.Key, slot.Start})
		}
	}
}
