package say

import (
	"time"

	"usher/bot"
)

// Settings are what a chat has set, and what it follows.
type Settings struct {
	Wishes bot.Wishes
	// Leads are how long before a talk the chat is rung, longest first.
	Leads []time.Duration
	// Shared says that several people share the chat.
	Shared bool
}

// settings is the command that shows them, where every button there leads back to.
const settings = "/settings"

// Settings shows all settings on one screen, each with a button to change it. Those
// of a shared chat are changed by typing.
func (m Moment) Settings(s Settings) bot.Message {
	head := "settings.head"
	if s.Shared {
		head = "settings.head.shared"
	}
	body := []bot.Paragraph{m.line(head, nil), m.line("settings.leads", facts{"Leads": m.leads(s.Leads)}),
		m.line("settings.language", facts{"Language": m.ownName()})}
	muted, mute := m.allMuted(s.Wishes, settings)
	if len(muted) == 0 {
		muted = []bot.Paragraph{m.line("settings.unmuted", nil)}
		mute = press(m.label("button.mute", nil), cameFrom("/mute", settings))
	}
	lines, unmute := m.mutedTalks(s.Wishes)
	body = append(append(body, muted...), lines...)
	if len(s.Wishes.Follows) > 0 {
		body = append(body, m.line("settings.yours", facts{"What": m.count(s.Wishes)}))
	} else {
		body = append(body, m.line("settings.nothing", nil))
	}
	if s.Shared {
		body = append(body, m.line("settings.shared", nil))
	}
	return bot.Message{Body: body, Buttons: flow(
		press(m.fitting("button.reminders", facts{"Leads": m.leads(s.Leads)}), cameFrom("/remind", settings)),
		press(m.label("button.language", nil), cameFrom("/language", settings)), mute, unmute,
		press(m.label("button.agenda", nil), "/agenda"),
		press(m.label("button.mydata", nil), cameFrom("/mydata", settings)),
		press(m.label("button.forget", nil), cameFrom("/forget", settings)),
	)}
}

// count is "3 stars and 2 rooms, speakers or tracks you follow".
func (v Voice) count(w bot.Wishes) string {
	stars := w.Stars()
	var what []string
	if stars > 0 {
		what = append(what, v.label("settings.stars", facts{"Count": stars}))
	}
	if follows := len(w.Follows) - stars; follows > 0 {
		what = append(what, v.label("settings.follows", facts{"Count": follows}))
	}
	return v.and(what)
}

// ownName is what the language is called that is spoken.
func (v Voice) ownName() string { return OwnName(v.Language()) }

// Speaking says which language is spoken with a chat, and offers the others.
// Chosen says that somebody asked for it, just now if it is set. From is the
// command to lead back to; "" if there is none.
func (v Voice) Speaking(chosen, set bool, from string) bot.Message {
	id := "language.is"
	if set {
		id = "language.set"
	}
	body := []bot.Paragraph{v.line(id, facts{"Language": v.ownName()})}
	if chosen {
		body = append(body, v.line("language.default", nil))
	}
	return bot.Message{Body: body, Buttons: flow(v.languageButtons(true, from), v.backTo(from))}
}

// NotSpoken says that a language is none that Usher speaks, and which there are.
func (v Voice) NotSpoken(typed string) bot.Message {
	var names []string
	for _, lang := range Languages() {
		names = append(names, OwnName(lang))
	}
	return bot.Message{Body: []bot.Paragraph{v.line("language.not", facts{"Typed": echo(typed), "Languages": v.and(names)})},
		Buttons: flow(v.languageButtons(false, ""))}
}

// languageButtons are the languages by their own names, perhaps without the one
// that is spoken.
func (v Voice) languageButtons(others bool, from string) []bot.Button {
	var row []bot.Button
	for _, lang := range Languages() {
		if !others || lang != v.Language() {
			row = append(row, press(OwnName(lang), cameFrom("/language "+lang, from))...)
		}
	}
	return row
}
