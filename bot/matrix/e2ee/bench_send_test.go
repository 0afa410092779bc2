//go:build goolm

package e2ee_test

import (
	"strconv"
	"testing"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/matrix"
	"usher/bot/matrix/e2ee"
	"usher/bot/matrix/matrixtest"
)

// BenchmarkSend sends encrypted notices to a homeserver that answers at once, in
// turns with a bare loop of mautrix that says the same with keys of its own: msg/s is
// Usher's, and %bare is that in relation to the loop's.
func BenchmarkSend(b *testing.B) {
	s, usher := benchmarked(b)
	room := meet(b, s, "alice")
	s.Person("alice").Encrypt(room.String())
	other := newParty(b, s, matrixtest.Bot, matrixtest.Device, matrixtest.Token)
	address := s.Instant(b)
	m, err := matrix.New(b.Context(), matrix.Options{
		Account: matrix.Account{Homeserver: address, User: matrixtest.Bot, Device: matrixtest.Device, Token: matrixtest.Token},
		Cipher:  e2ee.Open(usher.keys.DB(), nil), Inbox: &bottest.Inbox{},
	})
	if err != nil {
		b.Fatal(err)
	}
	client, err := mautrix.NewClient(address, matrixtest.Bot, matrixtest.Token)
	if err != nil {
		b.Fatal(err)
	}
	encrypt := bare(b, other)
	const text = "Starting in 10 min in Dome: New Mount API"
	msg := bot.Message{Chat: bot.Chat{Platform: "matrix", ID: room.String()}, Body: []bot.Paragraph{{{Text: text}}}, Rings: true}
	content := event.MessageEventContent{MsgType: event.MsgText, Body: text, Format: event.FormatHTML, FormattedBody: text, Mentions: &event.Mentions{}}
	var ours, theirs time.Duration
	n := 0
	for b.Loop() {
		n++
		began := time.Now()
		msg.Key = "k-" + strconv.Itoa(n)
		if _, err := m.Send(b.Context(), msg); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		sealed, err := encrypt(room, "@alice:test", &content)
		if err != nil {
			b.Fatal(err)
		}
		once := mautrix.ReqSendEvent{TransactionID: "b-" + strconv.Itoa(n)}
		if _, err := client.SendMessageEvent(b.Context(), room, event.EventEncrypted, sealed, once); err != nil {
			b.Fatal(err)
		}
		ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "msg/s")
	b.ReportMetric(100*theirs.Seconds()/ours.Seconds(), "%bare")
}
