package command

import (
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// guess is for whom or when a broadcast may be: its addressees are Unchosen where it is
// only when.
type guess struct {
	bot.Addressees
	name string
	at   time.Time
}

// guesses are what somebody may mean by words before a text; not ok where they look like
// part of it. What looks like a moment that is over, or like the name of nobody, comes to
// none.
func (r *Request) guesses(head string) (all []guess, ok bool) {
	words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(head), ":"))
	for _, half := range halves(words) {
		named, when := addressed(half[0]), half[1]
		at := r.looksTimed(when)
		if len(when) > 0 && at.IsZero() {
			continue
		}
		if len(named) == 0 {
			if len(when) > 0 && at.After(r.Now) {
				all = append(all, guess{Addressees: bot.Addressees{Kind: bot.Unchosen}, at: at})
			}
			if len(when) > 0 {
				return all, true
			}
			continue
		}
		typed := strings.Join(named, " ")
		if all, ok = r.mayBe(typed); !ok {
			all = r.misspelt(typed)
		}
		if ok || len(all) > 0 {
			for i := range all {
				all[i].at = at
			}
			return all, true
		}
	}
	return nil, false
}

// mayBe are who may be meant by what is not plainly who; not ok where it does not look as
// if somebody was.
func (r *Request) mayBe(typed string) (all []guess, ok bool) {
	word, name, _ := strings.Cut(typed, " ")
	if w := r.whom(typed); w.to.Kind != bot.Unchosen {
		return []guess{{Addressees: w.to}}, true
	} else if w.typed != "" {
		return fans(w.meant), true
	}
	if say.IsTongue(word) && name != "" {
		for _, language := range say.Languages() {
			all = append(all, guess{Addressees: bot.Addressees{Kind: bot.Speaking, Language: language}})
		}
		return all, true
	}
	if language, ok := say.Meant(typed); ok && name == "" {
		return []guess{{Addressees: bot.Addressees{Kind: bot.Speaking, Language: language}}}, true
	}
	if room, ok := r.room(typed, true); ok {
		return fans([]candidate{{room.Topic(), room.Name}}), true
	}
	if slot, ok := r.Schedule.Search(typed).Meant(); ok && name != "" {
		return fans([]candidate{{talkTopic(slot), slot.Title}}), true
	}
	return nil, false
}

// misspelt are who may be meant if the first word is one for an audience but for a slip of
// the finger.
func (r *Request) misspelt(typed string) []guess {
	word, name, _ := strings.Cut(typed, " ")
	meant, ok := say.NearAudience(word)
	if !ok {
		return nil
	}
	all, _ := r.mayBe(strings.TrimSpace(meant + " " + name))
	return all
}

// guessed are buttons that take guesses at what stands before a draft's text.
func guessed(m say.Moment, r *Request, n bot.News, all []guess) (buttons []say.Choice) {
	ref := say.DraftRef(n.Seen())
	for _, g := range all {
		c := say.Choice{Name: m.Aimed(g.Addressees, g.name, g.at, len(all) == 1)}
		switch g.Kind {
		case bot.Unchosen:
			c.Command = "/broadcast when " + ref + " " + g.at.In(r.Schedule.Zone()).Format(say.StampLayout)
		case bot.Fans:
			c.Command = toFans(n.Seen(), g.Topic)
		case bot.Everyone:
			c.Command = "/broadcast to " + ref + " everyone"
		case bot.Today:
			c.Command = "/broadcast to " + ref + " today"
		case bot.Speaking:
			c.Command = "/broadcast to " + ref + " language " + g.Language
		}
		buttons = append(buttons, c)
	}
	return buttons
}

// fans are those who follow one of some topics.
func fans(topics []candidate) (all []guess) {
	for _, c := range topics {
		all = append(all, guess{Addressees: bot.Addressees{Kind: bot.Fans, Topic: c.Topic}, name: c.name})
	}
	return all
}
