//go:build e2e && goolm

package matrix_test

import (
	"testing"

	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"

	"usher/bot/matrix/dendritetest"
)

// TestRealHomeserverFiles has an organiser send a photo in an encrypted room, and another in
// one that is not: each has both as their room is, and what they have is the photo.
func TestRealHomeserverFiles(t *testing.T) {
	s := newSite(t)
	s.open(t, on("11:04"))
	olga, bob := s.Person(t, organiser), s.Person(t, "bob")
	sealed := s.Chat(t, olga, s.account.User, s.account.Token, true)
	plain := s.Chat(t, bob, s.account.User, s.account.Token, false)
	inClear := s.Chat(t, olga, s.account.User, s.account.Token, false)
	for _, chat := range []*dendritetest.Chat{sealed, plain, inClear} {
		chat.Type("!whoami") // so that Usher knows them all
		chat.Await("who that is", func(h dendritetest.Heard) bool { return h.RoomID == chat.Room && said(event.MsgNotice, "You are")(h) })
	}
	for n, from := range []*dendritetest.Chat{sealed, inClear} {
		what := []string{"the first", "the second"}[n]
		from.Send(from.Room, event.EventMessage, photo(t, olga, what, from == sealed))
		olga.Await("the preview", func(h dendritetest.Heard) bool {
			return h.RoomID == from.Room && said(event.MsgNotice, "To everyone: 3 people")(h)
		})
		from.Press(t, "Send to 3 people")
		for _, reader := range []*dendritetest.Chat{sealed, plain} {
			h := reader.Await(what, func(h dendritetest.Heard) bool {
				return h.Sender == s.usher() && h.RoomID == reader.Room && h.Type == event.EventMessage && h.Content.AsMessage().FileName == what+".png"
			})
			if got := seen(t, reader.Person, h); got != "PNG of "+what || h.Sealed != (reader == sealed) || (h.Content.AsMessage().File != nil) != (reader == sealed) {
				t.Errorf("%s: %s sees %q, sealed %v", what, reader.ID, got, h.Sealed)
			}
			reader.Await("its text", func(h dendritetest.Heard) bool {
				return h.Sender == s.usher() && h.RoomID == reader.Room && said(event.MsgText, "Message from the organisers\nThis is "+what)(h)
			})
		}
	}
}

// photo is a message with a photo that has the command to tell it to everyone under it,
// which is encrypted as clients do that.
func photo(t *testing.T, p *dendritetest.Person, name string, sealed bool) *event.MessageEventContent {
	t.Helper()
	data, lock := []byte("PNG of "+name), attachment.NewEncryptedFile()
	if sealed {
		lock.EncryptInPlace(data)
	}
	got, err := p.Client.UploadBytes(t.Context(), data, "application/octet-stream")
	if err != nil {
		t.Fatal(err)
	}
	c := &event.MessageEventContent{
		MsgType: event.MsgImage, Body: "!broadcast everyone: This is " + name, FileName: name + ".png",
		Info: &event.FileInfo{MimeType: "image/png", Size: len(data)},
	}
	if c.URL = got.ContentURI.CUString(); sealed {
		c.URL, c.File = "", &event.EncryptedFileInfo{EncryptedFile: *lock, URL: got.ContentURI.CUString()}
	}
	return c
}

// seen is what a client shows of a photo.
func seen(t *testing.T, p *dendritetest.Person, h dendritetest.Heard) string {
	t.Helper()
	c := h.Content.AsMessage()
	where := c.URL
	if c.File != nil {
		where = c.File.URL
	}
	data, err := p.Client.DownloadBytes(t.Context(), where.ParseOrIgnore())
	if err == nil && c.File != nil {
		err = c.File.DecryptInPlace(data)
	}
	if err != nil {
		t.Error(err)
	}
	return string(data)
}
