package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"usher/bot"
)

// bulletin is what people are told by a broadcast.
type bulletin struct {
	at, withdrawn time.Time
	// meant are those it is for: may who they were at any time when they may have been counted,
	// and to who they were all that time; nil before that.
	meant   func(g *believer) bool
	may, to map[bot.Chat]bool
	out     bool // they have been counted by now
	german  bool // those who read German have a text of their own
}

// inGerman is what stands in such a text alone.
const inGerman = "auf Deutsch"

// broadcast has people told something, at once or in some minutes: all, those who have starred
// a talk, or those who read German.
func (c *convention) broadcast(ctx context.Context) {
	if c.clock.Now().Before(c.book.began.Add(11 * time.Minute)) {
		return // not everybody is there
	}
	slots := c.live.Get().Slots()
	slot := slots[c.random.IntN(len(slots))]
	text := fmt.Sprintf("Bulletin %03d", len(c.bulletins))
	b := &bulletin{at: c.clock.Now()}
	heading := "everyone"
	switch n := c.random.IntN(6); {
	case n < 3:
		heading, b.meant = "starred "+slot.Key, func(g *believer) bool { return g.door == nil && g.starred[slot.Title] != nil }
	case n < 4:
		heading, b.meant = "language de", func(g *believer) bool { return g.tongue.name == "deutsch" }
	default:
		b.meant = func(*believer) bool { return true }
	}
	if c.random.IntN(3) == 0 {
		c.acts["scheduled"]++
		heading, b.at = heading+" in 7 min", b.at.Add(7*time.Minute).Truncate(time.Minute)
	}
	preview := c.says(ctx, conveners[0], "/broadcast "+heading+": "+text)
	button, ok := carriesOut(preview)
	if b.german = ok && c.random.IntN(3) == 0; b.german {
		c.acts["in German"]++
		button, ok = carriesOut(c.says(ctx, conveners[0], fmt.Sprintf("/broadcast de %d %s %s", numberIn(button), text, inGerman)))
	}
	if !ok {
		c.acts["refused"]++
		return
	}
	c.acts["broadcast"]++
	c.bulletins[text] = b
	c.address()
	c.happened("%s: %s", heading, text)
	c.says(ctx, conveners[0], button)
	c.done = append(c.done, act{number: numberIn(button), bulletin: b})
	if c.random.IntN(5) == 0 { // to the wrong people
		c.undo(ctx, 1)
	}
}

// counting is for how long before a broadcast goes out Usher may count whom it is for:
// planning comes round once a minute, and queues what is due by the one after the next.
const counting = 2 * time.Minute

// address notes whom those broadcasts are for that go out now or are about to.
func (c *convention) address() {
	now := c.clock.Now()
	for _, b := range c.bulletins {
		if b.out || !b.withdrawn.IsZero() || b.at.Add(-counting).After(now) {
			continue
		}
		first := b.may == nil
		if first {
			b.may, b.to = map[bot.Chat]bool{}, map[bot.Chat]bool{}
		}
		for chat, g := range c.guests {
			is := b.meant(g) && !c.network.blocked[chat]
			b.may[chat], b.to[chat] = b.may[chat] || is, is && (first || b.to[chat])
		}
		b.out = !b.at.After(now)
	}
}

var bulletinText = regexp.MustCompile(`Bulletin \d{3}`)

// observeBulletin holds that a broadcast is for its reader, and comes in their language, once,
// and not too early.
func (c *convention) observeBulletin(t told, g *believer, text string) {
	n := c.bulletins[text]
	g.told[text]++
	switch {
	case t.at.Before(n.at):
		c.broken("%s came to %s at %s, and was to at %s", text, t.chat, t.at, n.at)
	case !n.may[t.chat]:
		c.broken("%s is not for %s", text, t.chat)
	case g.told[text] > 1 && !c.unsure(t):
		c.broken("%s came to %s %d times", text, t.chat, g.told[text])
	case !n.withdrawn.IsZero() && t.at.After(n.withdrawn):
		c.broken("%s came to %s at %s, and was withdrawn at %s", text, t.chat, t.at, n.withdrawn)
	case strings.Contains(t.text, inGerman) != (n.german && g.tongue.name == "deutsch"):
		c.broken("%s reads %s: %s", t.chat, g.tongue.name, t.text)
	}
}

// lookForBulletins holds that nobody waits too long for a broadcast.
func (c *convention) lookForBulletins(chat bot.Chat, g *believer) {
	for text, n := range c.bulletins {
		if n.to[chat] && g.told[text] == 0 && n.withdrawn.IsZero() && c.clock.Now().Sub(n.at) > owed {
			c.broken("%s has waited for %s since %s", chat, text, n.at.Format(time.TimeOnly))
			delete(n.to, chat)
		}
	}
}
