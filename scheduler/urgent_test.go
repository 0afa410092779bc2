package scheduler_test

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
)

// amidst is a house in which a broadcast is half way through a crowd, on a
// network such as Telegram.
func amidst(t *testing.T) (h *house, stop func()) {
	t.Helper()
	h = crowdHouse(t, 14, 10, telegramLike)
	h.source = &origin{}
	h.source.publish(h.live.Get())
	for i := range crowdEach {
		h.meet(h.fake.Chat(strconv.Itoa(i)))
	}
	h.star("ada", mountAPI)
	stop = h.start()
	h.broadcast("Lunch is ready.")
	h.Wake()
	// A process begins with nothing left of its second.
	time.Sleep(time.Duration(1+crowdEach/2/28) * time.Second)
	if told := len(h.fake.Messages()); told < crowdEach/3 || told > crowdEach*2/3 {
		t.Fatalf("%d of %d have been told", told, crowdEach)
	}
	return h, stop
}

// TestAChangeOvertakesABroadcast is a room that changes for a talk that starts in
// a quarter of an hour.
func TestAChangeOvertakesABroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, stop := amidst(t)
		mainHall := h.live.Get().FindRooms("main hall").Hits[0]
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Room = mainHall })))
		if err := h.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		changed := h.now()
		time.Sleep(5 * time.Second)
		stop()
		ofAda := h.fake.In(h.fake.Chat("ada"))
		i := slices.IndexFunc(ofAda, func(s bottest.Sent) bool { return strings.Contains(s.Message.Text(), "Room change") })
		if i < 0 {
			t.Fatalf("Ada was told %v", ofAda)
		}
		if after := ofAda[i].At.Sub(changed); after > time.Second {
			t.Errorf("told %v after it was known", after)
		}
	})
}

// TestAnswersDoNotWaitForACrowd asks while a crowd is told, from chats that are
// being told and others, with what reads and what writes.
func TestAnswersDoNotWaitForACrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, stop := amidst(t)
		in := make(chan bot.Incoming)
		answering := make(chan error)
		answer := func(ctx context.Context, in bot.Incoming) bot.Message {
			if _, err := h.db.Follow(ctx, in.Chat, bot.Follow{Topic: talk(in.Text)}); err != nil {
				t.Error(err)
			}
			return bot.Message{Body: []bot.Paragraph{{{Text: "asked at " + in.Text}}}}
		}
		go func() {
			answering <- bot.Serve(t.Context(), in, map[string]bot.Platform{"test": h.fake}, answer, slog.New(slog.DiscardHandler))
		}()
		for i := range 100 {
			asked := bot.Incoming{Chat: h.fake.Chat(strconv.Itoa(crowdEach * i / 100)), Text: h.now().Format(time.RFC3339Nano)}
			in <- asked
			time.Sleep(37 * time.Millisecond)
		}
		close(in)
		if err := <-answering; err != nil {
			t.Error(err)
		}
		stop()
		answers := 0
		for _, s := range h.fake.Messages() {
			asked, isAnswer := strings.CutPrefix(s.Message.Text(), "asked at ")
			if !isAnswer {
				continue
			}
			answers++
			at, err := time.Parse(time.RFC3339Nano, asked)
			if err != nil {
				t.Fatal(err)
			}
			if late := s.At.Sub(at) - h.fake.Delay; late > 100*time.Millisecond {
				t.Errorf("an answer was %v late", late)
			}
		}
		if answers != 100 {
			t.Errorf("%d answers, want 100", answers)
		}
	})
}
