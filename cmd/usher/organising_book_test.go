package main

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// book is how the day stands, by what was published and what organisers have said since,
// as docs/organisers.md has it; it asks nobody. How much a room that runs late makes
// later, it leaves out.
type book struct {
	all   map[string]entry // by title
	began time.Time
}

// entry is a talk in the book.
type entry struct {
	stands bot.Standing
	// published is how it is published, and was how it was when organisers last decided.
	published, was bot.Standing
	claimed        bool // organisers have said something of it that is not published
	gone           bool // it is not published
}

func newBook(published []*versions) *book {
	b := &book{all: map[string]entry{}, began: published[0].all[0].Slots()[0].Start}
	for _, p := range published {
		for _, slot := range p.last().Slots() {
			s := bot.StandingOf(slot)
			b.all[slot.Title] = entry{stands: s, published: s, was: s}
		}
	}
	return b
}

func (b *book) copy() *book { return &book{maps.Clone(b.all), b.began} }

// disputed reports whether something is published of a claimed talk that is neither what
// it was nor what is said of it.
func (e entry) disputed() bool { return e.claimed && !agrees(e.published, e.was, e.stands) }

// agrees reports whether a standing agrees in all with one of two others.
func agrees(s, a, b bot.Standing) bool {
	return (schedule.SameRoom(s.Room, a.Room) || schedule.SameRoom(s.Room, b.Room)) &&
		(s.Start.Equal(a.Start) || s.Start.Equal(b.Start)) && (s.Off == a.Off || s.Off == b.Off)
}

// says writes down what organisers say of a talk, which decides what was in dispute.
func (b *book) says(title string, change func(e *entry)) {
	e := b.all[title]
	if e.disputed() {
		e.stands = e.published
	}
	change(&e)
	e.was = e.published
	e.claimed = !e.stands.Alike(e.published)
	b.all[title] = e
}

// placeAt has a slot be where and when another one is seen to be.
func (e *entry) placeAt(slot, other *schedule.Slot) {
	e.stands.Room = other.Room
	if !slot.Start.Equal(other.Start) {
		e.stands.Start = other.Start
	}
}

// restore writes down that what is off takes place, and what was moved goes back.
func (b *book) restore(title string) {
	b.says(title, func(e *entry) {
		if e.stands.Off {
			e.stands.Off = false
			return
		}
		e.stands.Start, e.stands.Room = e.published.Start, e.published.Room
	})
}

// add writes down a talk of the organisers' own: that is all that is published of it.
func (b *book) add(title string, s bot.Standing) {
	b.all[title] = entry{stands: s, published: s, was: s}
}

// decide writes down how a dispute ends; stood is how the talk stood with what its room
// runs late, which it keeps where it is given a start of its own.
func (b *book) decide(title string, ours bool, stood bot.Standing) {
	e := b.all[title]
	switch {
	case !ours:
		e.stands = e.published
	case !e.stands.Start.Equal(e.published.Start):
		e.stands.Start = stood.Start
	}
	e.was, e.claimed = e.published, !e.stands.Alike(e.published)
	b.all[title] = e
}

// undo writes down that an act was taken back: what it has changed is as before, where
// nothing was said or published since. Of what was, the caller knows better.
func (b *book) undo(a act, unclear func(title string)) {
	for title, after := range a.after {
		before, there := a.before[title]
		now := b.all[title]
		gone := now.gone
		now.gone = after.gone // whether or not it is published, it is not as that act has it
		switch {
		case there && before == after:
		case now != after:
			unclear(title)
		default:
			before.gone = gone || !there
			b.all[title] = before
		}
	}
}

// publishes writes down what is published of a talk; stood is how it stood with what its
// room runs late.
func (b *book) publishes(title string, is bot.Standing, gone bool, stood bot.Standing) {
	e := b.all[title]
	e.published, e.gone = is, gone
	switch {
	case gone:
	case !e.claimed:
		e.stands, e.was = is, is
	case is.Alike(e.was):
	case is.Alike(stood), is.Alike(e.stands): // what organisers say is published
		e.stands, e.was, e.claimed = is, is, false
	case agrees(is, e.was, e.stands):
		e.was = is
	case agrees(is, e.was, stood):
		if is.Start.Equal(stood.Start) {
			e.stands.Start = is.Start
		}
		e.was = is
	}
	b.all[title] = e
}

