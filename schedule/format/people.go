package format

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/schedule"
)

var (
	// mailbox is an e-mail address, perhaps in brackets. Its parts are as much of
	// RFC 5321 as people use.
	mailbox = regexp.MustCompile(`[<({\[]?\b([\p{L}\d._%+-]+)@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}\b[>)}\]]?`)
	// nobody is what stands in place of a name.
	nobody = regexp.MustCompile(`(?i)^(?:[-–—.?_*!\s]*|tb[acd]|n\.?\s?/?[an]\.?|none|null|nil)$`)
)

// publicName is a person's name as it may be shown; "" where a source names
// nobody. Where it gives an e-mail address for a name, that is the part before the
// @, as a name: the address is nobody's business.
func publicName(s string) string {
	name := inline(s)
	if strings.Contains(name, "@") {
		if at := mailbox.FindStringSubmatch(name); at != nil {
			name = schedule.Line(mailbox.ReplaceAllString(name, " "))
			if isNobody(name) {
				name = localName(at[1])
			}
		}
	}
	if isNobody(name) {
		return ""
	}
	return name
}

func isNobody(name string) bool { return len(name) < 8 && nobody.MatchString(name) }

// localName reads the part of an e-mail address before the @ as a name:
// "Jane Doe" of jane.doe+talks, "maren" of maren.
func localName(local string) string {
	local, _, _ = strings.Cut(local, "+")
	words := strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("._-%", r) })
	if len(words) > 1 {
		for i, w := range words {
			first, size := utf8.DecodeRuneInString(w)
			words[i] = string(unicode.ToUpper(first)) + w[size:]
		}
	}
	return strings.Join(words, " ")
}

// nameSeparator is what stands between the names in a list.
var nameSeparator = regexp.MustCompile(`\s*[,;]\s*(?:(?:and|und|et|&)\s+)?|\s+(?:and|und|et|&)\s+`)

// people are the names in a field that is meant for one person's. Only what reads
// as full names throughout is a list: "Lucia und Ben" may be how a pair is known,
// and what follows a comma a firm or a degree.
func people(field string) []string {
	names := nameSeparator.Split(strings.TrimSpace(field), -1)
	if len(mailbox.FindAllString(field, 2)) == 2 {
		return names
	}
	if len(names) > 1 && !slices.ContainsFunc(names, func(n string) bool { return !isFullName(n) }) {
		return names
	}
	return []string{field}
}

// joinedPeople are the names in a field that is meant for several.
func joinedPeople(field string) []string {
	var names []string
	for name := range strings.FieldsFuncSeq(field, func(r rune) bool { return r == ',' || r == ';' }) {
		if len(names) > 0 && degree.MatchString(strings.TrimSpace(name)) {
			names[len(names)-1] += "," + name
			continue
		}
		names = append(names, people(name)...)
	}
	return names
}

var (
	degree = regexp.MustCompile(`(?i)^(?:ph\.?\s?d|m\.?d|m\.?sc|b\.?sc|m\.?a|b\.?a|mba|esq|[js]r|i{2,3}|dr|prof)\.?$`)
	title  = regexp.MustCompile(`^(?:(?i:prof|dr|dipl|mr|mrs|ms|ing|inf|h\.\s?c)\b[.-]*\s*)+`)
	// particles are parts of a name that may be in small letters.
	particles = []string{"von", "van", "der", "den", "de", "da", "di", "du", "del", "della", "la", "le", "zu", "zur", "bin", "al", "el", "y", "e"}
	// body is a word in the names of firms and societies.
	body = regexp.MustCompile(`(?i)^(?:e\.?v\.?|gmbh|ag|inc\.?|ltd\.?|llc|corp\.?|univ\w*|inst\w*|initiat\w*|stiftung|foundation|` +
		`project|projekt|group|gruppe|team|labs?|laborator\w*|network|netzwerk|hat|the|hamburg|berlin|münchen|europe|cloud|software|systems?)$`)
)

// isFullName reports what reads as a person's first and last name.
func isFullName(s string) bool {
	words := strings.Fields(title.ReplaceAllString(strings.TrimSpace(s), ""))
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		if body.MatchString(w) || strings.ContainsFunc(w, notInNames) ||
			!unicode.IsUpper(first) && !slices.Contains(particles, w) {
			return false
		}
	}
	return true
}

func notInNames(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(".'’-", r)
}
