package scheduler_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
)

func TestAGoneChatIsLeftAloneUntilItSpeaks(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI, networks, magicTar)
	h.fake.FailIn(h.fake.Chat("ada"), &bot.SendError{Failure: bot.Gone, Err: errors.New("blocked")})
	h.tickAt(14, 20)
	h.tickAt(14, 21)
	h.fake.FailIn(h.fake.Chat("ada"), nil)
	h.tickAt(15, 5) // Ada has not spoken
	h.rang()
	if n := len(h.fake.Attempts()); n != 1 {
		t.Errorf("%d attempts at a gone chat, want 1", n)
	}
	if err := h.db.Seen(t.Context(), bot.Visit{Chat: h.fake.Chat("ada")}); err != nil {
		t.Fatal(err)
	}
	h.tickAt(16, 50)
	h.rang("ada Wed 16:50:00 Starting in 10 min in Dome: Making a magic deduplicating tar using the FICLONE ioctl")
}

func TestAMovedChatIsFollowed(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("group", mountAPI, networks)
	moved := &bot.SendError{Failure: bot.ChatMoved, To: h.fake.Chat("super"), Err: errors.New("upgraded")}
	h.fake.FailIn(h.fake.Chat("group"), moved)
	h.tickAt(14, 20)
	h.tickAt(15, 5)
	h.rang(
		"super Wed 14:20:00 Starting in 10 min in Dome: New Mount API",
		"super Wed 15:05:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special?",
	)
	if strings.Contains(h.logged.String(), "could not tell") {
		t.Errorf("that a chat has another name is said: %s", &h.logged)
	}
}

// TestAGroupThatMovesToOneThatIsKnown is rung there within the second, and does
// not wait for planning.
func TestAGroupThatMovesToOneThatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		time.Sleep(30 * time.Second) // not with a minute's planning
		p := h.begin(database(t))
		h.star("group", mountAPI)
		h.star("super", networks)
		h.Wake()
		h.fake.FailIn(h.fake.Chat("group"), &bot.SendError{Failure: bot.ChatMoved, To: h.fake.Chat("super"), Err: errors.New("upgraded")})
		h.sleepUntil(14, 20)
		p.end()
		h.told("super Wed 14:20:00 Starting in 10 min in Dome: New Mount API / 14:30–15:10 · Christian Brauner")
	})
}

func TestOneRejectedMessageStopsNoOther(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.star("bob", mountAPI)
	h.fake.FailIn(h.fake.Chat("ada"), &bot.SendError{Failure: bot.Rejected, Err: errors.New("too odd")})
	h.tickAt(14, 20)
	h.restart()
	h.tickAt(14, 21)
	if diff := cmp.Diff([]string{"ada rejected", "bob ok"}, states(t, h.fake.Attempts())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestACrashBetweenClaimAndSettle is one after which nobody knows whether the
// message arrived.
func TestACrashBetweenClaimAndSettle(t *testing.T) {
	for name, idempotent := range map[string]bool{"idempotent": true, "not": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 14, 0, bot.Traits{Idempotent: idempotent})
			h.star("ada", mountAPI)
			h.tick()
			h.with(&lossy{Store: h.db, err: errors.New("the plug was pulled")})
			h.clock = h.wednesday(14, 20)
			if err := h.Tick(t.Context()); err == nil {
				t.Fatal("the store did not fail")
			}
			h.restart()
			h.tickAt(14, 21)
			attempts := h.fake.Attempts()
			if len(attempts) != 2 || attempts[0].Message.Key != attempts[1].Message.Key {
				t.Fatalf("attempts: %+v; want two with one key", attempts)
			}
			want := []string{"ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API"}
			if !idempotent {
				want = append(want, "ada Wed 14:21:00 Starting in 9 min in Dome: New Mount API")
			}
			h.rang(want...)
		})
	}
}

