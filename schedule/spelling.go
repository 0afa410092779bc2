package schedule

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// term is a word of titles and names, or two that stand beside each other in a title:
// "soft reboot" is typed in one word as well.
type term struct {
	letters []rune // without the blank
	spelled string // with it
	has     uint64 // its letters, one bit each
}

// mostTyped is how many words of a query are spelled anew: nobody types more of a title.
const mostTyped = 12

// The cost of taking one word for another: what is typed to the end is meant more surely
// than what is only begun, and each wrong letter counts more than that.
const (
	costBegun  = 1
	costLetter = 2
	costText   = 4 // it stands in the talk's text alone
	costNone   = 255
)

// mostCost is the cost at which so many words are still thought to be meant: a letter for
// each, two at least. Where some of them stand nowhere the others have to be nearly right.
func mostCost(words, missing int) int {
	if missing > 0 {
		return costLetter
	}
	return costLetter * max(2, words)
}

// slack is how much more another talk's spelling may cost than the best one's to be meant
// as well. A letter more that is wrong is too much.
const slack = costBegun

// wrongLetters is how many letters of a word may be wrong, left out, too many or swapped
// with their neighbour. Of words of one or two nothing can be said.
func wrongLetters(n int) int {
	switch {
	case n <= 2:
		return 0
	case n <= 5:
		return 1
	}
	return 2
}

// spelling is what words are taken for.
type spelling struct {
	words []string
	// missing is how many of the words are left out, and cost how far the others are off.
	missing, cost int
}

// typed is one word of a query, with what taking it for each term would cost.
type typed struct {
	word  string
	costs []uint8
}

// cost is what taking a word for a term costs; costNone is too much.
func (t term) cost(word []rune, has uint64) uint8 {
	if slices.Equal(t.letters, word) {
		return 0
	}
	wrong := wrongLetters(len(word))
	if wrong == 0 || len(t.letters) < len(word)-wrong || bits.OnesCount64(has&^t.has) > wrong {
		return costNone
	}
	whole, begun := distances(word, t.letters, wrong)
	best := costNone
	if whole <= wrong {
		best = whole * costLetter
	}
	if begun == 0 || begun == 1 && len(word) > 3 && word[0] == t.letters[0] && !strings.Contains(t.spelled, " ") {
		best = min(best, begun*costLetter+costBegun)
	}
	return uint8(best)
}

