package scheduler

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// grouped is a network whose groups have a minus in front.
type grouped struct{ *bottest.Fake }

func (grouped) Group(c bot.Chat) bool { return strings.HasPrefix(c.ID, "-") }

// budgetOf is the budget of a process that began an hour ago.
func budgetOf(traits bot.Traits) *budget {
	return newBudget(grouped{bottest.NewFake("p", traits)}, now.Add(-time.Hour))
}

// spend begins as many notices as there may be, each in a chat of its own and of one
// message, for a while, and says when.
func spend(t *testing.T, b *budget, from time.Time, while time.Duration) []time.Time {
	t.Helper()
	return spendOn(t, b, 1, from, while)
}

// spendOn does so with notices of some messages, and says when these began.
func spendOn(t *testing.T, b *budget, messages int, from time.Time, while time.Duration) []time.Time {
	t.Helper()
	var begun []time.Time
	for at := from; at.Before(from.Add(while)); {
		var later time.Duration
		for i := range min(b.free(at), 1000) {
			var ok bool
			if later, ok = b.admit(bot.Chat{ID: at.String() + strconv.Itoa(i)}, messages, at); !ok {
				break
			}
			begun = append(begun, slices.Repeat([]time.Time{at}, messages)...)
		}
		if later > 0 && messages == 1 {
			t.Fatal("what was free was refused")
		}
		wait := max(b.wait(at), later)
		if wait <= 0 {
			t.Fatalf("nothing is free, and there is nothing to wait for")
		}
		at = at.Add(wait)
	}
	return begun
}

