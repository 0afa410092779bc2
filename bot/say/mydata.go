package say

import (
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// MyData is what is kept about a chat, with what it takes to say it.
type MyData struct {
	bot.Data
	// Chat is the chat's name on its network.
	Chat bot.Chat
	// Shared says that more people than one may be in the chat.
	Shared bool
	// Until is when everything is deleted by itself; zero where that is not said.
	Until time.Time
	// Skip is how many of what is followed were on earlier pages.
	Skip int
	// From is the command that leads back; "" if there is none.
	From string
}

// myDataSize is how many stars and followed things are named at once.
const myDataSize = 10

// MyData says in plain words all that is kept about a chat. What is not in the
// schedule any more is named as that, not hidden.
func (m Moment) MyData(d MyData) bot.Message {
	var body []bot.Paragraph
	skip := d.Skip
	if skip >= len(d.Follows) {
		skip = 0
	}
	if skip == 0 {
		body = m.myDataFacts(d)
	}
	rest := d.Follows[skip:]
	page := rest[:min(myDataSize, len(rest))]
	if len(d.Follows) > 0 {
		body = append(body, m.line("mydata.follows", facts{"What": m.count(d.Wishes)}))
	}
	for _, f := range page {
		body = append(body, m.myFollow(f))
	}
	body = append(body, m.myRetention(d)...)
	body = append(body, m.line("mydata.forget", nil))
	var more []bot.Button
	if n := len(rest) - len(page); n > 0 {
		more = press(m.label("button.more", facts{"Number": n}), cameFrom(pageOf("/mydata", skip+myDataSize), d.From))
	}
	back := m.backTo(d.From)
	if back == nil {
		back = press(m.label("button.settings", nil), "/settings")
	}
	return bot.Message{Body: body, Buttons: flow(more, back, press(m.label("button.forget", nil), cameFrom("/forget", "/mydata")))}
}

// myDataFacts are the lines about all but what is followed.
func (m Moment) myDataFacts(d MyData) []bot.Paragraph {
	name := bot.Paragraph{{Text: d.Chat.String(), Style: bot.Code}}
	body := []bot.Paragraph{m.line("mydata.head", nil), m.line("mydata.name", facts{"Name": name})}
	if d.Shared {
		body = append(body, m.line("mydata.shared", nil))
	}
	if len(d.Announces) > 0 {
		body = append(body, m.line("mydata.announces", facts{"Rooms": m.roomNames(d.Announces)}))
	}
	if d.Thread != "" {
		body = append(body, m.line("mydata.topic", nil))
	}
	body = append(body, m.myLanguage(d.Wishes), m.myLeads(d.Wishes))
	body = append(body, m.myMutes(d.Mutes)...)
	sent, other := 0, 0
	for _, n := range d.Notices {
		if n.State == bot.StateSent {
			sent += n.Count
		} else {
			other += n.Count
		}
	}
	if sent > 0 && !d.Told.IsZero() {
		body = append(body, m.line("mydata.sent", facts{"Count": sent, "At": m.at(d.Told)}))
	}
	for _, c := range []struct {
		id    string
		count int
	}{
		{"mydata.notices", other}, {"mydata.unfinished", d.Unfinished}, {"mydata.presses", d.Presses},
		{"mydata.broadcasts", d.Broadcasts}, {"mydata.acts", d.Acts}, {"mydata.offers", d.Offers}, {"mydata.deeds", d.Deeds},
	} {
		if c.count > 0 {
			body = append(body, m.line(c.id, facts{"Count": c.count}))
		}
	}
	return append(body, m.myRoles(d.Called, d.Roles)...)
}

// myRoles are what the person was granted, and by what name the team reads of them.
func (m Moment) myRoles(called string, roles []bot.Member) []bot.Paragraph {
	var body []bot.Paragraph
	if called != "" {
		body = append(body, m.line("mydata.called", facts{"Name": called}))
	}
	for _, r := range roles {
		room, ok := m.schedule.Name(schedule.Topic{Kind: schedule.TopicRoom, Key: r.Room})
		if !ok {
			room = r.Room
		}
		body = append(body, m.line("mydata.role."+string(r.Role), facts{"Room": room, "Since": m.when(r.Since), "By": m.self(r.By, "who.you.by")}))
	}
	return body
}

// myRetention says when all of it goes by itself.
func (m Moment) myRetention(d MyData) []bot.Paragraph {
	switch {
	case !d.Known || d.Until.IsZero():
		return nil
	case !d.Until.After(m.now):
		return []bot.Paragraph{m.line("mydata.outlived", nil)}
	}
	return []bot.Paragraph{m.line("mydata.until", facts{"Date": m.date(m.calendar(d.Until))})}
}

// myLanguage is the language that is kept, and where it comes from.
func (m Moment) myLanguage(w bot.Wishes) bot.Paragraph {
	switch {
	case w.Chosen != "":
		return m.line("mydata.language.chosen", facts{"Language": OwnName(w.Chosen)})
	case w.Language != "":
		return m.line("mydata.language.hint", facts{"Language": OwnName(w.Language)})
	}
	return m.line("mydata.language.none", nil)
}

func (m Moment) myLeads(w bot.Wishes) bot.Paragraph {
	if len(w.Leads) == 0 || slices.Contains(w.Leads, bot.ConferenceLead) {
		return m.line("mydata.leads.none", nil)
	}
	return m.line("mydata.leads", facts{"Leads": m.leads(w.Leads)})
}

// myMutes are the mutes that are kept, those that are over among them.
func (m Moment) myMutes(mutes []bot.Mute) []bot.Paragraph {
	var body []bot.Paragraph
	for _, mute := range mutes[:min(mostMuted, len(mutes))] {
		what := m.label("mydata.everything", nil)
		if mute.Talk != "" {
			what = m.label("mydata.gone", facts{"Key": mute.Talk})
		}
		if slots := m.schedule.Talk(mute.Talk); len(slots) > 0 {
			what = m.title(slots[0])
		}
		id := "mydata.mute"
		if !mute.Holds(m.now) {
			id = "mydata.mute.over"
		}
		body = append(body, m.line(id, facts{"What": what, "Until": m.until(mute.Until)}))
	}
	if more := len(mutes) - mostMuted; more > 0 {
		body = append(body, m.line("mydata.mutes", facts{"Count": more}))
	}
	return body
}

// myFollow is a line about a star, or about something that is followed.
func (m Moment) myFollow(f bot.Follow) bot.Paragraph {
	name, known := m.schedule.Name(f.Topic)
	if !known {
		name = m.label("mydata.gone", facts{"Key": f.Key})
	}
	if f.Kind != schedule.TopicTalk {
		return m.line("mydata."+string(f.Kind), facts{"Name": name})
	}
	if slots := m.schedule.Talk(f.Key); len(slots) > 0 {
		name = m.title(slots[0])
	}
	if !f.Only.IsZero() {
		return m.line("mydata.talk.only", facts{"When": m.dayTime(f.Only), "Title": name})
	}
	return m.line("mydata.talk", facts{"Title": name})
}
