package scheduler_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// fans star New Mount API, so many of them, and are called "fan 0" and so on.
func (h *house) fans(n int) {
	h.t.Helper()
	for i := range n {
		h.star(fmt.Sprint("fan ", i), mountAPI)
	}
}

// shown sends the boss a message and has it say how far telling people has got.
func (h *house) shown(name bot.TellingName) bot.Ref {
	h.t.Helper()
	ref, err := h.fake.Send(h.t.Context(), bot.Message{Chat: boss, Body: []bot.Paragraph{{{Text: "Telling them…"}}}})
	if err == nil {
		err = h.Watch(h.t.Context(), name, ref)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.Wake()
	return ref
}

// reads is what the boss reads last, with its buttons.
func (h *house) reads() string {
	h.t.Helper()
	all := h.fake.In(boss)
	if len(all) != 1 {
		h.t.Fatalf("the boss has %d messages", len(all))
	}
	text := all[0].Message.Text()
	for _, row := range all[0].Message.Buttons {
		for _, b := range row {
			text += " [" + b.Label + "]"
		}
	}
	return text
}

func theAct(number int64) bot.TellingName { return bot.TellingName{Kind: bot.Change, Number: number} }

// TestAnOrganiserReadsHowManyHaveBeenTold though two have blocked Usher, the network wants
// a rest, and the process is another one by the end. The message says so in its place, and
// is not to be undone for ever.
func TestAnOrganiserReadsHowManyHaveBeenTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 12, 0, bot.Traits{PerSecond: 5})
		h.fans(40)
		for _, gone := range []string{"fan 3", "fan 30"} {
			h.fake.FailIn(h.fake.Chat(gone), &bot.SendError{Failure: bot.Gone, Err: errors.New("blocked")})
		}
		stop := h.start()
		time.Sleep(2 * time.Second)
		p := h.propose(h.toHall(mountAPI))
		if takes := p.Radius.Reach[0].Takes; p.Radius.Told != 40 || takes < 8*time.Second || takes > 9*time.Second {
			t.Errorf("to tell %d takes %v", p.Radius.Told, takes)
		}
		if _, err := h.Do(t.Context(), p.Number, boss, false); err != nil {
			t.Fatal(err)
		}
		h.shown(theAct(p.Number))
		h.Wake() // as whoever has asked, once answered
		time.Sleep(3 * time.Second)
		h.fake.Fail(&bot.SendError{Failure: bot.Throttled, After: 2 * time.Second, Err: errors.New("too many")})
		far, err := h.Told(t.Context(), theAct(p.Number))
		if err != nil || far.Told < 5 || far.Waiting < 5 || far.Told+far.Waiting+far.Gone != 40 {
			t.Errorf("after three seconds: %+v, %v", far, err)
		}
		stop()
		if got := h.reads(); got != "Telling them…" {
			t.Errorf("before the end the boss reads %q", got)
		}
		h.live.Set(conference(t, nil))
		stop = h.start()
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := h.reads(); !strings.HasPrefix(got, "Told 38 of 40 in ") || !strings.HasSuffix(got, "; 2 have blocked me. [Undo] [Who missed it]") {
			t.Errorf("the boss reads %q", got)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := h.reads(); !strings.HasSuffix(got, "blocked me. [Who missed it]") {
			t.Errorf("two minutes later the boss reads %q", got)
		}
		if _, err := h.Undo(t.Context(), theAct(p.Number), boss); !errors.Is(err, bot.ErrTooLate) {
			t.Errorf("undone then: %v", err)
		}
		stop()
	})
}

