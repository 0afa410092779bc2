package say

import (
	"usher/bot"
)

// crew is the team as one of it knows the others.
type crew struct {
	me     bot.Chat
	names  bot.Names
	twice  map[string]bool       // names that several have
	stages map[bot.Chat][]string // what rooms are called, by who looks after them alone
}

// Among is a voice for somebody of the team, who reads of the others by their names.
func (v Voice) Among(me bot.Chat, names bot.Names, team bot.Team, room func(key string) string) Voice {
	c := &crew{me: me, names: names, twice: map[string]bool{}, stages: map[bot.Chat][]string{}}
	seen := map[string]bool{}
	for _, name := range names {
		c.twice[name], seen[name] = seen[name], true
	}
	for _, m := range team {
		if m.Role == bot.StageManager {
			c.stages[m.Person] = append(c.stages[m.Person], room(m.Room))
		}
	}
	v.crew = c
	return v
}

// who is what somebody calls themselves, as far as that may be told; else their name on
// their network, which stands beside it, too, where two have the same. They may be forgotten.
func (v Voice) who(person bot.Chat) bot.Paragraph {
	if person.IsZero() {
		return v.line("audit.forgotten", nil)
	}
	id := bot.Span{Text: person.String(), Style: bot.Code}
	if v.crew == nil || v.crew.names[person] == "" {
		return bot.Paragraph{id}
	}
	name := bot.Span{Text: v.crew.names[person]}
	if v.crew.twice[name.Text] {
		return bot.Paragraph{name, {Text: " "}, id}
	}
	return bot.Paragraph{name}
}

// self is who, but for who reads it: they are "you", in the words of that id.
func (v Voice) self(person bot.Chat, you string) bot.Paragraph {
	if v.crew != nil && v.crew.me == person {
		return v.line(you, nil)
	}
	return v.who(person)
}

// doer is who has done something: stage managers with their rooms, as one knows them by.
func (v Voice) doer(person bot.Chat) bot.Paragraph {
	if v.crew == nil || v.crew.me == person || len(v.crew.stages[person]) == 0 {
		return v.self(person, "who.you")
	}
	return v.line("who.stage", facts{"Who": v.who(person), "Rooms": v.and(v.crew.stages[person])})
}
