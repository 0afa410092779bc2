package telegram_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// dialling is a Telegram whose connections are counted when they are made.
func dialling(t *testing.T, server *telegramtest.Server, dial func(ctx context.Context, network, address string) (net.Conn, error)) (*telegram.Telegram, *atomic.Int64) {
	t.Helper()
	made := &atomic.Int64{}
	tg, err := telegram.New(telegram.Options{
		Token: telegramtest.Token, API: server.URL, Inbox: &bottest.Inbox{},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			made.Add(1)
			return dial(ctx, network, address)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tg, made
}

// TestConnectionsAreKept: of those that send at once, each needs one, and a poll
// beside them. All have one before the first is answered: who waits for a connection
// while others come back makes one too many, by chance.
func TestConnectionsAreKept(t *testing.T) {
	const workers, each = 64, 30
	server := telegramtest.New(t)
	tg, made := dialling(t, server, new(net.Dialer).DialContext)
	_, stop := listening(t, tg)
	var sending, first sync.WaitGroup
	first.Add(workers)
	var sent atomic.Int64
	server.Disturb(func(method string) telegramtest.Fault {
		if method == "sendMessage" && sent.Add(1) <= workers {
			first.Done()
			first.Wait()
		}
		return telegramtest.Fault{}
	})
	for range workers {
		who := chat(server.Person("Guest", ""))
		sending.Go(func() {
			for range each {
				if _, err := tg.Send(t.Context(), bot.Message{Chat: who, Body: text("Now")}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	sending.Wait()
	if got := made.Load(); got > workers*12/10 {
		t.Errorf("%d who send %d times make %d connections", workers, each, got)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestAConnectionIsLeftBeforeTheServerLeavesIt: what is written while the other end
// closes may be lost.
func TestAConnectionIsLeftBeforeTheServerLeavesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		tg, made := dialling(t, server, server.Dial)
		m := bot.Message{Chat: chat(server.Person("Ada", "")), Body: text("Now")}
		for i, pause := range []time.Duration{0, 29 * time.Second, 31 * time.Second} {
			time.Sleep(pause)
			send(t, tg, m)
			if want := []int64{1, 1, 2}[i]; made.Load() != want {
				t.Errorf("after %v of silence there have been %d connections, want %d", pause, made.Load(), want)
			}
		}
	})
}

// TestASilentPollIsHeldAsLongAsTelegramHoldsIt, which is fifty seconds, and is no
// error.
func TestASilentPollIsHeldAsLongAsTelegramHoldsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		tg, log := piped(t, server, &bottest.Inbox{})
		_, stop := hearing(t, tg)
		time.Sleep(500*time.Second - time.Millisecond)
		if polls := server.Requests("getUpdates"); polls != 10 {
			t.Errorf("in 500 s of silence it polls %d times", polls)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if log.String() != "" {
			t.Errorf("it is logged:\n%s", log)
		}
	})
}

// TestASendWaitsForAnAnswerNoLongerThanPeopleDo, unlike a poll.
func TestASendWaitsForAnAnswerNoLongerThanPeopleDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		tg, _ := piped(t, server, &bottest.Inbox{})
		server.Fail("sendMessage", telegramtest.Slow(time.Hour))
		start := time.Now()
		_, err := tg.Send(t.Context(), bot.Message{Chat: chat(server.Person("Ada", "")), Body: text("Now")})
		judged(t, "unanswered", err, bot.SendError{Failure: bot.Temporary, Unsure: true})
		if took := time.Since(start); took != 15*time.Second {
			t.Errorf("it gives up after %v", took)
		}
	})
}

// TestAnAnswerWithoutEndIsHungUpOn, at once and not when its time is over: what is not
// closed keeps all of its request in memory until then.
func TestAnAnswerWithoutEndIsHungUpOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		var hungUp atomic.Int64
		tg, made := dialling(t, server, func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := server.Dial(ctx, network, address)
			return &left{Conn: conn, closed: &hungUp}, err
		})
		server.Fail("sendMessage", telegramtest.Foreign(http.StatusOK, strings.Repeat(" ", 17<<20)))
		if _, err := tg.Send(t.Context(), bot.Message{Chat: chat(server.Person("Ada", "")), Body: text("Now")}); err == nil {
			t.Error("a page of nothing is taken for an answer")
		}
		synctest.Wait()
		if hungUp.Load() != made.Load() {
			t.Errorf("of %d connections it leaves %d", made.Load(), hungUp.Load())
		}
	})
}

// left is a connection that counts once that it is closed.
type left struct {
	net.Conn
	once   sync.Once
	closed *atomic.Int64
}

func (l *left) Close() error {
	l.once.Do(func() { l.closed.Add(1) })
	return l.Conn.Close()
}
