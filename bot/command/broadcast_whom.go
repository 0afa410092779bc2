package command

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf16"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// whom is for whom a broadcast is, as it was typed.
type whom struct {
	// to is Unchosen where nobody was named, or it is not plain who.
	to bot.Addressees
	// typed is what was typed for those who are named, kind what they follow if that was
	// typed too, and meant who they may be.
	typed string
	kind  schedule.TopicKind
	meant []candidate
}

// candidate is a topic that may be meant.
type candidate struct {
	schedule.Topic
	name string
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
		unknown.typed, unknown.kind, unknown.meant = name, kind, append(found.Hits, found.Near...)
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

// marked is what was typed after the command's name, with its line breaks and what stands out
// in it.
func (r *Request) marked() string {
	_, text := cutWord(schedule.Lines(strings.TrimSpace(cmp.Or(r.Marked, r.Whole))))
	return strings.TrimFunc(text, unicode.IsSpace)
}

// tooLong is by how many characters a text is too long, of which people may see so many; not
// more than 0 if it is not. With its marks and the addresses of its links it may have more:
// written as HTML a broadcast is less than the 32 KiB that Telegram reads then.
func (r *Request) tooLong(text string, most int) int {
	const marks = 4
	shown := bot.Message{Body: r.Voice.Broadcast(text).Body[1:]} // below its heading
	return max(units(shown.Text())-most, units(text)-marks*most)
}

// units is how long a text is in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}
