package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// act is something that organisers have done.
type act struct {
	number int64
	quiet  bool
	// before is the book as it was, and after as that has made it, of what it changed.
	before, after map[string]entry
	bulletin      *bulletin // for a broadcast
}

// pressable is a preview that an organiser has before them.
type pressable struct {
	who    bot.Chat
	order  order
	button string
	remark string // the number of the note under it; "" where it has none
}

// organise has one of the organisers type something, and decide about the preview.
func (c *convention) organise(ctx context.Context) {
	who := conveners[c.random.IntN(len(conveners))]
	if c.random.IntN(6) == 0 {
		who = steward
	}
	o := c.order(who)
	preview := c.says(ctx, who, o.typed)
	button, ok := carriesOut(preview)
	if who == steward {
		c.entitled(o, preview, ok)
	}
	if !ok {
		c.acts["refused"]++
		return
	}
	c.acts[o.verb]++
	p := pressable{who: who, order: o, button: button}
	if c.random.IntN(4) == 0 {
		c.note(ctx, &p, preview)
	}
	if c.random.IntN(8) == 0 {
		c.previews = append(c.previews, p)
		return
	}
	c.press(ctx, p)
}

// note puts a note under a preview, which is another then.
func (c *convention) note(ctx context.Context, p *pressable, preview bot.Message) {
	for _, row := range preview.Buttons {
		for _, b := range row {
			if !strings.HasPrefix(b.Command, "/note ") {
				continue
			}
			c.acts["note"]++
			p.remark = fmt.Sprint(c.acts["note"])
			button, ok := carriesOut(c.says(ctx, p.who, b.Command+" Remark "+p.remark+"."))
			if !ok {
				c.broken("%s: a note leaves no button", p.order.typed)
			}
			p.button = button
			return
		}
	}
}

var decisions = regexp.MustCompile(` (tell|quiet) `)

// press decides about a preview.
func (c *convention) press(ctx context.Context, p pressable) {
	before, stood := c.live.Get(), c.book.copy()
	quiet := false
	switch n := c.random.IntN(10); {
	case n < 2:
		c.acts["drop"]++
		c.says(ctx, p.who, decisions.ReplaceAllString(p.button, " drop "))
		return
	case n < 4:
		quiet = true
		p.button = decisions.ReplaceAllString(p.button, " quiet ")
	}
	answer := c.says(ctx, p.who, p.button)
	c.happened("%s; %s: %s", p.order.typed, p.button, schedule.Line(answer.Text()))
	if button, ok := carriesOut(answer); ok { // it has changed since, and is shown anew
		c.acts["changed since"]++
		p.button = button
		c.previews = append(c.previews, p)
		return
	}
	if !strings.Contains(answer.Text(), "Done") {
		c.acts["dead"]++
		return
	}
	a := act{number: numberIn(p.button), quiet: quiet, before: stood.all}
	p.order.write(c.book)
	a.after = c.book.copy().all
	if quiet {
		c.acts["quiet"]++
		c.hush(before, c.live.Get())
	} else {
		c.acts["told"]++
		c.overtake(before)
	}
	for title := range a.after {
		if p.remark != "" && c.differ(before, title) {
			c.notes[p.remark] = append(c.notes[p.remark], title)
		}
	}
	c.done, c.dead = append(c.done, a), append(c.dead, p)
}

// pressLate presses what has been lying about.
func (c *convention) pressLate(ctx context.Context) {
	if len(c.previews) == 0 {
		return
	}
	p := c.previews[0]
	c.previews = c.previews[1:]
	switch p.order.verb {
	case "swap", "restore": // which mean what stood there when they were typed
		c.says(ctx, p.who, decisions.ReplaceAllString(p.button, " drop "))
		return
	}
	c.acts["late press"]++
	c.press(ctx, p)
}

// numberIn is the number in "/swap tell 7" and "/broadcast send 7.1".
func numberIn(button string) int64 {
	words := strings.Fields(button)
	digits, _, _ := strings.Cut(words[len(words)-1], ".")
	number, _ := strconv.ParseInt(digits, 10, 64)
	return number
}

// undo takes back one of so many last acts.
func (c *convention) undo(ctx context.Context, last int) {
	if len(c.done) == 0 {
		return
	}
	i := len(c.done) - 1 - c.random.IntN(min(last, len(c.done)))
	a := c.done[i]
	c.done = append(c.done[:i:i], c.done[i+1:]...)
	before := c.live.Get()
	name := bot.TellingName{Kind: bot.Change, Number: a.number}
	if a.bulletin != nil {
		name.Kind = bot.Broadcast
	}
	switch _, err := c.app.scheduler.Undo(ctx, name, conveners[c.random.IntN(2)]); {
	case errors.Is(err, bot.ErrTooLate), errors.Is(err, bot.ErrUndone), errors.Is(err, bot.ErrNoDraft):
		c.acts["too late"]++
		c.happened("undo %+v: %v", name, err)
		return
	case err != nil:
		c.broken("undoing %+v: %v", name, err)
		return
	}
	c.app.scheduler.Wake()
	c.happened("undo %+v", name)
	if a.bulletin != nil {
		c.acts["withdrawn"]++
		a.bulletin.withdrawn = c.clock.Now()
		return
	}
	c.acts["undo"]++
	c.book.undo(a, func(title string) { c.adopt(title) })
	if a.quiet {
		c.hush(before, c.live.Get())
	} else {
		c.overtake(before)
	}
}

// adopt takes over how a talk stands without knowing better.
func (c *convention) adopt(title string) {
	c.acts["adopted"]++
	e := c.book.all[title]
	slot := c.slot(title)
	if e.gone = slot == nil; slot != nil {
		e.stands = bot.StandingOf(slot)
		e.stands.Start = e.stands.Start.Add(-slot.Slid)
		e.claimed = slot.Published != nil && !e.stands.Alike(bot.StandingOf(slot.Published))
	}
	c.book.all[title] = e
}

// reconcile has an organiser say what is to be true of what is published otherwise.
func (c *convention) reconcile(ctx context.Context) {
	asked := c.says(ctx, conveners[0], "/reconcile")
	disputes := c.app.scheduler.Disputes()
	if len(disputes) == 0 {
		return
	}
	d := disputes[c.random.IntN(len(disputes))]
	whose := []string{"ours", "theirs"}[c.random.IntN(2)]
	button := "/reconcile " + whose + " " + d.Name
	if !strings.Contains(fmt.Sprint(asked.Buttons), button) {
		c.broken("there is no button %q: %v", button, asked.Buttons)
	}
	before := c.live.Get()
	c.acts[whose]++
	c.happened("%s: %s", button, schedule.Line(c.says(ctx, conveners[0], button).Text()))
	c.book.decide(d.Theirs.Title, whose == "ours", standsIn(before, d.Theirs.Title).said)
	if whose == "ours" { // and with that, when it starts as its room runs late
		c.hush(before, c.live.Get())
	} else {
		c.overtake(before)
	}
}
