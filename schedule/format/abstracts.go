package format

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"usher/schedule"
)

const (
	// abstractHead is by how many letters and digits an abstract is looked up:
	// enough to tell apart what begins "In this talk we will". A shorter one has
	// to be a whole line.
	abstractHead = 40
	// maxSameHead bounds the work on a file that repeats itself.
	maxSameHead = 16
	// fullParagraph is how many words a line needs to be taken for a paragraph
	// where it does not end as a sentence does: "View Slide Deck" is none.
	fullParagraph = 5
	// maxUnusedLines is how many unused lines are warned of singly. With more of
	// them it is the wrong file.
	maxUnusedLines = 20
)

// JoinAbstracts gives a draft's slots the abstracts in a text that says nothing
// but abstracts, one paragraph or one part of a paragraph a line. An abstract is
// known by how it begins, case and punctuation apart; where the text has more of
// it, as when the draft's was cut, the text's takes its place. Lines that belong
// to no abstract become warnings.
func JoinAbstracts(d *schedule.Draft, text []byte) {
	lines := readAbstractLines(text)
	heads := abstractHeads(lines)
	wanted := wantedAbstracts(d.Slots)
	for i := range wanted {
		wanted[i].find(lines, heads)
	}
	for i := range wanted {
		wanted[i].extend(lines)
	}
	whole := map[string]string{}
	for _, w := range wanted {
		if w.from < w.to && w.letters(lines) > len(w.folded) {
			whole[w.folded] = w.join(lines)
		}
	}
	for i := range d.Slots {
		if text, ok := whole[foldLetters(d.Slots[i].Abstract)]; ok {
			d.Slots[i].Abstract = text
		}
	}
	warnUnused(d, lines)
}

// abstractLine is a line with at least one letter or digit.
type abstractLine struct {
	number int
	text   string
	folded string
	used   bool
}

func readAbstractLines(text []byte) []abstractLine {
	var lines []abstractLine
	number := 0
	for raw := range strings.Lines(string(text)) {
		number++
		line := schedule.Line(raw)
		if folded := foldLetters(line); folded != "" {
			lines = append(lines, abstractLine{number: number, text: line, folded: folded})
		}
	}
	return lines
}

// abstractHeads finds lines by the letters from their beginning on, which may
// run on into the lines that follow; and short lines by all of theirs.
func abstractHeads(lines []abstractLine) map[string][]int {
	heads := map[string][]int{}
	for i := range lines {
		if l := lines[i].folded; len(l) < abstractHead && len(heads[l]) < maxSameHead {
			heads[l] = append(heads[l], i)
		}
		head := ""
		for j := i; j < len(lines) && len(head) < abstractHead; j++ {
			head += lines[j].folded[:min(len(lines[j].folded), abstractHead-len(head))]
		}
		if len(heads[head]) < maxSameHead {
			heads[head] = append(heads[head], i)
		}
	}
	return heads
}

// wantedAbstract is an abstract of the draft, and the lines from and up to which
// it was found in the text; as yet it may not have been.
type wantedAbstract struct {
	folded   string
	cut      bool
	from, to int
}

// wantedAbstracts are the different abstracts of the slots, the longest first:
// it is the longest that says most surely where it belongs.
func wantedAbstracts(slots []schedule.Slot) []wantedAbstract {
	var wanted []wantedAbstract
	seen := map[string]bool{}
	for _, s := range slots {
		folded := foldLetters(s.Abstract)
		if folded == "" || seen[folded] {
			continue
		}
		seen[folded] = true
		wanted = append(wanted, wantedAbstract{folded: folded, cut: isCut(s.Abstract)})
	}
	slices.SortStableFunc(wanted, func(a, b wantedAbstract) int {
		return cmp.Compare(len(b.folded), len(a.folded))
	})
	return wanted
}

func isCut(text string) bool {
	return strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…")
}

// find looks for the lines that an abstract needs and that no other has.
func (w *wantedAbstract) find(lines []abstractLine, heads map[string][]int) {
	for _, from := range heads[w.folded[:min(len(w.folded), abstractHead)]] {
		if to, ok := w.match(lines, from); ok {
			w.from, w.to = from, to
			for i := from; i < to; i++ {
				lines[i].used = true
			}
			return
		}
	}
}

// match takes as many lines as the abstract needs.
func (w *wantedAbstract) match(lines []abstractLine, from int) (to int, ok bool) {
	rest := w.folded
	for i := from; i < len(lines) && !lines[i].used; i++ {
		line := lines[i].folded
		if len(line) >= len(rest) {
			whole := len(line) == len(rest)
			return i + 1, strings.HasPrefix(line, rest) && (whole || len(w.folded) >= abstractHead)
		}
		if !strings.HasPrefix(rest, line) {
			return 0, false
		}
		rest = rest[len(line):]
	}
	return 0, false
}

// extend takes what follows a cut abstract and belongs to no other for its rest.
func (w *wantedAbstract) extend(lines []abstractLine) {
	if !w.cut || w.from == w.to {
		return
	}
	for w.to < len(lines) && !lines[w.to].used && continues(lines[w.to-1].text, lines[w.to].text) {
		lines[w.to].used = true
		w.to++
	}
}

// continues reports whether a line goes on with the one before it, as the rest
// of a sentence or as a paragraph.
func continues(before, line string) bool {
	return !endsSentence(before) || endsSentence(line) || len(strings.Fields(line)) >= fullParagraph
}

func endsSentence(s string) bool {
	return strings.ContainsRune(".!?…:", lastRune(strings.TrimRight(s, `"'”’»)]`)))
}

func (w *wantedAbstract) letters(lines []abstractLine) int {
	letters := 0
	for _, l := range lines[w.from:w.to] {
		letters += len(l.folded)
	}
	return letters
}

// join writes the lines as paragraphs: a new one begins where a line ends a
// sentence, else the line was only wrapped.
func (w *wantedAbstract) join(lines []abstractLine) string {
	var b strings.Builder
	for i, l := range lines[w.from:w.to] {
		switch {
		case i == 0:
		case endsSentence(lines[w.from+i-1].text):
			b.WriteString("\n\n")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

func warnUnused(d *schedule.Draft, lines []abstractLine) {
	unused := 0
	for _, l := range lines {
		if l.used {
			continue
		}
		if unused++; unused <= maxUnusedLines {
			d.Warnings = append(d.Warnings, schedule.Warning{
				Line: l.number,
				Text: fmt.Sprintf("in the abstracts: %q belongs to no talk", schedule.Cut(l.text, 60)),
			})
		}
	}
	if unused > maxUnusedLines {
		d.Warnings = append(d.Warnings, schedule.Warning{
			Text: fmt.Sprintf("in the abstracts: %d more lines belong to no talk", unused-maxUnusedLines),
		})
	}
}
