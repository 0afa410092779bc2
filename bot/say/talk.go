package say

import (
	"cmp"
	"slices"
	"strings"

	"usher/bot"
	"usher/schedule"
)

const (
	// abstractRunes is how much of an abstract a talk's card shows at first.
	abstractRunes = 300
	// pageRunes is how much stands on one page of all that is written about a
	// talk. With the longest head and what a star means it is still one message,
	// in which the next page can take its place.
	pageRunes = 1800
)

// Card is how to show a talk.
type Card struct {
	// Full shows all that is written about the talk, not only its beginning.
	Full bool
	// Skip is how many paragraphs of it were on earlier pages.
	Skip int
	// Brief leaves the texts away.
	Brief bool
	// Star is what a star on the talk means: when it rings, what it clashes with.
	Star Star
	// Because is the room, speaker or track for whose sake the talk rings without
	// a star; zero where it does not.
	Because schedule.Topic
	// Back is the command that leads back to where the person came from; "" if
	// nowhere.
	Back string
}

// Talk shows a talk, with all its slots.
func (m Moment) Talk(slots []*schedule.Slot, card Card) bot.Message {
	first := slots[0]
	body := []bot.Paragraph{m.line("talk.title", facts{"Title": m.title(first)})}
	if first.Subtitle != "" && first.Subtitle != first.Title && !card.Brief {
		body = append(body, bot.Paragraph{{Text: first.Subtitle, Style: bot.Italic}})
	}
	for _, slot := range slots {
		body = append(body, m.held(slot, len(slots) == 1))
	}
	body = append(body, m.runsLate(slots...)...)
	if len(slots) > 1 && len(first.Speakers) > 0 {
		body = append(body, bot.Paragraph{{Text: names(first.Speakers)}})
	}
	texts, more := m.texts(first, card)
	if !card.Brief {
		body = append(body, texts...)
	}
	starred := slices.ContainsFunc(slots, m.yours)
	if name, known := m.schedule.Name(card.Because); known && !starred {
		body = append(body, m.line("talk.told", facts{"Name": name, "Then": m.thenAll(slots, card.Star)}))
	}
	if starred {
		body = append(body, m.yoursNow(slots, card.Star)...)
	}
	return bot.Message{Body: body, Buttons: m.talkActions(slots, starred, card, more)}
}

// held is where and when a slot is held, and by whom if there is only one.
func (m Moment) held(slot *schedule.Slot, alone bool) bot.Paragraph {
	who := ""
	if alone && len(slot.Speakers) > 0 {
		who = " · " + names(slot.Speakers)
	}
	f := facts{"When": m.whenSpan(slot), "Place": m.place(slot), "Who": who}
	if slot.Cancelled {
		f["Place"] = m.plainPlace(slot)
		return m.line("talk.held.cancelled", f)
	}
	return m.line("talk.held", f)
}

// texts are what is written about a talk, and the command for what follows on
// that; "" if nothing does.
func (m Moment) texts(slot *schedule.Slot, card Card) (body []bot.Paragraph, more string) {
	more = "/talk " + slot.Key + " more"
	if card.Full {
		page, next := turned(prose(slot.Abstract+"\n\n"+slot.Description), card.Skip, pageRunes)
		if next == 0 {
			more = ""
		}
		if len(page) > 0 {
			page = append([]bot.Paragraph{{}}, page...)
		}
		return page, pageOf(more, next)
	}
	abstract, description := prose(slot.Abstract), prose(slot.Description)
	if len(abstract) == 0 {
		abstract, description = description, nil
	}
	if len(abstract) == 0 {
		return nil, ""
	}
	short, cut := cutProse(abstract, abstractRunes)
	if !cut && len(description) == 0 {
		more = ""
	}
	return short, more
}

func (m Moment) talkActions(slots []*schedule.Slot, starred bool, card Card, more string) [][]bot.Button {
	first := slots[0]
	// Where the card leads back to a list, a star pressed on it must not lose that.
	here := ""
	if card.Back != "" {
		here = cameFrom("/talk "+first.Key, card.Back)
	}
	row := m.pressStar("button.star", nil, cameFrom("/star "+first.Key, here))
	var one []bot.Button
	if starred && !m.shared {
		row = press(m.label("button.unstar", nil), cameFrom("/unstar "+first.Key, here))
		one = m.keepOne(slots, "")
	}
	if starred || card.Because.Key != "" {
		row = append(row, m.muteOr(slots, card, cmp.Or(here, "/talk "+first.Key))...)
	}
	switch {
	case card.Brief:
		row = append(row, press(m.label("button.details", nil), "/talk "+first.Key)...)
	case more != "":
		row = append(row, press(m.label("button.longer", nil), cameFrom(more, card.Back))...)
	}
	if !card.Brief {
		for _, p := range first.Speakers[:min(3, len(first.Speakers))] {
			row = append(row, press(schedule.Cut(p.Name, maxRowRunes), cameFrom("/speaker "+p.Key, "/talk "+first.Key))...)
		}
	}
	if isPage(first.URL) {
		row = append(row, bot.Button{Label: m.label("button.page", nil), URL: first.URL})
	}
	return append(flow(row), flow(one, m.backTo(card.Back))...)
}

// muteOr is the button that keeps a talk which is going to ring from it, or the
// one that lets it ring again. Here is the command that shows the card again.
func (m Moment) muteOr(slots []*schedule.Slot, card Card, here string) []bot.Button {
	if unmute := m.unmute(slots, card.Star, here); unmute != nil {
		return unmute
	}
	slot := schedule.Soonest(m.starred(slots), m.now)
	if card.Brief || slot.Cancelled || !slot.Start.After(m.now) {
		return nil
	}
	return press(m.label("button.mute", nil), cameFrom("/mute "+slot.Key, here))
}

// isPage reports whether a URL from a schedule may become a button: a network
// refuses a message with any other.
func isPage(url string) bool {
	return (strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")) && len(url) < 2000
}
