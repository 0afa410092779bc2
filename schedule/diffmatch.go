package schedule

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// pair is a slot in two versions; one of them is nil where the other version
// has no such slot.
type pair struct{ before, after *Slot }

// Comparison is what became, in a newer version, of what an older one has.
type Comparison struct {
	Older, Newer *Schedule
	// Rekeyed are the keys that talks of the older version have in the newer one,
	// where they are others; see the function of that name.
	Rekeyed map[string]string

	pairs []pair
}

// Compare matches two versions.
//
// Talks are matched by their key. Where that is gone on one side (pretalx and
// wiki imports make new ids, and a source may begin to give codes), title and
// speakers together stand in for it.
func Compare(older, newer *Schedule) Comparison {
	c := Comparison{Older: older, Newer: newer, Rekeyed: Rekeyed(older, newer)}
	taken := map[string]bool{}
	for _, key := range older.keys {
		successor := key
		if k, ok := c.Rekeyed[key]; ok {
			successor = k
		}
		if _, renumbered := c.Rekeyed[successor]; successor != key && !renumbered && older.byKey[successor] != nil {
			continue // two that were told apart are one now, which has its own pair
		}
		taken[successor] = true
		c.pairs = append(c.pairs, matchSlots(older.byKey[key], newer.byKey[successor])...)
	}
	for _, key := range newer.keys {
		if !taken[key] {
			c.pairs = append(c.pairs, matchSlots(nil, newer.byKey[key])...)
		}
	}
	return c
}

// Slots pairs the slots as Diff does, in no order and each once: each slot of the
// older version with what became of it in the newer, which is nil if it is gone; and
// nil with each slot that is new. A talk that turns out to be another one's twin in
// a second source is left out: the other stays.
func (c Comparison) Slots() iter.Seq2[*Slot, *Slot] {
	return func(yield func(before, after *Slot) bool) {
		for _, p := range c.pairs {
			if !yield(p.before, p.after) {
				return
			}
		}
	}
}

// Earlier is, for each slot of the newer version, what it was in the older; nil for one
// that is new.
func (c Comparison) Earlier() map[*Slot]*Slot {
	was := map[*Slot]*Slot{}
	for before, after := range c.Slots() {
		if after != nil {
			was[after] = before
		}
	}
	return was
}

// resemblance is a way in which two talks whose keys differ may be the same: those
// in one bucket that fit.
type resemblance struct {
	bucket func(s *Slot) string
	fits   func(a, b *Slot) bool
}

// resemblances are in order of how sure they make us. Of several talks that look
// the same, such as the coffee breaks, those at the same time belong together
// first. Whose title or speakers have changed as well is known by what stays, in
// the same place at the same time, and by half of the title's words.
var resemblances = []resemblance{
	{likeness, func(a, b *Slot) bool { return a.Start.Equal(b.Start) }},
	{likeness, func(_, _ *Slot) bool { return true }},
	{whenAndWhere, func(a, b *Slot) bool {
		names := billing(a)
		return Fold(plain(a.Title)) == Fold(plain(b.Title)) || len(names) > 0 && slices.Equal(names, billing(b))
	}},
	{whenAndWhere, func(a, b *Slot) bool { return sharesWords(a.Title, b.Title) }},
}

// Rekeyed finds, for keys that only the older version has, or that another talk has
// in the newer one, those that the same talks have there: what hangs on the old key
// belongs to the new one now, for all of them at once, as talks may have changed
// keys among themselves. What Merge knows of the talks of several sources comes first.
//
// A talk that is gone, and whose key another one has, is kept under a key of its own,
// and comes back from there.
func Rekeyed(older, newer *Schedule) map[string]string {
	successors := aliased(older, newer)
	given := map[string]bool{}
	for _, key := range successors {
		given[key] = true
	}
	others := renumbered(older, newer)
	maps.DeleteFunc(others, func(key string, _ bool) bool { return given[key] })
	lost := slices.DeleteFunc(firsts(older, newer, others), func(s *Slot) bool { return successors[s.Key] != "" })
	found := slices.DeleteFunc(firsts(newer, older, others), func(s *Slot) bool { return given[s.Key] })
	for _, r := range resemblances {
		candidates := map[string][]*Slot{}
		for _, slot := range found {
			candidates[r.bucket(slot)] = append(candidates[r.bucket(slot)], slot)
		}
		taken := map[string]bool{}
		lost = slices.DeleteFunc(lost, func(was *Slot) bool {
			bucket := r.bucket(was)
			i := slices.IndexFunc(candidates[bucket], func(is *Slot) bool { return r.fits(was, is) })
			if i < 0 {
				return false
			}
			is := candidates[bucket][i]
			if taken[is.Key] = true; was.Key != is.Key {
				successors[was.Key] = is.Key
			}
			candidates[bucket] = slices.Delete(candidates[bucket], i, i+1)
			return true
		})
		found = slices.DeleteFunc(found, func(s *Slot) bool { return taken[s.Key] })
	}
	for _, was := range lost {
		if others[was.Key] {
			successors[was.Key] = shelf(was)
		}
	}
	for _, is := range found {
		if others[is.Key] {
			successors[shelf(is)] = is.Key
		}
	}
	return successors
}

