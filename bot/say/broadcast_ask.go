package say

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"usher/bot"
	"usher/schedule"
)

// tongue is what a language is called in the one that is spoken: "German".
func (v Voice) tongue(lang string) string {
	return display.Languages(v.language).Name(language.Make(lang))
}

// Asking is a draft of which it is not known yet for whom it is.
type Asking struct {
	Draft
	// Named is what somebody has typed for them, as the name of a Kind, and Meant who that
	// may be.
	Named string
	Kind  schedule.TopicKind
	Meant []Choice
}

// BroadcastToWhom asks for whom a draft is: one of a few, or one of those that have a
// topic or a language in common.
func (m Moment) BroadcastToWhom(a Asking) bot.Message {
	head := m.line("broadcast.ask", nil)
	switch {
	case !a.At.IsZero():
		head = m.line("broadcast.ask.at", facts{"When": m.dayTime(a.At)})
	case a.Named != "":
		head = m.line("broadcast.ask.named", m.misnamed(a))
	}
	n := DraftRef(a.Seen())
	to := func(id, whom string) []bot.Button {
		return press(m.label("broadcast.button."+id, nil), "/broadcast to "+n+" "+whom)
	}
	var meant []bot.Button
	for _, c := range a.Meant {
		meant = append(meant, press(schedule.Cut(c.Name, maxLabel), c.Command)...)
	}
	groups := [][]bot.Button{to("everyone", "everyone"), to("today", "today"), to("talk", "starred")}
	if len(m.schedule.Rooms()) > 0 {
		groups = append(groups, to("room", "room"))
	}
	if len(m.schedule.Tracks()) > 0 {
		groups = append(groups, to("track", "track"))
	}
	if len(m.schedule.Speakers()) > 0 {
		groups = append(groups, to("speaker", "speaker"))
	}
	for _, lang := range Languages() {
		if some := a.speaking(lang).Chats(); some > 0 && some < a.Shares.Chats() {
			label := m.label("broadcast.button.language", facts{"Language": m.tongue(lang)})
			groups = append(groups, press(label, "/broadcast to "+n+" language "+lang))
		}
	}
	groups = append(groups, press(m.label("broadcast.cancel", nil), "/broadcast cancel "+n))
	return whole(bot.Message{
		Body:    append([]bot.Paragraph{head, {}}, m.drafted(a.Draft)...),
		Buttons: append(flow(meant), flow(groups...)...),
	})
}

// misnamed says that nothing is called as somebody has typed, or asks which of several is.
func (m Moment) misnamed(a Asking) facts {
	typed := facts{"Query": echo(a.Named)}
	switch len(a.Meant) {
	case 0:
		return facts{"Which": m.label("unnamed."+string(a.Kind), typed), "Meant": ""}
	case 1:
		meant := m.label("broadcast.meant", facts{"Name": a.Meant[0].Name})
		return facts{"Which": m.label("unnamed."+string(a.Kind), typed), "Meant": " " + meant}
	}
	return facts{"Which": m.label("broadcast.meant.several", typed), "Meant": ""}
}

// BroadcastHead asks whether what stands before a draft's text says for whom or when, or is
// part of it.
func (m Moment) BroadcastHead(a Asking) bot.Message {
	n := DraftRef(a.Seen())
	var guessed []bot.Button
	for _, c := range a.Meant {
		guessed = append(guessed, press(schedule.Cut(c.Name, maxLabel), c.Command)...)
	}
	head := m.line("broadcast.ask.head", facts{"Name": echo(strings.TrimSuffix(strings.TrimSpace(a.Head), ":"))})
	if a.Named != "" {
		head = m.line("broadcast.ask.head.named", m.misnamed(a))
	}
	return whole(bot.Message{
		Body: append([]bot.Paragraph{head, {}}, m.drafted(a.Draft)...),
		Buttons: append(flow(guessed), flow(
			press(m.label("broadcast.keep", nil), "/broadcast keep "+n),
			press(m.label("broadcast.drop", nil), "/broadcast drop "+n),
			press(m.label("broadcast.cancel", nil), "/broadcast cancel "+n))...),
	})
}

// Aimed is a button's label for whom or when a broadcast may be; name is that of a topic.
// Where there are others the name has the whole button.
func (m Moment) Aimed(to bot.Addressees, name string, at time.Time, alone bool) string {
	switch to.Kind {
	case bot.Everyone:
		return m.label("broadcast.button.everyone", nil)
	case bot.Today:
		return m.label("broadcast.button.today", nil)
	case bot.Speaking:
		return m.label("broadcast.button.language", facts{"Language": m.tongue(to.Language)})
	case bot.Unchosen:
		return m.dayTime(at)
	}
	id := "broadcast.button.follows"
	if to.Topic.Kind == schedule.TopicTalk {
		id = "broadcast.button.starred"
	}
	if known, ok := m.schedule.Name(to.Topic); ok {
		name = known
	}
	if !alone {
		return schedule.Cut(name, maxLabel)
	}
	return m.fitting(id, facts{"Name": name})
}