// distances are how many letters are wrong in a word that was to be another one, and in
// one that was to be its beginning (Damerau's distance with each letter moved once; rows
// after Wagner and Fischer). Beginnings that are longer by more than most are not looked at.
func distances(word, meant []rune, most int) (whole, begun int) {
	cut := meant[:min(len(meant), len(word)+most)]
	width := len(cut) + 1
	var room [3 * 64]int // enough for any word, which saves making three rows for each
	if 3*width > len(room) {
		return costNone, costNone
	}
	before, last, row := room[:width], room[width:2*width], room[2*width:3*width]
	for j := range last {
		last[j] = j
	}
	for i := range word {
		row[0] = i + 1
		for j := range cut {
			d := last[j]
			if word[i] != cut[j] {
				d++
			}
			d = min(d, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && word[i] == cut[j-1] && word[i-1] == cut[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
		}
		before, last, row = last, row, before
	}
	whole = costNone
	if len(cut) == len(meant) {
		whole = last[len(cut)]
	}
	return whole, slices.Min(last)
}

func lettersOf(word []rune) uint64 {
	var has uint64
	for _, r := range word {
		has |= 1 << (uint32(r) % 64)
	}
	return has
}

// weigh is what taking each word for each term would cost.
func (ix *index) weigh(words []string) []typed {
	all := make([]typed, 0, len(words))
	for _, w := range words[:min(len(words), mostTyped)] {
		letters := []rune(w)
		has, costs := lettersOf(letters), make([]uint8, len(ix.terms))
		for i, t := range ix.terms {
			costs[i] = t.cost(letters, has)
		}
		all = append(all, typed{w, costs})
	}
	return all
}

// spellings are the ways to write words that lead to a title, best first. Those that are
// about as good as the best are among them, as it is not plain then which one is meant.
func (ix *index) spellings(words []string) []spelling {
	weighed := ix.weigh(words)
	var all []spelling
	for i := range ix.entries {
		if sp, ok := ix.spelledLike(&ix.entries[i], weighed); ok {
			all = append(all, sp)
		}
	}
	slices.SortStableFunc(all, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(a.missing, b.missing), cmp.Compare(a.cost, b.cost))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(sp spelling) bool {
		key := strings.Join(sp.words, " ")
		again := seen[key]
		seen[key] = true
		return again || sp.missing > all[0].missing || sp.cost > all[0].cost+slack
	})
}

// spelledLike writes words as a talk has them; not ok where it has less than half, or none
// in its title. Words of two letters say nothing of that.
func (ix *index) spelledLike(e *entry, words []typed) (sp spelling, ok bool) {
	titled, long, had := false, 0, 0
	for _, w := range words {
		meant, cost := "", costNone
		says := wrongLetters(utf8.RuneCountInString(w.word)) > 0
		for f, terms := range e.terms {
			for _, id := range terms {
				if c := int(w.costs[id]); c < cost {
					meant, cost = ix.terms[id].spelled, c
					titled = titled || says && field(f) == inTitle
				}
			}
		}
		if cost > costText && e.where(w.word) == inTexts {
			meant, cost = w.word, costText
		}
		if says {
			long++
		}
		if cost == costNone {
			sp.missing++
			continue
		}
		if says {
			had++
		}
		if cost <= costBegun && !strings.Contains(meant, " ") {
			meant = w.word // it was right as far as it went
		}
		sp.words, sp.cost = append(sp.words, meant), sp.cost+cost
	}
	return sp, titled && 2*had > long && sp.cost <= mostCost(len(words), sp.missing)
}

// spelled finds what words with wrong letters lead to. First what has all the words, be
// they in titles and names alone; then in texts as well; then what has most of them.
func (ix *index) spelled(words []string) Found {
	near := ix.spellings(words)
	if len(near) > 0 && near[0].missing == 0 {
		return ix.findSpelled(near)
	}
	spelled, dropped := ix.respell(words)
	if len(spelled) == 0 || dropped && len(near) > 0 {
		return ix.findSpelled(near) // nothing at all, where near is empty
	}
	found := ix.findSpelled([]spelling{{words: spelled}})
	found.Dropped = dropped
	return found
}

// findSpelled are the talks that any of the spellings finds. Spelled is the spelling where
// there is one, and "" for several.
func (ix *index) findSpelled(all []spelling) Found {
	var parts []Found
	for _, sp := range all {
		parts = append(parts, ix.find(sp.words))
	}
	found := joinFound(parts...)
	if len(all) == 0 {
		return found
	}
	found.Respelled, found.Dropped = true, all[0].missing > 0
	if len(all) == 1 {
		found.Spelled = strings.Join(all[0].words, " ")
	}
	return found
}

// joinFound has what each has in titles, then in names, then in texts, each talk once.
func joinFound(parts ...Found) Found {
	var all Found
	seen := map[*Slot]bool{}
	add := func(slots []*Slot) {
		for _, slot := range slots {
			if !seen[slot] {
				seen[slot] = true
				all.Talks = append(all.Talks, slot)
			}
		}
	}
	for _, part := range parts {
		add(part.Talks[:part.Titled])
	}
	all.Titled = len(all.Talks)
	for _, part := range parts {
		add(part.Talks[part.Titled:part.Named])
	}
	all.Named = len(all.Talks)
	for _, part := range parts {
		add(part.Talks[part.Named:])
	}
	return all
}

// begun reports whether one of the words stands nowhere in full, but begins others: then
// it may be a wrong one.
func (ix *index) begun(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return ix.words[w] == 0 })
}
