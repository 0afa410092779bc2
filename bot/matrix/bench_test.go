package matrix_test

import (
	"testing"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/bottest"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

// BenchmarkSend sends notices to a homeserver that answers at once, in turns with a
// bare loop of mautrix that says the same: msg/s is Usher's, and %bare is that in
// relation to the loop's.
func BenchmarkSend(b *testing.B) {
	server := matrixtest.New(b)
	room := server.Person("ada").Direct()
	a := account(server)
	a.Homeserver = server.Instant(b)
	m, err := matrix.New(b.Context(), matrix.Options{Account: a, Inbox: &bottest.Inbox{}})
	if err != nil {
		b.Fatal(err)
	}
	bare, err := mautrix.NewClient(a.Homeserver, id.UserID(a.User), a.Token)
	if err != nil {
		b.Fatal(err)
	}
	msg := text("Starting in 10 min in Dome: New Mount API", "14:30–15:10 · Christian Brauner")
	msg.Chat, msg.Rings = chat(room), true
	content := &event.MessageEventContent{
		MsgType: event.MsgText, Body: msg.Text(), Format: event.FormatHTML, FormattedBody: msg.Text(), Mentions: &event.Mentions{},
	}
	matrixtest.Beside(b, func(transaction string) error {
		msg.Key = transaction
		_, err := m.Send(b.Context(), msg)
		return err
	}, func(transaction string) error {
		once := mautrix.ReqSendEvent{TransactionID: transaction}
		_, err := bare.SendMessageEvent(b.Context(), id.RoomID(room), event.EventMessage, content, once)
		return err
	})
}
