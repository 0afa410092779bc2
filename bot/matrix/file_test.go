package matrix_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/matrix/matrixtest"
)

// pictured is a file of another network, which counts how often it is asked for.
func pictured(opened *int) *bot.File {
	a := bot.Attachment{Platform: "elsewhere", ID: "1", Name: "map.png", MIME: "image/png", Size: 3}
	return a.File(func(context.Context) ([]byte, error) { *opened++; return []byte("PNG"), nil })
}

// TestAFileStandsBeforeItsText as one event of its own, in clear or encrypted as the room
// is; the text after it has the buttons and can be edited.
func TestAFileStandsBeforeItsText(t *testing.T) {
	for name, stage := range map[string]func(*testing.T) *stage{"plain": newStage, "encrypted": newEncryptedStage} {
		t.Run(name, func(t *testing.T) {
			s, opened := stage(t), 0
			m := bot.Message{File: pictured(&opened), Body: text("The way").Body, Rings: true,
				Buttons: [][]bot.Button{{{Label: "Now", Command: "/now"}}}}
			if got := s.matrix.Parts(m); got != 2 {
				t.Errorf("it counts for %d", got)
			}
			ref := s.send(m)
			want := []matrixtest.File{{Type: "m.image", Name: "map.png", MIME: "image/png", Data: "PNG", Sealed: name == "encrypted"}}
			if diff := cmp.Diff(want, s.ada.Files(s.room)); diff != "" {
				t.Error(diff)
			}
			all := s.ada.Messages(s.room)
			if len(all) != 2 || all[0].Mentions != nil || all[0].Buttons != nil || all[1].ID != ref.ID || all[1].Text != "The way" || all[1].Mentions == nil {
				t.Fatalf("ada reads %+v", all)
			}
			if err := s.matrix.Edit(t.Context(), ref, text("Withdrawn")); err != nil {
				t.Fatal(err)
			}
			if got := s.newest().Text; got != "Withdrawn" || len(s.ada.Files(s.room)) != 0 {
				t.Errorf("edited, ada reads %q, and has %+v", got, s.ada.Files(s.room))
			}
		})
	}
}

