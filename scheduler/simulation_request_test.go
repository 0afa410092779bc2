package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"usher/bot"
)

// request is one attempt to tell somebody something.
type request struct {
	v       *visitor
	from    *life
	life    int // of the visitor
	moved   bool
	message bot.Message
	said    said
	// rings are what it rings for, with the shortest lead; owed that for which it
	// may be.
	rings, owed map[rung]time.Duration
	told        bool // its sender was told that it arrived
	again       bool // it may have arrived before
	ref         string
	edits       bool // the message at ref
	begun       time.Time
	failed      time.Time // for no reason that lasts
	what        string    // it is about, and for whom
	fate        uint64
	there       time.Duration // how long it takes to arrive, and its answer after that
	back        time.Duration
	arrived     bool
	quiet       time.Time // until when it is to be, as it was refused
	text        string
}

// link is the network as one process sees it.
type link struct {
	a    *afternoon
	life *life
}

func (l link) Name() string       { return "net" }
func (l link) Traits() bot.Traits { return l.a.traits }

func (l link) Receive(ctx context.Context, _ chan<- bot.Incoming) error {
	<-ctx.Done()
	return nil
}

// Send implements bot.Platform.
func (l link) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	return bot.Ref{Chat: m.Chat, ID: m.Key}, l.request(ctx, m, "")
}

// Edit implements bot.Platform.
func (l link) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	return l.request(ctx, m, ref.ID)
}

// request tells somebody something, in place of the message at ref where there is
// one, if the process and the network let it.
func (l link) request(ctx context.Context, m bot.Message, ref string) error {
	if l.life.isDead() {
		return errDead
	}
	r := l.a.receive(m, ref)
	r.from = l.life
	defer l.a.land(r)
	if !l.wait(ctx, r.there) {
		return l.a.cutOff(r, r.fate%2 == 0)
	}
	var failed *bot.SendError
	_, err := l.life.do("send", func() error {
		failed = l.a.arrive(r)
		return nil
	})
	if err != nil || !l.wait(ctx, r.back) {
		return l.a.cutOff(r, false)
	}
	return l.a.answer(r, failed)
}

// wait lets a request take its time; false if its sender does not live, or want,
// to see the end.
func (l link) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-l.life.dead:
	}
	return false
}

// talkNames are what a message is about, however far away that is by now.
var talkNames = regexp.MustCompile(`Talk \d+`)

// receive begins a request: this is when what it says has to be true.
func (a *afternoon) receive(m bot.Message, ref string) *request {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := &a.network
	v, moved := a.visitorIn(m.Chat)
	if v == nil {
		a.broken("a message to %v, who is nobody: %s", m.Chat, m.Text())
		v = a.visitors[0]
	}
	r := &request{v: v, begun: time.Now(), life: v.life, moved: moved, message: m, text: oneLine(m),
		again: n.unsure[m.Key] > 0, rings: map[rung]time.Duration{}, owed: map[rung]time.Duration{}}
	r.what = fmt.Sprint(v, ref != "", talkNames.FindAllString(r.text, -1))
	n.tries[r.what]++
	attempt := fmt.Sprint(r.what, n.tries[r.what])
	r.fate = a.dice(attempt)
	r.there = time.Duration(10_000_000 + a.dice("to "+attempt)%300_000_000)
	r.back = time.Duration(1_000_000 + a.dice("from "+attempt)%100_000_000)
	n.flying++
	v.flying++
	a.judgeRequest(r)
	if r.edits = ref != ""; r.edits {
		r.ref, r.text = ref, "(amended) "+r.text
		a.judgeEdit(r)
		return r
	}
	r.ref = m.Key
	r.said = a.read(m)
	a.judge(r)
	return r
}

func (a *afternoon) land(r *request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.network.flying--
	r.v.flying--
}

