package main

import (
	"strings"
	"testing"

	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram/telegramtest"
)

// told is how far a broadcast has got, once all four have been told.
func (c *crossing) told(number string) (m telegramtest.Message) {
	c.t.Helper()
	eventually(c.t, "all are told", func() (ok bool) {
		c.olga.Type("/told " + number)
		m, ok = has(c.olga, "Told all 4")
		return ok
	})
	return m
}

// TestAFileThatIsGoneByItsTimeHoldsUpNoText, not even on the network on which it was, and its
// author reads on which.
func TestAFileThatIsGoneByItsTimeHoldsUpNoText(t *testing.T) {
	c := newCrossing(t)
	stop := c.serve("11:04")
	c.meet()
	c.olga.Send("photo", telegramtest.File{Data: "JPEG"}, "/broadcast everyone at 12:00: The way to lunch.")
	reads(t, c.olga, "Wed 12:00, to everyone: 4 people")
	c.olga.Press("Send Wed 12:00")
	reads(t, c.olga, "Wed 12:00 it goes out")
	stop()
	c.tg.ForgetFiles()
	c.tg.Disturb(func(method string) telegramtest.Fault {
		if method == "getFile" { // which says as a rule that it may be there again
			return telegramtest.Refused(400, "Bad Request: invalid file_id")
		}
		return telegramtest.Fault{}
	})
	stop = c.serve("12:00")
	defer stop()
	const without = "Message from the organisers\nThe way to lunch.\nWith it goes a photo, which I can't show here."
	if m := reads(t, c.dora, "Message from the organisers"); m.Text != without || m.File.Name != "" {
		t.Errorf("dora reads %+v", m)
	}
	c.says(c.cleo, without)
	if m := c.told("b1"); !strings.Contains(m.Text, "⚠ On Matrix and Telegram it goes without its file, which I could not get or send there.") {
		t.Errorf("olga reads %s", m.Text)
	}
}

// TestAFileIsTooLargeForANetwork: for a homeserver as that says when it is given one, and
// for bots to take from Telegram, where it goes along however large it is.
func TestAFileIsTooLargeForANetwork(t *testing.T) {
	c := newCrossing(t)
	stop := c.serve("11:04")
	defer stop()
	c.meet()
	c.mx.Fail(matrixtest.Fault{Path: "/upload", Status: 413, Body: `{"errcode":"M_TOO_LARGE","error":"over m.upload.size"}`})
	c.olga.Send("document", telegramtest.File{Name: "plan.pdf", Data: "%PDF"}, "/broadcast everyone: The plan.")
	reads(t, c.olga, "To everyone: 4 people. They will read:\n\nMessage from the organisers\nThe plan.")
	c.olga.Press("Send to 4 people")
	if m := reads(t, c.dora, "Message from the organisers\nThe plan."); m.File.Name != "plan.pdf" {
		t.Errorf("dora reads %+v", m)
	}
	c.says(c.cleo, "Message from the organisers\nThe plan.\nWith it goes plan.pdf, which I can't show here.")
	if m := c.told("b1"); !strings.Contains(m.Text, "⚠ On Matrix it goes without its file") {
		t.Errorf("olga reads %s", m.Text)
	}

	// More than bots may upload to Telegram (50 MB), which has it.
	large := telegramtest.File{Name: "film.mkv", Data: strings.Repeat("x", 50<<20+1)}
	c.olga.Send("document", large, "/broadcast everyone: The film.")
	if m := reads(t, c.olga, "To everyone: 4 people. They will read:\n\nMessage from the organisers\nThe film."); !strings.Contains(m.Text, "Not on Matrix: more than 20 MB is too much") {
		t.Errorf("the preview reads %s", m.Text)
	}
	c.olga.Press("Send to 4 people")
	if m := reads(t, c.dora, "Message from the organisers\nThe film."); m.File != large {
		t.Errorf("dora reads %q with %q", m.Text, m.File.Name)
	}
	c.says(c.cleo, "Message from the organisers\nThe film.\nWith it goes film.mkv, which I can't show here.")
}
