package telegram_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// sentAs are files as people send them here, and as what they come in.
var sentAs = map[string]struct {
	file telegramtest.File
	want bot.Attachment
}{
	"photo":     {telegramtest.File{Name: "p", Data: "JPEG"}, bot.Attachment{Name: "picture.jpg", MIME: "image/jpeg"}},
	"video":     {telegramtest.File{Name: "tour.mp4", Data: "film"}, bot.Attachment{Name: "tour.mp4", MIME: "video/mp4"}},
	"audio":     {telegramtest.File{Name: "jingle.mp3", Data: "ID3"}, bot.Attachment{Name: "jingle.mp3", MIME: "audio/mpeg"}},
	"voice":     {telegramtest.File{Name: "v", Data: "Ogg"}, bot.Attachment{Name: "voice.ogg", MIME: "audio/ogg; codecs=opus"}},
	"animation": {telegramtest.File{Name: "wave.mp4", Data: "film"}, bot.Attachment{Name: "wave.mp4", MIME: "video/mp4", Document: true}},
	"document":  {telegramtest.File{Name: "plan.pdf", Data: "%PDF"}, bot.Attachment{Name: "plan.pdf", MIME: "application/pdf", Document: true}},
}

// TestWhatIsSentAlongIsSentOn by the name that Telegram has for it, as what it was sent;
// where Telegram has forgotten it, the message goes without or not at all.
func TestWhatIsSentAlongIsSentOn(t *testing.T) {
	server := telegramtest.New(t)
	tg := filing(t, server, &bottest.Drawer{})
	olga, ada := server.Person("Olga", ""), server.Person("Ada", "")
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	for what, test := range sentAs {
		olga.Send(what, test.file, "/broadcast all: The way to the foyer")
		in := next()
		want := test.want
		want.Platform, want.ID, want.Size = "telegram", in.File.ID, int64(len(test.file.Data))
		if diff := cmp.Diff(want, in.File); diff != "" || in.Text != "/broadcast all: The way to the foyer" || in.Wordless {
			t.Fatalf("%s: heard %+v\n%s", what, in, diff)
		}
		m := bot.Message{Chat: chat(ada), File: in.File.File(nil), Body: text("The way to the foyer")}
		send(t, tg, m)
		got := ada.Messages()[len(ada.Messages())-1]
		seen := test.file
		seen.Photo, seen.Video, seen.Audio, seen.Voice = what == "photo", what == "video", what == "audio", what == "voice"
		if got.File != seen || got.Text != "The way to the foyer" {
			t.Errorf("%s: reads %+v", what, got)
		}
		server.ForgetFiles()
		if _, err := tg.Send(t.Context(), m); !bot.AsSendError(err).Fileless || bot.AsSendError(err).Failure != bot.Rejected {
			t.Errorf("%s, forgotten: %v", what, err)
		}
		m.File = nil
		send(t, tg, m)
	}
	if n := server.Uploads(); n != 0 {
		t.Errorf("uploaded %d times", n)
	}
	olga.Type("/broadcast Lunch.")
	if in := next(); !in.File.IsZero() {
		t.Errorf("words alone have %+v", in.File)
	}
}

// TestWhatSomebodySentIsOpened for who takes it to another network, within Telegram's limit
// for bots, and that a failure means what it says and never shows the token, which is part
// of where files are.
func TestWhatSomebodySentIsOpened(t *testing.T) {
	server := telegramtest.New(t)
	tg := filing(t, server, nil)
	olga := server.Person("Olga", "")
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	sent := func(name, data string) bot.Attachment {
		olga.Send("document", telegramtest.File{Name: name, Data: data}, "/broadcast all: The plan")
		return next().File
	}
	plan := sent("plan.pdf", "%PDF")
	if data, err := tg.Open(t.Context(), plan); err != nil || string(data) != "%PDF" {
		t.Errorf("it is %q, %v", data, err)
	}
	large := sent("film.mkv", strings.Repeat("x", 20<<20+1))
	if large.Reaches("elsewhere", bot.Traits{Files: true}, tg.Traits()) || !plan.Reaches("elsewhere", bot.Traits{Files: true}, tg.Traits()) {
		t.Error("what is too large goes everywhere, or what is not nowhere")
	}
	for name, test := range map[string]struct {
		method string
		fault  telegramtest.Fault
		file   bot.Attachment
		want   bot.Failure
	}{
		"too large":       {"", telegramtest.Fault{}, large, bot.Rejected},
		"another bot's":   {"getFile", telegramtest.Refused(400, "Bad Request: invalid file_id"), plan, bot.Rejected},
		"forgotten":       {"", telegramtest.Fault{}, bot.Attachment{ID: "gone"}, bot.Temporary},
		"throttled":       {"getFile", telegramtest.TooMany(30), plan, bot.Temporary},
		"cut off":         {"getFile", telegramtest.Reset(), plan, bot.Temporary},
		"file of a proxy": {"file", telegramtest.BadGateway(), plan, bot.Temporary},
	} {
		if test.method != "" {
			server.Fail(test.method, test.fault)
		}
		_, err := tg.Open(t.Context(), test.file)
		if err == nil || bot.AsSendError(err).Failure != test.want || strings.Contains(err.Error(), telegramtest.Token) {
			t.Errorf("%s: %v", name, err)
		}
	}
	server.Disturb(func(method string) telegramtest.Fault {
		if method == "file" {
			return telegramtest.Reset()
		}
		return telegramtest.Fault{}
	})
	if _, err := tg.Open(t.Context(), plan); err == nil || strings.Contains(err.Error(), telegramtest.Token) {
		t.Errorf("cut off: %v", err)
	}
}

