package scheduler_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/scheduler"
)

// slowly is a network for which a crowd of sixty has to begin early.
var slowly = bot.Traits{PerSecond: 5, Parallel: 8, Chat: bot.Pace{Burst: 1, Every: 10 * time.Second}}

// afternoonCrowd stars this and that, some with leads of their own.
func afternoonCrowd(h *house) {
	random := rand.New(rand.NewPCG(7, 7))
	slots := h.live.Get().Starting(h.wednesday(13, 30), h.wednesday(17, 30))
	for i := range 60 {
		chat := fmt.Sprint("guest-", i)
		for range 1 + random.IntN(4) {
			h.star(chat, slots[random.IntN(len(slots))].Key)
		}
		if i%5 == 0 {
			h.leads(chat, 5*time.Minute, 20*time.Minute)
		}
	}
}

// announce tells everybody something.
func announce(h *house) error {
	author := h.fake.Chat("guest-0")
	number, err := h.db.Draft(h.t.Context(), bot.News{Author: author, Texts: map[string]string{"": "There is cake."}}, h.now(), h.now().Add(-time.Hour))
	if err == nil {
		_, err = h.db.Confirm(h.t.Context(), bot.Seen{Number: number, Author: author, Revision: 1}, h.now(), h.now().Add(-time.Hour))
	}
	h.Wake()
	return err
}

// TestARehearsalIsWhatHappens has an afternoon with a crowd once as it is and once in
// a rehearsal: everybody is told the same, at the same time but for as long as it takes
// to use up what the network's limit allows at once.
func TestARehearsalIsWhatHappens(t *testing.T) {
	var live []bottest.Sent
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 13, 30, slowly)
		began := time.Now()
		noon := h.wednesday(13, 30)
		h.runs = func() time.Time { return noon.Add(time.Since(began)) }
		h.restart()
		afternoonCrowd(h)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- h.Run(ctx) }()
		time.Sleep(65 * time.Minute)
		if err := announce(h); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Hour)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		live = h.fake.Messages()
	})

	h := newHouse(t, 13, 30, slowly)
	h.Scheduler = scheduler.New(scheduler.Config{
		Store: h.db, Schedule: h.live.Get, Platforms: map[string]bot.Platform{"test": h.fake}, Now: h.now, Real: h.now,
	})
	afternoonCrowd(h)
	cue := scheduler.Cue{At: h.wednesday(14, 35), Do: func(context.Context) error { return announce(h) }}
	if err := h.Rehearse(t.Context(), func(now time.Time) { h.clock = now }, h.wednesday(17, 35), cue); err != nil {
		t.Fatal(err)
	}
	played := h.fake.Messages()

	byChat := func(a, b bottest.Sent) int {
		return strings.Compare(a.Ref.Chat.ID+a.Message.Text(), b.Ref.Chat.ID+b.Message.Text())
	}
	slices.SortStableFunc(live, byChat)
	slices.SortStableFunc(played, byChat)
	if len(live) < 150 || len(live) != len(played) {
		t.Fatalf("%d messages, rehearsed %d", len(live), len(played))
	}
	for i, l := range live {
		p := played[i]
		if p.Ref.Chat != l.Ref.Chat || p.Message.Text() != l.Message.Text() {
			t.Fatalf("%s is told\n%s\nand in the rehearsal %s\n%s", l.Ref.Chat, l.Message.Text(), p.Ref.Chat, p.Message.Text())
		}
		if apart := p.At.Sub(l.At).Abs(); apart > time.Second {
			t.Errorf("%s is told at %s, in the rehearsal at %s: %s", l.Ref.Chat, l.At, p.At, l.Message.Text())
		}
	}
}

// TestARehearsalKeepsTheLimit in every second of it.
func TestARehearsalKeepsTheLimit(t *testing.T) {
	h := newHouse(t, 13, 30, slowly)
	h.Scheduler = scheduler.New(scheduler.Config{
		Store: h.db, Schedule: h.live.Get, Platforms: map[string]bot.Platform{"test": h.fake}, Now: h.now, Real: h.now,
	})
	afternoonCrowd(h)
	if err := h.Rehearse(t.Context(), func(now time.Time) { h.clock = now }, h.wednesday(17, 35)); err != nil {
		t.Fatal(err)
	}
	sent := h.fake.Messages()
	for i := range sent[:len(sent)-5] {
		if took := sent[i+5].At.Sub(sent[i].At); took < time.Second {
			t.Fatalf("six messages in %s, at %s", took, sent[i].At)
		}
	}
}

// TestARehearsalNeedsItsClocks and says so where one of them is the machine's.
func TestARehearsalNeedsItsClocks(t *testing.T) {
	h := newHouse(t, 13, 30, slowly)
	if err := h.Rehearse(t.Context(), func(now time.Time) { h.clock = now }, h.wednesday(14, 0)); err == nil {
		t.Error("it is played though limits go by the machine's clock")
	}
}
