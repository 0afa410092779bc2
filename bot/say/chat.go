package say

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"usher/bot"
	"usher/schedule"
)

// Welcome says what this is and what to try. Examples are words that find
// something. Who has starred or follows something is told where that is.
func (m Moment) Welcome(examples []string, w bot.Wishes) bot.Message {
	c := m.schedule.Conference()
	head := "welcome.head"
	if c.Start.IsZero() {
		head = "welcome.head.undated"
	}
	body := []bot.Paragraph{m.line(head, facts{"Conference": m.conference(), "Where": m.whereabouts(), "Dates": m.dates(c.Start, c.End)})}
	agenda := press(m.label("button.agenda", nil), "/agenda")
	yours := m.line("welcome.yours", facts{"What": m.count(w)})
	if len(w.Follows) == 0 || m.shared {
		agenda, yours = nil, nil
	}
	switch {
	case len(m.schedule.Slots()) == 0:
		return bot.Message{Body: append(body, m.line("quiet.empty", nil))}
	case m.schedule.Over(m.now):
		return bot.Message{Body: append(body, m.line("welcome.over", nil)),
			Buttons: flow(press(m.label("button.agenda", nil), "/agenda"))}
	}
	if m.shared {
		// Among several, what does not begin like a command is said to others.
		body = append(body, m.line("welcome.what.shared", nil), m.line("welcome.try.shared", nil))
	} else {
		body = append(body, m.line("welcome.what", nil), m.toTry(examples))
	}
	if yours != nil {
		body = append(body, yours)
	}
	return bot.Message{Body: body, Buttons: flow(press(m.label("button.now", nil), "/now"),
		press(m.label("button.next", nil), "/next"), press(m.label("button.today", nil), "/day today"), agenda)}
}

// toTry is what to type first.
func (m Moment) toTry(examples []string) bot.Paragraph {
	if len(examples) == 0 {
		return m.line("welcome.try.plain", nil)
	}
	var tries []bot.Paragraph
	for _, e := range examples {
		tries = append(tries, bot.Paragraph{{Text: e, Style: bot.Code}})
	}
	return m.line("welcome.try", facts{"Examples": m.list(tries)})
}

// whereabouts names the rooms where they are few, and counts them where not.
func (m Moment) whereabouts() string {
	rooms := m.schedule.Rooms()
	if len(rooms) == 0 {
		return ""
	}
	if len(rooms) > 3 {
		return ", " + m.label("welcome.rooms", facts{"Count": len(rooms)})
	}
	var named []string
	for _, r := range rooms {
		named = append(named, r.Name)
	}
	return ", " + m.and(named)
}

// list joins paragraphs with commas.
func (v Voice) list(parts []bot.Paragraph) bot.Paragraph {
	var all bot.Paragraph
	for i, p := range parts {
		if i > 0 {
			all = append(all, bot.Span{Text: ", "})
		}
		all = append(all, p...)
	}
	return all
}

// Topic is a command as help shows it.
type Topic struct {
	// Group is what it is about: the end of an id under "help.group."; "" comes
	// last.
	Group string
	// Name is without the slash. Args show what can follow: "[room]".
	Name, Args string
}

// Help lists what can be asked, by what it is about, in the order of the topics.
// What can follow a command is left to HelpOn: on a phone each is one line so. In a
// chat that several people share words alone are theirs. Who organises has a button that
// leads to HelpOrganising.
func (v Voice) Help(topics []Topic, shared, organises bool) bot.Message {
	body := []bot.Paragraph{v.line("help.head", nil)}
	group := ""
	for _, t := range topics {
		if t.Group = cmp.Or(t.Group, "rest"); t.Group != group {
			body = append(body, bot.Paragraph{}, v.line("help.group."+t.Group, nil))
			group = t.Group
		}
		body = append(body, v.HelpLine(Topic{Name: t.Name}))
	}
	words := "help.words"
	if shared {
		words = "help.words.shared"
	}
	m := bot.Message{Body: append(body, bot.Paragraph{}, v.line(words, nil), v.line("help.more", nil))}
	if organises {
		m.Buttons = flow(press(v.label("button.organising", nil), "/help "+HelpOrganisers))
	}
	return m
}

// HelpOrganisers is typed after /help to be shown HelpOrganising.
const HelpOrganisers = "organisers"

// HelpOrganising lists what those who organise can do beside what everybody can.
func (v Voice) HelpOrganising(topics []Topic) bot.Message {
	body := []bot.Paragraph{v.line("help.group.organising", nil)}
	for _, t := range topics {
		body = append(body, v.HelpLine(Topic{Name: t.Name}))
	}
	return bot.Message{
		Body:    append(body, bot.Paragraph{}, v.line("help.more.organising", nil)),
		Buttons: flow(press("/help", "/help")),
	}
}

// HelpOn is how one command is used, and what else can be typed for it.
func (v Voice) HelpOn(t Topic) bot.Message {
	body := []bot.Paragraph{v.HelpLine(t)}
	if aliases := v.Aliases(t.Name); len(aliases) > 0 {
		typed := make([]bot.Paragraph, len(aliases))
		for i, alias := range aliases {
			typed[i] = slashed(alias)
		}
		body = append(body, v.line("help.also", facts{"Aliases": v.list(typed)}))
	}
	return bot.Message{Body: body, Buttons: flow(press("/help", "/help"))}
}

