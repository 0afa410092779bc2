package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// decide has an organiser say what people are told of what is published.
func (c *convention) decide(ctx context.Context) {
	asked := c.says(ctx, conveners[1], "/approve")
	var choices []string
	for _, row := range asked.Buttons {
		for _, b := range row {
			if verdict.MatchString(b.Command) {
				choices = append(choices, b.Command)
			}
		}
	}
	if len(choices) == 0 {
		return
	}
	choice := choices[c.random.IntN(len(choices))]
	if c.random.IntN(4) == 0 {
		choice = choices[len(choices)-1] // where there are several, all of them
	}
	words := strings.Fields(choice)
	c.acts["approve "+words[1]]++
	var about []string
	for _, a := range c.unapprovedNow() {
		if len(words) == 3 || fmt.Sprint(a.Number) == words[2] {
			about = append(about, a.Stands.Title)
		}
	}
	c.happened("%s: %s", choice, schedule.Line(c.says(ctx, conveners[1], choice).Text()))
	for _, title := range about {
		if words[1] == "drop" || words[1] == "none" {
			c.drop(title)
		} else {
			c.allows(title)
		}
		delete(c.unapproved, title)
	}
}

// allows has everybody be told how a talk stands who knows it otherwise: that is what an
// organiser has seen who approves it.
func (c *convention) allows(title string) {
	for _, g := range c.guests {
		if b := g.starred[title]; b != nil && b.kept != nil {
			b.loud = true
		}
	}
}

var verdict = regexp.MustCompile(`^/approve (yes|drop|all|none) `)

// unapprovedNow are the changes of which nobody is told before an organiser approves.
func (c *convention) unapprovedNow() []bot.Approval {
	all, err := c.store.Approvals(c.t.Context(), c.clock.Now())
	if err != nil {
		c.broken("what waits: %v", err)
	}
	return all
}

// differ reports whether a talk stood otherwise in a schedule.
func (c *convention) differ(before *schedule.Schedule, title string) bool {
	return !standsIn(before, title).said.Alike(c.stands(title).said)
}

// drop has nobody be told how a talk stands: that is what they need not know.
func (c *convention) drop(title string) {
	for _, g := range c.guests {
		b := g.starred[title]
		if b == nil {
			continue
		}
		is := g.sees(c.stands(title))
		if b.kept, b.loud = &is, false; b.due.Same(is.due) {
			b.kept = nil
		}
	}
}

// overtake has people be told what an organiser does, and with that what waits for approval.
func (c *convention) overtake(before *schedule.Schedule) {
	for title := range c.unapproved {
		if c.differ(before, title) {
			delete(c.unapproved, title)
		}
	}
}
