package say

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"usher/bot"
)

// fewClashes is how many talks are named that come into the way.
const fewClashes = 2

// radius says whom an act concerns, how long telling them takes, and what they will read,
// with notes beside it.
func (m Moment) radius(p bot.Proposal, notes bot.Words) []bot.Paragraph {
	of, nobody, starred := p.Radius, "radius.nobody", "radius.starred"
	switch {
	case len(p.Changes) == 0:
		return nil // there is nothing that anybody could have starred
	case len(p.Changes) > 1:
		nobody, starred = "radius.nobody.several", "radius.starred.several"
	}
	if of.Starred == 0 {
		return []bot.Paragraph{m.line(nobody, nil)}
	}
	who := m.line(starred, facts{"Count": of.Starred})
	if of.Rung > 0 {
		who = append(who, m.line("radius.rung", facts{"Count": of.Rung})...)
	}
	if of.Clashing > 0 {
		who = append(who, m.line("radius.clash", facts{"Count": of.Clashing, "With": m.meeting(p)})...)
	}
	body := []bot.Paragraph{merge(append(who, bot.Span{Text: "."}))}
	if of.Told == 0 && !untold(p) {
		body = append(body, m.line("radius.known", nil))
	}
	if of.Told == 0 {
		return body
	}
	if of.Told < of.Starred {
		body = append(body, m.line("radius.fewer", facts{"Count": of.Told}))
	}
	if takes := m.taking(of.Reach); takes != "" {
		body = append(body, m.line("radius.takes", facts{"Length": takes}))
	}
	return append(body, m.read(p, notes)...)
}

// meeting is with what most of those who get a clash have one: "30 with Linux & TPMs".
func (m Moment) meeting(p bot.Proposal) bot.Paragraph {
	var all bot.Paragraph
	for i, c := range p.Radius.Clashes[:min(fewClashes, len(p.Radius.Clashes))] {
		if i > 0 {
			all = append(all, bot.Span{Text: ", "})
		}
		slots := p.Versions.Newer.Talk(c.Talk)
		if len(slots) > 0 {
			all = append(all, m.line("radius.with", facts{"Count": c.People, "Title": m.title(slots[0])})...)
		}
	}
	return all
}

// taking is how long telling people takes on each network, of which the name is said
// where there are several; "" where nobody knows.
func (v Voice) taking(reach []bot.Reach) string {
	var all []string
	for _, r := range reach {
		switch {
		case r.Takes == 0:
		case len(reach) == 1:
			all = append(all, v.shortly(r.Takes))
		default:
			all = append(all, v.label("radius.on", facts{"Length": v.shortly(r.Takes), "Platform": capital(r.Platform)}))
		}
	}
	return strings.Join(all, ", ")
}

// shortly is a length in seconds while that is less than a minute.
func (v Voice) shortly(d time.Duration) string {
	if d > 59*time.Second {
		return v.length(d)
	}
	return v.label("length.seconds", facts{"Seconds": max(1, int((d+time.Second-1)/time.Second))})
}

// capital is a name as it begins a sentence.
func capital(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// languageName is what a language is called in the voice's.
func (v Voice) languageName(lang string) string {
	return display.Languages(v.language).Name(language.Make(lang))
}

// read is what people will read, in each language that is spoken with any of them: of
// several changes, the one that most are told of. It is worded as it will be.
func (m Moment) read(p bot.Proposal, notes bot.Words) []bot.Paragraph {
	if p.Radius.Most >= len(p.Changes) {
		return nil
	}
	c := p.Changes[p.Radius.Most]
	spoken := p.Radius.Languages
	langs := slices.SortedFunc(maps.Keys(spoken), func(a, b string) int {
		return cmp.Or(cmp.Compare(spoken[b], spoken[a]), cmp.Compare(a, b))
	})
	var body []bot.Paragraph
	for _, lang := range langs {
		head := m.line("radius.read", nil)
		switch {
		case len(langs) > 1:
			head = m.line("radius.read.in", facts{"Count": spoken[lang], "Language": m.languageName(lang)})
		case len(p.Changes) > 1:
			head = m.line("radius.read.such", nil)
		}
		news := []Changed{{Talk: c.Talk, Told: cmp.Or(p.Radius.Known, c.Before), Stands: c.After, Note: notes.In(lang)}}
		body = append(append(body, head), In(lang).At(p.Versions.Newer, m.now, nil).Changes(news).Body...)
	}
	return body
}
