package scheduler

import (
	"container/heap"
	"strconv"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
)

// landings are requests by when they are answered.
type landings []landing

type landing struct{ begun, at time.Time }

func (l landings) Len() int           { return len(l) }
func (l landings) Less(i, j int) bool { return l[i].at.Before(l[j].at) }
func (l landings) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *landings) Push(x any)        { *l = append(*l, x.(landing)) }
func (l *landings) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
}

// fanOut sends so many messages, as a lane does, to a homeserver that answers after
// a while, and says how many requests it refused and how long that took.
func fanOut(b *budget, server *bottest.Limit, messages, parallel int, latency time.Duration) (refused int, took time.Duration) {
	at := now
	var flying landings
	for sent := 0; sent < messages || len(flying) > 0; {
		for len(flying) > 0 && !flying[0].at.After(at) {
			one := heap.Pop(&flying).(landing)
			if after := server.Take(one.at); after > 0 {
				refused++
				sent--
				b.throttled(bot.Chat{ID: "1"}, one.begun, at, after)
			}
		}
		for free := min(b.free(at), parallel-len(flying), messages-sent); free > 0; free-- {
			if _, ok := b.admit(bot.Chat{ID: strconv.Itoa(sent)}, 1, at); !ok {
				break
			}
			sent++
			heap.Push(&flying, landing{at, at.Add(latency)})
		}
		if sent == messages && len(flying) == 0 {
			break
		}
		wait := time.Hour
		if sent < messages && len(flying) < parallel {
			wait = max(b.wait(at), time.Millisecond)
		}
		if len(flying) > 0 {
			wait = min(wait, flying[0].at.Sub(at))
		}
		at = at.Add(wait)
	}
	return refused, at.Sub(now)
}

// TestALimitThatIsNotDeclaredIsLearned: a fan-out is slowed to what the homeserver
// takes, and wastes few requests on finding out how much that is.
func TestALimitThatIsNotDeclaredIsLearned(t *testing.T) {
	for _, test := range []struct {
		perSecond, burst float64
		messages         int
		latency          time.Duration
		refused          int     // at most
		longer           float64 // than at best, at most
	}{
		{0.2, 10, 500, 50 * time.Millisecond, 20, 1.01}, // Synapse, rc_message
		{0.2, 10, 500, time.Second, 30, 1.01},
		{1, 10, 500, 50 * time.Millisecond, 20, 1.01},
		{5, 20, 1000, 50 * time.Millisecond, 30, 1.01},
		{20, 100, 5000, 50 * time.Millisecond, 30, 1.01},
		{50, 10, 5000, 20 * time.Millisecond, 30, 2}, // it begins at 16, what is in flight at the first refusal
	} {
		b := budgetOf(bot.Traits{})
		refused, took := fanOut(b, &bottest.Limit{PerSecond: test.perSecond, Burst: test.burst}, test.messages, 16, test.latency)
		best := (float64(test.messages) - test.burst) / test.perSecond
		t.Logf("%g a second, %d at once: %d messages took %v, %.0f%% of the time at best; %d refused, %.1f%%", test.perSecond, int(test.burst),
			test.messages, took.Round(time.Second), 100*took.Seconds()/best, refused, 100*float64(refused)/float64(test.messages))
		if refused > test.refused || took.Seconds() > best*test.longer {
			t.Errorf("%d were refused, want %d at most; it took %v, want %v at most", refused, test.refused,
				took, time.Duration(best*test.longer*float64(time.Second)))
		}
	}
}

// TestALimitThatIsLiftedIsNoticed, as when an administrator exempts the account.
func TestALimitThatIsLiftedIsNoticed(t *testing.T) {
	b := budgetOf(bot.Traits{})
	fanOut(b, &bottest.Limit{PerSecond: 0.2, Burst: 10}, 100, 16, 50*time.Millisecond)
	if slow := b.perSecond(); slow > 0.3 {
		t.Fatalf("learned %.2f a second of 0.2", slow)
	}
	if refused, took := fanOut(b, &bottest.Limit{PerSecond: 1e6, Burst: 1e6}, 2000, 16, 50*time.Millisecond); refused > 0 || took > 45*time.Minute {
		t.Errorf("%d refused; 2000 messages took %v", refused, took)
	}
}
