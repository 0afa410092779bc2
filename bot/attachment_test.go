package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"usher/bot"
)

// TestWhatIsShownAsAPicture is what all clients show, unless it was sent as a document.
func TestWhatIsShownAsAPicture(t *testing.T) {
	for mime, want := range map[string]string{
		"image/png": "image", "image/jpeg": "image", "video/mp4": "video", "video/webm": "video",
		"image/svg+xml": "", "image/heic": "", "application/pdf": "", "": "",
	} {
		if got := (bot.Attachment{MIME: mime}).Kind(); got != want {
			t.Errorf("%s is %q", mime, got)
		}
		if got := (bot.File{MIME: mime, Document: true}).Kind(); got != "" {
			t.Errorf("%s as a document is %q", mime, got)
		}
	}
}

// TestWhereAFileReaches is its own network, and another that takes files, if it can be had
// and is not too large for that.
func TestWhereAFileReaches(t *testing.T) {
	gives, takes, neither := bot.Traits{Opens: 10}, bot.Traits{Files: true}, bot.Traits{}
	for name, test := range map[string]struct {
		size       int64
		platform   string
		there, own bot.Traits
		want       bool
	}{
		"its own":               {11, "here", takes, neither, true},
		"its own, without":      {1, "here", neither, gives, false},
		"another":               {10, "there", takes, gives, true},
		"another, unknown size": {0, "there", takes, gives, true},
		"another, too large":    {11, "there", takes, gives, false},
		"another, without":      {1, "there", neither, gives, false},
		"one that gives none":   {0, "there", takes, neither, false},
	} {
		a := bot.Attachment{Platform: "here", Size: test.size}
		if got := a.Reaches(test.platform, test.there, test.own); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestAFilesBytes are the caller's own, and why they cannot be had is no fault of the
// network that asks for them.
func TestAFilesBytes(t *testing.T) {
	f := &bot.File{Data: []byte("data")}
	got, err := f.Bytes(t.Context())
	if err != nil || string(got) != "data" {
		t.Fatalf("%q, %v", got, err)
	}
	if got[0] = 'x'; string(f.Data) != "data" {
		t.Error("they are others' too")
	}
	for name, test := range map[string]struct {
		err  error
		want bot.Failure
	}{
		"away":      {errors.New("away"), bot.Temporary},
		"throttled": {&bot.SendError{Failure: bot.Throttled, After: 1, Err: errors.New("slower")}, bot.Temporary},
		"never":     {&bot.SendError{Failure: bot.Rejected, Err: errors.New("no")}, bot.Rejected},
	} {
		f := bot.Attachment{ID: "1"}.File(func(context.Context) ([]byte, error) { return nil, test.err })
		_, err := f.Bytes(t.Context())
		if failed := bot.AsSendError(err); failed.Failure != test.want || !failed.Fileless || failed.After != 0 || failed.Unsure {
			t.Errorf("%s: %+v", name, failed)
		}
	}
	if _, err := (bot.Attachment{}).File(nil).Bytes(t.Context()); bot.AsSendError(err).Failure != bot.Rejected {
		t.Errorf("nobody has it: %v", err)
	}
}

// TestWhatAFileIsCalled is no path, fits on a screen and does nothing there.
func TestWhatAFileIsCalled(t *testing.T) {
	long := strings.Repeat("a", 200)
	for sent, want := range map[string]string{
		"plan.pdf": "plan.pdf", "../../etc/passwd": "passwd", `C:\\temp\\a b.png`: "a b.png", "a\x00\n\u202Eb.png": "ab.png",
		"": "file", "..": "file", "/": "file", " ": "file", "\xff": "file",
		long + ".png": long[:96] + ".png", "a." + long: "a." + long[:98],
	} {
		if got := bot.FileName(sent, "file"); got != want {
			t.Errorf("%q is called %q", sent, got)
		}
	}
	for sent, want := range map[string]string{"image/PNG; q=1": "image/png", "": "a/b", "x": "a/b", "a/b\nc: d": "a/b"} {
		if got := bot.FileType(sent, "a/b"); got != want {
			t.Errorf("%q is a %q", sent, got)
		}
	}
}
