package schedule

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// respell replaces the words that no talk has by the nearest that one has. If
// that leaves no talk with all of them, it keeps the rarest alone.
func (ix *index) respell(words []string) (spelled []string, dropped bool) {
	for _, w := range words {
		if utf8.RuneCountInString(w) < 3 {
			continue // nothing can be said of what so few letters are meant to be
		}
		if len(ix.find([]string{w}).Talks) > 0 {
			spelled = append(spelled, w)
		} else if near, ok := ix.nearest(w); ok {
			spelled = append(spelled, near)
		}
	}
	if len(spelled) == 0 || len(ix.find(spelled).Talks) > 0 {
		return spelled, len(spelled) < len(words)
	}
	return []string{slices.MinFunc(spelled, func(a, b string) int {
		return cmp.Compare(len(ix.find([]string{a}).Talks), len(ix.find([]string{b}).Talks))
	})}, true
}

// nearest is the word of any talk that shares most of a word's runs of three letters.
func (ix *index) nearest(word string) (string, bool) {
	best, score := "", nearEnough
	own := newVocable(word)
	for _, w := range ix.vocabulary() {
		if own.mostAlike(w) < nearEnough {
			continue
		}
		if similar := Similarity(word, w.word); similar > score || similar == score && ix.words[w.word] > ix.words[best] {
			best, score = w.word, similar
		}
	}
	return best, best != ""
}

// vocable is a word that some talk has, with what tells quickly that it is not like
// another one: how many runs of three letters it has, and a bit for each.
type vocable struct {
	word string
	runs int
	bits uint64
}

func newVocable(word string) vocable {
	v := vocable{word: word}
	for _, t := range trigrams(word) {
		v.runs++
		v.bits |= 1 << ((uint32(t[0])*31*31 + uint32(t[1])*31 + uint32(t[2])) % 64)
	}
	return v
}

// mostAlike is what the Similarity of two words may be at most. Of runs that share a bit
// all may be in both.
func (v vocable) mostAlike(o vocable) float64 {
	both := bits.OnesCount64(v.bits&o.bits) + v.runs - bits.OnesCount64(v.bits)
	both = min(both, v.runs, o.runs)
	return float64(both) / float64(max(1, v.runs+o.runs-both))
}

// vocabularyOf are words in order, so that ties are broken the same way each time.
func vocabularyOf(words map[string]int) []vocable {
	var all []vocable
	for _, w := range slices.Sorted(maps.Keys(words)) {
		all = append(all, newVocable(w))
	}
	return all
}

// Nearest are at most so many talks whose titles are most like what was typed, for who
// typed what nothing matches; fewer where hardly any is.
func (s *Schedule) Nearest(query string, most int) []*Slot {
	ix := s.search()
	words := Words(query)
	alike := make([][]float64, min(len(words), mostTyped))
	for i := range alike {
		alike[i] = make([]float64, len(ix.terms))
		for id, t := range ix.terms {
			alike[i][id] = Similarity(words[i], t.spelled)
		}
	}
	type near struct {
		slot  *Slot
		score float64
	}
	var all []near
	for _, e := range ix.entries {
		var score float64
		for _, each := range alike {
			var best float64
			for _, id := range e.terms[inTitle] {
				best = max(best, each[id])
			}
			score += best
		}
		if score >= faintlyLike*float64(len(alike)) && score > 0 {
			all = append(all, near{e.slot, score})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(b.score, a.score) })
	var slots []*Slot
	for _, n := range all[:min(most, len(all))] {
		slots = append(slots, n.slot)
	}
	return slots
}