// TestAFileOfAnotherNetworkIsUploadedOnce however many get it, and is not asked for again.
func TestAFileOfAnotherNetworkIsUploadedOnce(t *testing.T) {
	server := telegramtest.New(t)
	files := &bottest.Drawer{}
	tg := filing(t, server, files)
	for what, test := range sentAs {
		opened, a := 0, test.want
		a.Platform, a.ID, a.Size = "elsewhere", what, int64(len(test.file.Data))
		file := a.File(func(context.Context) ([]byte, error) { opened++; return []byte(test.file.Data), nil })
		for range 3 {
			ada := server.Person("Ada", "")
			send(t, tg, bot.Message{Chat: chat(ada), File: file, Body: text("The way")})
			want := telegramtest.File{Name: test.want.Name, Data: test.file.Data, Photo: what == "photo", Video: what == "video"}
			if m := ada.Messages()[0]; m.File != want || m.Text != "The way" {
				t.Errorf("%s: reads %+v", what, m)
			}
		}
		if opened != 1 {
			t.Errorf("%s: opened %d times", what, opened)
		}
	}
	if n := server.Uploads(); n != len(sentAs) {
		t.Errorf("uploaded %d times", n)
	}
}

// TestAFileThatCannotBeHadOrSentIsNoFaultOfTheMessage, so that whoever sends it says the
// rest without.
func TestAFileThatCannotBeHadOrSentIsNoFaultOfTheMessage(t *testing.T) {
	server := telegramtest.New(t)
	tg := filing(t, server, nil)
	ada := server.Person("Ada", "")
	a := bot.Attachment{Platform: "elsewhere", ID: "1", Name: "map.png", MIME: "image/png", Size: 3}
	opens := func(err error) *bot.File {
		return a.File(func(context.Context) ([]byte, error) { return []byte("PNG"), err })
	}
	for name, test := range map[string]struct {
		file  *bot.File
		fault telegramtest.Fault
		want  bot.SendError
	}{
		"nobody has it":  {a.File(nil), telegramtest.Fault{}, bot.SendError{Failure: bot.Rejected, Fileless: true}},
		"it is too big":  {opens(&bot.SendError{Failure: bot.Rejected, Err: errors.New("too big")}), telegramtest.Fault{}, bot.SendError{Failure: bot.Rejected, Fileless: true}},
		"not just now":   {opens(errors.New("away")), telegramtest.Fault{}, bot.SendError{Failure: bot.Temporary, Fileless: true}},
		"its limit":      {opens(&bot.SendError{Failure: bot.Throttled, After: 9e9, Err: errors.New("slower")}), telegramtest.Fault{}, bot.SendError{Failure: bot.Temporary, Fileless: true}},
		"no picture":     {opens(nil), telegramtest.Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), bot.SendError{Failure: bot.Rejected, Fileless: true}},
		"the chat's own": {opens(nil), telegramtest.Blocked(), bot.SendError{Failure: bot.Gone}},
	} {
		if test.fault != (telegramtest.Fault{}) {
			server.Fail("sendPhoto", test.fault)
		}
		_, err := tg.Send(t.Context(), bot.Message{Chat: chat(ada), File: test.file, Body: text("x")})
		judged(t, name, err, test.want)
		if got := bot.AsSendError(err).Fileless; got != test.want.Fileless {
			t.Errorf("%s: fileless is %v", name, got)
		}
	}
	if len(ada.Messages()) != 0 {
		t.Errorf("ada reads %+v", ada.Messages())
	}
}

