package format

import (
	"regexp"
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
)

// cutCancelled takes the mark of a cancelled talk off either end of its title.
// "Cancelled flights" has none; a title that is nothing but the mark keeps it.
func cutCancelled(title string) (string, bool) {
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

var wholly = regexp.MustCompile(`^\W*(?i:cancell?ed|abgesagt)\W*$`)
