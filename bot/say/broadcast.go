package say

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"usher/bot"
	"usher/schedule"
)

// Broadcast is what people read of what the organisers wrote.
func (v Voice) Broadcast(text string) bot.Message {
	return bot.Message{Body: append([]bot.Paragraph{v.line("broadcast.head", nil)}, marked(text)...), Rings: true}
}

// BroadcastWithout says that a picture or a file goes along elsewhere.
func (v Voice) BroadcastWithout(file bot.Attachment) bot.Paragraph {
	return v.line("broadcast.without", facts{"File": v.file(file)})
}

// file is "a photo", or what a file is called.
func (v Voice) file(a bot.Attachment) string {
	if kind := a.Kind(); kind != "" {
		return v.label("broadcast.file."+kind, nil)
	}
	return a.Name
}

// along says what goes along, and where it cannot.
func (v Voice) along(d Draft) []bot.Paragraph {
	if d.File.IsZero() {
		return nil
	}
	body := []bot.Paragraph{v.line("broadcast.with", facts{"File": v.file(d.File)})}
	if len(d.Unshown) > 0 {
		kind := v.label("broadcast.kind."+cmp.Or(d.File.Kind(), "file"), nil)
		body = append(body, v.line("broadcast.without.there", facts{"Networks": v.networks(d.Unshown), "Kind": kind}))
	}
	if len(d.Unreached) > 0 {
		body = append(body, v.line("broadcast.without.large", facts{"Networks": v.networks(d.Unreached), "Most": int(d.Most >> 20)}))
	}
	return body
}

// networks is "Here and There".
func (v Voice) networks(names []string) string {
	var all []string
	for _, name := range slices.Sorted(slices.Values(names)) {
		all = append(all, capital(name))
	}
	return v.and(all)
}

// BroadcastExample is something that an organiser might tell everyone.
func (v Voice) BroadcastExample() string { return v.label("broadcast.example", nil) }

// Draft is a broadcast as its author sees it before it goes out.
type Draft struct {
	bot.News
	// Shares are whom it would reach now.
	Shares bot.Shares
	// Takes is how long sending takes on each network, and longer where what is more
	// urgent comes up.
	Takes []bot.Reach
	// Unshown are the networks, by name, on which no file can go along, and Unreached those
	// for which it has more than Most bytes.
	Unshown, Unreached []string
	Most               int64
	// Default is the language that is spoken with who speaks none that Usher does.
	Default string
}

// languages are those that it has a text in, beside the one for everybody else.
func (d Draft) languages() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(d.Texts)), func(language string) bool { return language == "" })
}

// speaking are the chats with which a language is spoken.
func (d Draft) speaking(language string) bot.Shares {
	return d.Shares.Speaking(func(tag string) bool { return In(tag, d.Default).Language() == language })
}

// BroadcastPreview shows a draft as people will read it, in each language, and says
// who they are.
func (m Moment) BroadcastPreview(d Draft) bot.Message {
	who := facts{"Whom": m.whom(d.Addressees), "People": m.people(d.Shares)}
	id := "broadcast.to"
	switch {
	case !d.At.IsZero():
		id, who["When"] = "broadcast.to.at", m.dayTime(d.At)
	case d.Shares.Chats() == 0:
		id = "broadcast.to.nobody"
	}
	who["Takes"] = m.takingSome(d.Takes)
	body := slices.Concat([]bot.Paragraph{m.line(id, who), {}}, m.drafted(d))
	return whole(bot.Message{Body: body, Buttons: m.decidingOn(d)})
}

// whole is a message that is seen to its end: one that has to be parted cannot take the
// place of what was pressed.
func whole(m bot.Message) bot.Message {
	m.Apart = utf8.RuneCountInString(m.Text()) > maxMessage
	return m
}

// noticed is how long sending has to take for it to be worth saying.
const noticed = 3 * time.Second

// takingSome is "Telling them takes about 12 s. ", with what it stands before; "" where
// nobody notices.
func (v Voice) takingSome(reach []bot.Reach) string {
	if !slices.ContainsFunc(reach, func(r bot.Reach) bool { return r.Takes > noticed }) {
		return ""
	}
	return v.label("radius.takes", facts{"Length": v.taking(reach)}) + " "
}

// drafted is what people will read: the heading of what is for everybody is in the
// language of each.
func (m Moment) drafted(d Draft) []bot.Paragraph {
	body := append(m.Broadcast(d.Text("")).Body, m.along(d)...)
	for _, language := range d.languages() {
		f := facts{"Language": m.tongue(language), "People": m.people(d.speaking(language))}
		id := "broadcast.in"
		if d.speaking(language).Chats() == 0 {
			id = "broadcast.in.nobody"
		}
		body = append(body, bot.Paragraph{}, m.line(id, f), bot.Paragraph{})
		body = append(body, In(language).Broadcast(d.Texts[language]).Body...)
	}
	return body
}

