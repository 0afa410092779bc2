package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
)

// hostileUpdates are how many updates there are in TestHostileUpdates, and how many of
// each hundred are people's own.
const (
	hostileUpdates = 10_000
	goodInHundred  = 5
)

// TestHostileUpdates has a whole Usher receive 10,000 updates that are mostly
// nonsense, and some that somebody means: each of these is answered, once, and
// nothing of the rest stays anywhere or stops anything.
func TestHostileUpdates(t *testing.T) {
	t.Parallel()
	server := telegramtest.New(t)
	var logged bytes.Buffer
	serve := settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--clock", "2023-09-13 11:04",
		"--telegram-token", telegramtest.Token, "--telegram-api", server.URL)
	var people []*telegramtest.Person
	for i := range 50 {
		people = append(people, server.Person(fmt.Sprintf("Person %d", i), "en"))
	}
	var asked []string
	store, stop := opened(t, serve, &logged, func() {
		hostile := telegramtest.NewHostile(8, time.Now())
		for i := range hostileUpdates {
			if i%100 >= goodInHundred {
				server.Update(hostile.Next())
				continue
			}
			// Nothing has these words, and the answer says so.
			word := fmt.Sprintf("zyxw%05dq", i)
			asked = append(asked, word)
			people[len(asked)%len(people)].Type("/search " + word)
		}
	})
	shrinks(t, "what is not received", server.Unconfirmed)
	shrinks(t, "what is not finished", func() int {
		pending, err := store.Pending(t.Context(), "telegram")
		if err != nil {
			t.Fatal(err)
		}
		return len(pending)
	})
	stop()

	if tried := server.Requests("sendMessage"); tried < 2*len(asked) {
		t.Errorf("only %d answers were tried: was nothing of the nonsense understood?", tried)
	}
	answers := map[string]int{}
	for _, a := range server.Arrivals(0) {
		for _, word := range asked {
			if strings.Contains(a.Text, word) {
				answers[word]++
			}
		}
	}
	for _, word := range asked {
		if answers[word] != 1 {
			t.Errorf("/search %s is answered %d times", word, answers[word])
		}
	}
	for line := range strings.Lines(logged.String()) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			t.Errorf("logged: %s", line)
		}
	}
}

// shrinks waits until nothing is left, for as long as there is less and less.
func shrinks(t *testing.T, what string, left func() int) {
	t.Helper()
	for before := left(); before > 0; before = left() {
		eventually(t, what+" gets less", func() bool { return left() < before })
	}
}
