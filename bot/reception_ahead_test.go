package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// counted counts what an inbox is asked to keep.
type counted struct {
	bottest.Inbox
	accepted, answered int
}

// Accept implements bot.Inbox.
func (c *counted) Accept(ctx context.Context, platform, cursor string, batch []bot.Incoming) ([]bot.Incoming, error) {
	c.accepted += len(batch)
	return c.Inbox.Accept(ctx, platform, cursor, batch)
}

// Answered implements bot.Inbox.
func (c *counted) Answered(ctx context.Context, platform string, batch []bot.Incoming) error {
	c.answered += len(batch)
	return c.Inbox.Answered(ctx, platform, batch)
}

func (c *counted) unfinished(t *testing.T) []bot.Incoming {
	t.Helper()
	pending, err := c.Pending(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	return pending
}

// ahead takes in a batch that may be answered before it is stored.
func ahead(t *testing.T, r *bot.Reception, cursor string, batch, want []bot.Incoming) {
	t.Helper()
	fresh, ok, err := r.Ahead(t.Context(), cursor, batch)
	if !ok || err != nil {
		t.Fatalf("not taken in ahead: %v, %v", ok, err)
	}
	if diff := cmp.Diff(want, fresh, cmp.Comparer(func(a, b bot.Incoming) bool { return a.Update == b.Update })); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
}

// TestWhatIsAnsweredAtOnceIsWrittenOnce has a batch answered before it is stored, and of
// another one half.
func TestWhatIsAnsweredAtOnceIsWrittenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inbox := &counted{}
		r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
		ahead(t, r, "3", in("1", "2"), in("1", "2"))
		began := time.Now()
		go func() {
			time.Sleep(time.Millisecond)
			r.Done("1")
			r.Done("1") // which is no harm
			time.Sleep(time.Millisecond)
			r.Done("2")
		}()
		if err := r.Store(t.Context()); err != nil || time.Since(began) != 2*time.Millisecond {
			t.Errorf("it is stored after %s, %v", time.Since(began), err)
		}
		r.Wait()
		if inbox.accepted != 0 || inbox.answered != 2 || len(inbox.unfinished(t)) > 0 {
			t.Errorf("%d are written as they came, %d as answered; unfinished: %v", inbox.accepted, inbox.answered, inbox.unfinished(t))
		}
		ahead(t, r, "5", in("2", "3", "4"), in("3", "4")) // it was not in vain
		r.Done("3")
		if err := r.Store(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, unsafe := r.Unsafe(); unsafe || inbox.accepted != 1 || inbox.answered != 3 || len(inbox.unfinished(t)) != 1 {
			t.Errorf("%d are written as they came, %d as answered; unfinished: %v", inbox.accepted, inbox.answered, inbox.unfinished(t))
		}
		r.Done("4")
		if left := inbox.unfinished(t); len(left) > 0 {
			t.Errorf("unfinished: %v", left)
		}
	})
}

// TestWhatAChatSaidBeforeIsKnownUntilItIsStored: what is finished and in memory alone, of
// that chat and in its order.
func TestWhatAChatSaidBeforeIsKnownUntilItIsStored(t *testing.T) {
	ada, bob := bot.Chat{Platform: "test", ID: "ada"}, bot.Chat{Platform: "test", ID: "bob"}
	batch := in("1", "2", "3", "4")
	for i := range batch {
		batch[i].Chat = ada
	}
	batch[1].Chat = bob
	r := bot.NewReception(&bottest.Inbox{}, "test", slog.New(slog.DiscardHandler))
	ahead(t, r, "5", batch, batch)
	for _, update := range []string{"3", "2", "1"} {
		r.Done(update)
	}
	if diff := cmp.Diff([]bot.Incoming{batch[0], batch[2]}, r.Before(ada)); diff != "" {
		t.Errorf("ada has said before (-want +got):\n%s", diff)
	}
	if err := r.Store(t.Context()); err != nil {
		t.Fatal(err)
	}
	if before := r.Before(ada); len(before) > 0 {
		t.Errorf("ada has said before what is stored: %v", before)
	}
}

