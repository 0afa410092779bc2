package format

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// No schedule.xml has a field for a cancelled talk: organisers write it into the
// title. The spellings are those of FOSDEM, the Congress and JuliaCon, and what
// these have in common.
const (
	cancelWord = `cancell?ed|called off|abgesagt|abgesagte?r? (?:talk|vortrag|workshop)|gecancelt|entfällt|entfallen|fällt aus|fällt leider aus|ausgefallen|` +
		`annulée?|cancelad[oa]|annullat[oa]|cancellat[oa]|geannuleerd|odwołan[ey]|zrušeno|inställ[dt]|aflyst|中止`
	// marking is the word, perhaps with what is cancelled before it and why after it.
	marking = `(?i:(?:(?:talk|session|workshop|event|vortrag)\s+)?(?:is\s+|ist\s+)?(?:` + cancelWord + `)` +
		`(?:\s*[,:–—-]?\s+(?:due|because|by|as|wegen|aufgrund|von|durch)\b[^\[\](){}<>:]{0,80}?)?)`
	opening, closing = `[\[({<*!#_~=【]`, `[\])}>*!#_~=】]`
	// bracketed: [CANCELED], (cancelled), *** cancelled ***, ! CANCELLED !, and
	// [CANCELLED: speaker is ill]
	bracketed = `(?:` + opening + `+\s*` + marking + `\s*[!.]*\s*` + closing + `+|` +
		`[\[({]\s*` + marking + `\s*[:,;–—-]\s*[^\[\](){}]{1,80}[\])}])`
	// ornament may stand around a mark: dashes and signs, but no quotes, which make a
	// word of it.
	ornament = `[^\p{L}\p{N}\[\](){}<>*!#_~="'“”„‘’«»?…]*`
)

var (
	cancelFront = regexp.MustCompile(`^` + ornament + `(?:` + bracketed + `\s*[:!,–—-]*\s*|` + marking + `(?:\s*[:!;|]+[\s–—-]*|\s*[–—-]+\s+|\s+[–—-]+))`)
	cancelBack  = regexp.MustCompile(`\s*(?:` + bracketed + `|(?:\s[–—-]+|[:!,;|.])\s*` + marking + `\s*[!.]*)` + ornament + `$`)
	// Capitals alone are a mark only beside words that are not in capitals.
	shout      = `(?:` + strings.ToUpper(cancelWord) + `)`
	shoutFront = regexp.MustCompile(`^` + ornament + shout + `[,.]?\s+`)
	shoutBack  = regexp.MustCompile(`\s+` + shout + `[!.]*` + ornament + `$`)
	// spoken is what makes a sentence of "… was CANCELLED".
	spoken = regexp.MustCompile(`(?i)\b(?:is|was|be|been|being|get|gets|got|were|are|has|have|had|wird|wurde|ist|war|we|they|he|she|i)$`)
	// wholly is a title that is the mark and nothing else.
	wholly = regexp.MustCompile(`^[^\p{L}\p{N}?]*` + marking + `[^\p{L}\p{N}?]*$`)
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
		if mark == shoutBack && spoken.MatchString(rest) {
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
	return slices.ContainsFunc([]string{
		"cancel", "called off", "abgesagt", "gecancelt", "fällt", "entfallen", "ausgefallen", "annul", "odwoł", "zruš", "inställ", "aflyst", "中止",
	}, func(root string) bool { return strings.Contains(lower, root) })
}
