package scheduler_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/scheduler"
	"usher/storage"
)

// broadcast confirms what an organiser wrote.
func (h *house) broadcast(text string) {
	h.t.Helper()
	author := h.fake.Chat("olga")
	n := bot.News{Author: author, Texts: map[string]string{"": text}}
	id, err := h.db.Draft(h.t.Context(), n, h.now(), h.now().Add(-time.Hour))
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.db.Confirm(h.t.Context(), bot.Seen{Number: id, Author: author, Revision: 1}, h.now(), h.now().Add(-time.Hour)); err != nil {
		h.t.Fatal(err)
	}
}

// meet lets chats speak for the first time.
func (h *house) meet(chats ...bot.Chat) {
	h.t.Helper()
	for _, chat := range chats {
		if err := h.db.Seen(h.t.Context(), bot.Visit{Chat: chat}); err != nil {
			h.t.Fatal(err)
		}
	}
}

func TestTwoBroadcastsAreTwoMessages(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.meet(h.fake.Chat("ada"))
	h.broadcast("Lunch is ready.")
	h.broadcast("No lunch.")
	h.tick()
	h.tickAt(14, 1)
	h.restart()
	h.tickAt(14, 2)
	if diff := cmp.Diff([]string{
		"Message from the organisers\nLunch is ready.",
		"Message from the organisers\nNo lunch.",
	}, texts(h.fake)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestABroadcastGoesBehindWhatIsMoreUrgent(t *testing.T) {
	h := newHouse(t, 14, 20, bot.Traits{})
	h.star("ada", mountAPI)
	h.broadcast("Lunch is ready.")
	h.tick()
	h.rang(
		"ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API",
		"ada Wed 14:20:00 Message from the organisers",
	)
}

func TestAnOldBroadcastIsDropped(t *testing.T) {
	h := newHouse(t, 10, 0, bot.Traits{})
	h.meet(h.fake.Chat("ada"))
	h.broadcast("Lunch is ready.")
	if _, _, err := h.db.Spread(t.Context(), h.now(), h.now(), 10, news); err != nil {
		t.Fatal(err)
	}
	h.tickAt(16, 0)
	h.rang()
	h.counted(scheduler.Counts{Dropped: map[string]int{"expired": 1}})
}

// TestABroadcastReachesEachOfManyOnce tells all chats on two networks. A first
// process dies after a slice of the rows is made, a second is stopped while it
// sends, and a ring falls due for a third.
func TestABroadcastReachesEachOfManyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const each = crowdEach
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		second := bottest.NewFake("second", bot.Traits{Idempotent: true})
		second.Clock = h.now
		h.others = append(h.others, second)
		h.fake.Delay = 50 * time.Second / each // so long do all take
		second.Delay = h.fake.Delay / 2
		db, err := storage.OpenMemory(t.Context()) // in a file the crowd takes seconds
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		h.db = db
		for i := range each {
			h.meet(h.fake.Chat(fmt.Sprint(i)), second.Chat(fmt.Sprint(i)))
		}
		h.meet(h.fake.Chat("blocked"))
		h.gone("blocked")
		h.star("ringer", mountAPI)

		h.sleepUntil(14, 19)
		h.broadcast("Lunch is ready.")
		if _, more, err := db.Spread(t.Context(), h.now(), h.now(), each/2, news); err != nil || !more {
			t.Fatalf("the first slice: more %v, %v", more, err)
		}
		stop := h.start()
		time.Sleep(10 * time.Second)
		stop()
		if sent := len(h.fake.Messages()); sent == 0 || sent > each/2 {
			t.Fatalf("%d messages when it was stopped: that was not in the middle", sent)
		}
		h.meet(h.fake.Chat("late"))
		h.sleepUntil(14, 19)
		time.Sleep(35 * time.Second)
		stop = h.start()
		h.sleepUntil(14, 30)
		stop()

		want := map[string]int{}
		for i := range each {
			want[fmt.Sprint(i)] = 1
		}
		if diff := cmp.Diff(want, broadcasts(second)); diff != "" {
			t.Errorf("second network (-want +got):\n%s", diff)
		}
		want["ringer"] = 1
		if diff := cmp.Diff(want, broadcasts(h.fake)); diff != "" {
			t.Errorf("first network (-want +got):\n%s", diff)
		}
		var before, after int
		var rung time.Time
		for _, s := range h.fake.Messages() {
			switch {
			case strings.HasPrefix(s.Message.Text(), "Starting in 10 min in Dome: New Mount API"):
				rung = s.At
			case rung.IsZero():
				before++
			default:
				after++
			}
		}
		// It waited for no more than the message that was in hand.
		if late := rung.Sub(h.wednesday(14, 20)); late < 0 || late > 2*h.fake.Delay {
			t.Errorf("rung %v late", late)
		}
		if before == 0 || after == 0 {
			t.Errorf("%d of the crowd before the ring, %d after it: it was to fall due in the middle", before, after)
		}
	})
}

// start runs a process on the house's database until it is stopped.
func (h *house) start() (stop func()) {
	h.restart()
	return h.runsUntil()
}

// runsUntil lets the process that there is run until it is stopped.
func (h *house) runsUntil() (stop func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	return func() {
		h.t.Helper()
		cancel()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	}
}

// gone makes a chat one that cannot be reached.
func (h *house) gone(chat string) {
	h.t.Helper()
	blocked := bot.Settlement{Chat: h.fake.Chat(chat), Outcome: bot.Outcome{State: bot.StateDropped, At: h.now(), Gone: true}}
	if _, err := h.db.Turn(h.t.Context(), bot.Turn{Platform: h.fake.Name(), Settled: []bot.Settlement{blocked}}); err != nil {
		h.t.Fatal(err)
	}
}

// news is the notice that the scheduler makes of a broadcast.
func news(n bot.News) (bot.Notice, bot.Aim) {
	return bot.Notice{
		Kind: bot.Broadcast, Talk: fmt.Sprint(n.Number), Start: n.Confirmed, Due: n.Confirmed,
		Deadline: n.Confirmed.Add(30 * time.Minute), Expires: n.Confirmed.Add(6 * time.Hour),
	}, bot.Aim{}
}

// broadcasts is how many broadcasts stand in each chat of a network.
func broadcasts(network *bottest.Fake) map[string]int {
	got := map[string]int{}
	for _, s := range network.Messages() {
		if strings.HasPrefix(s.Message.Text(), "Message from the organisers") {
			got[s.Ref.Chat.ID]++
		}
	}
	return got
}

func texts(network *bottest.Fake) []string {
	var all []string
	for _, s := range network.Messages() {
		all = append(all, s.Message.Text())
	}
	return all
}
