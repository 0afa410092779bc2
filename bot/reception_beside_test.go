package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
)

// TestWhatIsAnsweredIsNotedBesideWhatComesNext has a disk that takes its time: what comes
// meanwhile is taken in all the same, and what comes again is known.
func TestWhatIsAnsweredIsNotedBesideWhatComesNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inbox := &slow{takes: time.Minute}
		r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
		began := time.Now()
		ahead(t, r, "2", in("1"), in("1"))
		r.Done("1")
		if err := r.Store(t.Context()); err != nil {
			t.Fatal(err)
		}
		ahead(t, r, "3", in("1", "2"), in("2"))
		time.Sleep(30 * time.Second) // in the middle of noting the first
		r.Done("2")
		if err := r.Store(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r.Behind() || time.Since(began) > 30*time.Second {
			t.Errorf("it waits %s for the disk, behind: %v", time.Since(began)-30*time.Second, r.Behind())
		}
		r.Wait()
		if inbox.answered != 2 || inbox.accepted != 0 || r.Behind() {
			t.Errorf("%d are written as answered, %d as they came", inbox.answered, inbox.accepted)
		}
	})
}

// slow is an inbox that notes what is answered when it pleases.
type slow struct {
	counted
	takes time.Duration
}

// Answered implements bot.Inbox.
func (s *slow) Answered(ctx context.Context, platform string, batch []bot.Incoming) error {
	time.Sleep(s.takes)
	return s.counted.Answered(ctx, platform, batch)
}

// TestWhatIsOpenIsStoredThoughOthersAreBeingNoted: the network is told that Usher has it
// when Store returns.
func TestWhatIsOpenIsStoredThoughOthersAreBeingNoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inbox := &slow{takes: time.Minute}
		r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
		ahead(t, r, "2", in("1"), in("1"))
		r.Done("1")
		if err := r.Store(t.Context()); err != nil {
			t.Fatal(err)
		}
		ahead(t, r, "3", in("2"), in("2"))
		if err := r.Store(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := inbox.unfinished(t); len(left) != 1 || left[0].Update != "2" {
			t.Errorf("unfinished: %v", left)
		}
	})
}

// TestMuchThatIsInMemoryAloneIsStoredFirst: with a disk that hangs, memory has an end.
func TestMuchThatIsInMemoryAloneIsStoredFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inbox := &slow{takes: time.Minute}
		r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
		taken := 0
		for ; taken < 2_000; taken++ {
			update := fmt.Sprint(taken)
			if _, ok, err := r.Ahead(t.Context(), update, in(update)); err != nil {
				t.Fatal(err)
			} else if !ok {
				break
			}
			r.Done(update)
			if err := r.Store(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if taken > 1_000 {
			t.Errorf("%d are taken in that nobody has written down", taken)
		}
		r.Wait()
	})
}
