//go:build e2e

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// inFlight is how many notices may be in flight at once.
var inFlight = new(telegram.Telegram).Traits().Parallel

const (
	// finishing is for how long an answer that was given may not be written down
	// as finished yet, on a busy machine.
	finishing = 1500 * time.Millisecond
	// mostListed is how many faults of a kind are listed.
	mostListed = 10
)

// settle waits until everybody has been told everything.
func (f *fair) settle(t *testing.T) {
	t.Helper()
	var open []string
	for range 1800 {
		f.mu.Lock()
		f.read()
		open, _ = f.missing(f.clock.Now())
		open = append(open, append(f.misled(), f.uninformed()...)...)
		f.mu.Unlock()
		if n := f.tg.Unconfirmed(); n > 0 {
			open = append(open, fmt.Sprintf("%d updates are not taken in", n))
		}
		if len(open) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	report(t, "not within three minutes of peace", open)
	time.Sleep(2 * time.Second) // for what should not come
	f.read()
}

// misled says who does not know how a restless talk stands. An answer may be
// overtaken by a change on the way: it counts for those who were told of none.
func (f *fair) misled() []string {
	var all []string
	for _, g := range f.guests {
		if g.fickle() || len(g.deeds) == 0 {
			continue
		}
		talk := g.deeds[0].talk
		told := g.told["change "+title(talk)]
		if len(told) == 0 {
			told = g.told["answer "+title(talk)]
		}
		if len(told) == 0 {
			continue
		}
		last := told[len(told)-1].Text
		at, room := f.standing(talk)
		if now, _, _ := strings.Cut(last, "(was"); !strings.Contains(now, at) || !strings.Contains(now, room) {
			all = append(all, fmt.Sprintf("%s: %s is at %s in %s; the last word was %q", g.ChatID(), title(talk), at, room, last))
		}
	}
	return all
}

// uninformed says who was not told what everybody was to be.
func (f *fair) uninformed() []string {
	var all []string
	for _, g := range f.guests {
		for n := range f.news {
			if text := fmt.Sprintf("News %04d", n+1); len(g.told[text]) == 0 {
				all = append(all, g.ChatID()+": "+text)
			}
		}
	}
	return all
}

// judge holds what was promised against what came in and what is kept.
func (f *fair) judge(t *testing.T, v *victim) {
	t.Helper()
	report(t, "the log says", v.complaints(t))
	f.judgeRepeats(t, v)
	f.judgeAnswers(t, v)
	f.judgeKept(t, v)
	f.judgeLedger(t, v)
	var starts []time.Duration
	for _, l := range v.lives {
		if l.ready > 0 {
			starts = append(starts, l.ready)
		}
	}
	slices.Sort(starts)
	t.Logf("%d kills; from the start to the first getUpdates %s at most in half of %d lives, %s at most", len(v.lives)-1,
		starts[len(starts)/2], len(starts), starts[len(starts)-1])
}

// lifeOf is the number of the life in which a message came in.
func (v *victim) lifeOf(a telegramtest.Arrival) int {
	n, _ := slices.BinarySearchFunc(v.lives, a.At, func(l life, at time.Time) int { return cmp.Or(l.began.Compare(at), -1) })
	return n - 1
}

// unseen reports whether nobody saw that the message had arrived, since the
// process was killed before.
func (v *victim) unseen(a telegramtest.Arrival) bool {
	return a.Answered.IsZero() || !a.Answered.Before(v.lives[v.lifeOf(a)].ended)
}

// judgeRepeats holds that nothing unasked came twice but what Usher could not
// know to have arrived: its answer was lost, or it was in flight at a kill.
func (f *fair) judgeRepeats(t *testing.T, v *victim) {
	t.Helper()
	told := map[int][]telegramtest.Arrival{} // unasked, by life
	total, lost := 0, 0
	for _, a := range f.tg.Arrivals(0) {
		if strings.HasPrefix(about(a)[0], "answer") || a.Chat == f.organiser.ChatID() {
			continue
		}
		told[v.lifeOf(a)] = append(told[v.lifeOf(a)], a)
		total++
		if a.Lost {
			lost++
		}
	}
	var wrong []string
	again := map[int]map[string]bool{} // messages that came again because of a kill, by life
	all := f.repeats()
	for _, r := range all {
		n := v.lifeOf(r.first)
		if r.first.Lost {
			continue
		}
		if !v.inFlightAtEnd(r.first, told[n]) {
			wrong = append(wrong, fmt.Sprintf("%s came in life %d, %s before its end, and was answered; it came again in life %d",
				r, n, v.lives[n].ended.Sub(r.first.Answered), v.lifeOf(r.second)))
		}
		if again[n] == nil {
			again[n] = map[string]bool{}
		}
		again[n][fmt.Sprintf("%s: %q", r.first.Chat, r.first.Text)] = true
	}
	inHand := 0
	for n, messages := range again {
		inHand += len(messages)
		if len(messages) > inFlight {
			wrong = append(wrong, fmt.Sprintf("more than can have been in flight came again after life %d: %s", n, slices.Sorted(maps.Keys(messages))))
		}
	}
	report(t, "should not have come", wrong)
	t.Logf("%d deliveries, %d with their answer lost; %d notices came again, of %d messages that were in flight at a kill", total, lost, len(all), inHand)
}

// repeat is what a guest was told twice.
type repeat struct {
	what          string
	first, second telegramtest.Arrival
}

func (r repeat) String() string { return r.second.Chat + ": " + r.what }

// repeats are what was told twice unasked. A change is told again rightly where
// the talk has changed back and forth.
func (f *fair) repeats() []repeat {
	var all []repeat
	for _, g := range f.guests {
		for what, told := range g.told {
			if strings.HasPrefix(what, "answer") {
				continue
			}
			for i := 1; i < len(told); i++ {
				r := repeat{what, told[i-1], told[i]}
				var talk int
				if _, err := fmt.Sscanf(what, "change Talk %d", &talk); err == nil &&
					(r.first.Text != r.second.Text || !f.calm(talk, r.first.At, r.second.At)) {
					continue
				}
				all = append(all, r)
			}
		}
	}
	return all
}

// inFlightAtEnd reports whether a message may have been in flight when its life
// ended: it was not answered by then, or is among the last that were, of which
// nothing was written down yet. Told is all that was told in that life.
func (v *victim) inFlightAtEnd(a telegramtest.Arrival, told []telegramtest.Arrival) bool {
	if v.unseen(a) {
		return true
	}
	later := 0
	for _, b := range told {
		if !v.unseen(b) && b.Answered.After(a.Answered) {
			later++
		}
	}
	return later < inFlight
}

// judgeAnswers holds that nobody was answered twice but for what was answered
// just before a kill, when that was not written down yet. A steady guest stars a
// talk once.
func (f *fair) judgeAnswers(t *testing.T, v *victim) {
	t.Helper()
	var wrong []string
	deeds, answers, again := 0, 0, 0
	for _, g := range f.guests {
		deeds += len(g.deeds)
		for what, told := range g.told {
			if !strings.HasPrefix(what, "answer") {
				if strings.HasPrefix(what, "?") {
					wrong = append(wrong, fmt.Sprintf("%s was told %q", g.ChatID(), told[0].Text))
				}
				continue
			}
			answers += len(told)
			if g.fickle() || what == "answer" {
				continue // which may be the same to two lines
			}
			for i := 1; i < len(told); i++ {
				again++
				first := told[i-1]
				n := v.lifeOf(first)
				if sooner := v.lives[n].ended.Sub(first.At); sooner > finishing {
					wrong = append(wrong, fmt.Sprintf("%s: %s came in life %d, %s before its end, and again in life %d", g.ChatID(), what, n, sooner, v.lifeOf(told[i])))
				}
			}
		}
	}
	report(t, "answered too often", wrong)
	t.Logf("%d broadcasts to %d people; %d lines and %d answers; %d stars answered again", f.news, len(f.guests), deeds, answers, again)
}

// report fails the test for what is wrong, and lists some of it.
func report(t *testing.T, what string, wrong []string) {
	t.Helper()
	if len(wrong) > 0 {
		t.Errorf("%s (%d):\n%s", what, len(wrong), strings.Join(wrong[:min(len(wrong), mostListed)], "\n"))
	}
}
