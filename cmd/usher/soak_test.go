package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram/telegramtest"
	"usher/storage"
)

var soak = flag.Int("soak", 6, "how many changes of the schedule TestSoak makes")

// programme is a conference of one day whose organisers cannot make up their
// minds. It serves its schedule, and counts how often it was asked.
type programme struct {
	mu      sync.Mutex
	version int
	rooms   [3]string // of each talk
	minutes [3]int    // after 14:00
	asked   int
}

func (p *programme) xml() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<schedule><version>%d</version><conference><title>Soak</title><time_zone_name>Europe/Berlin</time_zone_name></conference><day date="2030-05-01">`, p.version)
	for _, room := range []string{"Dome", "Hall"} {
		fmt.Fprintf(&b, `<room name="%s">`, room)
		for i := range p.rooms {
			if p.rooms[i] != room {
				continue
			}
			at := time.Date(2030, time.May, 1, 14, p.minutes[i], 0, 0, time.UTC)
			fmt.Fprintf(&b, `<event id="%d" code="TALK%d"><title>Talk %d</title><start>%s</start><duration>00:30</duration></event>`,
				i+1, i, i, at.Format("15:04"))
		}
		b.WriteString(`</room>`)
	}
	b.WriteString(`</day></schedule>`)
	return b.String()
}

// ServeHTTP knows ETags, as pretalx does.
func (p *programme) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	tag := fmt.Sprintf(`"%d"`, p.version)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(w, p.xml())
}

// change moves a talk to the other room or by an odd number of minutes, and says
// what those who starred it are to be told.
func (p *programme) change(talk int, move bool) (told string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	if move {
		p.minutes[talk] += 7
		return fmt.Sprintf("⚠ Moved: Talk %d\nNow Wed %s in %s", talk, p.clock(talk), p.rooms[talk])
	}
	p.rooms[talk] = map[string]string{"Dome": "Hall", "Hall": "Dome"}[p.rooms[talk]]
	return fmt.Sprintf("⚠ Room change: Talk %d — now in %s", talk, p.rooms[talk])
}

func (p *programme) clock(talk int) string {
	return time.Date(2030, time.May, 1, 14, p.minutes[talk], 0, 0, time.UTC).Format("15:04")
}

// attendee is somebody on one of the networks, and what they were told.
type attendee struct {
	name  string
	stars []int
	say   func(string)
	told  func() []string // unasked messages, oldest first
	want  []string
}

// TestSoak lets a whole Usher serve two networks while its schedule changes again
// and again, with restarts in between: each is told each change that concerns a
// star of theirs, once, and nothing else. -soak makes it longer.
func TestSoak(t *testing.T) {
	t.Parallel()
	p := &programme{rooms: [3]string{"Dome", "Hall", "Dome"}, minutes: [3]int{0, 40, 120}}
	source := httptest.NewServer(p)
	defer source.Close()
	tg, mx := telegramtest.New(t), matrixtest.New(t)
	people := crowd(tg, mx)
	serve := &serveCommand{
		Schedule: source.URL + "/schedule.xml", Database: filepath.Join(t.TempDir(), "usher.db"), Language: "en",
		telegramFlags: telegramFlags{TelegramToken: telegramtest.Token, TelegramAPI: tg.URL},
		matrixFlags:   matrixFlags{MatrixHomeserver: mx.URL, MatrixKeys: loggedIn(t, mx)},
		Lead:          10 * time.Minute, Refresh: time.Second, Settle: 500 * time.Millisecond,
	}
	if err := serve.Clock.UnmarshalText([]byte("2030-05-01 09:00")); err != nil {
		t.Fatal(err)
	}
	store, stop := open(t, serve)
	for _, a := range people {
		for _, talk := range a.stars {
			a.say(fmt.Sprintf("/star Talk %d", talk))
		}
	}
	starred := func() bool {
		n, err := store.People(t.Context())
		return err == nil && n == len(people)
	}
	eventually(t, "everybody is known", starred)
	time.Sleep(time.Second) // for the last star's answer
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range *soak {
		talk := chance.IntN(3)
		line := p.change(talk, chance.IntN(2) == 0)
		for _, a := range people {
			if slices.Contains(a.stars, talk) {
				a.want = append(a.want, line)
			}
		}
		if i%2 == 1 { // restart in the middle of it
			time.Sleep(time.Duration(chance.IntN(1500)) * time.Millisecond)
			stop()
			stop = start(t, serve)
		}
		for _, a := range people {
			eventually(t, fmt.Sprintf("%s is told %q", a.name, a.want), func() bool { return len(a.told()) >= len(a.want) })
		}
	}
	time.Sleep(2 * time.Second) // for what should not come
	for _, a := range people {
		got := a.told()
		if len(got) != len(a.want) {
			t.Errorf("%s was told %d things, not %d: %q", a.name, len(got), len(a.want), got)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], a.want[i]) {
				t.Errorf("%s was told %q, not %q", a.name, got[i], a.want[i])
			}
		}
	}
	storm(t, p, serve, people, tg, stop, chance)
}

// storm changes one talk faster than people can be told, through a restart and
// networks that are throttled: in the end those who starred it know how it stands,
// and were not told anything twice.
func storm(t *testing.T, p *programme, serve *serveCommand, people []*attendee, tg *telegramtest.Server, stop func(), chance *rand.Rand) {
	t.Helper()
	before := map[*attendee]int{}
	for _, a := range people {
		before[a] = len(a.told())
	}
	tg.Fail("sendMessage", telegramtest.TooMany(1), telegramtest.TooMany(1))
	for i := range 10 {
		p.change(0, chance.IntN(2) == 0)
		time.Sleep(time.Duration(chance.IntN(500)) * time.Millisecond)
		if i == 5 {
			stop()
			stop = start(t, serve)
		}
	}
	for _, a := range people {
		eventually(t, a.name+" knows how Talk 0 stands", func() bool {
			told := a.told()
			last := told[len(told)-1]
			return !slices.Contains(a.stars, 0) || strings.Contains(last, p.clock(0)) && strings.Contains(last, "in "+p.rooms[0])
		})
	}
	time.Sleep(2 * time.Second) // for what should not come
	stop()
	for _, a := range people {
		told := a.told()[before[a]:]
		if !slices.Contains(a.stars, 0) && len(told) > 0 {
			t.Errorf("%s, who has no star there, was told %q", a.name, told)
		}
		if len(slices.Compact(slices.Clone(told))) != len(told) {
			t.Errorf("%s was told something twice: %q", a.name, told)
		}
	}
}

// crowd is two people on each network, with different stars.
func crowd(tg *telegramtest.Server, mx *matrixtest.Server) []*attendee {
	var people []*attendee
	for i, stars := range [][]int{{0}, {1, 2}} {
		name := fmt.Sprintf("t%d", i)
		person := tg.Person(name, "en")
		people = append(people, &attendee{name: name, stars: stars, say: person.Type, told: func() []string {
			var told []string
			for _, m := range person.Messages() {
				if !m.Silent {
					told = append(told, m.Text)
				}
			}
			return told
		}})
		other := mx.Person(fmt.Sprintf("m%d", i))
		room := other.Direct()
		people = append(people, &attendee{name: other.ID, stars: stars, say: func(line string) { other.Type(room, line) }, told: func() []string {
			var told []string
			for _, m := range other.Messages(room) {
				if m.Type == "m.text" {
					told = append(told, m.Text)
				}
			}
			return told
		}})
	}
	return people
}

// start runs a whole server. What it returns stops it as SIGTERM does, within
// the five seconds that are promised.
func start(t *testing.T, c *serveCommand) (stop func()) {
	t.Helper()
	_, stop = open(t, c)
	return stop
}

// open is start for who wants to look into the server's database.
func open(t *testing.T, c *serveCommand) (store *storage.DB, stop func()) {
	t.Helper()
	return opened(t, c, t.Output(), func() {})
}

// opened is open for who wants to read what is logged, or to do something before
// the server runs.
func opened(t *testing.T, c *serveCommand, logged io.Writer, before func()) (store *storage.DB, stop func()) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(logged, nil))
	ctx, cancel := context.WithCancel(t.Context())
	store, err := storage.Open(ctx, c.Database)
	if err != nil {
		t.Fatal(err)
	}
	account, err := c.device(ctx, log)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.open(ctx, store, account, log)
	if err != nil {
		t.Fatal(err)
	}
	before()
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return store, func() {
		t.Helper()
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("serving ends with %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("it does not stop within five seconds")
		}
		if err := errors.Join(store.Close(), account.Close()); err != nil {
			t.Error(err)
		}
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) { // passes only where something is broken
		if holds() {
			return
		}
	}
	t.Fatalf("not within a minute: %s", what)
}
