package main

import (
	"context"
	"errors"

	"usher/bot"
)

// says is what somebody is answered.
func (c *convention) says(ctx context.Context, chat bot.Chat, text string) bot.Message {
	defer c.app.scheduler.Wake()
	return c.app.commands.Handle(ctx, bot.Incoming{Chat: chat, Sender: chat.ID, Text: text, At: c.clock.Now()})
}

func (c *convention) stars(ctx context.Context, chat bot.Chat) {
	slots, g := c.live.Get().Slots(), c.guests[chat]
	slot := slots[c.random.IntN(len(slots))]
	if again := sortedKeys(g.left); len(again) > 0 && c.random.IntN(3) == 0 {
		if slot = c.slot(again[c.random.IntN(len(again))]); slot == nil {
			return
		}
	}
	if g.starred[slot.Title] != nil || slot.Cancelled || !slot.Start.After(c.clock.Now()) {
		return
	}
	c.acts["star"]++
	c.says(ctx, chat, "/star "+slot.Key)
	g.starred[slot.Title] = &belief{standing: c.stands(slot.Title), since: c.clock.Now(), again: g.left[slot.Title]}
	if g.left[slot.Title] {
		c.acts["starred again"]++
	}
	delete(g.left, slot.Title)
}

func (c *convention) unstars(ctx context.Context, chat bot.Chat) {
	g := c.guests[chat]
	for _, title := range sortedKeys(g.starred) {
		if slot := c.slot(title); slot != nil && c.random.IntN(3) == 0 {
			c.acts["unstar"]++
			c.says(ctx, chat, "/unstar "+slot.Key)
			delete(g.starred, title)
			g.left[title] = true
			return
		}
	}
}

// blocks has somebody block Usher: nothing more reaches them.
func (c *convention) blocks(chat bot.Chat) {
	c.acts["blocked"]++
	c.network.blocked[chat] = true
}

// hall is a network on which people block Usher.
type hall struct {
	*network
	blocked map[bot.Chat]bool
}

// Send implements bot.Platform.
func (h *hall) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	if h.blocked[m.Chat] {
		return bot.Ref{}, &bot.SendError{Failure: bot.Gone, Err: errors.New("blocked")}
	}
	return h.network.Send(ctx, m)
}
