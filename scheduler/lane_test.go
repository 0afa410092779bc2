package scheduler_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/scheduler"
)

// TestOneRefusalHoldsUpNobody has each way to fail happen to one of many whose
// rings are on their way at the same time.
func TestOneRefusalHoldsUpNobody(t *testing.T) {
	for _, kind := range []bot.Failure{bot.Temporary, bot.Gone, bot.ChatMoved, bot.Rejected} {
		t.Run(kind.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := crowdHouse(t, 14, 0, bot.Traits{Parallel: 8})
				h.follows(40, mountAPI)
				odd := h.fake.Chat(mountAPI + "17")
				h.meet(h.fake.Chat(odd.ID + "-moved")) // what it has is joined to what moves there
				h.fake.FailIn(odd, bottest.Failed(kind, odd))
				stop := h.start()
				h.sleepUntil(14, 21)
				stop()
				told := 0
				for _, s := range h.fake.Messages() {
					if late := s.At.Sub(h.wednesday(14, 20)); late > time.Second {
						t.Errorf("%s was rung %v late", s.Ref.Chat.ID, late)
					}
					if s.Ref.Chat.ID != mountAPI+"17-moved" {
						told++
					}
				}
				if told != 39 {
					t.Errorf("%d others were rung, want 39", told)
				}
				moved := len(h.fake.In(h.fake.Chat(mountAPI + "17-moved")))
				if (kind == bot.ChatMoved) != (moved == 1) {
					t.Errorf("the chat's new name was told %d times", moved)
				}
			})
		})
	}
}

// TestARefusalPausesAllForAsLongAsItSays has a network say that it is too much
// while others are on their way: these are not called back, and nobody else is
// sent anything until then, whatever becomes of the process.
func TestARefusalPausesAllForAsLongAsItSays(t *testing.T) {
	for name, killed := range map[string]bool{"it goes on": false, "it is killed": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := crowdHouse(t, 14, 0, telegramLike)
				h.follows(100, mountAPI)
				stop := h.start()
				h.sleepUntil(14, 19)
				time.Sleep(58 * time.Second) // half of them
				h.fake.Fail(tooMany(40 * time.Second))
				time.Sleep(time.Second)
				if killed {
					stop()
					stop = h.start()
				}
				h.sleepUntil(14, 25)
				stop()
				attempts := h.fake.Attempts()
				i := slices.IndexFunc(attempts, func(a bottest.Attempt) bool { return a.Err != nil })
				refused := attempts[i].At
				for _, a := range attempts[i+1:] {
					if after := a.At.Sub(refused); after > h.fake.Delay && after < 40*time.Second {
						t.Errorf("an attempt %v after the refusal", after)
					}
				}
				if n := len(h.fake.Messages()); n != 100 {
					t.Errorf("%d were rung, want 100", n)
				}
			})
		})
	}
}

// TestAPauseIsWrittenDownOnce and not with every look at the queue while it lasts.
func TestAPauseIsWrittenDownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 19, bot.Traits{})
		h.star("ada", mountAPI)
		paused := 0
		h.with(noting{h.db, func(turn bot.Turn) {
			if !turn.Paused.IsZero() {
				paused++
			}
		}})
		h.fake.Fail(tooMany(5 * time.Minute))
		stop := h.runsUntil()
		h.sleepUntil(14, 30)
		stop()
		if paused != 1 {
			t.Errorf("it is written down %d times", paused)
		}
	})
}

// noting is a store that lets somebody look at its turns.
type noting struct {
	scheduler.Store
	note func(bot.Turn)
}

func (n noting) Turn(ctx context.Context, turn bot.Turn) ([]bot.Delivery, error) {
	n.note(turn)
	return n.Store.Turn(ctx, turn)
}

// TestAPauseTeachesOnce has a network refuse all that is on its way: the rate is cut
// for the first of them.
func TestAPauseTeachesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, bot.Traits{PerSecond: 100, Parallel: 8})
		h.follows(8, mountAPI)
		for range 8 {
			h.fake.Fail(tooMany(30 * time.Second))
		}
		stop := h.start()
		h.sleepUntil(14, 20)
		time.Sleep(time.Second)
		if lane := h.Lanes()[0]; lane.PerSecond < 69 || lane.PerSecond > 71 {
			t.Errorf("it is told %v a second, want 70", lane.PerSecond)
		}
		stop()
	})
}

