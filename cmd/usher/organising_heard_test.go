package main

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// listen reads what has been said since the last time. Nothing has changed since then.
func (c *convention) listen() {
	for _, t := range c.network.said[c.heard:] {
		switch g := c.guests[t.chat]; {
		case g == nil:
		case !t.edits:
			c.observe(t, g)
		case g.door != nil && t.key == g.door.board:
			g.door.reads = t.text
		}
	}
	c.heard = len(c.network.said)
}

var (
	talkTitle = regexp.MustCompile(`Talk \d{3}`)
	remark    = regexp.MustCompile(`Remark (\d+)`)
)

// tongue is how those are spoken with who are told something, as far as it is read here.
type tongue struct {
	name      string
	ringing   *regexp.Regexp
	changes   *regexp.Regexp // how what is said of one begins
	cancelled string
}

var tongues = []tongue{
	{"deutsch", regexp.MustCompile(`^Beginnt in (\d+) Min\. – (Hall \d): (Talk \d{3})`),
		regexp.MustCompile(`^(Verlegt|Vorgezogen|Anderer Raum|Findet doch statt|Fällt aus): `), "Fällt aus"},
	{"english", regexp.MustCompile(`^Starting in (\d+) min in (Hall \d): (Talk \d{3})`),
		regexp.MustCompile(`^(Moved|Moved earlier|Room change|Back|Cancelled|(New|Not) in Hall \d): `), "Cancelled"},
}

// observe holds of a message that it is about what its reader has starred, that it is so,
// and, of a change, that it is news. What else a network is told to say, the edits of
// what stands there already, is held by other tests.
func (c *convention) observe(t told, g *believer) {
	if text := bulletinText.FindString(t.text); text != "" {
		c.observeBulletin(t, g, text)
		return
	}
	if g.door != nil && !strings.HasPrefix(t.text, "⚠ ") {
		c.observePosted(t, g)
		return
	}
	blocks := strings.Split("\n"+t.text, "\n⚠ ")
	if len(blocks) == 1 {
		c.observeRing(t, g)
		return
	}
	heard := slices.ContainsFunc(blocks[1:], func(block string) bool { return !g.muted(talkTitle.FindString(block), t.at) })
	if t.rings != heard {
		c.broken("%s at %s: who has muted all of it hears no sound, and who has not does: %t: %s", t.chat, t.at.Format(time.TimeOnly), t.rings, t.text)
	}
	for _, block := range blocks[1:] {
		c.observeChange(t, g, block)
	}
}

func (c *convention) observeRing(t told, g *believer) {
	for _, title := range talkTitle.FindAllString(t.text, -1) {
		switch b := g.starred[title]; {
		case b == nil:
			c.broken("%s has not starred %s: %s", t.chat, title, t.text)
		case g.muted(title, t.at):
			c.broken("%s has muted %s: %s", t.chat, title, t.text)
		case b.kept != nil && !b.loud: // a ring says where it is
			b.knows(c.stands(title))
		}
	}
	if match := g.tongue.ringing.FindStringSubmatch(t.text); match != nil {
		c.acts["rung"]++
		stands := c.stands(match[3]).said
		if stands.Off || stands.Room.Name != match[2] || minutesTo(stands.Start, t.at) != match[1] {
			c.broken("%s at %s: that is not so, it stands %+v: %s", t.chat, t.at.Format(time.TimeOnly), stands, t.text)
		}
	}
}

func (c *convention) observeChange(t told, g *believer, block string) {
	c.acts["heard of"]++
	title := talkTitle.FindString(block)
	b := g.starred[title]
	if b == nil {
		c.broken("%s at %s has not starred what changes: %s", t.chat, t.at.Format(time.TimeOnly), block)
		return
	}
	if g.door != nil {
		c.acts["read at a door"]++
	}
	stands := c.stands(title)
	seen := g.sees(stands)
	clock := stands.said.Start.In(c.live.Get().Zone()).Format("15:04")
	switch {
	case b.said.Same(seen.said):
		// What waited while the star was away goes out all the same, and what may have
		// arrived before a kill.
		if settled := t.at.Sub(b.since) > owed; (!b.again || settled && !c.approve && g.door == nil) && !c.unsure(t) {
			c.broken("%s at %s: that is no news: %s", t.chat, t.at.Format(time.TimeOnly), block)
		}
	case b.kept != nil && !b.loud && b.kept.said.Same(seen.said):
		c.broken("%s at %s: nobody was to be told: %s", t.chat, t.at.Format(time.TimeOnly), block)
	case stands.said.Off != strings.HasPrefix(block, g.tongue.cancelled),
		!stands.said.Off && !strings.Contains(block, clock),
		!stands.said.Off && !schedule.SameRoom(b.said.Room, stands.said.Room) && !b.said.Off && !strings.Contains(block, stands.said.Room.Name):
		c.broken("%s: that is not so, it stands %+v: %s", t.chat, stands.said, block)
	}
	if !g.tongue.changes.MatchString(block) {
		c.broken("%s speaks %s: %s", t.chat, g.tongue.name, block)
	}
	if match := remark.FindStringSubmatch(block); match != nil {
		c.acts["noted"]++
		if !slices.Contains(c.notes[match[1]], title) {
			c.broken("%s: that remark is about %v: %s", t.chat, c.notes[match[1]], block)
		}
	}
	b.knows(seen)
	b.again = b.again && g.door == nil // from now on its readers know for sure
}

// unsure reports whether a message is one of which nobody knew, when Usher was killed,
// whether it had arrived.
func (c *convention) unsure(t told) bool {
	return slices.ContainsFunc(c.network.said, func(before told) bool {
		return before.chat == t.chat && before.text == t.text && before.at.Before(t.at) && !before.at.Before(c.killed.Add(-2*time.Second)) && !before.at.After(c.killed)
	})
}
