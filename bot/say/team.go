package say

import (
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// RoleNamed is the role that a word names in any language: "organiser", "stage", "orga";
// Visitor if it names none.
func RoleNamed(word string) bot.Role {
	for _, role := range []bot.Role{bot.Organiser, bot.StageManager} {
		if word == string(role) || isTyped(string(role), word) {
			return role
		}
	}
	return bot.Visitor
}

// GrantHow asks which role somebody is to have, and where. Who is not named yet is the
// zero Chat; organisers are offered to owners.
func (v Voice) GrantHow(rooms []schedule.Room, owner bool, person bot.Chat) bot.Message {
	to := ""
	if !person.IsZero() {
		to = " " + person.String()
	}
	var buttons [][]bot.Button
	if owner {
		buttons = append(buttons, press(v.label("grant.organiser", nil), "/grant organiser"+to))
	}
	for _, room := range rooms {
		buttons = append(buttons, press(v.fitting("grant.stage", facts{"Room": room.Name}), "/grant stage "+room.Key+to))
	}
	body := []bot.Paragraph{v.line("grant.what", nil)}
	if person.IsZero() {
		body = append(body, v.line("grant.how", nil))
	}
	return bot.Message{Body: body, Buttons: flow(buttons...)}
}

// GrantUnknown says that nobody can be found by what was typed for their name.
func (v Voice) GrantUnknown(typed string) bot.Message {
	return v.one("grant.unknown", facts{"Typed": echo(typed)})
}

// Granted says what somebody may do from now on, who was given a role.
func (v Voice) Granted(role bot.Role, room string) bot.Message {
	m := v.one("granted."+string(role), facts{"Room": room})
	m.Buttons = flow(press(v.label("granted.help", nil), "/help"))
	return m
}

// GrantedTo says to who gave a role that somebody has it.
func (v Voice) GrantedTo(person bot.Chat, role bot.Role, room string) bot.Message {
	m := v.one("grant.done."+string(role), facts{"Who": v.who(person), "Room": room})
	m.Buttons = flow(press(v.label("team.button", nil), "/team"))
	return m
}

// GrantedAlready says that somebody has as much already.
func (v Voice) GrantedAlready(person bot.Chat, role bot.Role, room string) bot.Message {
	return v.one("grant.already."+string(role), facts{"Who": v.who(person), "Room": room})
}

// Offer shows a link that gives a role to whoever follows it first, and the words that do
// the same; without a link, "", the words alone.
func (m Moment) Offer(role bot.Role, room string, until time.Time, link, words string) bot.Message {
	body := []bot.Paragraph{m.line("offer."+string(role), facts{"Room": room, "Until": m.when(until)})}
	if link != "" {
		body = append(body, bot.Paragraph{{Text: link, Style: bot.Link, URL: link}})
	}
	id := "offer.words"
	if link != "" {
		id = "offer.or"
	}
	body = append(body, m.line(id, facts{"Words": bot.Paragraph{{Text: words, Style: bot.Code}}}))
	return bot.Message{Body: body}
}

// OfferAlone says why no link is shown where several people read it.
func (v Voice) OfferAlone(door string) bot.Message {
	return v.atDoor("offer.alone", door)
}

// OfferNotForYou says that a link gives nothing that one has not already.
func (v Voice) OfferNotForYou(role bot.Role, room string) bot.Message {
	return v.one("offer.have."+string(role), facts{"Room": room})
}

// OfferOver says that a link was used, or is too old.
func (v Voice) OfferOver() bot.Message { return v.one("offer.over", nil) }

// OwnersStay says that an owner is one by the settings.
func (v Voice) OwnersStay(person bot.Chat) bot.Message {
	return v.one("revoke.owner", facts{"Who": v.who(person)})
}

// RevokeWhom asks whose role is to be taken away. Missed says that somebody was named who
// has none.
func (v Voice) RevokeWhom(all bot.Team, missed bool, room func(key string) string) bot.Message {
	var body []bot.Paragraph
	if missed {
		body = append(body, v.line("revoke.none", nil))
	}
	if len(all) == 0 {
		if !missed {
			body = append(body, v.line("revoke.nobody", nil))
		}
		return bot.Message{Body: body}
	}
	var buttons [][]bot.Button
	body = append(body, v.line("revoke.whom", nil))
	for i, m := range all {
		body = append(body, v.line("revoke."+string(m.Role), facts{"N": strconv.Itoa(i + 1), "Who": v.self(m.Person, "who.you"), "Room": room(m.Room)}))
		buttons = append(buttons, press(strconv.Itoa(i+1), "/revoke "+strconv.FormatInt(m.Number, 10)))
	}
	return bot.Message{Body: body, Buttons: flow(buttons...)}
}

// Revoked says whose role was taken away.
func (v Voice) Revoked(m bot.Member, room string) bot.Message {
	message := v.one("revoked."+string(m.Role), facts{"Who": v.who(m.Person), "Room": room})
	message.Buttons = flow(press(v.label("team.button", nil), "/team"))
	return message
}

// Team lists who may do what: owners by the settings, the others as they were granted it.
func (m Moment) Team(owners []bot.Chat, team bot.Team, room func(key string) string, organises bool) bot.Message {
	body := []bot.Paragraph{m.line("team.head", facts{"Count": len(owners) + len(team)})}
	for _, who := range owners {
		body = append(body, m.line("team.owner", facts{"Who": m.self(who, "who.you.first")}))
	}
	for _, t := range team {
		f := facts{"Who": m.self(t.Person, "who.you.first"), "Room": room(t.Room), "Since": m.when(t.Since), "By": m.self(t.By, "who.you.by")}
		body = append(body, m.line("team."+string(t.Role), f))
	}
	message := bot.Message{Body: body}
	if organises {
		message.Buttons = flow(press(m.label("team.grant", nil), "/grant"), press(m.label("team.revoke", nil), "/revoke"), press(m.label("team.audit", nil), "/audit"))
	}
	return message
}
