package main

import (
	"context"
	"errors"
	"time"

	"usher/bot"
)

// believer is what somebody has starred, and what they think of it, by title.
type believer struct {
	starred map[string]*belief
	left    map[string]bool // starred once
	told    map[string]int  // bulletins
	// mutes are until when there are no rings, by title; "" is all of them, and zero is
	// for good.
	mutes  map[string]time.Time
	tongue *tongue
	door   *door // for those who read a channel
}

func newBeliever(t *tongue) *believer {
	return &believer{starred: map[string]*belief{}, left: map[string]bool{}, told: map[string]int{}, mutes: map[string]time.Time{}, tongue: t}
}

// muted reports whether a talk is not to ring.
func (g *believer) muted(title string, at time.Time) bool {
	for _, of := range []string{"", title} {
		if until, ok := g.mutes[of]; ok && (until.IsZero() || until.After(at)) {
			return true
		}
	}
	return false
}

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

// mutes has somebody want no rings of a talk or of anything, for a while or for good; or
// want them all again.
func (c *convention) mutes(ctx context.Context, chat bot.Chat) {
	g := c.guests[chat]
	titles := append(sortedKeys(g.starred), "")
	title := titles[c.random.IntN(len(titles))]
	slot := c.slot(title)
	switch n := c.random.IntN(4); {
	case n == 0:
		c.says(ctx, chat, "/mute 40 min")
		g.mutes[""] = c.clock.Now().Add(40 * time.Minute).Truncate(time.Millisecond) // as it is kept
	case n < 3 && slot != nil:
		c.says(ctx, chat, "/mute "+slot.Key)
		g.mutes[title] = time.Time{}
	case len(g.mutes) > 0:
		c.acts["unmute"]++
		c.says(ctx, chat, "/unmute all")
		clear(g.mutes)
		return
	default:
		return
	}
	c.acts["mute"]++
}

// blocks has somebody block Usher: nothing more reaches them.
func (c *convention) blocks(chat bot.Chat) {
	c.acts["blocked"]++
	c.network.blocked[chat] = true
}

// hall is a network on which people block Usher, and one message can be pinned.
type hall struct {
	*network
	blocked map[bot.Chat]bool
	pins    map[bot.Chat]string
}

// Pin implements bot.Pinner.
func (h *hall) Pin(_ context.Context, ref bot.Ref) error {
	h.pins[ref.Chat] = ref.ID
	return nil
}

// Unpin implements bot.Pinner.
func (h *hall) Unpin(_ context.Context, ref bot.Ref) error {
	if h.pins[ref.Chat] == ref.ID {
		delete(h.pins, ref.Chat)
	}
	return nil
}

// Send implements bot.Platform.
func (h *hall) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	if h.blocked[m.Chat] {
		return bot.Ref{}, &bot.SendError{Failure: bot.Gone, Err: errors.New("blocked")}
	}
	return h.network.Send(ctx, m)
}