// TestHowManyHaveBeenToldIsSaidOnceWhereNothingCanBeEdited, as on paper: that it cannot be
// undone any more is no news.
func TestHowManyHaveBeenToldIsSaidOnceWhereNothingCanBeEdited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 12, 0, bot.Traits{})
		h.fans(2)
		h.fake.FailEdits(&bot.SendError{Failure: bot.Rejected, Err: errors.New("printed")})
		stop := h.start()
		time.Sleep(2 * time.Second)
		h.shown(theAct(h.do(h.toHall(mountAPI))))
		time.Sleep(5 * time.Minute)
		stop()
		var read []string
		for _, m := range h.fake.In(boss) {
			read = append(read, m.Message.Text())
		}
		if want := []string{"Telling them…", "Told all 2 in 1 s."}; !slices.Equal(read, want) {
			t.Errorf("the boss reads %q", read)
		}
	})
}

// TestUndoneWhileTellingCorrectsThoseWhoKnow, and the others never hear of it.
func TestUndoneWhileTellingCorrectsThoseWhoKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 12, 0, bot.Traits{PerSecond: 4})
		h.fans(40)
		stop := h.start()
		time.Sleep(2 * time.Second)
		n := h.do(h.toHall(mountAPI))
		ref := h.shown(theAct(n))
		time.Sleep(4 * time.Second)
		taken, err := h.Undo(t.Context(), theAct(n), h.fake.Chat("another organiser"))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Watch(t.Context(), taken, ref); err != nil {
			t.Fatal(err)
		}
		h.Wake()
		time.Sleep(5 * time.Minute)
		stop()
		knew := 0
		for i := range 40 {
			switch all := h.fake.In(h.fake.Chat(fmt.Sprint("fan ", i))); len(all) {
			case 0:
			case 2:
				knew++
			default:
				t.Errorf("fan %d has %d messages", i, len(all))
			}
		}
		if knew < 10 || knew > 30 {
			t.Errorf("%d of 40 were told before it was undone", knew)
		}
		if want := fmt.Sprintf("Undone. The correction has reached %d of %d people who had been told.", knew, knew); h.reads() != want {
			t.Errorf("the boss reads %q, not %q", h.reads(), want)
		}
	})
}

// TestAWithdrawnBroadcastIsStruckThrough for those who have it, said anew where it cannot
// be changed any more, and unheard of by the others.
func TestAWithdrawnBroadcastIsStruckThrough(t *testing.T) {
	for name, refused := range map[string]*bot.SendError{"edited": nil, "too old": {Failure: bot.Rejected, Err: errors.New("too old")}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := bubbled(t, 12, 0, bot.Traits{PerSecond: 4})
				for i := range 40 {
					h.meet(h.fake.Chat(fmt.Sprint("fan ", i)))
				}
				stop := h.start()
				time.Sleep(2 * time.Second)
				news := bot.TellingName{Kind: bot.Broadcast, Number: h.confirmed(bot.News{Texts: wrote("Lunch is *ready*.")})}
				h.Wake()
				time.Sleep(4 * time.Second)
				h.fake.FailEdits(refused)
				if _, err := h.Undo(t.Context(), news, boss); err != nil {
					t.Fatal(err)
				}
				h.Wake()
				if _, err := h.Undo(t.Context(), news, boss); !errors.Is(err, bot.ErrUndone) {
					t.Errorf("undone twice: %v", err)
				}
				time.Sleep(5 * time.Minute)
				stop()
				had := 0
				for i := range 40 {
					all := h.fake.In(h.fake.Chat(fmt.Sprint("fan ", i)))
					if len(all) == 0 {
						continue
					}
					had++
					last := all[len(all)-1].Message
					if anew := refused != nil; len(all) != 1 && !anew || len(all) != 2 && anew || !strings.HasPrefix(last.Text(), "Withdrawn by the organisers\nLunch is") ||
						last.Body[1][0].Style != bot.Strike || last.Rings {
						t.Errorf("fan %d has %d messages, of which the last is %+v", i, len(all), last)
					}
				}
				if had < 10 || had > 30 {
					t.Errorf("%d of 40 had it before it was withdrawn", had)
				}
			})
		})
	}
}

