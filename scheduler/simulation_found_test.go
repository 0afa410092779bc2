package scheduler_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
	"usher/scheduler"
)

// What the simulation found, each as small as it can be told.

// TestALeadChosenWhileItRings is somebody who wants to be rung earlier at the very
// moment at which they are rung.
func TestALeadChosenWhileItRings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		h.fake.Delay = 2 * time.Second
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.leads("ada", 5*time.Minute)
		h.Wake()
		h.sleepUntil(14, 25)
		time.Sleep(time.Second) // it is on its way
		h.leads("ada", 20*time.Minute)
		h.Wake()
		h.sleepUntil(14, 45)
		p.end()
		h.rang("ada Wed 14:25:02 Starting in 5 min in Dome: New Mount API")
	})
}

// TestACorrectionThatCameTooEarlyIsNoRing is a change that was read just before its
// ring is due. Nobody saw the network's answer, and when it is sent again, which
// rings nobody, the ring is due.
func TestACorrectionThatCameTooEarlyIsNoRing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		h.fake = bottest.NewFake("test", bot.Traits{Idempotent: true})
		h.fake.Clock = h.now
		path := database(t)
		p := h.begin(path)
		h.star("ada", mountAPI)
		h.sleepUntil(14, 18)
		h.fake.LoseAnswers(1)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Title = "Mount API" })))
		h.sleepUntil(14, 19)
		p.end()
		h.sleepUntil(14, 22)
		p = h.begin(path)
		h.sleepUntil(14, 40)
		p.end()
		h.told(
			"ada Wed 14:19:00 ⚠ New title: Mount API (was New Mount API), still 14:30 in Dome.",
			"ada Wed 14:22:00 Starting in 8 min in Dome: Mount API / 14:30–15:10 · Christian Brauner",
		)
	})
}

// TestAChatMovesWhileTheNetworkFails is a chat that gets another name after a notice
// for it has failed several times for other reasons.
func TestAChatMovesWhileTheNetworkFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		down := &bot.SendError{Failure: bot.Temporary, Err: errors.New("connection refused")}
		h.fake.Fail(down, down, down, down)
		h.fake.FailIn(h.fake.Chat("ada"), bottest.Failed(bot.ChatMoved, h.fake.Chat("ada")))
		h.sleepUntil(14, 30)
		p.end()
		if n := len(h.fake.In(h.fake.Chat("ada-moved"))); n != 1 {
			t.Errorf("%d messages under the new name, want 1", n)
		}
	})
}

// TestAStarShowsHowATalkStands is a change that is taken back before it was told,
// but not before somebody who had lost interest saw it and starred the talk again.
func TestAStarShowsHowATalkStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 12, 0)
		p := h.begin(database(t))
		h.star("ada", networks)
		h.sleepUntil(12, 1)
		h.source.publish(conference(t, later(map[string]time.Duration{networks: 30 * time.Minute})))
		h.sleepUntil(12, 2)
		time.Sleep(time.Second)
		h.unstar("ada", networks)
		h.star("ada", networks)
		h.source.publish(conference(t, nil))
		h.sleepUntil(12, 10)
		p.end()
		h.told("ada Wed 12:05:00 ⚠ Moved earlier: Disaggregated networks: Is network hardware special? / " +
			"Now Wed 15:15 in Dome (was 15:45).")
	})
}

// TestWhatMayHaveArrivedGoesAgainWhole is a clock that is set back to before a part
// of a message was due.
func TestWhatMayHaveArrivedGoesAgainWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{Idempotent: true})
		var back atomic.Int64
		runs := h.runs
		h.runs = func() time.Time { return runs().Add(-time.Duration(back.Load())) }
		p := h.begin(database(t))
		h.leads("ada", 54*time.Minute, 10*time.Minute)
		h.star("ada", mountAPI, networks)
		h.Wake()
		h.sleepUntil(14, 19)
		down := &bot.SendError{Failure: bot.Temporary, Err: errors.New("connection refused")}
		h.fake.FailIn(h.fake.Chat("ada"), down)
		h.sleepUntil(14, 20)
		time.Sleep(55 * time.Second)
		h.fake.FailIn(h.fake.Chat("ada"), nil)
		h.fake.LoseAnswers(1)
		h.sleepUntil(14, 21)
		back.Store(int64(2 * time.Minute))
		h.sleepUntil(14, 20)
		p.end()
		attempts := h.fake.Attempts()
		lost, again := attempts[len(attempts)-2].Message, attempts[len(attempts)-1].Message
		if lost.Key != again.Key || len(lost.Body) != 3 || len(again.Body) != 3 {
			t.Errorf("%q went again as %q", lost.Text(), again.Text())
		}
	})
}

// TestWhoWasRungMissedNothing is a second ring for a talk that does not get through.
func TestWhoWasRungMissedNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		p := h.begin(database(t))
		h.leads("ada", 20*time.Minute, 10*time.Minute)
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(14, 19)
		down := &bot.SendError{Failure: bot.Temporary, Err: errors.New("connection refused")}
		h.fake.FailIn(h.fake.Chat("ada"), down)
		h.sleepUntil(14, 41)
		h.fake.FailIn(h.fake.Chat("ada"), nil)
		h.sleepUntil(14, 50)
		p.end()
		h.rang("ada Wed 14:10:00 Starting in 20 min in Dome: New Mount API")
	})
}

