package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"usher/schedule"
	"usher/schedule/loader"
)

// publisher is where schedules are published.
type publisher struct {
	mu      sync.Mutex
	request loader.Request
}

func newPublisher(r loader.Request) *publisher {
	return &publisher{request: r}
}

func (p *publisher) publish(r loader.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.request = r
}

func (p *publisher) now() loader.Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.request
}

// Name is for /status.
func (p *publisher) Name() string { return "cfp.all-systems-go.io" }

// Fetch gets what is published now.
func (p *publisher) Fetch(ctx context.Context, last schedule.Copy) (schedule.Copy, bool, error) {
	return p.now().Fetch(ctx, last)
}

// Read reads it.
func (p *publisher) Read(c schedule.Copy) (*schedule.Schedule, error) { return p.now().Read(c) }

// changed is a schedule in which "New Mount API: 14:30 to 15:15, Dome to Main Hall"
// has become true.
func changed(t *testing.T, r loader.Request, what string) loader.Request {
	t.Helper()
	title, words, _ := strings.Cut(what, ": ")
	before, rest, found := strings.Cut(string(r.Schedule.Data), "<title>"+title+"</title>")
	if !found {
		t.Fatalf("no talk of the demo's schedule is called %q", title)
	}
	start := strings.LastIndex(before, "<event ")
	ending, after, _ := strings.Cut(rest, "</event>")
	event := before[start:] + "<title>" + title + "</title>" + ending + "</event>"
	before = before[:start]
	for word := range strings.SplitSeq(words, ", ") {
		from, to, _ := strings.Cut(word, " to ")
		if from == "" || !strings.Contains(event, from) {
			t.Fatalf("%q is nothing that can be changed of %q", from, title)
		}
		event = strings.ReplaceAll(event, from, to)
	}
	r.Schedule.Data = []byte(before + after)
	_, room, _ := strings.Cut(event, "<room>")
	room, _, _ = strings.Cut(room, "</room>")
	// It goes into the element of its room on its day.
	day := strings.LastIndex(before, "<day ")
	at := day + strings.Index(string(r.Schedule.Data[day:]), "name='"+room+"'")
	at += bytes.IndexByte(r.Schedule.Data[at:], '>') + 1
	r.Schedule.Data = slices.Insert(r.Schedule.Data, at, []byte(event)...)
	return r
}
