package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// ledger is an inbox that notes what is finished, a batch each time.
type ledger struct {
	bot.Inbox // what is not asked here

	mu      sync.Mutex
	batches [][]string
	hinder  func(ctx context.Context) error // nil where nothing does
}

// Finish implements bot.Inbox.
func (l *ledger) Finish(ctx context.Context, platform string, updates ...string) error {
	if platform != "test" {
		return fmt.Errorf("of %q", platform)
	}
	if l.hinder != nil {
		if err := l.hinder(ctx); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches = append(l.batches, updates)
	return nil
}

func (l *ledger) written(update string) (times int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, batch := range l.batches {
		for _, u := range batch {
			if u == update {
				times++
			}
		}
	}
	return times
}

// TestDoneIsWritten lets many finish at the same time: each finds what it has
// finished written, once, when Done returns.
func TestDoneIsWritten(t *testing.T) {
	inbox := &ledger{}
	f := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
	var working sync.WaitGroup
	for i := range 100 {
		working.Go(func() {
			update := fmt.Sprint(i)
			f.Done(update)
			if n := inbox.written(update); n != 1 {
				t.Errorf("%s is written %d times", update, n)
			}
		})
	}
	working.Wait()
}

// TestWhatCannotBeWrittenGoesWithTheNext has an inbox that fails once.
func TestWhatCannotBeWrittenGoesWithTheNext(t *testing.T) {
	failures := 1
	inbox := &ledger{hinder: func(context.Context) error {
		if failures--; failures >= 0 {
			return errors.New("the disk is full")
		}
		return nil
	}}
	var logged bytes.Buffer
	f := bot.NewReception(inbox, "test", slog.New(slog.NewTextHandler(&logged, nil)))
	f.Done("a")
	if !strings.Contains(logged.String(), "the disk is full") || strings.Count(logged.String(), "\n") != 1 {
		t.Errorf("operators are told %q", logged.String())
	}
	f.Done("b")
	f.Done("c")
	if diff := cmp.Diff([][]string{{"a", "b"}, {"c"}}, inbox.batches); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
}

// TestADiskThatHangs lets Usher stop in time.
func TestADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inbox := &ledger{hinder: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		f := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
		began := time.Now()
		f.Done("a")
		if took := time.Since(began); took == 0 || took > 3*time.Second {
			t.Errorf("it waits %s", took)
		}
	})
}

// in are updates as they come in.
func in(updates ...string) []bot.Incoming {
	var batch []bot.Incoming
	for _, u := range updates {
		batch = append(batch, bot.Incoming{Update: u})
	}
	return batch
}

// TestWhileNothingCanBeWritten passes on what comes in, once, and stores it when
// that is possible: what is finished by then is not pending after a restart.
func TestWhileNothingCanBeWritten(t *testing.T) {
	inbox := &bottest.Inbox{}
	r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
	accept := func(cursor string, batch, want []bot.Incoming) {
		t.Helper()
		fresh, err := r.Accept(t.Context(), cursor, batch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, fresh); diff != "" {
			t.Errorf("passed on at %s (-want +got):\n%s", cursor, diff)
		}
	}
	unsafe := func(want string) {
		t.Helper()
		if got, _ := r.Unsafe(); got != want {
			t.Errorf("unsafe is %q, not %q", got, want)
		}
	}
	accept("2", in("1"), in("1"))
	unsafe("")
	inbox.Fail(bot.ErrCannotWrite, bot.ErrCannotWrite, bot.ErrCannotWrite)
	accept("4", in("1", "2", "3"), in("2", "3")) // the first is known from before
	unsafe("2")
	r.Done("2")
	unsafe("3")
	accept("5", in("3", "4"), in("4"))
	if err := r.CatchUp(t.Context()); err != nil || !r.Behind() {
		t.Errorf("it has caught up in vain: %v", err)
	}
	if cursor, _ := inbox.Cursor(t.Context(), "test"); cursor != "2" {
		t.Errorf("after a crash it goes on from %q", cursor)
	}
	if err := r.CatchUp(t.Context()); err != nil || r.Behind() {
		t.Errorf("it has not caught up: %v", err)
	}
	unsafe("")
	accept("6", in("3", "4", "5"), in("5"))
	r.Done("4")
	pending, err := inbox.Pending(t.Context(), "test")
	if diff := cmp.Diff(in("1", "3", "5"), pending); err != nil || diff != "" {
		t.Errorf("pending, %v (-want +got):\n%s", err, diff)
	}
	if cursor, _ := inbox.Cursor(t.Context(), "test"); cursor != "6" {
		t.Errorf("the stream stands at %q", cursor)
	}
}

// TestMemoryIsBounded while nothing can be written: what is answered makes room,
// what is not stays with the network.
func TestMemoryIsBounded(t *testing.T) {
	inbox := &bottest.Inbox{}
	r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
	took := 0
	for ; took < 5_000; took++ {
		inbox.Fail(bot.ErrCannotWrite)
		if _, err := r.Accept(t.Context(), "", in(fmt.Sprint(took))); err != nil {
			break
		}
	}
	if took == 0 || took == 5_000 {
		t.Fatalf("it takes in %d that nobody answers", took)
	}
	r.Done("0")
	inbox.Fail(bot.ErrCannotWrite)
	if _, err := r.Accept(t.Context(), "", in("last")); err != nil {
		t.Errorf("one is answered, and there is no room: %v", err)
	}
	if first, _ := r.Unsafe(); first != "1" {
		t.Errorf("unsafe is %q", first)
	}
}
