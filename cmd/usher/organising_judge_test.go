package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

const (
	// owed is how long after a change somebody may wait to hear of it: until it has
	// settled, and a crowd has been told.
	owed = 6 * time.Minute
	// slight is by how much a room may run late without a notice, and worth how long
	// after its start a talk is history.
	slight, worth = 15 * time.Minute, 10 * time.Minute
)

// stands is how a talk stands in the schedule in force.
func (c *convention) stands(key string) belief { return standsIn(c.live.Get(), key) }

func standsIn(s *schedule.Schedule, key string) belief {
	slots := s.Talk(key)
	if len(slots) == 0 {
		return belief{bot.Standing{Off: true}, bot.Standing{Off: true}}
	}
	b := belief{bot.StandingOf(slots[0]), bot.StandingOf(slots[0])}
	if slots[0].Slid < slight {
		b.due.Start = b.due.Start.Add(-slots[0].Slid)
	}
	return b
}

// outOfDate reports whether somebody who believes one thing has to be told another.
func outOfDate(thinks, stands belief) bool {
	late := thinks.said.Start.Sub(stands.said.Start).Abs() >= slight && !thinks.said.Off && !stands.said.Off
	return !thinks.due.Same(stands.due) || late
}

// assume is what those think who are told nothing, because an organiser said so: that
// they know it. Who waits to be told of an earlier change is told all the same.
func (c *convention) assume(before, after *schedule.Schedule) {
	for _, g := range c.guests {
		for key, b := range g.starred {
			if b.due.Same(standsIn(before, key).due) {
				g.starred[key] = standsIn(after, key)
			}
		}
	}
}

// look holds that nobody waits too long to hear how what they have starred stands.
func (c *convention) look() {
	now := c.clock.Now()
	for chat, g := range c.guests {
		for key, b := range g.starred {
			stands := c.stands(key)
			later := b.said.Start
			if !stands.said.Off && stands.said.Start.After(later) { // who thinks it is over need not know that it is off
				later = stands.said.Start
			}
			if !outOfDate(b, stands) || !later.Add(worth).After(now) {
				delete(g.since, key)
				continue
			}
			if g.since[key].IsZero() {
				g.since[key] = now
			}
			if now.Sub(g.since[key]) > owed {
				c.broken("%s has waited since %s to hear of %s: knows %+v, it stands %+v", chat, g.since[key].Format(time.TimeOnly), key, b.said, stands.said)
				g.starred[key] = stands
			}
		}
	}
}

// listen reads what has been said since the last time. Nothing has changed since then.
func (c *convention) listen() {
	for _, t := range c.network.said[c.heard:] {
		if g := c.guests[t.chat]; g != nil && !t.edits {
			c.observe(t, g)
		}
	}
	c.heard = len(c.network.said)
}

var talkTitle = regexp.MustCompile(`Talk (\d{3})`)

// observe holds of a message that it is about what its reader has starred, that it is so,
// and, of a change, that it is news. What else a network is told to say, the edits of
// what stands there already, is held by other tests.
func (c *convention) observe(t told, g *believer) {
	blocks := strings.Split("\n"+t.text, "\n⚠ ")
	if len(blocks) == 1 { // a ring
		for _, match := range talkTitle.FindAllStringSubmatch(t.text, -1) {
			if _, starred := g.starred["main-c-T"+match[1]]; !starred {
				c.broken("%s has not starred Talk %s: %s", t.chat, match[1], t.text)
			}
		}
		return
	}
	for _, block := range blocks[1:] {
		c.acts["heard of"]++
		key := "main-c-T" + talkTitle.FindStringSubmatch(block)[1]
		b, starred := g.starred[key]
		stands := c.stands(key)
		switch clock := stands.said.Start.Format("15:04"); {
		case !starred:
			c.broken("%s has not starred what changes: %s", t.chat, block)
			continue
		case b.said.Same(stands.said):
			c.broken("%s at %s: that is no news: %s", t.chat, t.at.Format(time.TimeOnly), block)
		case stands.said.Off != strings.HasPrefix(block, "Cancelled"),
			!stands.said.Off && !strings.Contains(block, clock),
			!stands.said.Off && !schedule.SameRoom(b.said.Room, stands.said.Room) && !b.said.Off && !strings.Contains(block, "in "+stands.said.Room.Name):
			c.broken("%s: that is not so, it stands %+v: %s", t.chat, stands.said, block)
		}
		g.starred[key] = stands
		delete(g.since, key)
	}
}