// TestWhatIsTakenInAheadIsStoredThoughUsherStops at once, and what is finished then is
// written, too.
func TestWhatIsTakenInAheadIsStoredThoughUsherStops(t *testing.T) {
	inbox := &counted{}
	r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
	ahead(t, r, "4", in("1", "2", "3"), in("1", "2", "3"))
	r.Done("2")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := r.Store(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in("1", "3"), inbox.unfinished(t)); diff != "" {
		t.Errorf("unfinished (-want +got):\n%s", diff)
	}
	r.Done("3")
	if diff := cmp.Diff(in("1"), inbox.unfinished(t)); diff != "" {
		t.Errorf("unfinished (-want +got):\n%s", diff)
	}
}

// TestWhatCannotBeStoredAfterwardsIsUnsafe until it is: nothing more is taken in ahead.
func TestWhatCannotBeStoredAfterwardsIsUnsafe(t *testing.T) {
	for name, done := range map[string]string{"with an answer": "1", "with none": ""} {
		t.Run(name, func(t *testing.T) {
			inbox := &counted{}
			r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
			ahead(t, r, "3", in("1", "2"), in("1", "2"))
			if done != "" {
				r.Done(done)
			}
			inbox.Fail(bot.ErrCannotWrite)
			if err := r.Store(t.Context()); err != nil || !r.Behind() {
				t.Fatalf("it is not kept in memory: %v", err)
			}
			if first, unsafe := r.Unsafe(); !unsafe || done != "" && first != "2" {
				t.Errorf("unsafe is %q", first)
			}
			if _, ok, err := r.Ahead(t.Context(), "4", in("3")); ok || err != nil {
				t.Errorf("another is taken in ahead: %v", err)
			}
			if err := r.CatchUp(t.Context()); err != nil || r.Behind() {
				t.Errorf("it has not caught up: %v", err)
			}
			r.Done("2")
			if left := inbox.unfinished(t); len(left) != 1 && done == "" || len(left) != 0 && done != "" {
				t.Errorf("unfinished: %v", left)
			}
		})
	}
}

// TestWhatFailsToBeStoredComesAgain: the network is not told that Usher has it, but where
// it is answered, and Usher knows it then.
func TestWhatFailsToBeStoredComesAgain(t *testing.T) {
	for _, done := range []bool{false, true} {
		inbox := &counted{}
		r := bot.NewReception(inbox, "test", slog.New(slog.DiscardHandler))
		ahead(t, r, "2", in("1"), in("1"))
		inbox.Fail(errors.New("on purpose"))
		if done {
			r.Done("1")
		}
		if err := r.Store(t.Context()); (err == nil) != done {
			t.Errorf("storing, answered %v: %v", done, err)
		}
		r.Wait()
		if _, ok, err := r.Ahead(t.Context(), "2", in("1")); ok || err != nil {
			t.Errorf("more is taken in ahead: %v", err)
		}
		fresh, err := r.Accept(t.Context(), "2", in("1"))
		r.Done("1")
		if err != nil || len(fresh) > 0 || len(inbox.unfinished(t)) > 0 {
			t.Errorf("passed on again: %v, %v; unfinished: %v", fresh, err, inbox.unfinished(t))
		}
	}
}

// TestWhatTheInboxMakesMoreOfIsStoredFirst: what has become of a chat, and presses that
// can be withdrawn.
func TestWhatTheInboxMakesMoreOfIsStoredFirst(t *testing.T) {
	ada := bot.Chat{Platform: "test", ID: "ada"}
	for name, special := range map[string]bot.Incoming{
		"a fate":                  {Update: "2", Chat: ada, Fate: bot.Lost},
		"a place":                 {Update: "2", Chat: ada, Replaces: bot.Chat{Platform: "test", ID: "bob"}},
		"what can be withdrawn":   {Update: "2", Chat: ada, Undo: "/unstar"},
		"what withdraws":          {Update: "2", Chat: ada, Withdraws: "1"},
		"what is sealed":          {Update: "2", Chat: ada, Sealed: []byte("{}")},
		"what nobody knows it by": {Chat: ada, Text: "/now"},
	} {
		t.Run(name, func(t *testing.T) {
			r := bot.NewReception(&bottest.Inbox{}, "test", slog.New(slog.DiscardHandler))
			if fresh, ok, err := r.Ahead(t.Context(), "3", append(in("1"), special)); ok || err != nil || r.Behind() {
				t.Errorf("%v are taken in ahead, %v", fresh, err)
			}
		})
	}
}