// TestThePreviewNamesThoseWhoAreTold holds the numbers of previews against who has a
// message more afterwards, while people star and unstar what organisers move about.
func TestThePreviewNamesThoseWhoAreTold(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 4))
			h := newHouse(t, 9, 0, bot.Traits{})
			talks := []string{mountAPI, linuxTPMs, networks, bpfilter, magicTar}
			for range 15 {
				h.clock = h.clock.Add(time.Minute)
				for range 4 {
					chat, key := fmt.Sprint("fan ", random.IntN(6)), talks[random.IntN(len(talks))]
					if random.IntN(4) == 0 {
						h.unstar(chat, key)
					} else {
						h.star(chat, key)
					}
				}
				h.tick()
				p := h.propose(h.something(random, talks[random.IntN(len(talks))]))
				before := h.messages()
				if _, err := h.Do(t.Context(), p.Number, boss, false); err != nil {
					t.Fatal(err)
				}
				h.tick()
				after := h.messages()
				more := 0
				for chat, n := range after {
					if n > before[chat] {
						more++
					}
				}
				if more != p.Radius.Told {
					t.Fatalf("%+v: %d were to be told, and %d were", p.Adds, p.Radius.Told, more)
				}
			}
		})
	}
}

// messages is how many messages each chat has.
func (h *house) messages() map[string]int {
	all := map[string]int{}
	for _, s := range h.fake.Messages() {
		all[s.Ref.Chat.ID]++
	}
	return all
}

// something is what an organiser might do with a talk.
func (h *house) something(random *rand.Rand, key string) schedule.Override {
	switch random.IntN(5) {
	case 0:
		return h.slotOf(schedule.Cancel, key)
	case 1:
		return h.slotOf(schedule.Restore, key)
	case 2:
		return h.late(20 * random.IntN(3))
	case 3:
		return h.toTime(key, 14+random.IntN(4), 15*random.IntN(4))
	}
	o := h.toHall(key)
	o.ToRoom = h.live.Get().Rooms()[random.IntN(2)].Key
	return o
}

// TestAPreviewSaysWhatGetsIntoTheWay of those who would have two talks at the same time
// that they do not have now, and of nobody else.
func TestAPreviewSaysWhatGetsIntoTheWay(t *testing.T) {
	h := newHouse(t, 12, 0, bot.Traits{})
	h.star("ada", mountAPI, networks) // 14:30 and 15:15
	h.star("bob", mountAPI)
	h.star("eve", mountAPI, linuxTPMs) // both at 14:30
	h.tick()
	p := h.propose(h.toTime(mountAPI, 15, 15))
	if of := p.Radius; of.Clashing != 1 || !slices.Equal(of.Clashes, []bot.Clash{{Talk: networks, People: 1}}) || of.Told != 3 || of.Languages["en"] != 3 {
		t.Errorf("%+v", of)
	}
	h.tickAt(14, 21)
	if p := h.propose(h.toHall(mountAPI)); p.Radius.Rung != 3 || p.Radius.Clashing != 0 {
		t.Errorf("after the ring: %+v", p.Radius)
	}
}

// TestALateRoomGetsIntoTheWay of those who would have two talks at the same time by that,
// be they told, or only rung later because it is a little late.
func TestALateRoomGetsIntoTheWay(t *testing.T) {
	h := newHouse(t, 12, 0, bot.Traits{})
	h.star("ada", mountAPI, eventLog)  // until 15:10, and from 15:15
	h.star("eve", mountAPI, linuxTPMs) // both at 14:30, as ever
	h.tick()
	for minutes, told := range map[int]int{3: 0, 12: 0, 20: 2} {
		clashes := []bot.Clash{{Talk: eventLog, People: 1}}
		if minutes == 3 {
			clashes = nil
		}
		p := h.propose(h.lateFrom(14, 0, minutes))
		if of := p.Radius; of.Told != told || of.Clashing != len(clashes) || !slices.Equal(of.Clashes, clashes) {
			t.Errorf("%d late: %+v", minutes, of)
		}
	}
}
