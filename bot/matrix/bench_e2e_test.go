//go:build e2e && goolm

package matrix_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
	"usher/bot/matrix/dendritetest"
)

// BenchmarkRealHomeserver sends notices by a real homeserver to somebody who reads
// along, so many at once, in turns with a client of mautrix's that says the same, and
// keeps its keys in memory: msg/s is Usher's, and %bare is that in relation to the
// other's.
func BenchmarkRealHomeserver(b *testing.B) {
	for _, encrypted := range []bool{false, true} {
		for _, senders := range []int{1, 16} {
			b.Run(fmt.Sprintf("encrypted=%v/senders=%d", encrypted, senders), func(b *testing.B) {
				s := newSite(b)
				h, _ := s.open(b, on("11:04"))
				ada, bob := s.Person(b, "ada"), s.Person(b, "bob")
				ours := ada.Direct(s.account.User, encrypted)
				ada.AwaitTimes(s.account.User, 1) // the welcome
				theirs := ada.Direct(bob.ID.String(), encrypted)
				bob.Join(theirs)
				inTurns(b, senders,
					func(n int) error { return ring(b, h, ours, n) },
					func(int) error { return echo(bob, theirs) })
			})
		}
	}
}

const ringing = "Starting in 10 min in Dome: New Mount API"

func ring(b *testing.B, h *house, room id.RoomID, n int) error {
	msg := text(ringing)
	msg.Chat, msg.Rings, msg.Key = bot.Chat{Platform: "matrix", ID: room.String()}, true, "k-"+strconv.Itoa(n)
	_, err := h.matrix.Send(b.Context(), msg)
	return err
}

func echo(bob *dendritetest.Person, room id.RoomID) error {
	bob.Send(room, event.EventMessage, &event.MessageEventContent{
		MsgType: event.MsgText, Body: ringing, Format: event.FormatHTML, FormattedBody: ringing, Mentions: &event.Mentions{},
	})
	return nil
}

// inTurns does one thing so many times at once, and then the other, and so on.
func inTurns(b *testing.B, senders int, ours, theirs func(n int) error) {
	b.Helper()
	n := 0
	var took [2]time.Duration
	for b.Loop() {
		for i, do := range []func(int) error{ours, theirs} {
			began := time.Now()
			var all sync.WaitGroup
			for s := range senders {
				all.Go(func() {
					if err := do(n + s); err != nil {
						b.Error(err)
					}
				})
			}
			all.Wait()
			took[i] += time.Since(began)
		}
		n += senders
	}
	b.ReportMetric(float64(n)/took[0].Seconds(), "msg/s")
	b.ReportMetric(100*took[1].Seconds()/took[0].Seconds(), "%bare")
}
