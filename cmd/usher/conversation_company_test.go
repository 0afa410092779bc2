package main

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/bot/terminal"
)

// plain is who says what stands after a bare "> ".
const plain = "ada"

// inHall follows the name of somebody who is in the chat that all share.
const inHall = " in hall"

// company are the people of a conversation by name, and with inHall after it as they are
// in the hall.
type company map[string]*phone

// line is something that somebody says.
type line struct {
	who, where string // "" is alone with Usher, else inHall
	to         string // in reply to whom; "" for nobody
	file       string // what the words stand under; "" for nothing
	what       string // the words, or "[label]"
}

var speech = regexp.MustCompile(`^([a-z]+)?(?: ?(in hall))?(?:, to ([a-z]+))?> (?:\(([a-z.]+)\) )?(.+)$`)

// spoken reads "bob in hall, to ada> /now", "> (plan.pdf) /now" and "> /now".
func spoken(text string) (l line, ok bool) {
	m := speech.FindStringSubmatch(text)
	if m == nil {
		return l, false
	}
	l = line{who: cmp.Or(m[1], plain), to: m[3], file: m[4], what: m[5]}
	if m[2] != "" {
		l.where = inHall
	}
	return l, true
}

// speakers are all who say something, plain first.
func speakers(steps []step) []string {
	names := []string{plain}
	for _, s := range steps {
		if l, ok := spoken(s.line); ok && !slices.Contains(names, l.who) {
			names = append(names, l.who)
		}
	}
	return names
}

// showing reports whether somebody sends a file.
func showing(steps []step) bool {
	return slices.ContainsFunc(steps, func(s step) bool {
		l, ok := spoken(s.line)
		return ok && l.file != ""
	})
}

// act lets somebody say something or press a button.
func (c company) act(t *testing.T, l line) {
	t.Helper()
	who, known := c[l.who+l.where]
	if !known {
		t.Fatalf("nobody is %s%s", l.who, l.where)
	}
	label, pressed := strings.CutPrefix(l.what, "[")
	switch {
	case pressed:
		who.press(strings.TrimSuffix(label, "]"))
	case l.file != "":
		who.show(l.file, l.what)
	case l.to != "":
		who.answer(l.to, l.what)
	default:
		who.say(l.what)
	}
}

// read is what has come since the last time: first where the line was said, then in all
// other chats, each under its name.
func (c company) read(text string) string {
	here := line{who: plain}
	if l, ok := spoken(text); ok {
		here = l
	}
	first := here.who
	if here.where != "" {
		first = plain // whoever is there reads the same
	}
	first += here.where
	all := c[first].read()
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if name == first || strings.HasSuffix(name, inHall) && name != plain+inHall {
			continue
		}
		if words := c[name].read(); words != "" {
			to := strings.TrimPrefix(name, plain+" ") // "in hall", whoever is
			all = strings.TrimPrefix(all+"\nto "+to+":\n"+words, "\n")
		}
	}
	return all
}

// names makes the terminal's of what a network calls itself and people, and leaves out
// what only networks keep.
func (c company) names(network string) *strings.Replacer {
	pairs := []string{c[plain].person.String(), terminal.Here.String()}
	for name, device := range c {
		switch {
		case name == plain:
		case strings.HasSuffix(name, inHall):
			pairs = append(pairs, network+":"+device.chat, terminal.Here.Platform+":"+strings.TrimSpace(inHall))
		default:
			pairs = append(pairs, device.person.String(), terminal.Here.Platform+":"+name)
		}
	}
	return strings.NewReplacer(append(pairs, network+":", terminal.Here.Platform+":",
		" on "+network, " on "+terminal.Here.Platform, " auf "+network, " auf "+terminal.Here.Platform,
		"What you typed last, until it is answered.\n", "", "Was du zuletzt getippt hast, bis es beantwortet ist.\n", "")...)
}
