package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// The stage manager, and the room that is theirs.
var steward = bot.Chat{Platform: "telegram", ID: "3"}

const stewarded = "Hall 2"

// appoint makes them that.
func (c *convention) appoint(ctx context.Context) error {
	c.app.commands.Handle(ctx, bot.Incoming{Chat: channelChat(0), Sender: conveners[0].ID, Shared: true, About: steward.ID, Text: "/grant stage " + stewarded, At: c.clock.Now()})
	return nil
}

// entitled holds that a stage manager may say what concerns their room alone, and nothing
// else. Where what is put back goes is for others to know.
func (c *convention) entitled(o order, preview bot.Message, ok bool) {
	foreign := slices.ContainsFunc(o.rooms, func(room string) bool { return room != stewarded })
	refused := strings.HasPrefix(preview.Text(), "Not your room")
	switch {
	case foreign && ok:
		c.broken("a stage manager may not %s in %v: %s", o.typed, o.rooms, preview.Text())
	case !foreign && refused && o.verb != "restore":
		c.broken("a stage manager may %s in %v: %s", o.typed, o.rooms, preview.Text())
	case refused:
		c.acts["not their room"]++
	case ok:
		c.acts["their room"]++
	}
}

// halves are what tired organisers type: what is meant is missing, does not exist, or is over.
var halves = []string{"/moveroom", "/moveroom %s", "/moveroom %s to Hall 9", "/movetime %s", "/movetime %s 99:99", "/swap %s", "/swap %[1]s %[1]s", "/cancel",
	"/cancel Talk", "/delay", "/delay Hall 9 12", "/delay Hall 1 -5", "/delay Hall 1 soon", "/addtalk Lunch", "/addtalk Lunch; Hall 9; 12:00; 30",
	"/restore", "/note 1 Hello", "/undo 99999", "/broadcast send 99999", "/approve yes 99999 99999", "/reconcile ours 99999", "/announce here Hall 9"}

// mistake has an organiser type half of what they mean, or press what is used up; or somebody
// else type or press what is an organiser's. The day goes on as it was.
func (c *convention) mistake(ctx context.Context) {
	before, slots := c.live.Get(), c.live.Get().Slots()
	who, typed := conveners[c.random.IntN(len(conveners))], halves[c.random.IntN(len(halves))]
	if strings.Contains(typed, "%") {
		typed = fmt.Sprintf(typed, slots[c.random.IntN(len(slots))].Key)
	}
	mistake := "half meant"
	switch n := c.random.IntN(4); {
	case n == 0 && len(c.dead) > 0:
		mistake, typed = "pressed again", c.dead[c.random.IntN(len(c.dead))].button
	case n == 1 && len(c.previews) > 0:
		mistake, who, typed = "pressed by others", c.chats[c.random.IntN(len(c.chats))], c.previews[0].button
	case n == 2:
		mistake, who, typed = "typed by others", c.chats[c.random.IntN(len(c.chats))], c.order(who).typed
	}
	c.acts[mistake]++
	answer := c.says(ctx, who, typed)
	c.happened("%s: %s: %s", mistake, typed, schedule.Line(answer.Text()))
	if _, ok := carriesOut(answer); ok {
		c.broken("%s: %s leads to %v", mistake, typed, answer.Buttons)
	}
	if c.live.Get() != before {
		c.broken("%s: %s changes the day: %s", mistake, typed, answer.Text())
	}
}
