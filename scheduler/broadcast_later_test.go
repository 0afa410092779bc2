package scheduler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
	"usher/storage"
)

// confirmed confirms a broadcast, whatever it is.
func (h *house) confirmed(n bot.News) int64 {
	h.t.Helper()
	n.Author = h.fake.Chat("olga")
	id, err := h.db.Draft(h.t.Context(), n, h.now(), h.now().Add(-time.Hour))
	if err == nil {
		_, err = h.db.Confirm(h.t.Context(), bot.Seen{Number: id, Author: n.Author, Revision: 1}, h.now(), h.now().Add(-time.Hour))
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// bubbled is a house with a database, in a bubble.
func bubbled(t *testing.T, hour, minute int, traits bot.Traits) *house {
	t.Helper()
	h := bubbleHouse(t, hour, minute, traits)
	db, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h.db = db
	return h
}

func wrote(text string) map[string]string { return map[string]string{"": text} }

// TestABroadcastGoesOutAtItsMoment to the second, though planning comes round once a
// minute, and though the process is another one by then.
func TestABroadcastGoesOutAtItsMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 14, 0, bot.Traits{})
		h.meet(h.fake.Chat("ada"))
		stop := h.start()
		h.confirmed(bot.News{Texts: wrote("Dinner."), At: h.wednesday(14, 5).Add(17 * time.Second)})
		h.Wake()
		h.sleepUntil(14, 2)
		stop()
		stop = h.start()
		h.sleepUntil(14, 10)
		stop()
		h.rang("ada Wed 14:05:17 Message from the organisers")
	})
}

// TestAMissedMomentIsTheNextProcesss as long as that is worth something.
func TestAMissedMomentIsTheNextProcesss(t *testing.T) {
	h := newHouse(t, 10, 0, bot.Traits{})
	h.meet(h.fake.Chat("ada"))
	h.confirmed(bot.News{Texts: wrote("Dinner."), At: h.wednesday(12, 0)})
	h.confirmed(bot.News{Texts: wrote("Coffee."), At: h.wednesday(10, 30)})
	h.restart()
	h.tickAt(17, 0)
	if diff := cmp.Diff([]string{"Message from the organisers\nDinner."}, texts(h.fake)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestWhoHasScheduledReadsWhatBecameOfIt, be it that nobody was there to send it.
func TestWhoHasScheduledReadsWhatBecameOfIt(t *testing.T) {
	h := newHouse(t, 10, 0, bot.Traits{})
	h.meet(h.fake.Chat("ada"))
	for _, at := range []time.Time{h.wednesday(10, 30), h.wednesday(17, 0)} {
		news := bot.TellingName{Kind: bot.Broadcast, Number: h.confirmed(bot.News{Texts: wrote("Coffee."), At: at})}
		if err := h.Watch(t.Context(), news, bot.Ref{Chat: boss}); err != nil {
			t.Fatal(err)
		}
	}
	h.restart()
	for minute := range 6 {
		h.tickAt(17, minute)
	}
	var read []string
	for _, m := range h.fake.In(boss) {
		text, _, _ := strings.Cut(m.Message.Text(), " in ")
		read = append(read, text)
	}
	slices.Sort(read)
	want := []string{"Not sent: I was not running while it was worth telling.", "Told 1 person"}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestABroadcastIsForThoseWhomItConcerns, in their languages: as of its moment.
func TestABroadcastIsForThoseWhomItConcerns(t *testing.T) {
	h := newHouse(t, 9, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.meet(h.fake.Chat("bob"))
	h.meet(h.fake.Chat("dora"))
	if err := h.db.SetLanguage(t.Context(), h.fake.Chat("dora"), "de"); err != nil {
		t.Fatal(err)
	}
	h.star("dora", mountAPI)
	day := h.live.Get().Day(h.now())
	for _, to := range []bot.Addressees{
		{Kind: bot.Fans, Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: mountAPI}},
		{Kind: bot.Today, Day: day}, {Kind: bot.Today, Day: day.Add(1)},
		{Kind: bot.Speaking, Language: "en"},
	} {
		h.confirmed(bot.News{Texts: map[string]string{"": string(to.Kind), "de": "auf Deutsch"}, Addressees: to})
	}
	h.tick()
	var got []string
	for _, s := range h.fake.Messages() {
		_, text, _ := strings.Cut(s.Message.Text(), "\n")
		got = append(got, s.Ref.Chat.ID+" "+text)
	}
	if diff := cmp.Diff([]string{"ada topic", "dora auf Deutsch", "ada day", "dora auf Deutsch", "ada language", "bob language"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestUnderOverloadRingsGoBeforeAnOverdueBroadcast: a network takes a message every two
// seconds, and a broadcast to thousands is past its deadline when a talk begins. Whoever
// starred that is rung in time all the same, and the broadcast goes on behind.
func TestUnderOverloadRingsGoBeforeAnOverdueBroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 13, 30, bot.Traits{PerSecond: 0.5})
		for i := range 2_000 {
			h.meet(h.fake.Chat(fmt.Sprint(i)))
		}
		for i := range 60 {
			h.star(fmt.Sprint("fan ", i), mountAPI)
		}
		h.confirmed(bot.News{Texts: wrote("Lunch is ready.")})
		stop := h.start()
		h.sleepUntil(14, 45)
		stop()
		rung, behind := 0, 0
		for _, s := range h.fake.Messages() {
			switch broadcast := strings.HasPrefix(s.Message.Text(), "Message from"); {
			case broadcast && s.At.After(h.wednesday(14, 30)):
				behind++
			case !broadcast && s.At.After(h.wednesday(14, 30)):
				t.Errorf("rung at %v", s.At)
			case !broadcast:
				rung++
			}
		}
		if rung != 60 || behind == 0 {
			t.Errorf("%d were rung in time, and %d heard of lunch behind them", rung, behind)
		}
	})
}

// TestWhoIsOnAnotherNetworkReadsSoonWhatBecameOfIt, though nothing falls due there meanwhile.
func TestWhoIsOnAnotherNetworkReadsSoonWhatBecameOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 10, 0, bot.Traits{})
		second := bottest.NewFake("second", bot.Traits{})
		second.Clock, second.Delay = h.now, 3*time.Second
		h.others = append(h.others, second)
		h.restart()
		h.meet(h.fake.Chat("ada"), second.Chat("bob"))
		news := bot.TellingName{Kind: bot.Broadcast, Number: h.confirmed(bot.News{Texts: wrote("Coffee."), At: h.wednesday(10, 30)})}
		if err := h.Watch(t.Context(), news, bot.Ref{Chat: boss}); err != nil {
			t.Fatal(err)
		}
		stop := h.start()
		h.sleepUntil(10, 30)
		time.Sleep(15 * time.Second)
		stop()
		if read := h.fake.In(boss); len(read) != 1 || !strings.HasPrefix(read[0].Message.Text(), "Told all 2") {
			t.Errorf("who has scheduled it reads %+v", read)
		}
	})
}
