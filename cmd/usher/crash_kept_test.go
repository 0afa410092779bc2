//go:build e2e

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
	"usher/storage/storagetest"
)

// judgeKept holds that the database is sound, and that all is in it that people
// have asked for.
func (f *fair) judgeKept(t *testing.T, v *victim) {
	t.Helper()
	storagetest.Sound(t, v.database())
	store, err := storage.Open(t.Context(), v.database())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var wrong []string
	pending, err := store.Pending(t.Context(), "telegram")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range pending {
		wrong = append(wrong, fmt.Sprintf("unanswered: %q of %s", in.Text, in.Chat))
	}
	for _, g := range f.guests {
		w, err := store.Wishes(t.Context(), bot.Chat{Platform: "telegram", ID: g.ChatID()})
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Sorted(maps.Keys(g.wants()))
		var got []int
		for talk := range steady + restless {
			if w.Has(schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-" + code(talk)}) {
				got = append(got, talk)
			}
		}
		if _, muted := w.Muted("", f.clock.Now()); !slices.Equal(got, want) || muted != g.muted() {
			wrong = append(wrong, fmt.Sprintf("%s has stars on %v, muted %v; typed for %v, %v", g.ChatID(), got, muted, want, g.muted()))
		}
	}
	report(t, "not kept as it was asked for", wrong)
}

// judgeLedger holds that the ledger tells what came in: each repeat was expected,
// what was sent has its message's number, and no ring that a steady guest wanted
// came to nothing.
func (f *fair) judgeLedger(t *testing.T, v *victim) {
	t.Helper()
	entries := v.ledger(t)
	broadcasts := numbered(entries)
	var wrong []string
	uncertain := map[string]bool{}
	unsure := 0
	for _, e := range entries {
		if e.Uncertain {
			unsure++
			uncertain[e.Chat.ID+" "+subject(e, broadcasts)] = true
		}
		steady := slices.ContainsFunc(f.guests, func(g *guest) bool { return g.ChatID() == e.Chat.ID && !g.fickle() })
		if e.State == bot.StateClaimed || steady && e.Kind == bot.Ring && e.State == bot.StateDropped {
			wrong = append(wrong, fmt.Sprintf("%s: the %s for %s is %s (%s)", e.Chat.ID, e.Kind, e.Talk, e.State, e.Reason))
		}
	}
	came := map[string]bool{}
	for _, a := range f.tg.Arrivals(0) {
		came[a.Chat+" "+strconv.Itoa(a.ID)] = true
	}
	for _, e := range entries {
		if e.State == bot.StateSent && !came[e.Chat.ID+" "+e.Message] {
			wrong = append(wrong, fmt.Sprintf("%s: the %s for %s was sent as message %q, which never came in", e.Chat.ID, e.Kind, e.Talk, e.Message))
		}
	}
	for _, r := range f.repeats() {
		if !uncertain[r.first.Chat+" "+r.what] {
			wrong = append(wrong, fmt.Sprintf("%s came again, and is not marked as uncertain", r))
		}
	}
	report(t, "the ledger is wrong", wrong)
	t.Logf("%d notices in the ledger, %d of them uncertain", len(entries), unsure)
}

func (v *victim) ledger(t *testing.T) []storage.Entry {
	t.Helper()
	ledger, err := storage.OpenLedger(t.Context(), v.database())
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	var all []storage.Entry
	for e, err := range ledger.Entries(t.Context(), storage.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// numbered are the broadcasts that were sent, in the order of their drafts, not all
// of which were.
func numbered(entries []storage.Entry) []string {
	sent := map[string]bool{}
	for _, e := range entries {
		if e.Kind == bot.Broadcast {
			sent[e.Talk] = true
		}
	}
	return slices.SortedFunc(maps.Keys(sent), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
}

// subject is what a notice is about, as about has it.
func subject(e storage.Entry, broadcasts []string) string {
	if e.Kind == bot.Broadcast {
		return fmt.Sprintf("News %04d", slices.Index(broadcasts, e.Talk)+1)
	}
	return string(e.Kind) + " Talk " + strings.TrimPrefix(e.Talk, "main-c-T")
}
