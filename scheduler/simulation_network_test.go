package scheduler_test

import (
	"fmt"
	"hash/fnv"
	"time"

	"usher/bot"
)

// network is the chat network: it does what the seed says and remembers what
// arrived.
type network struct {
	a *afternoon
	// chance is how many of 1000 requests go wrong of themselves.
	chance int
	calm   bool
	// downUntil is until when it cannot be reached.
	downUntil time.Time
	flying    int
	// begun are when requests began lately; quiet is until when it wants none, as
	// it said when it refused one.
	begun          []time.Time
	refused, quiet time.Time
	// known is until when it wants none, as far as a process has written that down.
	known time.Time
	// arrived counts how often a delivery did, unsure how often its sender could
	// not know that.
	arrived, unsure map[string]int
	// failed is the last request that did of a delivery of all it is about, for no
	// reason that lasts.
	failed map[string]*request
	// tries counts the requests that were about the same, for the same chat.
	tries map[string]int
	// rings are what deliveries ring for, named how many slots they say that of.
	rings map[string]map[rung]time.Duration
	named map[string]int
	// unwritten are the requests that were answered, but of which the process has
	// not written down what became of them, by chat.
	unwritten map[bot.Chat]*request
	held      map[int64]held // by the notice's id
	uncertain int            // what the processes have counted
	messages  int
}

func newNetwork(a *afternoon) network {
	a.traits = bot.Traits{Idempotent: a.random.IntN(2) == 0, Parallel: a.random.IntN(9)}
	if a.random.IntN(2) == 0 {
		a.traits.PerSecond = float64(3 + a.random.IntN(26))
	}
	if a.random.IntN(2) == 0 {
		a.traits.Chat = bot.Pace{Burst: 1 + a.random.IntN(3), Every: time.Duration(1+a.random.IntN(3)) * time.Second}
	}
	return network{a: a, chance: []int{0, 50, 150, 300}[a.random.IntN(4)],
		arrived: map[string]int{}, unsure: map[string]int{}, failed: map[string]*request{}, tries: map[string]int{},
		unwritten: map[bot.Chat]*request{}, held: map[int64]held{}, rings: map[string]map[rung]time.Duration{}, named: map[string]int{}}
}

// dice is a number that the seed and a name decide: what befalls one request does
// not hang on which others there are.
func (a *afternoon) dice(name string) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, a.seed, " ", name)
	return h.Sum64() >> 16
}

// diceNow is a number that the time decides, too.
func (a *afternoon) diceNow(name string) uint64 {
	return a.dice(fmt.Sprint(name, " ", time.Now().UnixNano()))
}

// networkFails lets the network be down for a while.
func (a *afternoon) networkFails() {
	d := time.Duration(a.random.Int64N(int64(3 * time.Minute)))
	if a.random.IntN(6) == 0 {
		d *= 12
	}
	a.network.downUntil = time.Now().Add(d)
	a.disturbed = latest(a.disturbed, a.network.downUntil)
	a.note("the network is down for %v", d.Truncate(time.Second))
}

// chatIsLost lets somebody block Usher, or unblock it and say so.
func (a *afternoon) chatIsLost() {
	v := a.visitors[a.random.IntN(len(a.visitors))]
	if !v.blocked {
		v.blocked = true
		a.note("%v blocks", v)
		return
	}
	if v.moved {
		return
	}
	back := a.hello(v)
	back.learn = func() {
		v.blocked = false
		for guid := range v.minds {
			v.sees(guid, a.stands(guid))
		}
	}
	a.says(v, back)
}

// chatMoves gives a chat another name.
func (a *afternoon) chatMoves() {
	v := a.visitors[a.random.IntN(len(a.visitors))]
	if v.blocked || v.moved {
		return
	}
	v.moved, v.chat.ID = true, v.chat.ID+"+"
	clear(v.shown) // what an id means elsewhere nobody can know
	a.note("%v is %s now", v, v.chat.ID)
}

// visitorIn is who is, or was, in a chat.
func (a *afternoon) visitorIn(chat bot.Chat) (v *visitor, moved bool) {
	for _, v := range a.visitors {
		if v.chat == chat {
			return v, false
		}
		if v.moved && v.chat.ID == chat.ID+"+" {
			return v, true
		}
	}
	return nil, false
}

// held is a notice that a process has claimed and not settled.
type held struct {
	v    *visitor
	rung rung
	key  string
	// news is how the slot stands that it is about, where that is a change.
	news bot.Standing
}

// turned is when a process has written down what became of some notices, and
// claimed others.
func (a *afternoon) turned(t bot.Turn, claimed []bot.Delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range t.Settled {
		for _, id := range s.Notices {
			delete(a.network.held, id)
		}
		a.written(s)
	}
	for _, d := range claimed {
		v, _ := a.visitorIn(d.Chat)
		for _, n := range d.Notices {
			a.network.held[n.ID] = held{v, rung{n.Talk, n.Start.UnixMilli()}, d.Key, n.Stands}
		}
	}
}

// written is when it has written down what became of a request.
func (a *afternoon) written(s bot.Settlement) {
	if v, _ := a.visitorIn(s.Chat); v != nil {
		v.left = v.left || s.Gone && v.gone
		v.moved = v.moved && s.MovedTo != v.chat // else Usher knows the new name
	}
	r := a.network.unwritten[s.Chat]
	switch {
	case r == nil, r.told && s.Ref.ID != r.ref:
		return // what was not told at all
	case r.told:
		a.known(r)
	}
	a.network.known = latest(a.network.known, r.quiet)
	delete(a.network.unwritten, s.Chat)
}

// lost is when a process ends: of what it has not written down the next one cannot
// know whether it was sent.
func (a *afternoon) lost() {
	n := &a.network
	for _, r := range n.unwritten {
		a.doubt(r)
	}
	keys := map[string]bool{}
	for _, h := range n.held {
		keys[h.key] = true
		if h.v != nil {
			h.v.unsure[h.rung] = true
			h.v.mayKnow(a, h.rung.talk, h.news)
		}
	}
	for key := range keys {
		n.unsure[key]++
	}
	clear(n.unwritten)
	clear(n.held)
	clear(n.failed)
	n.quiet = n.known
}
