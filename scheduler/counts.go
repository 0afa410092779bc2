package scheduler

import (
	"maps"
	"sync"

	"usher/bot"
)

// Counts are what delivery to one platform has come to since the process began,
// in notices.
type Counts struct {
	Sent, Rejected int
	// Uncertain are attempts at a notice after which another was due, because
	// nobody saw what the network, which knows no repetitions, answered: so often
	// something may have arrived once more.
	Uncertain int
	// Dropped were not worth sending any more, or could not be, by reason.
	Dropped map[string]int
}

// Counts are how delivery has gone since the process began, by platform. What is
// still waiting is the store's to tell.
func (s *Scheduler) Counts() map[string]Counts {
	all := map[string]Counts{}
	for _, l := range s.lanes {
		all[l.platform.Name()] = l.counts.read()
	}
	return all
}

// Lanes are how the networks let themselves be told things now, by name.
func (s *Scheduler) Lanes() []bot.Lane {
	var all []bot.Lane
	for _, l := range s.lanes {
		all = append(all, bot.Lane{
			Platform: l.platform.Name(), PerSecond: l.budget.perSecond(), Paused: max(0, l.budget.until().Sub(l.now())),
		})
	}
	return all
}

// counts are a lane's Counts, which others may ask for while it is driven.
type counts struct {
	mu  sync.Mutex
	now Counts
}

func (c *counts) read() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now
	now.Dropped = maps.Clone(now.Dropped)
	return now
}

// settled counts an outcome of some notices.
func (c *counts) settled(notices int, o bot.Outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch o.State {
	case bot.StateSent:
		c.now.Sent += notices
	case bot.StateRejected:
		c.now.Rejected += notices
	case bot.StateDropped:
		if c.now.Dropped == nil {
			c.now.Dropped = map[string]int{}
		}
		c.now.Dropped[o.Reason] += notices
	}
	if o.MaybeTwice {
		c.now.Uncertain += notices
	}
}

// unsure counts notices that a process that is no more may have sent.
func (c *counts) unsure(notices int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now.Uncertain += notices
}