// TestAGroupThatIsToldMuchHoldsUpNobody has many broadcasts for a group, which may
// be told 20 in a minute, and others.
func TestAGroupThatIsToldMuchHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, telegramLike)
		h.grouped = true
		h.meet(h.fake.Chat("-1"))
		for i := range 10 {
			h.meet(h.fake.Chat(strconv.Itoa(i)))
		}
		stop := h.start()
		const news = 30
		for i := range news {
			h.broadcast("News " + strconv.Itoa(i))
		}
		h.Wake()
		began := h.now()
		time.Sleep(5 * time.Minute)
		stop()
		told := h.fake.In(h.fake.Chat("-1"))
		if len(told) != news {
			t.Fatalf("the group was told %d, want %d", len(told), news)
		}
		for i := 20; i < news; i++ {
			if in := told[i].At.Sub(told[i-20].At); in < time.Minute {
				t.Errorf("21 in %v", in)
			}
		}
		for i := range 10 {
			mine := h.fake.In(h.fake.Chat(strconv.Itoa(i)))
			// 330 at 28 a second take 12 s, 30 in a chat at one a second 28.
			if took := mine[len(mine)-1].At.Sub(began); len(mine) != news || took > 30*time.Second {
				t.Errorf("chat %d was told %d in %v", i, len(mine), took)
			}
		}
		if n := h.Counts()["test"]; n.Sent != 11*news {
			t.Errorf("counted %+v", n)
		}
	})
}

// TestWhatIsOnItsWayIsSeenToItsEnd stops while several are: what arrives in time is
// known to have arrived, and nothing else is begun.
func TestWhatIsOnItsWayIsSeenToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, bot.Traits{Parallel: 8})
		h.fake.Delay = time.Second
		h.follows(40, mountAPI)
		stop := h.start()
		h.sleepUntil(14, 20)
		time.Sleep(1500 * time.Millisecond)
		stop()
		if n := len(h.fake.Messages()); n != 16 {
			t.Errorf("%d were rung when it stopped, want 16", n)
		}
		stop = h.start()
		time.Sleep(time.Minute)
		stop()
		if n := len(h.fake.Attempts()); n != 40 {
			t.Errorf("%d attempts at 40", n)
		}
	})
}

// TestWaitingForOnesTurnIsNoAttempt has a chat that may be told one thing a second:
// what was given back for that fails for the first time when it fails.
func TestWaitingForOnesTurnIsNoAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, bot.Traits{Parallel: 1, Chat: bot.Pace{Burst: 1, Every: time.Second}})
		h.fake.Delay = 0
		h.meet(h.fake.Chat("ada"))
		h.broadcast("First.")
		h.broadcast("Second.")
		stop := h.start()
		time.Sleep(500 * time.Millisecond)
		h.fake.Fail(&bot.SendError{Failure: bot.Temporary, Err: errors.New("reset")})
		time.Sleep(10 * time.Second)
		stop()
		began := h.fake.Attempts()[0].At
		var after []time.Duration
		for _, a := range h.fake.Attempts() {
			after = append(after, a.At.Sub(began).Round(time.Millisecond))
		}
		if diff := cmp.Diff([]time.Duration{0, time.Second, 3 * time.Second}, after); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// TestTickBesideRun has both drive the same lane.
func TestTickBesideRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, bot.Traits{Parallel: 8})
		h.follows(40, mountAPI)
		stop := h.start()
		h.sleepUntil(14, 20)
		if err := h.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(h.fake.Messages()); n != 40 {
			t.Errorf("%d were rung when Tick returned, want 40", n)
		}
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := h.Tick(soon); err != nil {
			t.Errorf("a Tick with nothing to do: %v", err)
		}
		h.star("eve", networks) // Run is still to look after itself
		h.Wake()
		h.sleepUntil(15, 6)
		stop()
		if n := len(h.fake.Attempts()); n != 41 {
			t.Errorf("%d attempts, want 41", n)
		}
	})
}