// topicsSize is how many topics are offered at once.
const topicsSize = 8

// BroadcastWhich offers some topics of a kind to choose from, a page at a time. Of
// talks and speakers there are too many: they are for who types their names.
func (m Moment) BroadcastWhich(draft bot.Seen, kind schedule.TopicKind, choices []Choice, skip int) bot.Message {
	word := string(kind)
	if kind == schedule.TopicTalk {
		word = "starred"
	}
	to := "/broadcast to " + DraftRef(draft)
	command := to + " " + word
	page, skip, more := paged(choices, skip, topicsSize)
	var row []bot.Button
	for _, c := range page {
		row = append(row, press(schedule.Cut(c.Name, maxLabel), c.Command)...)
	}
	typed := bot.Paragraph{{Text: fmt.Sprintf("/broadcast to %d %s …", draft.Number, word), Style: bot.Code}}
	return bot.Message{
		Body: []bot.Paragraph{m.line("broadcast.which."+string(kind), facts{"Typed": typed})},
		Buttons: append(flow(row), flow(m.morePages(command, skip+topicsSize, more),
			press(m.label("button.back", nil), to))...),
	}
}

// BroadcastEdit asks which of a draft's texts is to be another, or is to be left out.
func (m Moment) BroadcastEdit(d Draft) bot.Message {
	n := DraftRef(d.Seen())
	edit := press(m.label("broadcast.edit.first", nil), "/broadcast first "+n)
	var without []bot.Button
	for _, lang := range d.languages() {
		name := facts{"Language": m.tongue(lang)}
		edit = append(edit, press(m.label("broadcast.edit.language", name), "/broadcast "+lang+" "+n)...)
		without = append(without, press(m.label("broadcast.edit.without", name), "/broadcast without "+n+" "+lang)...)
	}
	return whole(bot.Message{
		Body:    append([]bot.Paragraph{m.line("broadcast.edit.which", nil), {}}, m.drafted(d)...),
		Buttons: append(flow(edit), flow(without, press(m.label("button.back", nil), "/broadcast show "+n))...),
	})
}

// BroadcastNeeds asks for the text of a broadcast whose audience or moment is typed already.
func (v Voice) BroadcastNeeds(typed string) bot.Message {
	return v.one("broadcast.needs", facts{"Typed": echo(typed)})
}

// BroadcastType says what to type for a draft: its text in a language, "" being all
// others, or anew. What was pressed stays.
func (v Voice) BroadcastType(number int64, lang string) bot.Message {
	n := strconv.FormatInt(number, 10)
	m := v.one("broadcast.type.edit", facts{"Typed": bot.Paragraph{{Text: "/broadcast edit " + n + " …", Style: bot.Code}}})
	if lang != "" {
		m = v.one("broadcast.type.language", facts{"Language": v.tongue(lang),
			"Typed": bot.Paragraph{{Text: "/broadcast " + lang + " " + n + " …", Style: bot.Code}}})
	}
	m.Apart = true
	return m
}

// BroadcastWhen asks when a draft is to go out.
func (v Voice) BroadcastWhen(draft bot.Seen) bot.Message {
	n := DraftRef(draft)
	at := func(id, when string) []bot.Button {
		return press(v.label("broadcast.when."+id, nil), "/broadcast at "+n+" "+when)
	}
	m := v.one("broadcast.when", facts{"Typed": bot.Paragraph{{Text: fmt.Sprintf("/broadcast at %d 18:00", draft.Number), Style: bot.Code}}})
	m.Buttons = flow(at("now", "now"), at("soon", "in 15 min"), at("later", "in 1 h"),
		press(v.label("button.back", nil), "/broadcast show "+n))
	return m
}

// BroadcastPast says that a moment is over.
func (m Moment) BroadcastPast(typed string) bot.Message {
	return m.one("broadcast.past", facts{"Typed": echo(typed), "Now": m.dayTime(m.now)})
}

// BroadcastOver asks whether a draft whose time of day is over for today is for the day on
// which it is next.
func (m Moment) BroadcastOver(n bot.News) bot.Message {
	ref := DraftRef(n.Seen())
	message := m.one("broadcast.over", facts{"Time": m.clock(n.At), "When": m.dayTime(n.At)})
	message.Buttons = flow(
		press(m.dayTime(n.At), "/broadcast show "+ref),
		press(m.label("broadcast.over.now", nil), "/broadcast at "+ref+" now"),
		press(m.label("broadcast.over.other", nil), "/broadcast at "+ref),
		press(m.label("broadcast.cancel", nil), "/broadcast cancel "+ref))
	return message
}
