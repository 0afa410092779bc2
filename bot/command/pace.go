package command

import (
	"context"
	"maps"
	"sync"
	"time"

	"usher/bot"
)

// Pace bounds how much one person is answered: so many requests a minute, and as many as
// a busy minute and a half has at once. Whoever stars a day's talks, or presses through a
// list, does not come to that; whoever writes a program does. It is kept in memory.
type Pace struct {
	every time.Duration // for one more request
	now   func() time.Time

	mu     sync.Mutex
	people map[bot.Chat]*paced
}

// paced is what is known of somebody: when all that they have asked would have been asked
// at the pace they may keep (the generic cell rate algorithm, ITU-T I.371).
type paced struct {
	spent  time.Time
	warned bool // since they last kept that pace
}

const (
	// burst is how many minutes' requests may come at once: of 20 a minute 30, and 50
	// within the first minute. To star two a second, a thumb has to find them: a page has
	// no more than eight, and is then to be turned.
	burst = 90 * time.Second
	// mostPaced is how many people are remembered. They are forgotten as soon as they
	// have kept the pace, which in a crowd is nearly everybody within seconds.
	mostPaced = 10_000
)

// NewPace lets a person ask for so much a minute, by the real clock; 0 and less is nil,
// which bounds nothing.
func NewPace(perMinute int, now func() time.Time) *Pace {
	if perMinute <= 0 {
		return nil
	}
	return &Pace{every: time.Minute / time.Duration(perMinute), now: now, people: map[bot.Chat]*paced{}}
}

// Allows counts a request, and reports whether it is to be answered. Where it is not, warn
// says that this is the first of them.
func (p *Pace) Allows(person bot.Chat) (allowed, warn bool) {
	if p == nil {
		return true, false
	}
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.people[person]
	if !ok {
		p.makeRoom(now)
		known = &paced{}
		p.people[person] = known
	}
	if !known.spent.After(now) {
		*known = paced{spent: now}
	}
	if known.spent.Add(p.every).Sub(now) > burst {
		warn, known.warned = !known.warned, true
		return false, warn
	}
	known.spent = known.spent.Add(p.every)
	return true, false
}

// makeRoom forgets those who have kept the pace, and where there are too many others
// whomever: a crowd of programs is for others to keep out.
func (p *Pace) makeRoom(now time.Time) {
	if len(p.people) < mostPaced {
		return
	}
	maps.DeleteFunc(p.people, func(_ bot.Chat, known *paced) bool { return !known.spent.After(now) })
	for person := range p.people {
		if len(p.people) < mostPaced {
			return
		}
		delete(p.people, person)
	}
}

// paced reports whether somebody asks for more than they are answered, and what to say to
// that: one line, and then nothing more until they have slowed down. Those who run the
// conference may be in a hurry.
func (e *Env) paced(ctx context.Context, in bot.Incoming) (refusal bot.Message, over bool) {
	if in.Text == "" {
		return refusal, false
	}
	allowed, warn := e.Pace.Allows(in.Person())
	if allowed {
		return refusal, false
	}
	if who, err := e.authorityOf(ctx, in.Person()); err == nil && who.Role != bot.Visitor {
		return refusal, false
	}
	if !warn {
		return refusal, true
	}
	refusal = e.request(ctx, in).Voice.SlowDown()
	refusal.Apart = true // what was pressed is still good
	return refusal, true
}
