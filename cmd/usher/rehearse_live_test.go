package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/telegram"
	"usher/schedule"
	"usher/storage"
)

// foreseen is what an organiser does on the afternoon that is rehearsed and lived through, at
// minutes at which nobody is rung: what happens at the same instant may go either way round.
const foreseen = "13:01 /delay dome 20\n14:42 /moveroom mount api to main hall\n15:01 /broadcast everyone: There is soup.\n15:12 /cancel talos\n"

// TestWhatIsRehearsedIsWhatIsSent holds the lines of JSON of a rehearsal against what Usher
// sends when it lives through the same afternoon: the same people in a database, the same
// organisers, its own clocks. Each message is the same word for word, and to the second.
func TestWhatIsRehearsedIsWhatIsSent(t *testing.T) {
	dir := t.TempDir()
	database, script := filepath.Join(dir, "usher.db"), filepath.Join(dir, "script")
	if err := os.WriteFile(script, []byte(foreseen), 0o600); err != nil {
		t.Fatal(err)
	}
	command := rehearseCommand{Schedule: seed, Lead: 10 * time.Minute, Language: "en"}
	s, err := command.load(t.Context(), seed)
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmp.Or(db.Populate(t.Context(), guests(s, 150, 3)), db.Close()); err != nil {
		t.Fatal(err)
	}
	from, to := "2023-09-13 12:40", "2023-09-13 18:00"
	_, told := rehearsed(t, "--schedule", seed, "--database", database, "--override", script, "--from", from, "--to", to)
	if err := cmp.Or(command.From.UnmarshalText([]byte(from)), command.To.UnmarshalText([]byte(to))); err != nil {
		t.Fatal(err)
	}
	acts, err := readScript(script, s)
	if err != nil {
		t.Fatal(err)
	}
	var sent []heard
	synctest.Test(t, func(t *testing.T) { sent = livedThrough(t, &command, s, database, acts) })

	rehearsed := make([]heard, 0, len(told))
	for _, m := range told {
		rehearsed = append(rehearsed, heard{m.At, m.Chat, m.Sound, m.Edits, m.Text})
	}
	edited := 0
	for _, m := range sent {
		if m.edits {
			edited++
		}
	}
	if len(sent) < 500 || edited == 0 {
		t.Errorf("%d messages, of which %d were edited, are too few to tell", len(sent), edited)
	}
	compareTold(t, sent, rehearsed)
}

// heard is what is compared of a message.
type heard struct {
	at           time.Time
	chat         string
	sound, edits bool
	text         string
}

// compareTold compares messages, whichever of the same second goes first.
func compareTold(t *testing.T, sent, rehearsed []heard) {
	t.Helper()
	order := func(a, b heard) int {
		return cmp.Or(cmp.Compare(a.chat, b.chat), cmp.Compare(a.text, b.text), a.at.Compare(b.at))
	}
	slices.SortFunc(sent, order)
	slices.SortFunc(rehearsed, order)
	for i := range max(len(sent), len(rehearsed)) {
		switch {
		case i >= len(sent):
			t.Fatalf("rehearsed and not sent: %+v", rehearsed[i])
		case i >= len(rehearsed):
			t.Fatalf("sent and not rehearsed: %+v", sent[i])
		}
		s, r := sent[i], rehearsed[i]
		apart := s.at.Sub(r.at).Abs()
		if r.at = s.at; s != r || apart > time.Second {
			t.Fatalf("sent, and rehearsed %s apart:\n%+v\n%+v", apart, sent[i], rehearsed[i])
		}
	}
}

// livedThrough is what Usher sends on an afternoon to those of a database, whom nothing was
// sent before.
func livedThrough(t *testing.T, c *rehearseCommand, s *schedule.Schedule, database string, acts []*scripted) []heard {
	from, to := c.span(s)
	clock := newClock(from.Add(-warmUp))
	networks := []*network{newNetwork(matrix.Rules{}, 0, clock.Now), newNetwork(telegram.Rules{}, 0, clock.Now)}
	store, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	app := newApp(setup{
		live: schedule.NewLive(s), store: store, platforms: []bot.Platform{networks[0], networks[1]}, clock: clock,
		language: string(c.Language), lead: c.Lead, owners: people{director}, log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	app.commands.Store = unseen{store}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- app.scheduler.Run(ctx) }()
	for _, act := range acts {
		time.Sleep(act.at.Sub(clock.Now()))
		if err := act.say(ctx, app); err != nil {
			t.Error(err)
		}
	}
	time.Sleep(to.Sub(clock.Now()))
	synctest.Wait()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	var sent []heard
	for _, n := range networks {
		for _, m := range n.said {
			if m.chat != director && !m.at.Before(from) {
				sent = append(sent, heard{m.at, fmt.Sprint(m.chat), m.rings, m.edits, m.text})
			}
		}
	}
	return sent
}
