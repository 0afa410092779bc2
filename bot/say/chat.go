package say

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Welcome says what this is and what to try. Examples are words that find
// something.
func (m Moment) Welcome(examples []string) bot.Message {
	c := m.schedule.Conference()
	var tries []bot.Paragraph
	for _, e := range examples {
		tries = append(tries, bot.Paragraph{{Text: e, Style: bot.Code}})
	}
	head := "welcome.head"
	if c.Start.IsZero() {
		head = "welcome.head.undated"
	}
	body := []bot.Paragraph{
		m.line(head, facts{"Conference": m.conference(), "Where": m.whereabouts(), "Dates": m.dates(c.Start, c.End)}),
		m.line("welcome.what", nil),
	}
	if len(m.schedule.Slots()) == 0 {
		body[1] = m.line("quiet.empty", nil)
		return bot.Message{Body: body}
	}
	if m.schedule.Over(m.now) {
		body[1] = m.line("welcome.over", nil)
		return bot.Message{Body: body, Buttons: flow(press(m.label("button.agenda", nil), "/agenda"))}
	}
	if len(tries) > 0 {
		body = append(body, m.line("welcome.try", facts{"Examples": m.list(tries)}))
	} else {
		body = append(body, m.line("welcome.try.plain", nil))
	}
	return bot.Message{Body: body, Buttons: flow(press(m.label("button.now", nil), "/now"),
		press(m.label("button.next", nil), "/next"), press(m.label("button.today", nil), "/day today"))}
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
	// Name is without the slash. Args show what can follow: "[room]".
	Name, Args string
}

// Help lists what can be asked. The words for each command stand in the
// catalogue under "help." and its name.
func (v Voice) Help(topics []Topic) bot.Message {
	body := []bot.Paragraph{v.line("help.head", nil)}
	for _, t := range topics {
		body = append(body, v.HelpLine(t))
	}
	return bot.Message{Body: append(body, v.line("help.words", nil))}
}

// HelpLine is one command with what it is for.
func (v Voice) HelpLine(t Topic) bot.Paragraph {
	command := "/" + t.Name
	typed := bot.Paragraph{{Text: command, Style: bot.Command}}
	if t.Args != "" {
		typed = append(typed, bot.Span{Text: " " + v.args(t.Args)})
	}
	return v.line("help.entry", facts{"Command": typed, "What": v.For(t.Name)})
}

// args are what can follow a command, in the voice's language. The words stand in
// the catalogue under "arg.".
func (v Voice) args(shown string) string {
	return argument.ReplaceAllStringFunc(shown, func(word string) string { return v.label("arg."+word, nil) })
}

var argument = regexp.MustCompile(`\b[a-z]{2,}`)

// For is what a command is for, in a few words, as menus show it.
func (v Voice) For(command string) string { return v.label("help.for."+command, nil) }

// UnknownCommand says that there is no such command, and which comes nearest.
func (v Voice) UnknownCommand(typed, nearest string) bot.Message {
	f := facts{"Command": "/" + schedule.Cut(typed, 20)}
	if nearest == "" {
		return bot.Message{Body: []bot.Paragraph{v.line("command.unknown", f)}}
	}
	f["Nearest"] = bot.Paragraph{{Text: "/" + nearest, Style: bot.Command}}
	return bot.Message{Body: []bot.Paragraph{v.line("command.nearest", f)}, Buttons: flow(press("/"+nearest, "/"+nearest))}
}

// Needs says what a command needs to be told, with an example.
func (v Voice) Needs(command, example string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("needs."+command, facts{
		"Example": bot.Paragraph{{Text: "/" + command + " " + example, Style: bot.Code}},
	})}}
}

// usualLeads are the leads that are offered, in minutes.
var usualLeads = []int{5, 10, 15, 30}

// Reminders says how long before a talk the person is rung, and offers others.
func (v Voice) Reminders(leads []time.Duration, changed bool, usual time.Duration) bot.Message {
	id := "remind.is"
	if changed {
		id = "remind.set"
	}
	var row []bot.Button
	for _, n := range usualLeads {
		d := time.Duration(n) * time.Minute
		if len(leads) != 1 || leads[0] != d {
			row = append(row, press(v.length(d), "/remind "+strconv.Itoa(n))...)
		}
	}
	body := []bot.Paragraph{v.line(id, facts{"Leads": v.leads(leads)}), v.line("remind.how", nil)}
	if len(leads) != 1 || leads[0] != usual {
		body = append(body, v.line("remind.default", facts{"Leads": v.length(usual)}))
	}
	return bot.Message{Body: body, Buttons: flow(row)}
}

// RemindHow says what /remind understands.
func (v Voice) RemindHow(typed string, most time.Duration, several int) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("remind.not", facts{"Typed": echo(typed), "Most": v.length(most), "Number": several})}}
}

// ForgetAsk asks whether everything about a person is to be deleted.
func (v Voice) ForgetAsk(stars, follows int) bot.Message {
	var what []string
	if stars > 0 {
		what = append(what, v.label("forget.stars", facts{"Count": stars}))
	}
	if follows > 0 {
		what = append(what, v.label("forget.follows", facts{"Count": follows}))
	}
	what = append(what, v.label("forget.times", nil))
	return bot.Message{
		Body:    []bot.Paragraph{v.line("forget.ask", facts{"What": v.and(what)})},
		Buttons: flow(press(v.label("button.forget", nil), "/forget yes"), press(v.label("button.keep", nil), "/agenda")),
	}
}

// Forgotten says that everything about a person is deleted.
func (v Voice) Forgotten() bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("forget.done", nil)}}
}

// NotForYou says that a command is for organisers only.
func (v Voice) NotForYou() bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("organisers.only", nil)}}
}

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
