package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot/telegram/telegramtest"
)

// TestSharing has Ada pass a talk on in a chat that Usher is not in. Bob, whom Usher
// knows, stars it there; so does Eve, by way of a private chat that begins with that.
func TestSharing(t *testing.T) {
	tg := telegramtest.New(t)
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--clock", "2023-09-13 11:04",
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL))
	defer stop()
	ada, bob := tg.Person("Ada", "en"), tg.Person("Bob", "de")
	eve := tg.Stranger("Eve", ada.InGroup("Friends"))

	ada.Look("soft reboot", "")
	eventually(t, "Ada finds it", func() bool { return len(ada.Offers()) == 1 })
	found := ada.Offers()[0].Cards[0]
	if found.What != "Wed 12:30–12:55 in Main Hall · Luca Boccassi" || !strings.Contains(found.Message.Text, "soft-reboot") {
		t.Errorf("Ada finds %+v", found)
	}
	card := ada.PassOn(found)
	bob.PressCard(card, "★ Star")
	eve.PressCard(card, "★ Star")
	eventually(t, "both are answered", func() bool { return len(bob.Told()) == 1 && len(eve.Told()) == 1 })
	const door = "https://t.me/" + telegramtest.UserName + "?start="
	told := []telegramtest.Told{bob.Told()[0], eve.Told()[0]}
	want := []telegramtest.Told{{Text: "★ Vorgemerkt. Ich melde mich um 12:20."}, {URL: door + "star_main-c-XVV9QY"}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}

	known := tg.Person("Eve", "en")
	known.Type("/start " + strings.TrimPrefix(told[1].URL, door))
	bob.Type("/agenda")
	eventually(t, "each has a star", func() bool { return len(known.Messages()) == 1 && len(bob.Messages()) == 1 })
	if text := known.Messages()[0].Text; !strings.Contains(text, "★ Yours. I'll ring at 12:20.") {
		t.Errorf("Eve reads\n%s", text)
	}
	if text := bob.Messages()[0].Text; !strings.Contains(text, "Soft Reboot") {
		t.Errorf("Bob reads\n%s", text)
	}
	if n := tg.Waiting(); n != 0 {
		t.Errorf("%d presses were not acknowledged", n)
	}
}
