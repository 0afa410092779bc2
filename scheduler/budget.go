package scheduler

import (
	"math"
	"slices"
	"sync"
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
	// spare is what is used at first of a rate that was measured: a network that gives
	// so many tokens a second gives what is left of them later. From there it grows by
	// probe with each message, or by growth a second where that is less. So of those
	// that have to be spoken slowly about one in fifty is refused.
	spare = 0.9
	probe = 1.005
	// lookback is how many sends a budget looks back upon where no rate is
	// declared.
	lookback = 64
)

// budget is how much may be sent on one account, and in each of its chats. It
// begins with what the network declares, and learns from being throttled: less
// each time, and slowly back again, but never to more than is declared. It
// paces notices; of answers it counts what they take of their chat's pace, and
// hears what they were refused for. Instants are the real clock's. It is safe for
// concurrent use.
type budget struct {
	declared float64 // messages a second; 0 is no limit

	mu sync.Mutex
	// account spreads notices over a second. It allows a quarter of one at once,
	// so that turns may be few and late. That would be more than the declared in
	// the first second after a rest: what is begun in any second is limited by
	// begun as well.
	account *rate.Limiter
	// begun are when the last messages were begun, a ring whose oldest is at next.
	begun []time.Time
	next  int

	paused time.Time // until when the network wants nothing
	// learned is when the rate was last cut, grown until when it has grown
	// since; zero where it is as declared.
	learned, grown time.Time
	// taken is how many messages were begun since a refusal at measured, without a
	// rest: so many the network takes in that time. Zero where there was a rest.
	measured time.Time
	taken    int
	// tried is how many were begun since the rate last grew.
	tried int

	chats paces
}

// newBudget is the budget of a process that begins now. It begins as though a
// second's worth had just been sent: the process before may have sent as much.
func newBudget(p bot.Platform, now time.Time) *budget {
	b := &budget{declared: p.Traits().PerSecond, chats: newPaces(p), begun: make([]time.Time, lookback)}
	limit := rate.Inf
	if b.declared > 0 {
		limit = rate.Limit(b.declared)
		b.begun = slices.Repeat([]time.Time{now}, max(1, int(b.declared)))
	}
	b.account = rate.NewLimiter(limit, burst(limit))
	return b
}

// burst is how many messages may be sent at once at a rate.
func burst(limit rate.Limit) int { return max(1, int(min(limit, math.MaxInt32)/4)) }

// free is how many notices may be begun now, if each is one message.
func (b *budget) free(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Before(b.paused) {
		return 0
	}
	b.recover(now)
	if b.account.Limit() == rate.Inf {
		return math.MaxInt
	}
	// What is missing of a whole one for want of precision is none the less one.
	n := int(b.account.TokensAt(now) + 1e-6)
	if b.declared > 0 {
		n = min(n, b.rested(now))
	}
	return n
}

// rested is how many of the last messages were begun a second ago or earlier.
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
	b.mu.Lock()
	defer b.mu.Unlock()
	wait := b.full(1, now)
	if limit := b.account.Limit(); limit != rate.Inf {
		missing := 1 - b.account.TokensAt(now)
		wait = max(wait, time.Duration(missing/float64(limit)*float64(time.Second)))
	}
	return wait
}

// refill is how long it takes until as much may be begun at once as ever: whoever
// looks no more often than that is no slower for it.
func (b *budget) refill() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if limit := b.account.Limit(); limit != rate.Inf {
		return time.Duration(float64(b.account.Burst()) / float64(limit) * float64(time.Second))
	}
	return 0
}

// full is how long nothing may be sent, or no more than the network declares had
// been sent in the last second together with so many messages.
func (b *budget) full(messages int, now time.Time) time.Duration {
	wait := max(0, b.paused.Sub(now))
	if b.declared > 0 {
		last := b.begun[(b.next+min(messages, len(b.begun))-1)%len(b.begun)]
		wait = max(wait, time.Second-now.Sub(last))
	}
	return wait
}