// firsts are the first slots of the talks whose keys only one of two versions has,
// or both for others.
func firsts(one, other *Schedule, others map[string]bool) []*Slot {
	var all []*Slot
	for _, key := range one.keys {
		if _, ok := other.byKey[key]; !ok || others[key] {
			all = append(all, one.byKey[key][0])
		}
	}
	return all
}

// sharesWords reports whether half of the words in two titles are in both.
func sharesWords(a, b string) bool {
	one, other := Words(a), Words(b)
	all := map[string]bool{}
	for _, word := range slices.Concat(one, other) {
		all[word] = slices.Contains(one, word) && slices.Contains(other, word)
	}
	both := 0
	for _, shared := range all {
		if shared {
			both++
		}
	}
	if len(all) == 0 { // a talk may be called 🎪
		return plain(a) == plain(b)
	}
	return 2*both >= len(all)
}

// whenAndWhere is equal for two talks in the same room at the same time.
func whenAndWhere(s *Slot) string {
	return s.Start.UTC().Format(time.RFC3339) + NameKey("", s.Room.Name)
}

// aliased are the successors of talks of which one source has become another's, or
// was, and is there alone now.
func aliased(older, newer *Schedule) map[string]string {
	successors := map[string]string{}
	for _, key := range older.keys {
		if now, ok := newer.aliases[key]; ok && newer.byKey[key] == nil {
			successors[key] = now
		}
	}
	for _, alias := range slices.Sorted(maps.Keys(older.aliases)) {
		key := older.aliases[alias]
		_, found := successors[key]
		if !found && newer.byKey[key] == nil && newer.byKey[alias] != nil && older.byKey[alias] == nil {
			successors[key] = alias
		}
	}
	return successors
}

// likeness is equal for two talks that a visitor would take for the same.
func likeness(s *Slot) string {
	names := billing(s)
	for i, n := range names {
		names[i] = Fold(n)
	}
	slices.Sort(names)
	return Fold(plain(s.Title)) + "\x00" + strings.Join(names, "\x00")
}

// matchSlots pairs the slots of one talk: those in the same room at the same
// time first, then by guid, then by start, and the rest in order. The guid
// comes second because pretalx numbers the repeats of a talk anew when there is
// one more.
func matchSlots(before, after []*Slot) []pair {
	var pairs []pair
	before, after = slices.Clone(before), slices.Clone(after)
	for _, same := range []func(a, b *Slot) bool{
		func(a, b *Slot) bool { return a.Start.Equal(b.Start) && SameRoom(a.Room, b.Room) },
		func(a, b *Slot) bool { return a.GUID != "" && a.GUID == b.GUID },
		func(a, b *Slot) bool { return a.Start.Equal(b.Start) },
		func(_, _ *Slot) bool { return true },
	} {
		before = slices.DeleteFunc(before, func(a *Slot) bool {
			i := slices.IndexFunc(after, func(b *Slot) bool { return same(a, b) })
			if i < 0 {
				return false
			}
			pairs = append(pairs, pair{a, after[i]})
			after = slices.Delete(after, i, i+1)
			return true
		})
	}
	for _, a := range before {
		pairs = append(pairs, pair{before: a})
	}
	for _, b := range after {
		pairs = append(pairs, pair{after: b})
	}
	return pairs
}
