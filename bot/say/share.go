package say

import (
	"usher/bot"
	"usher/schedule"
)

// Choice is what says to somebody which talk a card is of, before they pass it on: its
// title, marked where it is theirs, and when and where it is held, and by whom.
func (m Moment) Choice(slot *schedule.Slot) (title, what string) {
	star := ""
	if m.yours(slot) {
		star = "★ "
	}
	return star + m.title(slot), m.held(slot, true).Text()
}

// PassedOn shows a talk to people who do not all know Usher, wherever it is passed on.
// Door is where they are shown it in private; "" if that is not known.
func (m Moment) PassedOn(slots []*schedule.Slot, door string) bot.Message {
	first := slots[0]
	card := m.Talk(slots, Card{})
	var pages []bot.Button
	if isPage(door) {
		pages = append(pages, bot.Button{Label: m.label("button.longer", nil), URL: door})
	}
	if isPage(first.URL) {
		pages = append(pages, bot.Button{Label: m.label("button.page", nil), URL: first.URL})
	}
	card.Buttons = flow(m.pressStar("button.star", nil, "/star "+first.Key), pages)
	return card
}

// Yours says in a few words that a talk is starred, and when it rings: what is more is
// said last, as there may be no room for it.
func (m Moment) Yours(slots []*schedule.Slot, star Star) bot.Message {
	return bot.Message{Body: m.yoursNow(slots, star)}
}

// FindElsewhere is the label of what leads from a search in another chat, which has
// found nothing, into the one with Usher.
func (v Voice) FindElsewhere() string { return v.label("share.nothing", nil) }