// TestWhatStandsUnderAFileIsEdited, and the file stays.
func TestWhatStandsUnderAFileIsEdited(t *testing.T) {
	server := telegramtest.New(t)
	tg := filing(t, server, nil)
	ada := server.Person("Ada", "")
	ref := send(t, tg, bot.Message{Chat: chat(ada), File: plan(), Body: text("The way")})
	for range 2 {
		if err := tg.Edit(t.Context(), ref, bot.Message{Body: text("Withdrawn")}); err != nil {
			t.Fatal(err)
		}
	}
	if m := ada.Messages()[0]; m.Text != "Withdrawn" || m.File.Name != "plan.pdf" {
		t.Errorf("it reads %+v", m)
	}
}

// TestHowMuchStandsUnderAFile is what has room there; more is a message after it. Whichever it
// was, an edit leaves nothing that could be taken for true: of what has come to be too long to
// stand there as much as has room.
func TestHowMuchStandsUnderAFile(t *testing.T) {
	const most = 1024
	for name, test := range map[string]struct {
		body []bot.Paragraph
		all  int
	}{
		"as much as may be":    {text(strings.Repeat("x", most)), 1},
		"one too many":         {text(strings.Repeat("x", most+1)), 2},
		"in two lines":         {text(strings.Repeat("x", most-2), "y"), 1},
		"in two, too many":     {text(strings.Repeat("x", most-1), "y"), 2},
		"written at length":    {[]bot.Paragraph{{{Text: strings.Repeat("<", most), Style: bot.Link, URL: "https://example.org/?a&b"}}}, 1},
		"characters of two":    {text(strings.Repeat("😀", most/2)), 1},
		"one of them too many": {text(strings.Repeat("😀", most/2) + "x"), 2},
	} {
		t.Run(name, func(t *testing.T) {
			server := telegramtest.New(t)
			tg := filing(t, server, nil)
			ada := server.Person("Ada", "")
			ref := send(t, tg, bot.Message{Chat: chat(ada), File: plan(), Body: test.body})
			if got := len(ada.Messages()); got != test.all || (ref.File != "") != (test.all == 2) {
				t.Fatalf("it is %d messages: %+v", got, ref)
			}
			longer := slices.Concat(text("Withdrawn by the organisers"), test.body)
			for range 2 { // what an earlier attempt has done is done
				if err := tg.Edit(t.Context(), ref, bot.Message{Body: longer}); err != nil {
					t.Fatal(err)
				}
			}
			all := ada.Messages()
			if len(all) != 1 || !strings.HasPrefix(all[0].Text, "Withdrawn by the organisers\n") || (all[0].File.Name == "") != (test.all == 2) {
				t.Fatalf("ada reads %+v", all)
			}
			if n := len(utf16.Encode([]rune(all[0].Text))); test.all == 1 && (n < most-1 || n > most || !strings.HasSuffix(all[0].Text, "…")) {
				t.Errorf("under it are %d", n)
			}
		})
	}
}

// TestAFileThatIsNotTakenAwayIsTriedAgain where that may do something.
func TestAFileThatIsNotTakenAwayIsTriedAgain(t *testing.T) {
	server := telegramtest.New(t)
	tg := filing(t, server, nil)
	ada := server.Person("Ada", "")
	ref := send(t, tg, bot.Message{Chat: chat(ada), File: plan(), Body: text(strings.Repeat("x", 1025))})
	server.Fail("deleteMessage", telegramtest.TooMany(3), telegramtest.Refused(400, "Bad Request: message can't be deleted"))
	withdrawn := bot.Message{Body: text("Withdrawn")}
	judged(t, "throttled", tg.Edit(t.Context(), ref, withdrawn), bot.SendError{Failure: bot.Throttled, After: 3 * time.Second})
	if err := tg.Edit(t.Context(), ref, withdrawn); err != nil || len(ada.Messages()) != 2 {
		t.Errorf("too old for it: %v, %+v", err, ada.Messages())
	}
}

var _ interface {
	Open(context.Context, bot.Attachment) ([]byte, error)
} = (*telegram.Telegram)(nil)