// arrive is when the network decides.
func (a *afternoon) arrive(r *request) *bot.SendError {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := &a.network
	because := errors.New("the simulation wants it so")
	switch {
	case time.Now().Before(n.downUntil):
		return &bot.SendError{Failure: bot.Temporary, Unsure: r.fate%3 == 0, Err: because}
	case r.moved:
		return &bot.SendError{Failure: bot.ChatMoved, To: r.v.chat, Err: because}
	case r.v.blocked:
		return &bot.SendError{Failure: bot.Gone, Err: because}
	}
	if !n.calm && int(r.fate/7%1000) < n.chance {
		if failed := a.mishap(r, because); failed != nil {
			return failed
		}
	}
	a.deliver(r)
	return nil
}

// mishap is what goes wrong with a request of itself; nil if it arrives after
// all, late.
func (a *afternoon) mishap(r *request, because error) *bot.SendError {
	switch kind := r.fate / 7000 % 16; {
	case kind < 4:
		a.deliver(r)
		return &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: because}
	case kind < 6:
		return &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: because}
	case kind < 9:
		return &bot.SendError{Failure: bot.Temporary, Err: because}
	case kind < 12:
		after := time.Duration(1+r.fate/112000%20) * time.Second
		if r.fate/2240000%8 == 0 {
			after *= 10 // longer than a process may live
		}
		return &bot.SendError{Failure: bot.Throttled, After: after, Err: because}
	case kind < 13:
		return &bot.SendError{Failure: bot.Rejected, Err: because}
	case kind < 14:
		r.back = time.Minute // longer than anybody waits
	default:
		r.back = time.Duration(1+r.fate/112000%9) * time.Second
	}
	return nil
}

// deliver shows a message to its reader, unless the network knows it already.
func (a *afternoon) deliver(r *request) {
	n := &a.network
	r.arrived = true
	if r.edits { // twice is the same as once
		a.note("%v ← %s", r.v, r.text)
		return
	}
	n.arrived[r.message.Key]++
	switch extra := n.arrived[r.message.Key] - 1; {
	case extra == 0:
		n.messages++
		a.note("%v ← %s", r.v, r.text)
		a.hear(r)
	case a.traits.Idempotent:
		// The network swallows it.
	case extra > n.unsure[r.message.Key]:
		a.broken("%v hears %d times: %s", r.v, extra+1, r.text)
	default:
		a.note("%v ← (again) %s", r.v, r.text)
		a.hear(r)
	}
}

// cutOff is how a request ends whose sender will never see an answer. Late says
// that it arrives all the same.
func (a *afternoon) cutOff(r *request, late bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if time.Now().Equal(r.begun) {
		a.network.tries[r.what]--
		return errDead // it has not left the house
	}
	if late && !r.arrived && !r.moved && !r.v.blocked && !time.Now().Before(a.network.downUntil) {
		a.deliver(r)
	}
	return a.fail(r, &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errors.New("no answer")})
}

// answer is what the sender sees.
func (a *afternoon) answer(r *request, failed *bot.SendError) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if failed != nil {
		return a.fail(r, failed)
	}
	a.network.unwritten[r.message.Chat] = r
	r.told = true
	return nil
}

func (a *afternoon) fail(r *request, failed *bot.SendError) error {
	a.note("%v ✗ %v unsure %v: %s", r.v, failed.Failure, failed.Unsure, r.text)
	a.network.unwritten[r.message.Chat] = r
	until := time.Now()
	switch {
	case failed.Failure == bot.Throttled:
		a.network.refused = until
		until = until.Add(failed.After)
		r.quiet, a.network.quiet = until, latest(a.network.quiet, until)
		a.disturbed = latest(a.disturbed, until)
	case failed.Failure == bot.Gone:
		r.v.gone = true
		clear(r.v.shown) // what is queued for them is dropped
	case failed.Failure == bot.Rejected:
		a.refuse(r)
	case failed.Unsure:
		if !r.from.isDead() { // else it is lost
			a.network.unsure[r.message.Key]++
		}
		a.doubt(r)
	}
	if failed.Failure == bot.Temporary {
		r.failed = time.Now()
		a.network.failed[r.message.Key+r.what] = r
	}
	r.v.disturbed = latest(r.v.disturbed, until)
	if r.there+r.back > 5*time.Second {
		a.disturbed = latest(a.disturbed, until) // others had to wait
	}
	return failed
}
