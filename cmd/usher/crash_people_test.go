//go:build e2e

package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/bot/telegram/telegramtest"
)

const (
	// ringLead is USHER_LEAD's default.
	ringLead = 10 * time.Minute
	// soonest and farthest are how many minutes ahead people star talks.
	soonest, farthest = 3, 25
	// enough is how long somebody waits for an answer, which may have been lost.
	enough = 4 * time.Second
)

// guest is somebody who types one line after the other.
type guest struct {
	*telegramtest.Person
	number int
	deeds  []deed
	// since is from when on the guest waits for an answer to the last; zero if
	// for none.
	since time.Time
	// told is what the guest was told, by what it is about.
	told map[string][]telegramtest.Arrival
}

// fickle guests take stars back and mute, the others only star.
func (g *guest) fickle() bool { return g.number%5 == 0 }

// deed is a line that was typed.
type deed struct {
	verb string
	talk int // -1 if it is about none
	at   time.Time
}

func (d deed) line() string {
	if d.talk < 0 {
		return "/" + d.verb
	}
	return "/" + d.verb + " main-c-" + code(d.talk)
}

// What an arrival is about: its kind, and the talk or the news.
var (
	titles   = regexp.MustCompile(`Talk \d{4}`)
	newsText = regexp.MustCompile(`News \d{4}`)
)

// about is what a message that a guest was told is about. A ring may be for
// several talks.
func about(a telegramtest.Arrival) []string {
	news := newsText.FindString(a.Text)
	talks := titles.FindAllString(a.Text, -1)
	switch {
	case news != "":
		return []string{news}
	case len(talks) == 0 && a.Silent:
		return []string{"answer"}
	case len(talks) == 0:
		return []string{"?"}
	case a.Silent: // it may name others that clash
		return []string{"answer " + talks[0]}
	}
	kind := "ring "
	if strings.HasPrefix(a.Text, "⚠") {
		kind = "change "
	}
	for i := range talks {
		talks[i] = kind + talks[i]
	}
	return talks
}

func ring(talk int) string { return "ring " + title(talk) }

// mingle reads what has come in, and lets a guest type who waits for nothing.
func (f *fair) mingle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read()
	var idle []*guest
	for _, g := range f.guests {
		if time.Since(g.since) > enough {
			idle = append(idle, g)
		}
	}
	if len(idle) == 0 {
		return
	}
	g := idle[rand.IntN(len(idle))]
	// Whoever was never answered goes first, until everybody is known.
	if i := slices.IndexFunc(idle, func(g *guest) bool { return len(g.told) == 0 }); i >= 0 {
		g = idle[i]
	}
	d := g.next(f.clock.Now())
	g.deeds = append(g.deeds, d)
	g.since = time.Now()
	g.Type(d.line())
}

// next is what a guest types now.
func (g *guest) next(now time.Time) deed {
	var stars []int
	for talk := range g.wants() {
		stars = append(stars, talk)
	}
	switch n := rand.IntN(100); {
	case g.fickle() && n < 15:
		return deed{"mute", -1, now}
	case g.fickle() && n < 30:
		return deed{"unmute", -1, now}
	case g.fickle() && n < 60 && len(stars) > 0:
		return deed{"unstar", stars[rand.IntN(len(stars))], now}
	case !g.fickle() && len(g.deeds) == 0:
		return deed{"star", steady + g.number%restless, now}
	case n < 50, g.fickle() && n < 90:
		soon := int(now.Sub(opening)/time.Minute) + soonest + rand.IntN(farthest-soonest)
		if talk := max(soon, 0); talk < steady && !slices.Contains(stars, talk) {
			return deed{"star", talk, now}
		}
	}
	return deed{"whoami", -1, now} // whose answer names no talk
}

// wants are the talks that a guest has starred, if all is done that was typed.
func (g *guest) wants() map[int]bool {
	stars := map[int]bool{}
	for _, d := range g.deeds {
		switch d.verb {
		case "star":
			stars[d.talk] = true
		case "unstar":
			delete(stars, d.talk)
		}
	}
	return stars
}

// muted is whether a guest is, if all is done that was typed.
func (g *guest) muted() bool {
	last := false
	for _, d := range g.deeds {
		if d.talk < 0 && d.verb != "whoami" {
			last = d.verb == "mute"
		}
	}
	return last
}

// read takes note of what has come in since it was last called.
func (f *fair) read() {
	arrivals := f.tg.Arrivals(f.seen)
	f.seen += len(arrivals)
	for _, a := range arrivals {
		i := slices.IndexFunc(f.guests, func(g *guest) bool { return g.ChatID() == a.Chat })
		if i < 0 {
			continue // the organiser
		}
		g := f.guests[i]
		for _, what := range about(a) {
			g.told[what] = append(g.told[what], a)
			if strings.HasPrefix(what, "answer") {
				g.since = time.Time{}
			}
		}
	}
}

// missing says what steady guests should have been told by now and were not, and
// for how long that has been so.
func (f *fair) missing(now time.Time) (what []string, longest time.Duration) {
	for _, g := range f.guests {
		if g.fickle() {
			continue // what was right depends on which of two came first
		}
		for _, d := range g.deeds {
			if d.verb != "star" || d.talk >= steady {
				continue
			}
			due := starts(d.talk).Add(-ringLead)
			if due.Before(d.at) {
				due = d.at
			}
			if late := now.Sub(due); late > 0 && len(g.told[ring(d.talk)]) == 0 {
				what = append(what, fmt.Sprintf("%s: the ring for %s, starred at %s", g.ChatID(), title(d.talk), d.at.Format(time.TimeOnly)))
				longest = max(longest, late)
			}
		}
	}
	return what, longest
}

func (f *fair) overdue() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read()
	_, longest := f.missing(f.clock.Now())
	return longest
}

// announce lets the organiser go on telling everyone something, which takes two
// lines, once everybody is known.
func (f *fair) announce() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read()
	early := time.Since(f.newsAt) < newsEvery
	if early || slices.ContainsFunc(f.guests, func(g *guest) bool { return len(g.told) == 0 }) {
		return
	}
	text := fmt.Sprintf("News %04d", f.news+1)
	for _, m := range slices.Backward(f.organiser.Messages()) {
		for _, k := range slices.Concat(m.Buttons...) {
			if strings.Contains(m.Text, text) && k.Data != nil && strings.HasPrefix(*k.Data, "/broadcast send") {
				f.organiser.Press(k.Text)
				f.news++
				f.newsAt = time.Now()
				return
			}
		}
	}
	f.organiser.Type("/broadcast " + text)
}