// HelpLine is one command with what it is for.
func (v Voice) HelpLine(t Topic) bot.Paragraph {
	typed := slashed(t.Name)
	if t.Args != "" {
		typed = append(typed, bot.Span{Text: " " + v.args(t.Args)})
	}
	return v.line("help.entry", facts{"Command": typed, "What": v.For(t.Name)})
}

// slashed is a command to type: not every network's begin with the slash.
func slashed(command string) bot.Paragraph {
	return bot.Paragraph{{Text: "/" + command, Style: bot.Command}}
}

// For is what a command is for, in a few words, as menus show it.
func (v Voice) For(command string) string { return v.label("help.for."+command, nil) }

// UnknownCommand says that there is no such command, and which comes nearest: its button
// goes on with what was typed after it, where that fits.
func (v Voice) UnknownCommand(typed, nearest, args string) bot.Message {
	f := facts{"Command": slashed(schedule.Cut(typed, 20))}
	if nearest == "" {
		return bot.Message{Body: []bot.Paragraph{v.line("command.unknown", f)}}
	}
	f["Nearest"] = slashed(nearest)
	meant := "/" + nearest
	if whole := meant + " " + args; args != "" && len(whole) <= bot.MaxCommand && utf8.RuneCountInString(whole) <= maxLabel {
		meant = whole
	}
	return bot.Message{Body: []bot.Paragraph{v.line("command.nearest", f)}, Buttons: flow(press(meant, meant))}
}

// Needs says what a command needs to be told, with an example.
func (v Voice) Needs(command, example string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("needs."+command, facts{
		"Example": slashed(command + " " + example),
	})}}
}

// ForgetAsk asks whether everything about a person is to be deleted. From is the
// command that leads back; "" means the agenda.
func (v Voice) ForgetAsk(w bot.Wishes, from string) bot.Message {
	what := v.forgettable(w, v.label("forget.settings", nil))
	return bot.Message{
		Body: []bot.Paragraph{v.line("forget.ask", facts{"What": what})},
		Buttons: flow(press(v.label("button.forget", nil), "/forget yes"),
			press(v.label("button.keep", nil), cmp.Or(from, "/agenda"))),
	}
}

// ForgetChat says what would be deleted about a chat that several people share,
// and what to type for that.
func (v Voice) ForgetChat(w bot.Wishes) bot.Message {
	return v.one("forget.chat", facts{"What": v.forgettable(w, v.label("forget.chat.settings", nil))})
}

// forgettable is "your settings, 3 stars and 1 room you follow".
func (v Voice) forgettable(w bot.Wishes, settings string) string {
	what := []string{settings}
	stars := w.Stars()
	if stars > 0 {
		what = append(what, v.label("forget.stars", facts{"Count": stars}))
	}
	if follows := len(w.Follows) - stars; follows > 0 {
		what = append(what, v.label("forget.follows", facts{"Count": follows}))
	}
	return v.and(what)
}

// Forgotten says that everything about a person, or about a shared chat, is deleted.
func (v Voice) Forgotten(shared bool) bot.Message {
	if shared {
		return v.one("forget.chat.done", nil)
	}
	return v.one("forget.done", nil)
}

// NotForYou says that a command is for organisers only.
func (v Voice) NotForYou() bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("organisers.only", nil)}}
}

// NotForOrganisers says that a command is for owners alone.
func (v Voice) NotForOrganisers() bot.Message { return v.one("owners.only", nil) }

// NotYourStage says that what was asked for is in rooms that the person does not manage,
// who manages others.
func (v Voice) NotYourStage(foreign, own []string) bot.Message {
	return v.one("stage.other", facts{"Rooms": v.and(foreign), "Own": v.and(own)})
}

// SlowDown says that somebody asks for more than they are answered.
func (v Voice) SlowDown() bot.Message { return v.one("slow.down", nil) }

// OurFault says that something went wrong on Usher's side.
func (v Voice) OurFault() bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("fault", nil)}}
}

// DemoIntro says what the demo is.
func (m Moment) DemoIntro() bot.Message {
	today := m.calendar(m.now)
	return bot.Message{Body: []bot.Paragraph{
		m.line("demo.what", facts{"Conference": m.conference(), "Day": m.long(today), "Date": m.date(today), "Time": m.clock(m.now)}),
		m.line("demo.how", nil),
		m.line("demo.owner", nil),
	}}
}

// Skipped says that the demo's clock has moved on.
func (m Moment) Skipped() bot.Message {
	id := "skip.done"
	today := m.calendar(m.now)
	f := facts{"Time": m.dayTime(m.now)}
	if !slices.Contains(m.schedule.Days(), today) {
		id, f = "skip.far", facts{"Day": m.long(today), "Date": m.date(today), "Time": m.clock(m.now)}
	}
	return bot.Message{Body: []bot.Paragraph{m.line(id, f)}}
}

// SkipHow says what the demo's /skip understands.
func (v Voice) SkipHow(typed string) bot.Message {
	if typed == "" {
		return bot.Message{Body: []bot.Paragraph{v.line("skip.needs", nil)}}
	}
	return bot.Message{Body: []bot.Paragraph{v.line("skip.how", facts{"Typed": echo(typed)})}}
}

// Untitled is what stands for a talk that has no title.
func (v Voice) Untitled() string { return v.label("talk.untitled", nil) }
