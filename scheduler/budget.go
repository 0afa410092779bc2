package scheduler

import (
	"math"
	"time"

	"golang.org/x/time/rate"

	"usher/bot"
)

const (
	// slowest is the rate, in notices a second, below which no throttling brings
	// a budget: it must be able to notice that things are better.
	slowest rate.Limit = 0.1
	// fastest is a rate that is none.
	fastest rate.Limit = 1e6
	// cut is what a refusal leaves of a rate, and growth by how much that grows
	// each second, so that it is whole again after 36: whose limit is nowhere
	// declared uses three quarters of it on the average, and is refused now and
	// then. What a network takes may be 30 a second (Telegram) or one in five
	// seconds (Synapse, rc_message): a fixed step would be wrong for one of them.
	cut    = 0.7
	growth = 1.01
	// lookback is how many sends a budget looks back upon where no rate is
	// declared.
	lookback = 64
)

// budget is how much may be sent on one account, and in each of its chats. It
// begins with what the network declares, and learns from being throttled: less
// each time, and slowly back again, but never to more than is declared. It
// paces notices and never an answer. Instants are the real clock's.
type budget struct {
	traits bot.Traits
	group  func(bot.Chat) bool

	// account spreads notices over a second. It allows a quarter of one at once,
	// so that turns may be few and late. That would be more than the declared in
	// the first second after a rest: what is begun in any second is limited by
	// begun as well.
	account *rate.Limiter
	// begun are when the last notices were begun, a ring whose oldest is at next.
	begun []time.Time
	next  int

	paused time.Time // until when the network wants nothing
	// learned is when the rate was last cut, grown until when it has grown
	// since; zero where it is as declared.
	learned, grown time.Time

	chats map[bot.Chat]*rate.Limiter
	sweep int // how many chats it takes to forget those that rested
}

func newBudget(p bot.Platform) *budget {
	b := &budget{traits: p.Traits(), chats: map[bot.Chat]*rate.Limiter{}, begun: make([]time.Time, lookback), sweep: lookback}
	b.group = func(bot.Chat) bool { return false }
	if g, ok := p.(bot.Grouper); ok {
		b.group = g.Group
	}
	limit := rate.Inf
	if b.traits.PerSecond > 0 {
		limit = rate.Limit(b.traits.PerSecond)
		b.begun = make([]time.Time, max(1, int(b.traits.PerSecond)))
	}
	b.account = rate.NewLimiter(limit, burst(limit))
	return b
}

// burst is how many notices may be sent at once at a rate.
func burst(limit rate.Limit) int { return max(1, int(min(limit, math.MaxInt32)/4)) }

// free is how many notices may be begun now.
func (b *budget) free(now time.Time) int {
	if now.Before(b.paused) {
		return 0
	}
	b.recover(now)
	if b.account.Limit() == rate.Inf {
		return math.MaxInt
	}
	// What is missing of a whole one for want of precision is none the less one.
	n := int(b.account.TokensAt(now) + 1e-6)
	if b.traits.PerSecond > 0 {
		n = min(n, b.rested(now))
	}
	return n
}

// rested is how many of the last notices were begun a second ago or earlier.
func (b *budget) rested(now time.Time) int {
	for i := range b.begun {
		if now.Sub(b.begun[(b.next+i)%len(b.begun)]) < time.Second {
			return i
		}
	}
	return len(b.begun)
}

// wait is how long it is until a notice may be begun.
func (b *budget) wait(now time.Time) time.Duration {
	wait := b.paused.Sub(now)
	if limit := b.account.Limit(); limit != rate.Inf {
		missing := 1 - b.account.TokensAt(now)
		wait = max(wait, time.Duration(missing/float64(limit)*float64(time.Second)))
	}
	if b.traits.PerSecond > 0 {
		wait = max(wait, time.Second-now.Sub(b.begun[b.next]))
	}
	return max(wait, 0)
}

// admit reports whether a chat may be told something now, which is then counted;
// if not, in how long it may.
func (b *budget) admit(chat bot.Chat, now time.Time) (wait time.Duration, ok bool) {
	pace := b.traits.Chat
	if b.group(chat) {
		pace = b.traits.Group
	}
	if pace.Burst > 0 {
		if wait := b.chatWait(chat, pace, now); wait > 0 {
			return wait, false
		}
	}
	b.account.ReserveN(now, 1)
	b.begun[b.next] = now
	b.next = (b.next + 1) % len(b.begun)
	return 0, true
}

// chatWait is how long a chat has to be left alone. Where that is not at all, it
// is counted that it is told something.
func (b *budget) chatWait(chat bot.Chat, pace bot.Pace, now time.Time) time.Duration {
	own, known := b.chats[chat]
	if !known {
		if len(b.chats) >= b.sweep {
			b.forget(now)
		}
		own = rate.NewLimiter(rate.Every(pace.Every), pace.Burst)
		b.chats[chat] = own
	}
	if own.AllowN(now, 1) {
		return 0
	}
	missing := 1 - own.TokensAt(now)
	return max(time.Duration(missing*float64(pace.Every)), time.Millisecond)
}

// forget leaves only those chats that were told something lately.
func (b *budget) forget(now time.Time) {
	for chat, own := range b.chats {
		if own.TokensAt(now) >= float64(own.Burst()) {
			delete(b.chats, chat)
		}
	}
	b.sweep = max(lookback, 2*len(b.chats))
}

// throttled learns that the network refused, for a while, what was begun at an
// instant.
func (b *budget) throttled(begun, now time.Time, after time.Duration) {
	if until := now.Add(after); until.After(b.paused) {
		b.paused = until
	}
	if begun.Before(b.learned) {
		return // it was on its way when that was learned
	}
	limit := b.account.Limit()
	if limit == rate.Inf {
		limit = rate.Limit(len(b.begun) - b.rested(now))
	}
	b.learned, b.grown = now, now
	b.set(max(limit*cut, slowest), now)
}

// recover lets the rate grow again, from the end of the pause on.
func (b *budget) recover(now time.Time) {
	since := b.grown
	if b.paused.After(since) {
		since = b.paused
	}
	passed := now.Sub(since)
	if b.grown.IsZero() || passed < time.Second {
		return
	}
	limit := b.account.Limit() * rate.Limit(math.Pow(growth, passed.Seconds()))
	b.grown = now
	if declared := rate.Limit(b.traits.PerSecond); declared > 0 && limit >= declared {
		limit, b.grown = declared, time.Time{}
	}
	b.set(min(limit, fastest), now)
}

func (b *budget) set(limit rate.Limit, now time.Time) {
	b.account.SetLimitAt(now, limit)
	b.account.SetBurstAt(now, burst(limit))
}

// perSecond is the rate as far as it is known; 0 where there is no limit.
func (b *budget) perSecond() float64 {
	if limit := b.account.Limit(); limit != rate.Inf {
		return float64(limit)
	}
	return 0
}
