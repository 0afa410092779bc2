package matrix_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/matrix/matrixtest"
)

func shownFile(kind, name, mime, data string) matrixtest.File {
	return matrixtest.File{Type: kind, Name: name, MIME: mime, Data: data}
}

// TestAFileGoesAlongWithACommand that stands under it or is a reply to it, in rooms that are
// encrypted and others, and can be opened then.
func TestAFileGoesAlongWithACommand(t *testing.T) {
	for kind, want := range map[string]bot.Attachment{
		"m.image": {Name: "map.png", MIME: "image/png"},
		"m.video": {Name: "map.png", MIME: "video/webm"},
		"m.audio": {Name: "map.png", MIME: "audio/ogg"},
		"m.file":  {Name: "map.png", MIME: "image/png", Document: true},
	} {
		for _, sealed := range []bool{false, true} {
			s := newStage(t)
			if sealed {
				s, _ = newSealedStage(t)
				s.ada.GiveKey("one")
			}
			in, _ := s.receive()
			f := shownFile(kind, "map.png", want.MIME, "data")
			show := func(caption string) string {
				if sealed {
					return s.ada.ShowSealed(s.room, "one", f, caption)
				}
				return s.ada.Show(s.room, f, caption)
			}
			check := func(how string, got bot.Incoming) {
				t.Helper()
				want := want
				want.Platform, want.ID, want.Size, want.Seal = "matrix", got.File.ID, 4, got.File.Seal
				if diff := cmp.Diff(want, got.File); diff != "" || got.Text != "/now there" || (got.File.Seal != "") != sealed {
					t.Errorf("%s, %s, sealed %v: heard %+v\n%s", kind, how, sealed, got, diff)
				}
				if data, err := s.matrix.Open(t.Context(), got.File); err != nil || string(data) != "data" {
					t.Errorf("%s, %s, sealed %v: opened it is %q, %v", kind, how, sealed, data, err)
				}
			}
			show("!now there")
			check("under it", s.next(in))
			shown := show("")
			content := map[string]any{"msgtype": "m.text", "body": "!now there", "m.relates_to": map[string]any{"m.in_reply_to": map[string]any{"event_id": shown}}}
			if sealed {
				s.ada.Seal(s.room, "one", "m.room.message", content)
			} else {
				s.ada.Send(s.room, "m.room.message", content)
			}
			check("a reply", s.next(in))
			if s.server.Uploads() != 0 {
				t.Error("the bot has uploaded something")
			}
		}
	}
}

// TestAFileWithoutWordsSaysNothing, nor does one whose name stands twice.
func TestAFileWithoutWordsSaysNothing(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	s.ada.Show(s.room, shownFile("m.image", "now", "image/png", "x"), "")
	s.ada.Show(s.room, shownFile("m.image", "now", "image/png", "x"), "now")
	s.ada.Type(s.room, "!next")
	if got := s.next(in); got.Text != "/next" || !got.File.IsZero() {
		t.Errorf("heard %+v", got)
	}
}

// TestWhatIsNoFileGoesNowhere: of what clients may send as one some is broken, and names
// are no paths.
func TestWhatIsNoFileGoesNowhere(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	with := func(more map[string]any) bot.Attachment {
		t.Helper()
		content := map[string]any{"msgtype": "m.image", "body": "!now", "filename": "a.png", "url": "mxc://test/a"}
		for key, value := range more {
			content[key] = value
		}
		s.ada.Send(s.room, "m.room.message", content)
		return s.next(in).File
	}
	for name, more := range map[string]map[string]any{
		"no address":       {"url": nil},
		"another address":  {"url": "https://example.org/a"},
		"an empty address": {"url": "mxc://"},
		"a broken info":    {"info": "x"},
	} {
		if got := with(more); !got.IsZero() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := with(map[string]any{"filename": "../../etc/\u202Egnp.\x00passwd", "info": map[string]any{"size": -1, "mimetype": "x\ny"}}); got.Name != "gnp.passwd" || got.Size != 0 || got.MIME != "image/jpeg" {
		t.Errorf("it is %+v", got)
	}
	if got := with(map[string]any{"filename": strings.Repeat("ä", 300) + ".png"}); len([]rune(got.Name)) != 100 || !strings.HasSuffix(got.Name, "ä.png") {
		t.Errorf("it is called %q", got.Name)
	}
}

// TestAFileIsSentOnFromWhereItIs: no room needs another upload that is like the one it came
// from, and one upload is enough for those that are not.
func TestAFileIsSentOnFromWhereItIs(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		s, _ := newSealedStage(t)
		s.files = &bottest.Drawer{}
		s.start()
		s.ada.GiveKey("one")
		in, _ := s.receive()
		f := shownFile("m.file", "plan.pdf", "application/pdf", "%PDF")
		plain := s.ada.Direct()
		if sealed {
			s.ada.ShowSealed(s.room, "one", f, "!now")
		} else {
			s.ada.Show(plain, f, "!now")
		}
		a := s.next(in).File
		file := a.File(func(ctx context.Context) ([]byte, error) { return s.matrix.Open(ctx, a) })
		for range 2 {
			for _, room := range []string{s.room, plain} {
				if _, err := s.matrix.Send(t.Context(), bot.Message{Chat: chat(room), File: file, Body: text("x").Body}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for room, sealed := range map[string]bool{s.room: true, plain: false} {
			want := f
			want.Sealed = sealed
			if diff := cmp.Diff([]matrixtest.File{want, want}, s.ada.Files(room)); diff != "" {
				t.Error(diff)
			}
		}
		if n := s.server.Uploads(); n != 1 {
			t.Errorf("from a room that is encrypted, %v: uploaded %d times", sealed, n)
		}
	}
}

// TestOpeningMeansWhatItSays where a homeserver is old, has not got the file yet, or what
// it gives is not what it was given.
func TestOpeningMeansWhatItSays(t *testing.T) {
	s, _ := newSealedStage(t)
	s.ada.GiveKey("one")
	in, _ := s.receive()
	s.ada.ShowSealed(s.room, "one", shownFile("m.file", "a", "a/b", "data"), "!now")
	a := s.next(in).File
	if a.Seal == "" {
		t.Fatal("nothing opens it")
	}
	opened := func(what string, a bot.Attachment, want bot.Failure) {
		t.Helper()
		if _, err := s.matrix.Open(t.Context(), a); err == nil || bot.AsSendError(err).Failure != want || strings.Contains(err.Error(), matrixtest.Token) {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.server.Fail(matrixtest.Fault{Path: "/media/download", Status: 200, Body: "tampered with"})
	opened("tampered with", a, bot.Rejected)
	s.server.Fail(matrixtest.Fault{Path: "/media/download", Status: 200, Body: strings.Repeat("x", 20<<20+1)})
	opened("larger than it said", a, bot.Rejected)
	s.server.Fail(matrixtest.Fault{Path: "/media/download", Status: 504, Body: `{"errcode":"M_NOT_YET_UPLOADED"}`})
	opened("not there yet", a, bot.Temporary)
	broken := a
	broken.Seal = "{}"
	opened("without a lock", broken, bot.Rejected)
	broken.ID = "nowhere"
	opened("without an address", broken, bot.Rejected)
	s.server.OldMedia()
	if data, err := s.matrix.Open(t.Context(), a); err != nil || string(data) != "data" {
		t.Errorf("of an old homeserver it is %q, %v", data, err)
	}
	s.server.ForgetMedia()
	opened("forgotten", a, bot.Temporary)
}
