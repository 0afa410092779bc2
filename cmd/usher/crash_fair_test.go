//go:build e2e

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
)

const (
	// steady is how many talks there are that stay where they are, one a minute
	// from opening on; restless is how many there are at night that do not.
	steady, restless = 720, 6
	// fairgoers is how many people there are beside the organiser. Every fifth is
	// fickle.
	fairgoers = 300
	// pace is how often somebody types something, changeEvery how often a talk
	// moves, newsEvery how often everyone is told something. Together that makes
	// fewer notices than the 28 a second that Usher tells on Telegram.
	pace        = 60 * time.Millisecond
	changeEvery = 6 * time.Second
	newsEvery   = 45 * time.Second
	// longestStep is how far the conference's clock leaps between two lives, so
	// that minutes in which talks start pass quickly. It does not while
	// something is later than longOverdue: whoever is late because of backing off
	// is so by the real clock.
	longestStep = time.Minute
	longOverdue = 5 * time.Minute
	// inForce is how long it may take until a change is, kills included.
	inForce = 5 * time.Second
)

var opening = time.Date(2030, time.May, 1, 8, 0, 0, 0, time.UTC)

// fair is a conference of one long day, and the people at it.
type fair struct {
	tg    *telegramtest.Server
	url   string
	clock *clock
	watch *lookout

	organiser *telegramtest.Person
	guests    []*guest
	news      int       // broadcasts that are confirmed
	newsAt    time.Time // when the last was

	programme struct {
		sync.Mutex
		version int
		// troubled is false before Usher has it: without any it cannot start.
		troubled bool
		rooms    [restless]int
		minutes  [restless]int
		changed  [restless][]time.Time
	}

	over chan struct{}
	busy sync.WaitGroup
	seen int // arrivals that were read
	// mu guards what people did and were told.
	mu sync.Mutex
}

func newFair(t *testing.T, tg *telegramtest.Server) *fair {
	f := &fair{tg: tg, clock: newClock(opening.Add(-30 * time.Minute)), watch: &lookout{}, over: make(chan struct{})}
	web := httptest.NewServer(f)
	t.Cleanup(web.Close)
	f.url = web.URL + "/schedule.xml"
	f.organiser = tg.Person("Olga", "en")
	for i := range fairgoers {
		f.guests = append(f.guests, &guest{Person: tg.Person(fmt.Sprintf("Guest %d", i), "en"), number: i, told: map[string][]telegramtest.Arrival{}})
	}
	return f
}

// code names a talk: the restless ones come after all others.
func code(talk int) string { return fmt.Sprintf("T%04d", talk) }

func title(talk int) string { return fmt.Sprintf("Talk %04d", talk) }

var halls = []string{"Dome", "Hall"}

// starts is when a steady talk starts.
func starts(talk int) time.Time { return opening.Add(time.Duration(talk) * time.Minute) }

// standing is where a restless talk is now, as people are told it.
func (f *fair) standing(talk int) (at, room string) {
	p := &f.programme
	p.Lock()
	defer p.Unlock()
	return f.nightly(talk - steady).Format("15:04"), halls[p.rooms[talk-steady]]
}

// calm reports whether a restless talk was as it is told from an arrival to a later
// one: what was changed a little before may not have been in force by the first.
func (f *fair) calm(talk int, from, to time.Time) bool {
	p := &f.programme
	p.Lock()
	defer p.Unlock()
	return !slices.ContainsFunc(p.changed[talk-steady], func(at time.Time) bool {
		return at.After(from.Add(-inForce)) && at.Before(to)
	})
}

func (f *fair) nightly(n int) time.Time {
	return opening.Add(13*time.Hour + time.Duration(20*n+f.programme.minutes[n])*time.Minute)
}

func (f *fair) xml() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<schedule><version>%d</version><conference><title>Fair</title><time_zone_name>UTC</time_zone_name></conference><day date="2030-05-01">`, f.programme.version)
	event := func(talk int, at time.Time) {
		fmt.Fprintf(&b, `<event id="%d" code="%s"><title>%s</title><start>%s</start><duration>00:05</duration></event>`,
			talk+1, code(talk), title(talk), at.Format("15:04"))
	}
	for hall, name := range halls {
		fmt.Fprintf(&b, `<room name="%s">`, name)
		for talk := hall; talk < steady; talk += len(halls) {
			event(talk, starts(talk))
		}
		for n := range restless {
			if f.programme.rooms[n] == hall {
				event(steady+n, f.nightly(n))
			}
		}
		b.WriteString(`</room>`)
	}
	b.WriteString(`</day></schedule>`)
	return b.String()
}

// ServeHTTP serves the schedule, not always well once it was served.
func (f *fair) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.watch.saw("schedule")
	p := &f.programme
	p.Lock()
	defer p.Unlock()
	switch n := rand.IntN(100); {
	case !p.troubled:
	case n < 3:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case n < 6:
		panic(http.ErrAbortHandler)
	}
	tag := fmt.Sprintf(`"%d"`, p.version)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(w, f.xml())
}

// change moves a restless talk to the other room or by some minutes.
func (f *fair) change() {
	p := &f.programme
	p.Lock()
	defer p.Unlock()
	p.version++
	n := rand.IntN(restless)
	p.changed[n] = append(p.changed[n], time.Now())
	if rand.IntN(2) == 0 {
		p.rooms[n] = 1 - p.rooms[n]
		return
	}
	p.minutes[n] = (p.minutes[n] + 1 + rand.IntN(18)) % 19
}

// disturb is how the network treats a request.
func (f *fair) disturb(method string) telegramtest.Fault {
	f.watch.saw(method)
	if method == "sendMessage" {
		f.programme.Lock()
		f.programme.troubled = true
		f.programme.Unlock()
	}
	switch n := rand.IntN(1000); {
	case n < 25:
		return telegramtest.LostAnswer()
	case n < 50:
		return telegramtest.Reset()
	case method == "getUpdates":
	case n < 80:
		return telegramtest.Slow(rand.N(300 * time.Millisecond))
	case n < 85:
		return telegramtest.BadGateway()
	case n < 88:
		return telegramtest.TooMany(1)
	}
	return telegramtest.Fault{}
}

// watchOnly treats all requests well.
func (f *fair) watchOnly(method string) telegramtest.Fault {
	f.watch.saw(method)
	return telegramtest.Fault{}
}

func (f *fair) await(c cue) <-chan struct{} { return f.watch.await(c) }

// open lets people in: from now on they do what people do.
func (f *fair) open(t *testing.T) {
	t.Helper()
	every := func(pause time.Duration, do func()) {
		f.busy.Go(func() {
			ticker := time.NewTicker(pause)
			defer ticker.Stop()
			for {
				select {
				case <-f.over:
					return
				case <-ticker.C:
					do()
				}
			}
		})
	}
	every(pace, f.mingle)
	every(changeEvery, f.change)
	every(2*time.Second, f.announce)
	t.Cleanup(f.close)
}

// close lets them rest, and returns when they do.
func (f *fair) close() {
	select {
	case <-f.over:
	default:
		close(f.over)
	}
	f.busy.Wait()
}

// step moves the conference's clock between two lives.
func (f *fair) step() {
	if f.overdue() < longOverdue {
		f.clock.Set(f.clock.Now().Add(rand.N(longestStep)))
	}
}
