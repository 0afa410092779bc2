package schedule

import (
	"cmp"
	"slices"
)

// Follow is what has ended, of overrides that were in force beside others, as it is known in
// a newer version, whatever that says: it may be in force again.
func Follow(ended, overrides []Override, published Comparison) []Override {
	if len(ended) == 0 {
		return nil
	}
	r := newReconciler(overrides, published)
	followed := r.followAll(ended)
	for _, over := range r.followAll(overrides) {
		if twin := r.publishes(over); twin != nil {
			for i := range followed {
				followed[i].adopted(over, twin)
			}
		}
	}
	return followed
}

// slotName is by what an override knows the slot that it is about.
type slotName struct {
	talk  string
	start int64 // milliseconds since 1970
	room  string
}

func nameOf(s *Slot) slotName { return slotName{s.Key, s.Start.UnixMilli(), s.Room.Key} }

func (n slotName) compare(o slotName) int {
	return cmp.Or(cmp.Compare(n.talk, o.talk), cmp.Compare(n.start, o.start), cmp.Compare(n.room, o.room))
}

type reconciler struct {
	versions Comparison
	renamed  map[Topic]string
	// What became of a slot, and how it stood with overrides, by how it was known in the
	// older version.
	became, stood map[slotName]*Slot
}

func newReconciler(overrides []Override, published Comparison) *reconciler {
	r := &reconciler{
		versions: published, renamed: Renamed(published.Older, published.Newer),
		became: map[slotName]*Slot{}, stood: map[slotName]*Slot{},
	}
	for before, after := range published.Slots() {
		if before != nil {
			r.became[nameOf(before)] = after
		}
	}
	for _, slot := range Overlay(published.Older, overrides).slots {
		r.stood[nameOf(cmp.Or(slot.Published, slot))] = slot
	}
	return r
}

func (r *reconciler) room(key string) string {
	return cmp.Or(r.renamed[Topic{TopicRoom, key}], key)
}

func (r *reconciler) followAll(overrides []Override) []Override {
	followed := make([]Override, len(overrides))
	for i, over := range overrides {
		followed[i] = r.follow(over)
	}
	return followed
}

// follow lets an override follow what it is about to other keys and another start.
func (r *reconciler) follow(over Override) Override {
	is, known := r.became[slotName{over.Talk, over.Slot.UnixMilli(), over.Room}]
	if key, ok := r.versions.Rekeyed[over.Talk]; ok && over.Kind != Add {
		over.Talk = key
	}
	over.Room, over.ToRoom, over.Was.Room = r.room(over.Room), r.room(over.ToRoom), r.room(over.Was.Room)
	if over.Asked != nil {
		asked := *over.Asked
		asked.Room = r.room(asked.Room)
		over.Asked = &asked
	}
	switch {
	case over.Kind == Add && over.Added != nil:
		added := *over.Added
		added.Room.Key = r.room(added.Room.Key)
		over.Added = &added
	case over.Kind == Delay:
		over.Except = r.exceptions(over)
	case known && is != nil:
		over.Slot, over.Room = is.Start, is.Room.Key
	}
	return over
}

// exceptions are the slots that a delay leaves alone: those that were, under the keys
// that they have now, and those that are published anew for another time, or with
// another end if they were running.
func (r *reconciler) exceptions(over Override) []Exception {
	var all []Exception
	for _, e := range over.Except {
		e.Talk = cmp.Or(r.versions.Rekeyed[e.Talk], e.Talk)
		all = append(all, e)
	}
	day := r.versions.Newer.Day(over.From)
	for before, after := range r.versions.Slots() {
		if before == nil || after == nil || after.Day != day {
			continue
		}
		longer := before.Start.Before(over.From) && !before.End.Equal(after.End)
		if before.Start.Equal(after.Start) && !longer {
			continue
		}
		if e := (Exception{after.Key, after.Start}); !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(a.Talk, b.Talk), a.Start.Compare(b.Start))
	})
	return all
}
