package matrix

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"maunium.net/go/mautrix/id"
)

// asCommand reads "!next dome", or "/next dome" as clients send it that know no
// such command themselves, where that is a command of ours.
func (m *Matrix) asCommand(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "!") && !strings.HasPrefix(text, "/") {
		return "", false
	}
	if text[0] == '!' {
		return commandIn(m.signed, strings.TrimSpace(text[1:]))
	}
	return commandIn(m.signed, text[1:])
}

// asTyped reads what was certainly said to Usher: "!" begins a command even if
// there is none of that name, a bare word only if there is one, and all else is
// what it is.
func (m *Matrix) asTyped(text string) string {
	text = strings.TrimSpace(text)
	if command, ok := commandIn(m.commands, text); ok {
		return command
	}
	if rest, ok := strings.CutPrefix(text, "!"); ok && strings.IndexFunc(rest, unicode.IsLetter) == 0 {
		return "/" + rest
	}
	return text
}

// commandIn writes "Next dome" as "/next dome" if it begins with one of the names:
// a phone makes the first letter a capital. "Next?" is one alone.
func commandIn(names map[string]bool, text string) (string, bool) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	word := strings.ToLower(text[:end])
	if end == len(text) {
		word = strings.TrimRight(word, "?!.")
	}
	if !names[word] {
		return "", false
	}
	return "/" + word + text[end:], true
}

// withoutQuote takes off the lines of another message that older clients put
// before a reply (spec, "Rich replies", fallbacks), and reports whether it is a
// user's. Newer ones mention whom they reply to.
func withoutQuote(text string, user id.UserID) (rest string, quoted bool) {
	rest = text
	for strings.HasPrefix(rest, "> ") {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	if rest == text {
		return text, false
	}
	return strings.TrimPrefix(rest, "\n"), strings.HasPrefix(text, "> <"+user.String()+">")
}

// pill is a mention as clients write it in HTML: a link to the person.
var pill = regexp.MustCompile(`<a href="https://matrix\.to/#/([^"?]+)[^"]*">([^<]*)</a>`)

// names are what Usher is called in a room.
type names struct {
	user   id.UserID
	called string // as it is shown there, which may change; "" is not known
}

// takeOff takes a mention of Usher off the start or the end of a message, and reports
// whether there is one anywhere. By what name a client mentions somebody is its own choice:
// the link beside the name says who is meant. A reply to Usher mentions it as well
// (spec, "Rich replies").
func (n names) takeOff(text string, c content) (rest string, mentioned bool) {
	at := "@" + n.user.Localpart()
	all := []string{n.user.String(), at, n.called, n.user.Localpart()}
	mentioned = slices.Contains(c.Mentions.UserIDs, n.user)
	for _, link := range pill.FindAllStringSubmatch(c.FormattedBody, -1) {
		if who, err := url.PathUnescape(link[1]); err == nil && who == n.user.String() {
			all = append([]string{html.UnescapeString(link[2])}, all...)
			mentioned = true
		}
	}
	text = strings.TrimSpace(text)
	for _, name := range all {
		if name == "" || len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
			continue
		}
		after := text[len(name):]
		colon := strings.HasPrefix(after, ":") || strings.HasPrefix(after, ",")
		// "usher next" may be a sentence about ushers; "usher: next" is not, and no
		// sentence begins with "@usher".
		certain := mentioned || strings.HasPrefix(name, "@")
		if colon || certain && (after == "" || after[0] == ' ') {
			return strings.TrimLeft(after, ":, "), true
		}
	}
	return takeOffEnd(text, c, all, mentioned)
}

// takeOffEnd takes one of all the names off the end, and reports whether it did or
// Usher is mentioned anyway.
func takeOffEnd(text string, c content, all []string, mentioned bool) (string, bool) {
	for _, name := range all {
		before := len(text) - len(name)
		if name == "" || before < 1 || !strings.EqualFold(text[before:], name) {
			continue
		}
		rest := strings.TrimRight(text[:before], " ")
		// "who is the usher", said in reply, is about ushers.
		certain := strings.HasPrefix(name, "@") || mentioned &&
			(strings.HasSuffix(rest, ",") || strings.Contains(c.FormattedBody, ">"+html.EscapeString(name)+"</a>"))
		if certain && len(rest) < before {
			return strings.TrimRight(rest, ":, "), true
		}
	}
	return text, mentioned
}
