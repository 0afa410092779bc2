package format

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// No schedule.xml has a field for a cancelled talk: organisers write it into the
// title. The spellings are those of FOSDEM, the Congress and JuliaCon.
const (
	cancelWord = `(?:cancell?ed|abgesagt|entfällt|fällt aus|annulée?|cancelad[oa])`
	// bracketed: [CANCELED], (cancelled), *cancelled*, ! CANCELLED !
	bracketed = `[\[({*!]\s*(?i:` + cancelWord + `)\s*[!.]*\s*[\])}*!]`
)

var (
	cancelFront = regexp.MustCompile(`^(?:` + bracketed + `\s*[:!,–—-]*\s*|(?i:` + cancelWord + `)(?:\s*[:!]+\s*|\s*[–—-]+\s+))`)
	cancelBack  = regexp.MustCompile(`\s*(?:` + bracketed + `|(?:\s[–—-]+|[:!,;|])\s*(?i:` + cancelWord + `)\s*[!.]*)\s*$`)
	// Capitals alone are a mark only beside words that are not in capitals.
	shoutFront = regexp.MustCompile(`^(?:CANCELL?ED|ABGESAGT|ENTFÄLLT)\s+`)
	shoutBack  = regexp.MustCompile(`\s+(?:CANCELL?ED|ABGESAGT|ENTFÄLLT)$`)
	// wholly is a title that is the mark and nothing else.
	wholly = regexp.MustCompile(`^\W*(?i:cancell?ed|abgesagt)\W*$`)
)

// cutCancelled takes the mark of a cancelled talk off either end of its title.
// "Cancelled flights" has none; a title that is nothing but the mark keeps it.
func cutCancelled(title string) (string, bool) {
	if !mayBeCancelled(title) {
		return title, false
	}
	for _, mark := range []*regexp.Regexp{cancelFront, cancelBack, shoutFront, shoutBack} {
		at := mark.FindStringIndex(title)
		if at == nil {
			continue
		}
		rest := strings.TrimSpace(title[:at[0]] + title[at[1]:])
		if rest == "" {
			return title, true
		}
		if (mark == shoutFront || mark == shoutBack) && !strings.ContainsFunc(rest, unicode.IsLower) {
			continue
		}
		rest, _ = cutCancelled(rest) // some are marked at both ends
		return rest, true
	}
	return title, wholly.MatchString(title)
}

// mayBeCancelled spares nearly all titles the regular expressions, which
// otherwise take a tenth of the time in which a schedule is read.
func mayBeCancelled(title string) bool {
	lower := strings.ToLower(title)
	return slices.ContainsFunc([]string{"cancel", "abgesagt", "fällt", "annul"}, func(root string) bool {
		return strings.Contains(lower, root)
	})
}
