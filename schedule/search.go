package schedule

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Found is the answer to a search.
type Found struct {
	// Talks are the slots found, the first slot of each talk, best first: those
	// with the words in the title, then in a name, then in a text.
	Talks []*Slot
	// Spelled is the query that Talks answer: as typed where that matches, else
	// with misspelled words replaced by the nearest that do.
	Spelled string
	// Respelled says that words were replaced, Dropped that some were left out
	// since nothing has them all.
	Respelled, Dropped bool
	// Titled is how many of Talks, at the front, have every word in the title;
	// Named how many have every word in the title or in the name of a speaker,
	// room, track or type.
	Titled, Named int
}

// Talk is the one talk that was meant, if it is plain which: the only one found,
// or the only one with all words in its title where there are two words or more.
// What was respelled has to be in a title or name, since chance hits are in
// texts; and where words were left out, nothing is plain.
func (f Found) Talk() (*Slot, bool) {
	only := len(f.Talks) == 1 && (f.Named == 1 || !f.Respelled)
	titled := f.Titled == 1 && len(Words(f.Spelled)) >= 2
	if !f.Dropped && (only || titled) {
		return f.Talks[0], true
	}
	return nil, false
}

// Meant is Talk for what is done at once, such as starring: the words have to be
// in a title or name, and one word is enough where only one title has it.
func (f Found) Meant() (*Slot, bool) {
	if !f.Dropped && (f.Titled == 1 || f.Titled == 0 && f.Named == 1) {
		return f.Talks[0], true
	}
	return nil, false
}

// Search finds talks by words in their title, subtitle, speakers, room, track,
// type and texts. Accents, case and the ends of words make no difference. Where
// nothing has all the words, the nearest spelling that something has is looked
// for instead.
func (s *Schedule) Search(query string) Found {
	words := Words(query)
	if len(words) == 0 {
		return Found{}
	}
	ix := s.search()
	if found := ix.find(words); len(found.Talks) > 0 {
		found.Spelled = query
		return found
	}
	spelled, dropped := ix.respell(words)
	if len(spelled) == 0 {
		return Found{}
	}
	found := ix.find(spelled)
	found.Spelled, found.Respelled, found.Dropped = strings.Join(spelled, " "), true, dropped
	return found
}

// field is where in a talk a word was found; lower is better.
type field int

const (
	inTitle field = iota
	inNames
	inTexts
	fields
	nowhere = fields
)

type entry struct {
	slot *Slot
	text [fields]string // folded words, each between blanks
}

type index struct {
	entries []entry
	// words counts the talks that have a word.
	words map[string]int
	// vocabulary are the words in order, so that ties are broken the same way
	// each time.
	vocabulary []string
}

func newIndex(slots []*Slot) *index {
	ix := &index{words: map[string]int{}}
	seen := map[string]bool{}
	for _, slot := range slots {
		if seen[slot.Key] {
			continue
		}
		seen[slot.Key] = true
		names := []string{slot.Room.Name, slot.Track.Name, slot.Type}
		for _, p := range slot.Speakers {
			names = append(names, p.Name)
		}
		e := entry{slot: slot}
		own := map[string]bool{}
		for f, parts := range [fields][]string{
			inTitle: {slot.Title, slot.Subtitle},
			inNames: names,
			inTexts: {slot.Abstract, slot.Description},
		} {
			var b strings.Builder
			for _, w := range Words(strings.Join(parts, " ")) {
				own[w] = true
				b.WriteByte(' ')
				b.WriteString(w)
			}
			b.WriteByte(' ')
			e.text[f] = b.String()
		}
		for w := range own {
			ix.words[w]++
		}
		ix.entries = append(ix.entries, e)
	}
	ix.vocabulary = slices.Sorted(maps.Keys(ix.words))
	return ix
}

// where is the best field of a talk that has the word: at the start of one of
// its words, or inside one if it is long enough to be meant.
func (e *entry) where(word string) field {
	sought := " " + word
	if len(word) <= 2 { // many words begin with any two letters
		sought += " "
	}
	for f := range fields {
		if strings.Contains(e.text[f], sought) {
			return f
		}
	}
	if !longEnough(word) {
		return nowhere
	}
	for f := range inTexts { // inside a word of a long text is chance
		if strings.Contains(e.text[f], word) {
			return f
		}
	}
	return nowhere
}

// longEnough reports whether a word may be looked for inside other words. Scripts
// that write no blanks between words (Han, kana) have to be.
func longEnough(word string) bool {
	runes := []rune(word)
	return len(runes) >= 4 || len(runes) > 0 && runes[0] >= '\u2E80'
}

// find are the talks that have all the words, best first.
func (ix *index) find(words []string) Found {
	type hit struct {
		slot *Slot
		worst,
		order int
	}
	var hits []hit
	for i := range ix.entries {
		worst := inTitle
		for _, w := range words {
			worst = max(worst, ix.entries[i].where(w))
		}
		if worst < nowhere {
			hits = append(hits, hit{ix.entries[i].slot, int(worst), i})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.worst, b.worst), cmp.Compare(a.order, b.order))
	})
	var found Found
	for _, h := range hits {
		found.Talks = append(found.Talks, h.slot)
		if h.worst <= int(inTitle) {
			found.Titled++
		}
		if h.worst <= int(inNames) {
			found.Named++
		}
	}
	return found
}

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

func (ix *index) nearest(word string) (string, bool) {
	best, score := "", nearEnough
	for _, w := range ix.vocabulary {
		if similar := Similarity(word, w); similar > score || similar == score && ix.words[w] > ix.words[best] {
			best, score = w, similar
		}
	}
	return best, best != ""
}
