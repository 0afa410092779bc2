package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

func TestOfABroadcastBoldAndLinksAreRead(t *testing.T) {
	m := say.In("en").Broadcast("Lunch is **ready** in [the foyer](https://example.org/foyer).\n\nMenu: https://example.org/menu.")
	equal(t, m,
		"**Message from the organisers**",
		"Lunch is **ready** in [the foyer](https://example.org/foyer).",
		"",
		"Menu: [https://example.org/menu](https://example.org/menu).",
	)
	if !m.Rings {
		t.Error("a broadcast rings nobody")
	}
}

// TestNothingElseOfABroadcastIsMarkup: whatever looks like it is shown as typed.
func TestNothingElseOfABroadcastIsMarkup(t *testing.T) {
	for _, text := range []string{
		"Lunch is *ready* in [the foyer](x).", "<b>Queue</b> on the left.", "2 ** 3 ** 4", "** not bold **", "****", "a ** b",
		"[here](javascript:alert(1))", "[here](ftp://example.org)", "`/forget yes`", "{Count} people", "~~gone~~", "_so_", "[a]( https://example.org )",
		"[]()", "[x](https://)",
	} {
		body := say.In("en").Broadcast(text).Body[1:]
		var shown strings.Builder
		for _, p := range body {
			for _, s := range p {
				shown.WriteString(s.Text)
				if s.Style != bot.Plain && !(s.Style == bot.Link && s.Text == s.URL) {
					t.Errorf("%q: %q is markup", text, s.Text)
				}
			}
		}
		if shown.String() != text {
			t.Errorf("%q is shown as %q", text, shown.String())
		}
	}
}

// shares are so many people and groups that speak each language.
func shares(people, germans, groups int) bot.Shares {
	return bot.Shares{
		{Platform: "a", Language: "", Chats: people - germans}, {Platform: "a", Language: "de-AT", Chats: germans},
		{Platform: "b", Language: "en", Shared: true, Chats: groups},
	}
}

func TestABroadcastIsShownBeforeItIsSent(t *testing.T) {
	s := build(t, talk("New Mount API", morning(14, 30, 0)))
	at := say.In("en").At(s, morning(11, 0, 0), nil)
	n := bot.News{Number: 7, Revision: 2, Texts: map[string]string{"": "Lunch is ready.\nIn the foyer."}}
	equal(t, at.BroadcastPreview(say.Draft{News: n, Shares: shares(143, 0, 0), Default: "en"}),
		"To everyone: **143 people.** They will read:",
		"",
		"**Message from the organisers**",
		"Lunch is ready.",
		"In the foyer.",
		"[Send to 143 people]",
		"[To others] [Later] [Edit] [Cancel]",
	)
	n.Addressees = bot.Addressees{Kind: bot.Fans, Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: s.Slots()[0].Key}}
	n.Texts["de"] = "Essen."
	n.At = morning(18, 0, 0)
	equal(t, at.BroadcastPreview(say.Draft{News: n, Shares: shares(3, 1, 2), Default: "en"}),
		"**Wed 18:00**, to those who starred *New Mount API*: **3 people and 2 groups** as of now. They will read:",
		"",
		"**Message from the organisers**",
		"Lunch is ready.",
		"In the foyer.",
		"",
		"**In German** for 1 person of them:",
		"",
		"**Nachricht der Orga**",
		"Essen.",
		"[Send Wed 18:00]",
		"[To others] [Later] [Edit] [Cancel]",
	)
	m := at.BroadcastPreview(say.Draft{News: bot.News{Number: 7, Revision: 2, Texts: map[string]string{"": "x"}, File: bot.Attachment{Name: "map.pdf"}}, Shares: shares(2, 1, 1), Default: "en"})
	equal(t, m,
		"To everyone: **2 people and 1 group.** They will read:",
		"",
		"**Message from the organisers**",
		"x",
		"*With it goes map.pdf.*",
		"[Send to 3 chats]",
		"[To others] [In German] [Later] [Edit]",
		"[Cancel]",
	)
	photo := say.Draft{News: bot.News{Number: 7, Texts: map[string]string{"": "x"}, File: bot.Attachment{Name: "IMG_1.jpg", MIME: "image/jpeg"}},
		Shares: shares(2, 0, 0), Default: "en", Unshown: []string{"terminus"}, Unreached: []string{"there", "elsewhere"}, Most: 20 << 20}
	var lines []string
	for _, p := range at.BroadcastPreview(photo).Body[4:] {
		lines = append(lines, p.Text())
	}
	if diff := cmp.Diff([]string{
		"With it goes a photo.",
		"⚠ Not on Terminus: there I can show no photo, and say that there is one.",
		"⚠ Not on Elsewhere and There: more than 20 MB is too much for me to take there, and I say that there is one.",
	}, lines); diff != "" {
		t.Error(diff)
	}
	if m.Rings || m.Apart {
		t.Error("a preview is an answer and rings nobody")
	}
	n.Texts = map[string]string{"": strings.Repeat("x", 3500), "de": strings.Repeat("y", 3500)}
	if !at.BroadcastPreview(say.Draft{News: n, Default: "en"}).Apart {
		t.Error("what has to be parted takes the place of one message")
	}
	if got, want := m.Buttons[0][0].Command, "/broadcast send 7.2"; got != want {
		t.Errorf("the button says %q, want %q", got, want)
	}
}