// DraftRef is how buttons name a draft as it is shown: by its number and its revision.
func DraftRef(d bot.Seen) string { return fmt.Sprintf("%d.%d", d.Number, d.Revision) }

// decidingOn are the buttons under a preview.
func (m Moment) decidingOn(d Draft) [][]bot.Button {
	n := DraftRef(d.Seen())
	var send []bot.Button
	switch {
	case !d.At.IsZero():
		send = press(m.label("broadcast.send.at", facts{"When": m.dayTime(d.At)}), "/broadcast send "+n)
	case d.Shares.Chats() > 0 && d.Shares.Groups() == 0:
		send = press(m.label("broadcast.send", facts{"Count": d.Shares.People()}), "/broadcast send "+n)
	case d.Shares.Chats() > 0:
		send = press(m.label("broadcast.send.chats", facts{"Count": d.Shares.Chats()}), "/broadcast send "+n)
	}
	// What is for everybody is written in the author's language.
	var translate []bot.Button
	for _, language := range Languages() {
		if d.Texts[language] == "" && language != m.Language() && d.Kind != bot.Speaking && d.speaking(language).Chats() > 0 {
			translate = append(translate, press(m.label("broadcast.translate", facts{"Language": m.tongue(language)}), "/broadcast "+language+" "+n)...)
		}
	}
	return append(flow(send), flow(
		press(m.label("broadcast.others", nil), "/broadcast to "+n), translate,
		press(m.label("broadcast.later", nil), "/broadcast at "+n),
		press(m.label("broadcast.edit", nil), "/broadcast edit "+n),
		press(m.label("broadcast.cancel", nil), "/broadcast cancel "+n))...)
}

// people is "143 people and 2 groups"; "nobody" for none.
func (v Voice) people(of bot.Shares) string {
	var who []string
	if n := of.People(); n > 0 {
		who = append(who, v.label("broadcast.people", facts{"Count": n}))
	}
	if n := of.Groups(); n > 0 {
		who = append(who, v.label("broadcast.groups", facts{"Count": n}))
	}
	return cmp.Or(v.and(who), v.label("broadcast.none", nil))
}

// whom is "those who follow **Dome**".
func (m Moment) whom(a bot.Addressees) bot.Paragraph {
	switch a.Kind {
	case bot.Fans:
		name, known := m.schedule.Name(a.Topic)
		if !known {
			name = a.Topic.Key
		}
		if a.Topic.Kind == schedule.TopicTalk {
			return m.line("broadcast.whom.talk", facts{"Name": name})
		}
		return m.line("broadcast.whom.follow", facts{"Name": name})
	case bot.Today:
		if a.Day == m.schedule.Day(m.now) {
			return m.line("broadcast.whom.today", nil)
		}
		return m.line("broadcast.whom.day", facts{"Day": m.short(a.Day)})
	case bot.Speaking:
		return m.line("broadcast.whom.language", facts{"Language": m.tongue(a.Language)})
	}
	return m.line("broadcast.whom.everyone", nil)
}

// BroadcastTooLong says how many characters must go.
func (v Voice) BroadcastTooLong(most, over int) bot.Message {
	return v.one("broadcast.long", facts{"Most": most, "Count": over})
}

// BroadcastSending says that a broadcast is on its way. How many have been told takes
// the place of that in the end, so its buttons lead to nothing else that would be lost.
func (v Voice) BroadcastSending(n bot.News, to bot.Shares) bot.Message {
	message := v.one("broadcast.sending", facts{"People": v.people(to)})
	ref := TellingRef(bot.TellingName{Kind: bot.Broadcast, Number: n.Number})
	message.Buttons = flow(press(v.label("broadcast.stop", nil), "/undo "+ref), press(v.label("told.look", nil), "/told "+ref))
	return message
}

// BroadcastScheduled says that a broadcast goes out at its moment.
func (m Moment) BroadcastScheduled(n bot.News) bot.Message {
	message := m.one("broadcast.scheduled", facts{"When": m.dayTime(n.At), "Whom": m.whom(n.Addressees)})
	message.Buttons = flow(m.withdrawing(n, ""), press("/broadcasts", "/broadcasts"))
	return message
}

// BroadcastSent says that a draft went out already.
func (v Voice) BroadcastSent() bot.Message { return v.one("broadcast.sent", nil) }

// BroadcastCancelled says that nobody is told.
func (v Voice) BroadcastCancelled() bot.Message { return v.one("broadcast.cancelled", nil) }

// BroadcastChanged shows a draft as it is by now to who pressed a button of what it was.
func (v Voice) BroadcastChanged(preview bot.Message) bot.Message {
	preview.Body = slices.Insert(preview.Body, 0, v.line("broadcast.since", nil))
	return preview
}

// BroadcastDead says that a draft cannot be sent or cancelled any more.
func (v Voice) BroadcastDead() bot.Message { return v.one("broadcast.dead", nil) }