// check holds the schedule in force against the book.
func (c *convention) check() {
	for title, e := range c.book.all {
		slot := c.slot(title)
		if slot == nil {
			if !e.gone {
				c.broken("%s is not there, but %+v", title, e)
				e.gone = true
				c.book.all[title] = e
			}
			continue
		}
		is := bot.StandingOf(slot)
		is.Start = is.Start.Add(-slot.Slid)
		if e.gone || !is.Alike(e.stands) {
			c.broken("at %s %s stands %+v, slid by %s, and not as in the book %+v", c.clock.Now().Format(time.TimeOnly), title, is, slot.Slid, e)
			c.adopt(title)
		}
	}
}

// versions is where a source's schedule is published.
type versions struct {
	name string
	all  []*schedule.Schedule
	gone []schedule.Slot // what was taken out, and may come back
}

func (p *versions) last() *schedule.Schedule { return p.all[len(p.all)-1] }

func (p *versions) Name() string { return p.name + ".example" }

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

// publish has another version of a source's schedule published, and asked for.
func (c *convention) publish(ctx context.Context) {
	p := c.published[c.random.IntN(len(c.published))]
	d := schedule.Draft{Conference: p.last().Conference(), Version: strconv.Itoa(len(p.all)), Rooms: p.last().Rooms()}
	for _, slot := range p.last().Slots() {
		d.Slots = append(d.Slots, *slot)
	}
	changed := map[string]bool{}
	for range 1 + c.random.IntN(2) {
		i := c.random.IntN(len(d.Slots))
		if slot := &d.Slots[i]; !changed[slot.Title] {
			changed[slot.Title] = true
			d.Slots = c.edit(p, d, i)
		}
	}
	s, err := schedule.New(d)
	if err != nil {
		c.t.Fatal(err)
	}
	c.acts["publish"]++
	before := c.live.Get()
	p.all = append(p.all, s)
	if err := c.app.scheduler.Refresh(ctx); err != nil {
		c.broken("refreshing: %v", err)
	}
	for _, held := range c.app.scheduler.Held() {
		c.broken("held: %+v", held)
	}
	there := byTitle(s)
	for title, e := range c.book.all {
		slot := there[title]
		switch was := standsIn(before, title).said; {
		case slot != nil:
			c.book.publishes(title, bot.StandingOf(slot), false, was)
		case byTitle(p.all[len(p.all)-2])[title] != nil:
			c.book.publishes(title, e.published, true, was)
		}
	}
	for title, is := range there {
		if slotIn(before, title) == nil && !is.Start.Add(worth).After(c.clock.Now()) {
			c.drop(title) // it comes back when it is over
		}
	}
	c.happened("%s publishes version %s, changed %v", p.name, s.Version(), sortedKeys(changed))
	c.app.scheduler.Wake()
}

// edit changes a slot of a draft.
func (c *convention) edit(p *versions, d schedule.Draft, i int) []schedule.Slot {
	slot := &d.Slots[i]
	switch c.random.IntN(9) {
	case 0, 1:
		slot.Room = d.Rooms[c.random.IntN(len(d.Rooms))]
	case 2, 3:
		slot.Cancelled = !slot.Cancelled
	case 4:
		c.acts["rekeyed"]++
		slot.Key += "x"
	case 5:
		if len(p.gone) > 0 {
			c.acts["back"]++
			d.Slots = append(d.Slots, p.gone...)
			p.gone = nil
			break
		}
		c.acts["gone"]++
		p.gone = append(p.gone, *slot)
		return append(d.Slots[:i:i], d.Slots[i+1:]...)
	default:
		by := time.Duration(c.random.IntN(13)-6) * 10 * time.Minute
		slot.Start, slot.End = slot.Start.Add(by), slot.End.Add(by)
	}
	return d.Slots
}
