package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram/telegramtest"
)

// crossing is Usher on two networks, each with an organiser and somebody else.
type crossing struct {
	t          *testing.T
	tg         *telegramtest.Server
	mx         *matrixtest.Server
	olga, dora *telegramtest.Person
	mona, cleo *matrixtest.Person
	rooms      map[*matrixtest.Person]string
	args       []string
}

func newCrossing(t *testing.T) *crossing {
	c := &crossing{t: t, tg: telegramtest.New(t), mx: matrixtest.New(t)}
	c.olga, c.dora = c.tg.Person("Olga", "en"), c.tg.Person("Dora", "en")
	c.mona, c.cleo = c.mx.Person("mona"), c.mx.Person("cleo")
	c.rooms = map[*matrixtest.Person]string{c.mona: c.mona.Direct(), c.cleo: c.cleo.Direct()}
	c.args = []string{
		"--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--telegram-token", telegramtest.Token, "--telegram-api", c.tg.URL,
		"--matrix-homeserver", c.mx.URL, "--matrix-keys", loggedIn(t, c.mx), "--organisers", "telegram:" + c.olga.ID() + ",matrix:" + c.mona.ID,
	}
	return c
}

// serve begins a life at a time of the first day.
func (c *crossing) serve(clock string) (stop func()) {
	c.t.Helper()
	return start(c.t, settings(c.t, append(c.args, "--clock", "2023-09-13 "+clock)...))
}

// says waits until a person's newest message on Matrix begins so.
func (c *crossing) says(p *matrixtest.Person, begins string) {
	c.t.Helper()
	eventually(c.t, p.ID+" reads: "+begins, func() bool {
		all := p.Messages(c.rooms[p])
		return len(all) > 0 && strings.HasPrefix(all[len(all)-1].Text, begins)
	})
}

// meet lets all say something, so that they can be told.
func (c *crossing) meet() {
	c.t.Helper()
	for _, p := range []*telegramtest.Person{c.olga, c.dora} {
		p.Type("/whoami")
		reads(c.t, p, "You are")
	}
	for p, room := range c.rooms {
		p.Type(room, "!whoami")
		c.says(p, "You are")
	}
}

// TestFilesCrossTheNetworks both ways, and over a restart, of which each network is given
// them once.
func TestFilesCrossTheNetworks(t *testing.T) {
	t.Parallel()
	c := newCrossing(t)
	stop := c.serve("11:04")
	c.meet()
	c.olga.Send("photo", telegramtest.File{Data: "JPEG"}, "/broadcast everyone at 12:00: The way to lunch.")
	if m := reads(t, c.olga, "Wed 12:00, to everyone: 4 people"); !strings.Contains(m.Text, "With it goes a photo.") {
		t.Errorf("the preview reads %s", m.Text)
	}
	c.olga.Press("Send Wed 12:00")
	reads(t, c.olga, "Wed 12:00 it goes out")
	stop()
	stop = c.serve("12:00")
	defer stop()
	const lunch = "Message from the organisers\nThe way to lunch."
	if m := reads(t, c.dora, lunch); m.Text != lunch || m.File.Data != "JPEG" || !m.File.Photo {
		t.Errorf("dora reads %+v", m)
	}
	for p, room := range c.rooms {
		c.says(p, lunch)
		want := []matrixtest.File{{Type: "m.image", Name: "picture.jpg", MIME: "image/jpeg", Data: "JPEG"}}
		if diff := cmp.Diff(want, p.Files(room)); diff != "" {
			t.Error(diff)
		}
	}
	if c.mx.Uploads() != 1 || c.tg.Uploads() != 0 {
		t.Errorf("uploaded %d times there, and %d times where it was", c.mx.Uploads(), c.tg.Uploads())
	}

	room := c.rooms[c.mona]
	shown := c.mona.Show(room, matrixtest.File{Type: "m.file", Name: "menu.pdf", MIME: "application/pdf", Data: "%PDF"}, "")
	c.mona.Send(room, "m.room.message", map[string]any{"msgtype": "m.text", "body": "!broadcast everyone: The menu.",
		"m.relates_to": map[string]any{"m.in_reply_to": map[string]any{"event_id": shown}}})
	c.says(c.mona, "To everyone: 4 people")
	c.mona.Press(room, "Send to 4 people")
	for _, p := range []*telegramtest.Person{c.olga, c.dora} {
		if m := reads(t, p, "Message from the organisers\nThe menu."); m.File.Name != "menu.pdf" || m.File.Data != "%PDF" {
			t.Errorf("somebody reads %+v", m)
		}
	}
	eventually(t, "cleo has the menu", func() bool { return len(c.cleo.Files(c.rooms[c.cleo])) == 2 })
	if c.mx.Uploads() != 1 || c.tg.Uploads() != 1 {
		t.Errorf("uploaded %d times where it was, and %d times there", c.mx.Uploads(), c.tg.Uploads())
	}
}

