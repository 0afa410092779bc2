package scheduler

import (
	"time"

	"golang.org/x/time/rate"

	"usher/bot"
)

// paces are how much each chat of an account may be told. Notices keep them;
// answers count, but wait for nothing.
type paces struct {
	traits bot.Traits
	group  func(bot.Chat) bool
	chats  map[bot.Chat]*chatPace
	sweep  int // how many chats it takes to forget those that rested
}

// chatPace is how much one chat may be told. Its tokens are below zero where it
// was told more than its pace allows.
type chatPace struct {
	*rate.Limiter
	paused time.Time // until when the network wants nothing for it
}

func newPaces(p bot.Platform) paces {
	c := paces{traits: p.Traits(), group: func(bot.Chat) bool { return false }, chats: map[bot.Chat]*chatPace{}, sweep: lookback}
	if g, ok := p.(bot.Grouper); ok {
		c.group = g.Group
	}
	return c
}

// of is how much a chat may be told; nil where that is not limited.
func (c *paces) of(chat bot.Chat, now time.Time) *chatPace {
	pace := c.traits.Chat
	if c.group(chat) {
		pace = c.traits.Group
	}
	if pace.Burst <= 0 {
		return nil
	}
	own, known := c.chats[chat]
	if !known {
		if len(c.chats) >= c.sweep {
			c.forget(now)
		}
		own = &chatPace{Limiter: rate.NewLimiter(rate.Every(pace.Every), pace.Burst)}
		c.chats[chat] = own
	}
	return own
}

// forget leaves only those chats that were told something lately.
func (c *paces) forget(now time.Time) {
	for chat, own := range c.chats {
		if own.TokensAt(now) >= float64(own.Burst()) && !own.paused.After(now) {
			delete(c.chats, chat)
		}
	}
	c.sweep = max(lookback, 2*len(c.chats))
}

// wait is how long a chat has to be left alone before a notice of so many messages.
func (p *chatPace) wait(messages int, now time.Time) time.Duration {
	if p == nil {
		return 0
	}
	wait := max(0, p.paused.Sub(now))
	// What is missing of a whole one for want of precision is none the less one.
	if missing := float64(min(messages, p.Burst())) - p.TokensAt(now); missing > 1e-6 {
		wait = max(wait, time.Duration(missing/float64(p.Limit())*float64(time.Second)), time.Millisecond)
	}
	return wait
}

// told counts messages of a notice.
func (p *chatPace) told(messages int, now time.Time) {
	if p != nil {
		for range messages {
			p.ReserveN(now, 1)
		}
	}
}

// answered counts messages of an answer, but not without end: who has asked for a
// hundred things is rung all the same.
func (p *chatPace) answered(messages int, now time.Time) {
	if p != nil && p.TokensAt(now) > -float64(p.Burst()) {
		p.told(messages, now)
	}
}

// overdone reports whether the chat was told more than its pace allows.
func (p *chatPace) overdone(now time.Time) bool { return p != nil && p.TokensAt(now) < -0.5 }
