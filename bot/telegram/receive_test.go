package telegram_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// piped is open for a synctest bubble. What is logged is in the record.
func piped(t *testing.T, server *telegramtest.Server, inbox bot.Inbox) (*telegram.Telegram, *record) {
	t.Helper()
	log := &record{}
	tg, err := telegram.New(telegram.Options{
		Token: telegramtest.Token, API: server.URL, Inbox: inbox, Dial: server.Dial,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tg, log
}

func TestTriesAgain(t *testing.T) {
	tests := map[string]struct {
		method string
		faults []telegramtest.Fault
		after  time.Duration // until what was typed is heard
		logged string
	}{
		"backs off": {
			"getUpdates",
			slices.Repeat([]telegramtest.Fault{telegramtest.BadGateway()}, 7),
			(1 + 2 + 4 + 8 + 16 + 30 + 30) * time.Second, "status 502",
		},
		"waits as long as it is told": {
			"getUpdates", []telegramtest.Fault{telegramtest.TooMany(77)}, 77 * time.Second, "Too Many Requests",
		},
		"waits for another to stop": {
			"getUpdates", []telegramtest.Fault{telegramtest.Refused(http.StatusConflict, "Conflict: terminated by other getUpdates request")},
			time.Second, "level=ERROR msg=\"somebody else receives",
		},
		"starts while Telegram is away": {
			"getMe", []telegramtest.Fault{telegramtest.Reset(), telegramtest.Reset()}, 3 * time.Second, "getMe: ",
		},
		"an answer that is lost": {
			"getUpdates", []telegramtest.Fault{telegramtest.LostAnswer()}, time.Second, "getUpdates: ",
		},
		"an answer that never comes": {
			"getUpdates", []telegramtest.Fault{telegramtest.Slow(time.Hour)}, 61 * time.Second, "deadline exceeded",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := telegramtest.NewPiped(t)
				ada := server.Person("Ada", "")
				server.Fail(test.method, test.faults...)
				tg, log := piped(t, server, &bottest.Inbox{})
				start := time.Now()
				ada.Type("/now")
				next, stop := hearing(t, tg)
				if in := next(); in.Text != "/now" {
					t.Errorf("heard %q", in.Text)
				}
				if took := time.Since(start); took != test.after {
					t.Errorf("heard after %v, want %v", took, test.after)
				}
				if err := stop(); err != nil {
					t.Error(err)
				}
				if !strings.Contains(log.String(), test.logged) {
					t.Errorf("nothing is logged of %q:\n%s", test.logged, log)
				}
			})
		})
	}
}

// TestEndsAPollAtOnce: Telegram would hold it for fifty seconds.
func TestEndsAPollAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		tg, _ := piped(t, server, &bottest.Inbox{})
		_, stop := hearing(t, tg)
		time.Sleep(20 * time.Second)
		start := time.Now()
		if err := stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it ends after %v", took)
		}
		if polls := server.Requests("getUpdates"); polls != 1 {
			t.Errorf("in 20 s it polls %d times", polls)
		}
	})
}

// hearing is listening for a bubble: it has the patience of a day.
func hearing(t *testing.T, tg *telegram.Telegram) (next func() bot.Incoming, stop func() error) {
	t.Helper()
	to := make(chan bot.Incoming)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- tg.Receive(ctx, to) }()
	t.Cleanup(cancel)
	next = func() bot.Incoming {
		t.Helper()
		select {
		case in := <-to:
			return in
		case <-time.After(24 * time.Hour):
			t.Fatal("nothing came in")
			return bot.Incoming{}
		}
	}
	return next, func() error { cancel(); return <-result }
}

func TestEndsWhenTheTokenIsUnknown(t *testing.T) {
	for name, fault := range map[string]struct {
		method string
		fault  telegramtest.Fault
	}{
		"from the start": {"getMe", telegramtest.Refused(http.StatusUnauthorized, "Unauthorized")},
		"never was one":  {"getMe", telegramtest.Refused(http.StatusNotFound, "Not Found")},
		"revoked":        {"getUpdates", telegramtest.Refused(http.StatusUnauthorized, "Unauthorized")},
	} {
		t.Run(name, func(t *testing.T) {
			server := telegramtest.New(t)
			server.Fail(fault.method, fault.fault)
			err := open(t, server, &bottest.Inbox{}, nil).Receive(t.Context(), make(chan bot.Incoming))
			if !errors.Is(err, telegram.ErrToken) {
				t.Errorf("Receive returned %v", err)
			}
		})
	}
}

func TestMovesOnOnlyWhenTheInboxHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		inbox := &bottest.Inbox{}
		tg, log := piped(t, server, inbox)
		next, stop := hearing(t, tg)
		synctest.Wait()
		inbox.Fail(errors.New("disk full"), errors.New("disk full"))
		ada.Type("/now")
		ada.Type("/next")
		time.Sleep(2 * time.Second)
		if got := server.Unconfirmed(); got == 0 {
			t.Error("what the inbox did not take is confirmed")
		}
		got := []string{next().Text, next().Text}
		if diff := cmp.Diff([]string{"/now", "/next"}, got); diff != "" {
			t.Error(diff)
		}
		time.Sleep(2 * time.Minute)
		if got := server.Unconfirmed(); got != 0 {
			t.Errorf("%d updates are never confirmed", got)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if !strings.Contains(log.String(), "disk full") {
			t.Errorf("nothing is logged of it:\n%s", log)
		}
	})
}

// TestOutlivesASilence: after a week without updates, ids go on at random, and
// may go on lower.
func TestOutlivesASilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		inbox := &bottest.Inbox{}
		tg, _ := piped(t, server, inbox)
		next, stop := hearing(t, tg)
		ada.Type("/now")
		next().Done()
		time.Sleep(5 * time.Minute) // a week is more of the same
		server.RestartIDs(17)
		ada.Type("/next")
		in := next()
		if in.Text != "/next" || in.Update != "17" {
			t.Errorf("heard %q as update %s", in.Text, in.Update)
		}
		in.Done()
		synctest.Wait() // the next poll has arrived
		if err := stop(); err != nil {
			t.Error(err)
		}

		// And while the bot was away, with what the inbox last knew.
		time.Sleep(8 * 24 * time.Hour)
		server.RestartIDs(3)
		ada.Type("/agenda")
		tg, _ = piped(t, server, inbox)
		next, stop = hearing(t, tg)
		if in := next(); in.Text != "/agenda" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestLeavesOldQuestionsUnanswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		inbox := &bottest.Inbox{}
		ada.TypeAt(time.Now().Add(-11*time.Minute), "/next")
		ada.TypeAt(time.Now().Add(-9*time.Minute), "/now")
		tg, _ := piped(t, server, inbox)
		next, stop := hearing(t, tg)
		if in := next(); in.Text != "/now" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		// What was accepted in time is owed an answer, however long Usher was away.
		time.Sleep(time.Hour)
		ada.Type("/agenda")
		tg, _ = piped(t, server, inbox)
		next, stop = hearing(t, tg)
		got := []string{next().Text, next().Text}
		if diff := cmp.Diff([]string{"/now", "/agenda"}, got); diff != "" {
			t.Error(diff)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestSlowAcknowledgementsHoldUpNobody: a press is heard though Telegram takes
// its time over the acknowledgements of those before it, and each of the crowd's
// is acknowledged in the end.
func TestSlowAcknowledgementsHoldUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const presses = 50
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		tg, _ := piped(t, server, &bottest.Inbox{})
		send(t, tg, bot.Message{Chat: chat(ada), Body: text("Now"), Buttons: [][]bot.Button{{{Label: "Next", Command: "/next"}}}})
		server.Fail("answerCallbackQuery", slices.Repeat([]telegramtest.Fault{telegramtest.Slow(10 * time.Second)}, presses)...)
		next, stop := hearing(t, tg)
		start := time.Now()
		for range presses {
			ada.Press("Next")
		}
		for range presses {
			next()
		}
		// What comes with another poll waits until what came before it is stored.
		if took := time.Since(start); took > time.Second {
			t.Errorf("heard after %v", took)
		}
		time.Sleep(time.Minute)
		if left := server.Waiting(); left != 0 {
			t.Errorf("%d presses are never acknowledged", left)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
