//go:build goolm

package e2ee_test

import (
	"testing"

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
	matrixtest.Beside(b, func(transaction string) error {
		msg.Key = transaction
		_, err := m.Send(b.Context(), msg)
		return err
	}, func(transaction string) error {
		sealed, err := encrypt(room, "@alice:test", &content)
		if err != nil {
			return err
		}
		once := mautrix.ReqSendEvent{TransactionID: transaction}
		_, err = client.SendMessageEvent(b.Context(), room, event.EventEncrypted, sealed, once)
		return err
	})
}
