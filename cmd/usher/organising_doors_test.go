package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

// behind is for how long what is on in a room may be posted out of date, and soon how long
// before a talk its room's channel says that it is next.
const behind, soon = 2 * time.Minute, 5 * time.Minute

// door is what stands in a room's channel, for whoever reads it there.
type door struct {
	rooms []string // by name, in the schedule's order; none while it is no channel
	all   bool     // these are all there are
	again bool     // for the second time, so that nobody can say what its readers know
	anew  bool     // it may have another board than before
	board string   // the key of the message that says what is on
	reads string   // what it says
	wrong time.Time
	// next are the talks that it was said to be next, and near since when those are that are
	// about to start: both by title and start.
	next map[string]bool
	near map[string]time.Time
}

// sees is how a talk stands to those who read of it. What is not in the rooms of a channel
// does not take place there.
func (g *believer) sees(is standing) standing {
	if g.door != nil {
		is.said.Off = is.said.Off || !slices.Contains(g.door.rooms, is.said.Room.Name)
		is.due.Off = is.said.Off
	}
	return is
}

// channels are what the rooms' channels are for, whose chats are -1, -2 and -3.
var channels = []string{"Hall 0", "Hall 4", "all"}

// announce has an organiser make all of them channels.
func (c *convention) announce(ctx context.Context) error {
	for i := range channels {
		c.opens(ctx, i)
	}
	return nil
}

func (c *convention) opens(ctx context.Context, i int) {
	c.acts["channel"]++
	chat := channelChat(i)
	c.posts(ctx, chat, "/announce here "+channels[i])
	g := c.guests[chat]
	if g == nil {
		g = newBeliever(&tongues[1])
		g.mutes[""] = time.Time{} // nothing there makes a sound
		g.door = &door{next: map[string]bool{}, near: map[string]time.Time{}, all: channels[i] == "all"}
		c.guests[chat] = g
	}
	for _, room := range c.live.Get().Rooms() {
		if g.door.all || room.Name == channels[i] {
			g.door.rooms = append(g.door.rooms, room.Name)
		}
	}
	c.overhears(g)
}

func channelChat(i int) bot.Chat { return bot.Chat{Platform: "telegram", ID: fmt.Sprint(-1 - i)} }

// overhears lets the readers of a channel know how what is new in the schedule stands.
func (c *convention) overhears(g *believer) {
	if g == nil || len(g.door.rooms) == 0 {
		return
	}
	for title := range c.book.all {
		if g.starred[title] == nil {
			g.starred[title] = &belief{standing: g.sees(c.stands(title)), since: c.clock.Now(), again: g.door.again}
		}
	}
}

// reopens ends that a chat is a channel, or makes it one again.
func (c *convention) reopens(ctx context.Context) {
	i := c.random.IntN(len(channels))
	chat := channelChat(i)
	if len(c.guests[chat].door.rooms) == 0 {
		c.opens(ctx, i)
		return
	}
	c.acts["channel off"]++
	c.posts(ctx, chat, "/announce off")
	g := c.guests[chat]
	g.door.rooms, g.door.again, g.door.anew = nil, true, true
	clear(g.starred)
}

// posts has an organiser type something in a chat of many.
func (c *convention) posts(ctx context.Context, chat bot.Chat, text string) {
	defer c.app.scheduler.Wake()
	answer := c.app.commands.Handle(ctx, bot.Incoming{Chat: chat, Sender: conveners[0].ID, Shared: true, Text: text, At: c.clock.Now()})
	c.happened("in %s: %s: %s", chat, text, schedule.Line(answer.Text()))
}

var (
	nextOne     = regexp.MustCompile(`^Next in (Hall \d), in (\d+) min: (Talk \d{3})`)
	nextSeveral = regexp.MustCompile(`^Next, in (\d+) min:\n`)
	nextEntry   = regexp.MustCompile(`(?m)^(Hall \d) — (Talk \d{3})$`)
)

// observePosted holds of what stands in a channel that it says what is next, once, or what
// is on.
func (c *convention) observePosted(t told, g *believer) {
	d := g.door
	if one := nextOne.FindStringSubmatch(t.text); one != nil {
		c.observeNext(t, g, one[1], one[2], one[3])
		return
	}
	if several := nextSeveral.FindStringSubmatch(t.text); several != nil {
		for _, entry := range nextEntry.FindAllStringSubmatch(t.text, -1) {
			c.observeNext(t, g, entry[1], several[1], entry[2])
		}
		return
	}
	c.acts["board"]++
	switch {
	case len(d.rooms) == 0:
		c.broken("%s is no channel: %s", t.chat, t.text)
	case d.board != "" && !d.anew && !c.unsure(t):
		c.broken("%s has two boards: %s", t.chat, t.text)
	}
	d.board, d.reads, d.anew = t.key, t.text, false
}