// TestASettlementIsNotLost holds that a process whose disk was full for a while
// does not send again what it knows it has sent.
func TestASettlementIsNotLost(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.tick()
	full := &lossy{Store: h.db, err: errors.New("disk full")}
	h.with(full)
	h.clock = h.wednesday(14, 20)
	if err := h.Tick(t.Context()); !errors.Is(err, full.err) {
		t.Fatalf("Tick = %v", err)
	}
	full.err = nil
	h.tickAt(14, 21)
	h.restart()
	h.tickAt(14, 22)
	h.rang("ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API")
}

// TestWhatMayHaveBeenClaimedIsPutBack has a store that does not know whether it could
// write down what it was asked to: the disk did not say.
func TestWhatMayHaveBeenClaimedIsPutBack(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.tick()
	unsure := &silent{Store: h.db, err: errors.New("I/O error")}
	h.with(unsure)
	h.clock = h.wednesday(14, 20)
	if err := h.Tick(t.Context()); !errors.Is(err, unsure.err) {
		t.Fatalf("Tick = %v", err)
	}
	unsure.err = nil
	h.tickAt(14, 21)
	h.rang("ada Wed 14:21:00 Starting in 9 min in Dome: New Mount API")
}

// silent is a store that claims something and says that it could not, while it has an
// error.
type silent struct {
	scheduler.Store
	err error
}

func (s *silent) Turn(ctx context.Context, turn bot.Turn) ([]bot.Delivery, error) {
	claimed, err := s.Store.Turn(ctx, turn)
	if len(claimed) > 0 && s.err != nil {
		return nil, s.err
	}
	return claimed, err
}

// TestWhatIsClaimedIsWordedFromTheScheduleItWasClaimedBy has one come into force in
// between: its notices are stored with it, and the claimed would not be among them.
func TestWhatIsClaimedIsWordedFromTheScheduleItWasClaimedBy(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	first := conference(t, nil)
	h.source = &origin{versions: []*schedule.Schedule{first}}
	h.restart()
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	inForce := h.live.Get()
	h.star("ada", mountAPI)
	h.tick()
	h.source.publish(conference(t, later(map[string]time.Duration{mountAPI: time.Hour})))
	refreshed := make(chan error, 1)
	h.with(&interrupted{Store: h.db, claimed: sync.OnceFunc(func() {
		go func() { refreshed <- h.Refresh(context.WithoutCancel(t.Context())) }()
		time.Sleep(50 * time.Millisecond) // a schedule that need not wait is in force by then
		if h.live.Get() != inForce {
			t.Error("another schedule is in force before what was claimed is worded")
		}
	})})
	if err := h.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	inForce = h.live.Get()
	h.tickAt(14, 20)
	if err := <-refreshed; err != nil {
		t.Fatal(err)
	}
	if h.live.Get() == inForce {
		t.Error("it has not come into force")
	}
}

// interrupted is a store after whose claiming something else happens.
type interrupted struct {
	scheduler.Store
	claimed func()
}

func (i *interrupted) Turn(ctx context.Context, turn bot.Turn) ([]bot.Delivery, error) {
	claimed, err := i.Store.Turn(ctx, turn)
	if len(claimed) > 0 {
		i.claimed()
	}
	return claimed, err
}

// TestWhatIsNotTrueIsNotMissed has a talk move while its ring could not be told.
func TestWhatIsNotTrueIsNotMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 14, 0, bot.Traits{})
		h.star("ada", mountAPI)
		h.fake.Fail(unreachable)
		h.tickAt(14, 20)
		h.live.Set(conference(t, later(map[string]time.Duration{mountAPI: time.Hour})))
		time.Sleep(time.Minute) // out of its back-off
		h.tickAt(14, 21)
		h.counted(scheduler.Counts{Dropped: map[string]int{"talk moved": 1}})
	})
}

// lossy is a store that does not settle while it has an error.
type lossy struct {
	scheduler.Store
	err error
}

func (l *lossy) Turn(ctx context.Context, turn bot.Turn) ([]bot.Delivery, error) {
	if l.err != nil && len(turn.Settled) > 0 {
		return nil, l.err
	}
	return l.Store.Turn(ctx, turn)
}