func (c *convention) broken(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf(format, args...)
	if c.failed++; c.failed == 10 {
		c.t.FailNow()
	}
}

// undo takes back one of the last acts.
func (c *convention) undo(ctx context.Context) {
	if len(c.done) == 0 {
		return
	}
	last := c.done[len(c.done)-1]
	c.done = c.done[:len(c.done)-1]
	before := c.live.Get()
	name := bot.TellingName{Kind: bot.Change, Number: last.number}
	switch _, err := c.app.scheduler.Undo(ctx, name, conveners[c.random.IntN(2)]); {
	case errors.Is(err, bot.ErrTooLate), errors.Is(err, bot.ErrUndone):
		return
	case err != nil:
		c.broken("undoing act %d: %v", last.number, err)
	}
	c.acts["undo"]++
	if last.quiet {
		c.assume(before, c.live.Get())
	}
}

// act is something that organisers have done.
type act struct {
	number int64
	quiet  bool
}

func actOf(button string, quiet bool) act {
	number, _ := strconv.ParseInt(button[strings.LastIndexByte(button, ' ')+1:], 10, 64)
	return act{number, quiet}
}

// decide has an organiser say what is to be true of what is published otherwise.
func (c *convention) decide(ctx context.Context) {
	asked := c.says(ctx, conveners[0], "/reconcile")
	var choices []string
	for _, row := range asked.Buttons {
		for _, b := range row {
			choices = append(choices, b.Command)
		}
	}
	if len(choices) > 0 {
		c.acts["decide"]++
		c.says(ctx, conveners[0], choices[c.random.IntN(len(choices))])
		c.app.scheduler.Wake()
	}
}

// versions is where the schedule is published.
type versions struct{ all []*schedule.Schedule }

func (p *versions) Name() string { return "schedule.example" }

func (p *versions) Fetch(_ context.Context, last schedule.Copy) (schedule.Copy, bool, error) {
	c := schedule.Copy{Parts: []schedule.Part{{Source: "1", Data: []byte(strconv.Itoa(len(p.all) - 1))}}}
	return c, !c.Same(last), nil
}

func (p *versions) Read(c schedule.Copy) (*schedule.Schedule, error) {
	n, err := strconv.Atoi(string(c.Parts[0].Data))
	if err != nil || n < 0 || n >= len(p.all) {
		return nil, fmt.Errorf("version %q: %w", c.Parts[0].Data, err)
	}
	return p.all[n], nil
}

// publish has another version of the schedule published, and asked for.
func (c *convention) publish(ctx context.Context) {
	last := c.published.all[len(c.published.all)-1]
	d := schedule.Draft{Conference: last.Conference(), Version: strconv.Itoa(len(c.published.all)), Rooms: last.Rooms()}
	for _, slot := range last.Slots() {
		d.Slots = append(d.Slots, *slot)
	}
	for range 1 + c.random.IntN(2) {
		slot := &d.Slots[c.random.IntN(len(d.Slots))]
		switch c.random.IntN(4) {
		case 0:
			slot.Room = d.Rooms[c.random.IntN(len(d.Rooms))]
		case 1:
			slot.Cancelled = !slot.Cancelled
		default:
			by := time.Duration(c.random.IntN(13)-6) * 10 * time.Minute
			slot.Start, slot.End = slot.Start.Add(by), slot.End.Add(by)
		}
	}
	s, err := schedule.New(d)
	if err != nil {
		c.t.Fatal(err)
	}
	c.acts["publish"]++
	c.published.all = append(c.published.all, s)
	if err := c.app.scheduler.Refresh(ctx); err != nil {
		c.broken("refreshing: %v", err)
	}
	if held := c.app.scheduler.Held(); len(held) > 0 {
		c.acts["held"]++
	}
	c.app.scheduler.Wake()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