// TestAFileIsWithdrawnWithItsText: it goes where it stands by itself, and where it has the
// text under it that says so; after a restart too.
func TestAFileIsWithdrawnWithItsText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		left int // that dora has
	}{
		"a line":        {"The way.", 1},
		"long as books": {strings.Repeat("The way. ", 150), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrossing(t)
			stop := c.serve("11:04")
			c.meet()
			c.olga.Send("document", telegramtest.File{Name: "plan.pdf", Data: "%PDF"}, "/broadcast everyone: The plan.")
			reads(t, c.olga, "To everyone: 4 people")
			c.olga.Press("Edit")
			reads(t, c.olga, "The new text")
			c.olga.Type("/broadcast edit 1 " + test.text)
			reads(t, c.olga, "To everyone: 4 people. They will read:\n\nMessage from the organisers\nThe way.")
			c.olga.Press("Send to 4 people")
			for p := range c.rooms {
				c.says(p, "Message from the organisers\nThe way.")
			}
			reads(t, c.dora, "Message from the organisers\nThe way.")
			reads(t, c.olga, "Told all 4")
			stop()
			stop = c.serve("11:05")
			defer stop()
			c.olga.Type("/undo b1")
			reads(t, c.dora, "Withdrawn by the organisers\nThe way.")
			for p, room := range c.rooms {
				c.says(p, "Withdrawn by the organisers\nThe way.")
				eventually(t, p.ID+" has no file", func() bool { return len(p.Files(room)) == 0 })
			}
			eventually(t, "dora has what is withdrawn alone", func() bool {
				all := c.dora.Messages()
				left := slices.DeleteFunc(slices.Clone(all), func(m telegramtest.Message) bool { return m.File.Name == "" })
				return len(left) == test.left && (len(left) == 0 || strings.HasPrefix(left[0].Text, "Withdrawn"))
			})
		})
	}
}

// TestTheLogIsAFileOnEachNetwork for organisers who ask for it, who are also told how else to
// have it where that cannot be.
func TestTheLogIsAFileOnEachNetwork(t *testing.T) {
	t.Parallel()
	c := newCrossing(t)
	stop := c.serve("11:04")
	defer stop()
	room := c.rooms[c.mona]
	c.mona.Type(room, "!audit csv")
	c.says(c.mona, "All that was done")
	if got := c.mona.Files(room); len(got) != 1 || got[0].Type != "m.file" || got[0].Name != "audit.csv" || !strings.HasPrefix(got[0].Data, "at,who,did") {
		t.Errorf("mona has %+v", got)
	}
	c.mx.Fail(matrixtest.Fault{Path: "/upload", Status: 413, Body: `{"errcode":"M_TOO_LARGE"}`})
	c.mona.Type(room, "!audit csv")
	c.says(c.mona, "Files are not for here.")
}

// TestWhereAFileCannotGoTheTextDoes, and the organiser reads that.
func TestWhereAFileCannotGoTheTextDoes(t *testing.T) {
	c := newCrossing(t)
	stop := c.serve("11:04")
	defer stop()
	c.meet()
	c.olga.Send("document", telegramtest.File{Name: "film.mkv", Data: strings.Repeat("x", 20<<20+1)}, "/broadcast everyone: The film.")
	if m := reads(t, c.olga, "To everyone: 4 people"); !strings.Contains(m.Text, "Not on Matrix: more than 20 MB is too much") {
		t.Errorf("the preview reads %s", m.Text)
	}
	c.tg.Disturb(func(method string) telegramtest.Fault {
		if method == "getFile" {
			return telegramtest.Refused(400, "Bad Request: invalid file_id")
		}
		return telegramtest.Fault{}
	})
	c.olga.Send("document", telegramtest.File{Name: "plan.pdf", Data: "%PDF"}, "/broadcast everyone: The plan.")
	reads(t, c.olga, "To everyone: 4 people. They will read:\n\nMessage from the organisers\nThe plan.")
	c.olga.Press("Send to 4 people")
	c.says(c.cleo, "Message from the organisers\nThe plan.\nWith it goes plan.pdf, which I can't show here.")
	if m := reads(t, c.dora, "Message from the organisers"); m.File.Name != "plan.pdf" {
		t.Errorf("dora reads %+v", m)
	}
	c.olga.Press("How far?")
	if m := reads(t, c.olga, "Told all 4"); !strings.Contains(m.Text, "⚠ On Matrix it goes without its file") {
		t.Errorf("olga reads %s", m.Text)
	}
}
