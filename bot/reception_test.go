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