// TestHowAFileIsShown is by its type, unless it was sent as a document; and what Usher has
// made itself needs no name to be known by.
func TestHowAFileIsShown(t *testing.T) {
	s := newStage(t)
	for name, test := range map[string]struct {
		file bot.File
		want string
	}{
		"a photo":               {bot.File{Name: "p", MIME: "image/jpeg"}, "m.image"},
		"a film":                {bot.File{Name: "f", MIME: "video/mp4"}, "m.video"},
		"a table":               {bot.File{Name: "audit.csv", MIME: "text/csv"}, "m.file"},
		"a picture, as a file":  {bot.File{Name: "p", MIME: "image/png", Document: true}, "m.file"},
		"one that is a program": {bot.File{Name: "p", MIME: "image/svg+xml"}, "m.file"},
	} {
		test.file.Data = []byte("data of " + name)
		m := text("x")
		m.File = &test.file
		s.send(m)
		files := s.ada.Files(s.room)
		if got := files[len(files)-1]; got.Type != test.want || got.Data != "data of "+name {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestOneUploadIsEnough for a crowd, one for rooms that are encrypted and one for others,
// and for whoever comes after a restart.
func TestOneUploadIsEnough(t *testing.T) {
	s, opened := newStage(t), 0
	s.files, s.cipher = &bottest.Drawer{}, &matrixtest.Cipher{}
	s.start()
	var rooms []string
	for i := range 12 {
		rooms = append(rooms, s.ada.Direct())
		if i%2 == 0 {
			s.ada.Encrypt(rooms[i])
		}
	}
	file := pictured(&opened)
	var crowd sync.WaitGroup
	for _, room := range rooms {
		crowd.Go(func() {
			if _, err := s.matrix.Send(t.Context(), bot.Message{Chat: chat(room), File: file, Body: text("The way").Body}); err != nil {
				t.Error(err)
			}
		})
	}
	crowd.Wait()
	s.start()
	s.send(bot.Message{File: file, Body: text("The way").Body})
	for i, room := range append(rooms, s.room) {
		want := []matrixtest.File{{Type: "m.image", Name: "map.png", MIME: "image/png", Data: "PNG", Sealed: i < 12 && i%2 == 0}}
		if diff := cmp.Diff(want, s.ada.Files(room)); diff != "" {
			t.Errorf("%d: %s", i, diff)
		}
	}
	if s.server.Uploads() != 2 || opened != 2 {
		t.Errorf("uploaded %d times, opened %d times", s.server.Uploads(), opened)
	}
}

// TestAFileIsSentOnceThoughItsTextIsTriedAgain: each has its own transaction.
func TestAFileIsSentOnceThoughItsTextIsTriedAgain(t *testing.T) {
	s, opened := newStage(t), 0
	s.files = &bottest.Drawer{}
	s.start()
	m := bot.Message{Chat: s.chat(), Key: "k", File: pictured(&opened), Body: text("The way").Body}
	s.server.Fail(matrixtest.Fault{Path: "/k-1", Lose: true})
	for n, want := range []bool{false, true} {
		if _, err := s.matrix.Send(t.Context(), m); (err == nil) != want || err != nil && bot.AsSendError(err).Fileless {
			t.Errorf("attempt %d: %v", n, err)
		}
	}
	if len(s.ada.Messages(s.room)) != 2 || opened != 1 {
		t.Errorf("ada reads %+v, opened %d times", s.ada.Messages(s.room), opened)
	}
}

// TestAFileThatCannotBeUploadedIsNoFaultOfTheMessage, unless the homeserver has had enough
// of all of them; and nothing is said of where the file came from.
func TestAFileThatCannotBeUploadedIsNoFaultOfTheMessage(t *testing.T) {
	s, opened := newStage(t), 0
	a := bot.Attachment{Platform: "elsewhere", ID: "1", Name: "map.png", MIME: "image/png"}
	opens := func(err error) *bot.File { return a.File(func(context.Context) ([]byte, error) { return nil, err }) }
	refused := func(status int, code string) matrixtest.Fault {
		return matrixtest.Fault{Path: "/upload", Status: status, Body: `{"errcode":"` + code + `","error":"no"}`}
	}
	for name, test := range map[string]struct {
		file  *bot.File
		fault matrixtest.Fault
		want  bot.Failure
		less  bool
	}{
		"too large":        {pictured(&opened), refused(413, "M_TOO_LARGE"), bot.Rejected, true},
		"not for us":       {pictured(&opened), refused(403, "M_FORBIDDEN"), bot.Rejected, true},
		"too many":         {pictured(&opened), refused(429, "M_LIMIT_EXCEEDED"), bot.Throttled, false},
		"broken":           {pictured(&opened), refused(500, "M_UNKNOWN"), bot.Temporary, true},
		"cut off":          {pictured(&opened), matrixtest.Fault{Path: "/upload", Lose: true}, bot.Temporary, true},
		"nowhere":          {pictured(&opened), matrixtest.Fault{Path: "/upload", Status: 200, Body: `{}`}, bot.Temporary, true},
		"nobody has it":    {a.File(nil), matrixtest.Fault{}, bot.Rejected, true},
		"not just now":     {opens(errors.New("away")), matrixtest.Fault{}, bot.Temporary, true},
		"it is too big":    {opens(&bot.SendError{Failure: bot.Rejected, Err: errors.New("too big")}), matrixtest.Fault{}, bot.Rejected, true},
		"an event refused": {pictured(&opened), matrixtest.Fault{Path: matrixtest.Message, Status: 400, Body: `{"errcode":"M_BAD_JSON"}`}, bot.Rejected, true},
	} {
		if test.fault.Path != "" {
			s.server.Fail(test.fault)
		}
		_, err := s.matrix.Send(t.Context(), bot.Message{Chat: s.chat(), File: test.file, Body: text("x").Body})
		failed := bot.AsSendError(err)
		if err == nil || failed.Failure != test.want || failed.Fileless != test.less || failed.Unsure {
			t.Errorf("%s: %+v", name, failed)
		}
	}
	if len(s.ada.Messages(s.room)) != 0 {
		t.Errorf("ada reads %+v", s.ada.Messages(s.room))
	}
}