func (c *convention) observeNext(t told, g *believer, room, minutes, title string) {
	c.acts["next"]++
	d := g.door
	is := c.stands(title).said
	at := title + is.Start.Format(" 15:04")
	if is.Off || is.Room.Name != room || minutesTo(is.Start, t.at) != minutes {
		c.broken("%s at %s: that is not so, it stands %+v: %s", t.chat, t.at.Format(time.TimeOnly), is, t.text)
	}
	if d.all || !slices.Contains(d.rooms, room) {
		c.broken("%s does not say what is next in %s: %s", t.chat, room, t.text)
	}
	if d.next[at] && !c.unsure(t) {
		c.broken("%s has said that before: %s", t.chat, t.text)
	}
	d.next[at] = true
	if b := g.starred[title]; b != nil && !b.said.Same(is) {
		b.again = true // whoever has read that knows where it is
	}
}

// minutesTo are the minutes until a start as they are said: those that have begun count.
func minutesTo(start, now time.Time) string {
	return fmt.Sprint(int((start.Sub(now) + time.Minute - 1) / time.Minute))
}

// lookAtDoor holds that a channel's board says what is on, that it is pinned, and that
// each talk was said to be next.
func (c *convention) lookAtDoor(chat bot.Chat, d *door) {
	now, right := c.clock.Now(), true
	if len(d.rooms) == 0 {
		return
	}
	for _, room := range d.rooms {
		running, next := c.on(room, now)
		right = right && d.shows(room, running, next)
		if !d.all {
			c.lookAtNext(chat, d, next, now)
		}
	}
	switch right = right && c.network.pins[chat] == d.board; {
	case right:
		d.wrong = time.Time{}
	case d.wrong.IsZero():
		d.wrong = now
	case now.Sub(d.wrong) > behind:
		c.broken("at %s the board of %s has been wrong since %s, pinned %q of %q: %s",
			now.Format(time.TimeOnly), chat, d.wrong.Format(time.TimeOnly), c.network.pins[chat], d.board, d.reads)
		d.wrong = now
	}
}

// lookAtNext holds that of what is about to start it was said that it is next, if it has been
// for a while.
func (c *convention) lookAtNext(chat bot.Chat, d *door, next []*schedule.Slot, now time.Time) {
	near := map[string]time.Time{}
	for _, slot := range next {
		at := slot.Title + slot.Start.Format(" 15:04")
		if slot.Start.Sub(now) > soon {
			continue
		}
		near[at] = now
		if since, ok := d.near[at]; ok {
			near[at] = since
		}
		if slot.Start.Sub(now) <= time.Minute && now.Sub(near[at]) >= behind && !d.next[at] {
			c.broken("at %s %s has not said that %s is next", now.Format(time.TimeOnly), chat, at)
			d.next[at] = true
		}
	}
	d.near = near
}

// on are the slots of which one is said to be on in a room, having begun last, and of which
// one is said to be next there.
func (c *convention) on(room string, now time.Time) (running, next []*schedule.Slot) {
	for _, slot := range c.live.Get().Slots() {
		switch {
		case slot.Cancelled, slot.Room.Name != room, !slot.Until.After(now):
		case !slot.Start.After(now):
			if len(running) > 0 && running[0].Start.Before(slot.Start) {
				running = nil
			}
			running = append(running, slot)
		case len(next) == 0 || next[0].Start.Equal(slot.Start):
			next = append(next, slot)
		}
	}
	return running, next
}

// shows reports whether a board says so of a room: in a line, or all over it.
func (d *door) shows(room string, running, next []*schedule.Slot) bool {
	text, want := d.reads, [][]*schedule.Slot{running, next}
	if len(d.rooms) > 1 {
		i := strings.Index("\n"+text, "\n"+room)
		if i < 0 {
			return false
		}
		text, _, _ = strings.Cut(text[i:], "\n")
		if len(running) > 0 {
			want = want[:1]
		}
	}
	want = slices.DeleteFunc(want, func(slots []*schedule.Slot) bool { return len(slots) == 0 })
	return slices.EqualFunc(want, talkTitle.FindAllString(text, -1), func(slots []*schedule.Slot, title string) bool {
		return slices.ContainsFunc(slots, func(slot *schedule.Slot) bool { return slot.Title == title })
	})
}