func mostInASecond(begun []time.Time) int {
	most := 0
	for i, from := 0, 0; i < len(begun); i++ {
		for begun[i].Sub(begun[from]) >= time.Second {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

func TestABudgetIsUsedAndKept(t *testing.T) {
	for _, declared := range []float64{0.5, 1, 28, 29.9, 1000} {
		b := budgetOf(bot.Traits{PerSecond: declared})
		// The second time after a rest.
		for _, from := range []time.Time{now, now.Add(time.Hour)} {
			begun := spend(t, b, from, time.Minute)
			if got, most := float64(len(begun)), declared*60; got < 0.95*most || got > most+declared/4+1 {
				t.Errorf("%v a second: %v in a minute", declared, got)
			}
			if got := mostInASecond(begun); float64(got) > max(1, declared) {
				t.Errorf("%v a second: %d in one", declared, got)
			}
		}
	}
}

// TestWhatIsLongCountsForWhatItIs has messages that a network makes several of.
func TestWhatIsLongCountsForWhatItIs(t *testing.T) {
	// Of five messages each, five fit into a second.
	for messages, perSecond := range map[int]int{2: 28, 5: 25, 40: 28} {
		b := budgetOf(bot.Traits{PerSecond: 28})
		begun := spendOn(t, b, messages, now, time.Minute)
		if got := len(begun); got < perSecond*60*95/100 || got > 28*60+messages {
			t.Errorf("%d messages each: %d in a minute", messages, got)
		}
		if got := mostInASecond(begun); got > max(28, messages) {
			t.Errorf("%d messages each: %d in a second", messages, got)
		}
	}
	b := budgetOf(bot.Traits{Chat: bot.Pace{Burst: 3, Every: time.Second}})
	var waits []time.Duration
	for _, messages := range []int{2, 2, 5, 1} {
		for at := now; ; {
			wait, ok := b.admit(bot.Chat{ID: "1"}, messages, at)
			if ok {
				waits = append(waits, at.Sub(now))
				break
			}
			at = at.Add(wait)
		}
	}
	// Of five it has to have rested for as many as a burst is.
	if diff := cmp.Diff([]time.Duration{0, time.Second, 4 * time.Second, 7 * time.Second}, waits); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// long is a network that makes several messages of any.
type long struct{ *bottest.Fake }

func (long) Parts(bot.Message) int { return 5 }

// TestWhatTakesThePlaceOfAnotherIsOne message, however long it is.
func TestWhatTakesThePlaceOfAnotherIsOne(t *testing.T) {
	fake := bottest.NewFake("p", bot.Traits{})
	for _, test := range []struct {
		on      bot.Platform
		instead bot.Ref
		want    int
	}{{long{fake}, bot.Ref{}, 5}, {long{fake}, ref, 1}, {fake, bot.Ref{}, 1}} {
		if got := (&lane{platform: test.on}).messages(test.instead, bot.Message{}); got != test.want {
			t.Errorf("on %T instead of %v it is %d, want %d", test.on, test.instead, got, test.want)
		}
	}
}

// TestAProcessBeginsAsThoughASecondsWorthHadBeenSent, as the one before it may have
// sent that until it was killed.
func TestAProcessBeginsAsThoughASecondsWorthHadBeenSent(t *testing.T) {
	for _, declared := range []float64{0.5, 1, 28, 1000} {
		traits := bot.Traits{PerSecond: declared}
		begun := spend(t, budgetOf(traits), now, 10*time.Second)
		killed := begun[len(begun)-1].Add(time.Nanosecond)
		begun = append(begun, spend(t, newBudget(bottest.NewFake("p", traits), killed), killed, 10*time.Second)...)
		if got := mostInASecond(begun); float64(got) > max(1, declared) {
			t.Errorf("%v a second: %d in one", declared, got)
		}
		if got := float64(len(begun)); got < 0.95*(19*declared-1) {
			t.Errorf("%v a second: %v in 20 s", declared, got)
		}
	}
	if n := newBudget(bottest.NewFake("p", bot.Traits{}), now).free(now); n != math.MaxInt {
		t.Errorf("%d may be sent where nothing is declared", n)
	}
}

func TestABudgetLearns(t *testing.T) {
	b := budgetOf(bot.Traits{PerSecond: 28})
	begun := spend(t, b, now, time.Minute)
	refused := begun[len(begun)-1]
	at := refused.Add(time.Second)
	for range 5 { // all that was on its way is refused
		b.throttled(bot.Chat{}, refused, at, 7*time.Second)
	}
	if n := b.free(at.Add(7*time.Second - 1)); n != 0 {
		t.Errorf("%d may be sent during the pause", n)
	}
	if wait, ok := b.admit(bot.Chat{}, 1, at.Add(4*time.Second)); ok || wait != 3*time.Second {
		t.Errorf("what is claimed when the pause begins waits for %v", wait)
	}
	after := spend(t, b, at.Add(7*time.Second), time.Second)
	if n := len(after); n < 19 || n > 24 {
		t.Errorf("%d in the first second after it, want fewer than 28, but not by far", n)
	}
	if n := len(spend(t, b, at.Add(time.Minute), time.Second)); n != 28 {
		t.Errorf("%d in a second after a minute, want all 28", n)
	}
}

// TestABudgetFindsWhatIsDeclaredNowhere is a homeserver that takes one in five
// seconds, as Synapse does.
func TestABudgetFindsWhatIsDeclaredNowhere(t *testing.T) {
	b := budgetOf(bot.Traits{Parallel: 16})
	if n := b.free(now); n != math.MaxInt {
		t.Fatalf("%d may be sent before anything is known", n)
	}
	next, taken, refused := now, 0, 0
	at := now
	for at.Before(now.Add(time.Hour)) {
		for range min(b.free(at), 16) {
			if _, ok := b.admit(bot.Chat{}, 1, at); !ok {
				t.Fatal("there is no pace in chats")
			}
			if at.Before(next) {
				refused++
				b.throttled(bot.Chat{}, at, at, next.Sub(at))
				break
			}
			taken++
			next = at.Add(5 * time.Second)
		}
		at = at.Add(max(b.wait(at), time.Millisecond))
	}
	if taken < 720*7/10 {
		t.Errorf("%d of 720 that would have been taken in an hour", taken)
	}
	if refused > taken/2 {
		t.Errorf("%d were refused, and %d taken", refused, taken)
	}
}

// TestWhatIsLearnedIsOfWhatWasSent, where nothing is declared: of nothing, if only an
// answer was refused, and of all that was on its way, however long a refusal takes.
func TestWhatIsLearnedIsOfWhatWasSent(t *testing.T) {
	for name, c := range map[string]struct {
		sent int
		want float64 // messages a second; 0 is no limit
	}{
		"an answer, while nobody is told anything": {0, 0},
		"one":     {1, 0.7},
		"sixteen": {16, 11.2},
	} {
		t.Run(name, func(t *testing.T) {
			b := budgetOf(bot.Traits{Parallel: 16})
			for range c.sent {
				b.admit(bot.Chat{}, 1, now)
			}
			b.throttled(bot.Chat{}, now, now.Add(3*time.Second), 5*time.Second)
			if n := b.free(now.Add(7 * time.Second)); n != 0 {
				t.Errorf("%d may be sent during the pause", n)
			}
			if got := b.perSecond(); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("%v a second, want %v", got, c.want)
			}
		})
	}
}

func TestChatsHaveBudgetsOfTheirOwn(t *testing.T) {
	b := budgetOf(bot.Traits{
		Chat:  bot.Pace{Burst: 3, Every: time.Second},
		Group: bot.Pace{Burst: 3, Every: 3600 * time.Millisecond},
	})
	for id, perMinute := range map[string]int{"1": 62, "-1": 19} {
		told := 0
		for at := now; at.Before(now.Add(time.Minute)); {
			wait, ok := b.admit(bot.Chat{ID: id}, 1, at)
			if ok {
				told++
				continue
			}
			at = at.Add(wait)
		}
		if told != perMinute {
			t.Errorf("chat %s is told %d a minute, want %d", id, told, perMinute)
		}
	}
	tired := bot.Chat{ID: "tired"} // of answers
	for range 10 {
		b.answer(tired, 1, now)
	}
	b.throttled(tired, now, now, 10*time.Hour)
	for i := range 10_000 {
		b.admit(bot.Chat{ID: now.Add(time.Duration(i)).String()}, 1, now.Add(time.Duration(i)*time.Second))
	}
	if n := len(b.chats.chats); n > 4*lookback {
		t.Errorf("it remembers %d chats", n)
	}
	if wait, ok := b.admit(tired, 1, now.Add(4*time.Hour)); ok || wait != 6*time.Hour {
		t.Errorf("who is to be left alone for six hours waits for %v", wait)
	}
}