func TestBroadcastsAreListed(t *testing.T) {
	s := build(t, talk("New Mount API", morning(14, 30, 0)))
	at := say.In("en").At(s, morning(14, 30, 0), nil)
	one := func(number int64, state bot.NewsState, at, began time.Time, sent, waiting int) bot.News {
		return bot.News{Number: number, State: state, Texts: map[string]string{"": "**Lunch** is\nready"}, At: at,
			Confirmed: morning(11, 0, 0), Began: began, Sent: sent, Waiting: waiting}
	}
	none := time.Time{}
	equal(t, at.Broadcasts([]bot.News{
		one(7, bot.NewsScheduled, morning(18, 0, 0), none, 0, 0),
		one(6, bot.NewsSpread, none, morning(11, 0, 0), 3, 9),
		one(5, bot.NewsSpread, none, morning(11, 0, 0), 12, 0),
		one(4, bot.NewsSpread, morning(12, 0, 0), morning(12, 20, 0), 12, 0),
		one(9, bot.NewsSpread, none, morning(11, 0, 0), 0, 0),
		one(8, bot.NewsSpread, none, morning(11, 0, 0), 1, 0),
		one(3, bot.NewsWithdrawn, none, morning(11, 0, 0), 2, 0),
		one(2, bot.NewsLapsed, morning(11, 30, 0), none, 0, 0),
	}),
		"**What you told, and will**",
		"**No. 7** goes out at 18:00, for everyone: Lunch is ready",
		"**No. 6** going out since 11:00, 9 people are still to be told, for everyone: Lunch is ready",
		"**No. 5** reached 12 people at 11:00, for everyone: Lunch is ready",
		"**No. 4** reached 12 people at 12:20, late: it was for 12:00, for everyone: Lunch is ready",
		"**No. 9** reached nobody at 11:00, for everyone: Lunch is ready",
		"**No. 8** reached 1 person at 11:00, for everyone: Lunch is ready",
		"**No. 3** withdrawn, 2 people had it, for everyone: Lunch is ready",
		"**No. 2** not sent: I was not running from 11:30 on, for everyone: Lunch is ready",
		"[Withdraw 7] [Withdraw 6]",
	)
	without := one(8, bot.NewsSpread, none, morning(11, 0, 0), 12, 0)
	without.Without = []string{"there"}
	equal(t, at.Broadcasts([]bot.News{without}),
		"**What you told, and will**",
		"**No. 8** reached 12 people at 11:00, without its file on There, for everyone: Lunch is ready",
	)
	equal(t, at.Broadcasts(nil), "**Nothing told yet.** `/broadcast` and a text begins.")
}