// TestOneOfTwoLeadsThatAreDueRings is a ring that may have arrived before Usher
// stopped, while it is due for another lead as well when it begins again.
func TestOneOfTwoLeadsThatAreDueRings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		path := database(t)
		p := h.begin(path)
		h.leads("ada", 20*time.Minute, 10*time.Minute)
		h.star("ada", mountAPI)
		h.Wake()
		h.fake.LoseAnswers(1)
		h.sleepUntil(14, 10)
		p.end()
		h.sleepUntil(14, 21)
		p = h.begin(path)
		h.sleepUntil(14, 40)
		p.end()
		h.rang(
			"ada Wed 14:10:00 Starting in 20 min in Dome: New Mount API",
			"ada Wed 14:21:00 Starting in 9 min in Dome: New Mount API",
		)
	})
}

// TestAChangeWhileOneIsRefused is a talk that changes again while a message about
// its first change is on its way to a network that will never take it.
func TestAChangeWhileOneIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		h.fake.Delay = 20 * time.Second
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.fake.Fail(bottest.Failed(bot.Rejected, h.fake.Chat("ada")))
		retitle := func(title string) {
			h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Title = title })))
		}
		h.sleepUntil(14, 1)
		retitle("Mount API")
		h.sleepUntil(14, 2)
		time.Sleep(10 * time.Second) // the first is on its way
		retitle("The Mount API")
		if err := h.Refresh(t.Context()); err != nil {
			t.Error(err)
		}
		h.sleepUntil(14, 10)
		p.end()
		if texts := texts(h.fake); len(texts) != 1 || !strings.Contains(texts[0], "New title: The Mount API (was New Mount API)") {
			t.Errorf("told %q", texts)
		}
	})
}

// busyStore fails whoever asks it too often.
type busyStore struct {
	scheduler.Store
	turns int
}

func (s *busyStore) Turn(ctx context.Context, turn bot.Turn) ([]bot.Delivery, error) {
	if s.turns++; s.turns > 2000 {
		return nil, errors.New("too many turns")
	}
	return s.Store.Turn(ctx, turn)
}

// TestAMuteThatEndsBeforeTheRingOfACrowd is one of a crowd who wants quiet when that
// crowd's rings begin, early, and no more when they are due.
func TestAMuteThatEndsBeforeTheRingOfACrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 0, bot.Traits{PerSecond: 3, Parallel: 8})
		store := &busyStore{Store: h.db}
		h.with(store)
		h.star("ada", mountAPI)
		h.follows(600, mountAPI) // 200 seconds' worth
		h.mute("ada", muting{"", at(14, 20) - time.Second})
		stop := h.runsUntil()
		h.sleepUntil(14, 30)
		stop()
		if store.turns > 2000 {
			t.Error("it is put off again and again, at no time")
		}
		heard := h.fake.In(h.fake.Chat("ada"))
		if len(heard) != 1 || heard[0].At.Before(h.wednesday(14, 20)) {
			t.Errorf("ada heard %v", heard)
		}
	})
}

// TestAChangeOfWhatTwoMayHaveHeard is a talk that changes again after two may have
// heard of its first change, on a network that takes one message at a time: under the
// key of the first it would swallow the second.
func TestAChangeOfWhatTwoMayHaveHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		h.fake = bottest.NewFake("test", bot.Traits{Idempotent: true, Parallel: 1})
		h.fake.Clock = h.now
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.star("joe", mountAPI)
		h.sleepUntil(14, 1)
		time.Sleep(30 * time.Second)
		h.fake.LoseAnswers(2)
		for _, title := range []string{"Mount API", "The Mount API"} {
			h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Title = title })))
			if err := h.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Second) // they are told, and wait for another attempt
		}
		h.sleepUntil(14, 10)
		p.end()
		h.told(
			"ada Wed 14:01:30 ⚠ New title: Mount API (was New Mount API), still 14:30 in Dome.",
			"joe Wed 14:01:30 ⚠ New title: Mount API (was New Mount API), still 14:30 in Dome.",
			"ada Wed 14:01:32 ⚠ New title: The Mount API (was New Mount API), still 14:30 in Dome.",
			"joe Wed 14:01:32 ⚠ New title: The Mount API (was New Mount API), still 14:30 in Dome.",
		)
	})
}

// TestWhatFailsAfterItsLeadWasGivenUp is a ring on its way when its chat chooses
// another lead: it fails, and is not wanted any more.
func TestWhatFailsAfterItsLeadWasGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		h.fake.Delay = 10 * time.Second
		p := h.begin(database(t))
		h.leads("ada", 20*time.Minute)
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(14, 10)
		h.fake.Fail(&bot.SendError{Failure: bot.Temporary, Err: errors.New("connection refused")})
		time.Sleep(time.Second) // it is on its way
		h.leads("ada", 5*time.Minute)
		h.Wake()
		h.sleepUntil(14, 40)
		p.end()
		h.rang("ada Wed 14:25:10 Starting in 5 min in Dome: New Mount API")
	})
}
