package main

import (
	"bytes"
	"encoding/csv"
	"image"
	_ "image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"usher/bot/telegram/telegramtest"
)

func TestLinksForPeople(t *testing.T) {
	out := succeeds(t, "links", "--schedule", seed, "--bot", "@usher_bot")
	for _, want := range []string{
		"Talks\nWed 13 Sep 09:30  Opening session of All Systems Go! 2023                       https://t.me/usher_bot?start=talk_main-c-X89KG9\n",
		"\n\nRooms\nMain Hall  https://t.me/usher_bot?start=room_g-923492fb-f789-5e5c-92f7-37421d61d90b\n",
		"\n\nSpeakers\nLennart Poettering              https://t.me/usher_bot?start=speaker_main-i-78\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it lacks %q:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "https://"); n != 92 {
		t.Errorf("there are %d links, want 48 talks, 2 rooms and 42 speakers", n)
	}
}

func TestLinksForSpreadsheets(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(succeeds(t, "links", "--schedule", seed, "--bot", "usher_bot", "--format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"kind", "name", "start", "room", "link"},
		{"talk", "Opening session of All Systems Go! 2023", "2023-09-13T09:30:00+02:00", "Main Hall", "https://t.me/usher_bot?start=talk_main-c-X89KG9"},
	}
	if diff := cmp.Diff(want, rows[:2]); diff != "" || len(rows) != 93 {
		t.Errorf("%d rows (-want +got)\n%s", len(rows), diff)
	}
}

// TestLinksForPrinters reads each QR code as a phone does, by an implementation other
// than the one that has drawn it.
func TestLinksForPrinters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "qr")
	out := succeeds(t, "links", "--schedule", seed, "--bot", "usher_bot", "--format", "qr", "--out", dir)
	if !strings.HasPrefix(out, "92 QR codes in ") {
		t.Errorf("it says %q", out)
	}
	files, err := fs.Glob(os.DirFS(dir), "*/*.png")
	if err != nil || len(files) != 92 {
		t.Fatalf("there are %d files, %v", len(files), err)
	}
	for _, name := range []string{
		"talks/09-13-1230-main-hall-soft-reboot-atomically-replace-rootfs.png", "rooms/main-hall.png", "speakers/kai-luke.png",
	} {
		if !slices.Contains(files, name) {
			t.Errorf("nobody finds %s in %q", name, files)
		}
	}
	var read []string
	for _, name := range files[:10] {
		read = append(read, scan(t, filepath.Join(dir, name)))
	}
	listed := succeeds(t, "links", "--schedule", seed, "--bot", "usher_bot")
	for i, link := range read {
		if !strings.Contains(listed, link+"\n") || slices.Contains(read[:i], link) {
			t.Errorf("%s leads to %q", files[i], link)
		}
	}
}

// scan reads a QR code.
func scan(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return code.GetText()
}

// TestLinksAskWhatTheBotIsCalled, and say so when nobody answers, without the token.
func TestLinksAskWhatTheBotIsCalled(t *testing.T) {
	server := telegramtest.New(t)
	with := func(token string) (int, string, string) {
		return usher("links", "--schedule", seed, "--telegram-token", token, "--telegram-api", server.URL)
	}
	code, out, errs := with(telegramtest.Token)
	if code != exitOK || errs != "" || !strings.Contains(out, "https://t.me/"+telegramtest.UserName+"?start=talk_") {
		t.Errorf("exit %d: %s%.200s", code, errs, out)
	}
	code, _, errs = with("1:stale")
	want := "usher: asking Telegram what the bot is called: the bot's token is not known to Telegram: getMe: Unauthorized\n"
	if code != exitFailed || errs != want {
		t.Errorf("exit %d: %s", code, errs)
	}
	for _, args := range [][]string{
		{"links", "--schedule", seed}, {"links", "--bot", "usher_bot"}, {"links", "--schedule", seed, "--bot", "not a name"},
		{"links", "--schedule", seed, "--bot", "usher_bot", "--format", "svg"},
	} {
		if code, _, errs := usher(args...); code != exitUsage || strings.Contains(errs, "--help") && args[len(args)-1] != "svg" {
			t.Errorf("%q: exit %d: %s", args, code, errs)
		}
	}
}

// TestLinksOfOneNameHaveFilesOfTheirOwn: talks that are called the same, at one time.
func TestLinksOfOneNameHaveFilesOfTheirOwn(t *testing.T) {
	source := file(t, small(`
<event id="1"><start>10:00</start><duration>00:30</duration><title>Lunch</title></event>
<event id="2"><start>10:00</start><duration>00:30</duration><title>Lunch</title></event>
<event id="3"><start>11:00</start><duration>00:30</duration><title>🎪</title></event>`))
	dir := t.TempDir()
	succeeds(t, "links", "--schedule", source, "--bot", "usher_bot", "--format", "qr", "--out", dir)
	files, err := fs.Glob(os.DirFS(dir), "talks/*.png")
	want := []string{
		"talks/09-13-1000-dome-lunch-main-i-2.png", "talks/09-13-1000-dome-lunch.png", "talks/09-13-1100-dome-main-i-3.png",
	}
	if diff := cmp.Diff(want, files); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}
