package say

import (
	"cmp"
	"maps"
	"slices"

	"usher/bot"
	"usher/schedule"
)

// Stats says how many use Usher. A chat with one is a person; how many read along in
// a group nobody knows, so that groups are counted apart and as one each.
func (m Moment) Stats(n bot.Numbers) bot.Message {
	var people, groups counted
	for _, c := range n.Chats {
		if c.Shared {
			groups.add(c)
		} else {
			people.add(c)
		}
	}
	body := []bot.Paragraph{m.line("stats.head", facts{"Time": m.dayTime(m.now)})}
	if people.chats > 0 {
		body = append(body, m.line("stats.people", facts{"Count": people.chats, "Where": m.where(people)}))
	} else {
		body = append(body, m.line("stats.nobody", nil))
	}
	if groups.chats > 0 {
		body = append(body, m.line("stats.groups", facts{"Count": groups.chats, "Where": m.where(groups)}))
	}
	if len(n.Chats) > 0 {
		body = append(body, m.line("stats.today", facts{"Count": people.today}))
	}
	if groups.today > 0 {
		body = append(body, m.line("stats.today.groups", facts{"Count": groups.today}))
	}
	if people.chats > 0 {
		body = append(body, m.line("stats.languages", facts{"Languages": m.spoken(people)}))
	}
	body = append(body, m.starCounts(n.Follows)...)
	if n.Gone > 0 {
		body = append(body, m.line("stats.gone", facts{"Count": n.Gone}))
	}
	return bot.Message{Body: body, Buttons: flow(
		press(m.label("stats.demand", nil), "/demand"), press("/status", "/status"), press(m.label("status.again", nil), "/stats"))}
}

// counted are chats by what they have in common.
type counted struct {
	chats, today int
	on, speaking map[string]int // by platform and by language
}

func (c *counted) add(n bot.ChatCount) {
	if c.on == nil {
		c.on, c.speaking = map[string]int{}, map[string]int{}
	}
	c.chats, c.today = c.chats+n.Chats, c.today+n.Today
	c.on[n.Platform] += n.Chats
	lang, ok := match(n.Language)
	if !ok {
		lang = "" // they are spoken to in the conference's
	}
	c.speaking[lang] += n.Chats
}

// most are the keys of counts, the highest first.
func most(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// where is "300 on telegram and 112 on matrix".
func (m Moment) where(c counted) string {
	var all []string
	for _, platform := range most(c.on) {
		all = append(all, m.label("stats.on", facts{"Number": c.on[platform], "Platform": platform}))
	}
	return m.and(all)
}

// spoken is "250 in English, 162 in Deutsch and 2 have not said".
func (m Moment) spoken(c counted) string {
	var all []string
	for _, lang := range most(c.speaking) {
		if lang == "" {
			all = append(all, m.label("stats.unspoken", facts{"Count": c.speaking[lang]}))
			continue
		}
		all = append(all, m.label("stats.language", facts{"Number": c.speaking[lang], "Language": OwnName(lang)}))
	}
	return m.and(all)
}

// starCounts say how much is starred, and how much else is followed.
func (m Moment) starCounts(follows []bot.FollowCount) []bot.Paragraph {
	stars, others := bot.FollowCount{}, 0
	for _, f := range follows {
		if f.Kind == schedule.TopicTalk {
			stars = f
		} else {
			others += f.Follows
		}
	}
	var body []bot.Paragraph
	if stars.Follows > 0 {
		body = append(body, m.line("stats.stars", facts{"Count": stars.Follows, "Chats": m.label("stats.chats", facts{"Count": stars.Chats})}))
	} else {
		body = append(body, m.line("stats.starless", nil))
	}
	if others > 0 {
		body = append(body, m.line("stats.follows", facts{"Count": others}))
	}
	return body
}
