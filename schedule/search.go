package schedule

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Found is the answer to a search.
type Found struct {
	// Talks are the slots found, the first slot of each talk, best first: those
	// with the words in the title, then in a name, then in a text.
	Talks []*Slot
	// Spelled is the query that Talks answer: as typed where that matches, else
	// with misspelled words replaced by the nearest that do; "" where several
	// spellings are as near.
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
// type and texts. Accents, case, the ends of words and their order make no difference.
// Where nothing has all the words, the nearest spelling that something has is looked
// for instead: in titles and names letter by letter, in texts by what most of the word is.
func (s *Schedule) Search(query string) Found {
	words := Words(query)
	if len(words) == 0 {
		return Found{}
	}
	ix := s.search()
	found := ix.find(words)
	if len(found.Talks) == 0 {
		return ix.spelled(words)
	}
	if found.Named == 0 && len(words) > 1 && ix.begun(words) {
		// "new mont" is New Mount API, and no talk whose text is of new things each month.
		if near := ix.spellings(words); len(near) > 0 && near[0].missing == 0 {
			if respelled := ix.findSpelled(near); respelled.Titled > 0 {
				found = joinFound(respelled, found)
			}
		}
	}
	found.Spelled = query
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
	// terms are the words of the title and the names, as they stand in the index.
	terms [inTexts][]int
}

type index struct {
	entries []entry
	// words counts the talks that have a word.
	words map[string]int
	// vocabulary are all words, which are only wanted once one is misspelled.
	vocabulary func() []vocable
	// terms are those of titles and names, each once.
	terms []term
}

func newIndex(slots []*Slot) *index {
	ix := &index{words: map[string]int{}}
	seen, ids := map[string]bool{}, map[string]int{}
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
			words := Words(strings.Join(parts, " "))
			for _, w := range words {
				own[w] = true
				b.WriteByte(' ')
				b.WriteString(w)
			}
			b.WriteByte(' ')
			e.text[f] = b.String()
			if field(f) < inTexts {
				e.terms[f] = ix.termsOf(words, ids)
			}
		}
		for w := range own {
			ix.words[w]++
		}
		ix.entries = append(ix.entries, e)
	}
	ix.vocabulary = sync.OnceValue(func() []vocable { return vocabularyOf(ix.words) })
	return ix
}

// termsOf are the numbers of words among the terms, each and with the one after it.
func (ix *index) termsOf(words []string, ids map[string]int) []int {
	var all []int
	for i, w := range words {
		all = append(all, ix.term(w, ids))
		if i > 0 {
			all = append(all, ix.term(words[i-1]+" "+w, ids))
		}
	}
	return all
}

func (ix *index) term(spelled string, ids map[string]int) int {
	id, known := ids[spelled]
	if !known {
		letters := []rune(strings.ReplaceAll(spelled, " ", ""))
		id = len(ix.terms)
		ids[spelled] = id
		ix.terms = append(ix.terms, term{letters, spelled, lettersOf(letters)})
	}
	return id
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
