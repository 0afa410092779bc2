package command

import (
	"cmp"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// heading is what was typed for a broadcast, taken apart.
type heading struct {
	whom
	// at is when it is to go out, and typedAt what was typed for that.
	at      time.Time
	typedAt string
	text    string
}

// whom is for whom a broadcast is, as it was typed.
type whom struct {
	// to is Unchosen where nobody was named, or it is not plain who.
	to bot.Addressees
	// typed is what was typed for those who are named, and meant who they may be.
	typed string
	meant []candidate
}

// candidate is a topic that may be meant.
type candidate struct {
	schedule.Topic
	name string
}

// mostHead is how long what stands before a broadcast's text may be, in bytes.
const mostHead = 200

// headEnd ends it: a colon, but for those of times of day.
var headEnd = regexp.MustCompile(`:(\s|$)`)

// heading reads "room Dome: The lights are out.", "at 18:00: Dinner." and "starred
// mount api at 18:00: It is streamed." What does not begin like that is all text.
func (r *Request) heading(text string) heading {
	plain := heading{whom: whom{to: bot.Addressees{Kind: bot.Unchosen}}, text: text}
	end := headEnd.FindStringIndex(text[:min(len(text), mostHead)])
	if end == nil {
		return plain
	}
	head := text[:end[0]]
	rest := strings.TrimSpace(text[end[1]:])
	if rest == "" || strings.Contains(head, "\n") {
		return plain
	}
	words := strings.Fields(head)
	for cut := range len(words) + 1 {
		for _, part := range [][2][]string{{words[:cut], words[cut:]}, {words[cut:], words[:cut]}} {
			named, when := part[0], part[1]
			h := heading{text: rest, typedAt: strings.Join(when, " ")}
			if h.at = r.instantOf(when); len(when) > 0 && h.at.IsZero() {
				continue
			}
			if h.whom = r.whom(strings.Join(named, " ")); h.to.Kind != bot.Unchosen || h.meant != nil || len(named) == 0 && len(when) > 0 {
				return h
			}
		}
	}
	// "Dome: The lights are out." may be for those who follow it, or begin with where.
	if room, ok := r.room(head, true); ok {
		plain.typed, plain.meant = head, []candidate{{room.Topic(), room.Name}}
	}
	return plain
}

// instantOf reads "at 18:00" or "in 20 min"; zero for what is no such.
func (r *Request) instantOf(words []string) time.Time {
	if len(words) < 2 || !say.IsMoment(words[0]) && !say.IsWithin(words[0]) {
		return time.Time{}
	}
	when, ok := ReadWhen(strings.Join(words, " "), r.Schedule, r.Now)
	if !ok {
		return time.Time{}
	}
	return when.At
}

// whom reads for whom a broadcast is: "everyone", "today", "starred mount api", "room
// Dome", "language de".
func (r *Request) whom(typed string) whom {
	word, name, _ := strings.Cut(typed, " ")
	name = strings.TrimSpace(name)
	unknown := whom{to: bot.Addressees{Kind: bot.Unchosen}}
	switch kind, topical := topicKind(word, name); {
	case say.IsEveryone(typed):
		return whom{}
	case say.IsToday(typed), say.IsStarred(word) && say.IsToday(name):
		return whom{to: bot.Addressees{Kind: bot.Today, Day: r.Schedule.Day(r.Now)}}
	case say.IsTongue(word):
		if language, ok := say.Meant(name); ok {
			return whom{to: bot.Addressees{Kind: bot.Speaking, Language: language}}
		}
	case topical && name != "":
		found := r.candidates(kind, name)
		if len(found.Hits) == 1 {
			return whom{to: bot.Addressees{Kind: bot.Fans, Topic: found.Hits[0].Topic}}
		}
		unknown.typed, unknown.meant = name, append(found.Hits, found.Near...)
	}
	return unknown
}

// topicKind is the kind of topic that a word leads to: "starred", "room", or before a
// key its letter.
func topicKind(word, name string) (schedule.TopicKind, bool) {
	for kind, letter := range letters {
		if word == letter && strings.Contains(name, "-") && !strings.Contains(name, " ") {
			return kind, true
		}
	}
	if say.IsStarred(word) {
		return schedule.TopicTalk, true
	}
	return say.TopicKind(word)
}

// mostMeant is how many candidates are offered.
const mostMeant = 6

// named are topics by the words of their name.
type named struct{ Hits, Near []candidate }

// candidates are who may be meant by a name.
func (r *Request) candidates(kind schedule.TopicKind, name string) (found named) {
	if kind == schedule.TopicTalk {
		return r.talksNamed(name)
	}
	things := r.Schedule.Find(kind, name)
	for _, t := range things.Hits[:min(mostMeant, len(things.Hits))] {
		found.Hits = append(found.Hits, candidate{t.Topic(), t.Called()})
	}
	for _, t := range things.Near {
		found.Near = append(found.Near, candidate{t.Topic(), t.Called()})
	}
	return found
}

func (r *Request) talksNamed(name string) (found named) {
	one := func(slot *schedule.Slot) candidate { return candidate{talkTopic(slot), slot.Title} }
	hits := r.hits(target{fits: r.lasts}, name)
	if len(hits.slots) > 0 {
		return named{Hits: []candidate{one(hits.slots[0])}}
	}
	for _, slot := range hits.found.Talks[:min(mostMeant, len(hits.found.Talks))] {
		found.Near = append(found.Near, one(slot))
	}
	return found
}

// typed is what was typed after the command's name, with its line breaks.
func (r *Request) typed() string { return afterName(r.Whole) }

// marked is the same with what stands out in it.
func (r *Request) marked() string { return afterName(cmp.Or(r.Marked, r.Whole)) }

func afterName(said string) string {
	_, text := cutWord(schedule.Lines(strings.TrimSpace(said)))
	return strings.TrimFunc(text, unicode.IsSpace)
}

// units is how long a text is in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}