// admit reports whether a chat may be told something now that takes so many
// messages, which is then counted; if not, in how long it may.
func (b *budget) admit(chat bot.Chat, messages int, now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.chats.of(chat, now)
	if wait := max(b.full(messages, now), own.wait(messages, now)); wait > 0 {
		return wait, false
	}
	own.told(messages, now)
	b.measure(messages, now)
	for range messages {
		b.account.ReserveN(now, 1)
		b.begun[b.next] = now
		b.next = (b.next + 1) % len(b.begun)
	}
	return 0, true
}

// answer counts an answer to a chat that takes so many messages, but for what the
// network wants to hear nothing of yet: then it says for how long.
func (b *budget) answer(chat bot.Chat, messages int, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait = b.paused.Sub(now)
	own := b.chats.of(chat, now)
	if own != nil {
		wait = max(wait, own.paused.Sub(now))
	}
	if wait > 0 {
		return wait
	}
	own.answered(messages, now)
	return 0
}

// throttled learns that the network refused, for a while, what was begun for a chat
// at an instant. No network says whether it means the chat or the account: where
// the chat was told more than its pace allows, as it may be by answers, it is the
// chat. Or whoever keeps pressing buttons could keep everybody's rings from them.
func (b *budget) throttled(chat bot.Chat, begun, now time.Time, after time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	until := now.Add(after)
	if own := b.chats.of(chat, now); own.overdone(now) {
		own.paused = latest(own.paused, until)
		return
	}
	b.paused = latest(b.paused, until)
	if begun.Before(b.learned) {
		return // it was on its way when that was learned
	}
	limit := b.account.Limit()
	if limit == rate.Inf {
		sent := len(b.begun) - b.rested(begun)
		if sent == 0 {
			return // that an answer was too much says nothing of how many notices are
		}
		limit = rate.Limit(sent)
	}
	b.set(max(b.lessened(limit, now), slowest), now)
	b.learned, b.grown, b.measured, b.taken, b.tried = now, now, now, 0, 0
}

// lessened is what a refusal leaves of a rate. Between two refusals, with no rest
// between them, a network has taken just what it takes.
func (b *budget) lessened(limit rate.Limit, now time.Time) rate.Limit {
	accepted, while := b.taken-1, now.Sub(b.measured)
	if b.declared > 0 || b.measured.IsZero() || accepted < 1 || while <= 0 {
		return limit * cut
	}
	return min(limit, rate.Limit(float64(accepted)/while.Seconds())) * spare
}

// measure counts messages that are begun.
func (b *budget) measure(messages int, now time.Time) {
	last := latest(b.begun[(b.next+len(b.begun)-1)%len(b.begun)], b.paused)
	if limit := float64(b.account.Limit()); now.Sub(last).Seconds() > 1+2/limit {
		b.measured = time.Time{}
	}
	b.taken += messages
	b.tried += messages
}

// pause lets nothing be sent until an instant, of which nothing is learned.
func (b *budget) pause(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.paused = latest(b.paused, until)
}

// until is until when the network wants nothing; that may be over.
func (b *budget) until() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.paused
}

// recover lets the rate grow again, from the end of the pause on.
func (b *budget) recover(now time.Time) {
	since := latest(b.grown, b.paused)
	passed := now.Sub(since)
	if b.grown.IsZero() || passed < time.Second {
		return
	}
	more := math.Pow(growth, passed.Seconds())
	if b.declared == 0 {
		more = min(more, math.Pow(probe, float64(b.tried)))
	}
	limit := b.account.Limit() * rate.Limit(more)
	b.grown, b.tried = now, 0
	if declared := rate.Limit(b.declared); declared > 0 && limit >= declared {
		limit, b.grown = declared, time.Time{}
	}
	b.set(min(limit, fastest), now)
}

func (b *budget) set(limit rate.Limit, now time.Time) {
	b.account.SetLimitAt(now, limit)
	b.account.SetBurstAt(now, burst(limit))
}

// perSecond is how many messages a second it allows, as far as that is known; 0
// where there is no limit.
func (b *budget) perSecond() float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if limit := b.account.Limit(); limit != rate.Inf {
		return float64(limit)
	}
	return 0
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
