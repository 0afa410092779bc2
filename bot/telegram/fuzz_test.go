package telegram_test

import (
	"strings"
	"testing"
	"unicode"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// FuzzMarkup sends spans of anything in any style: Telegram has to take them, and
// to show what was written.
func FuzzMarkup(f *testing.F) {
	f.Add("<b>bold</b>", "&lt;", "https://example.org/?a=\"b\"&c=<d>", uint8(1), uint8(6))
	f.Add("Soft Reboot", "\x1b[2J\xff", "javascript:alert('x')", uint8(2), uint8(3))
	f.Add("a\r\nb", "\u2028\u202E'\"", `https://example.org/"><b>`, uint8(4), uint8(5))
	server := telegramtest.New(f)
	tg := open(f, server, &bottest.Inbox{}, nil)
	f.Fuzz(func(t *testing.T, one, two, page string, styleOne, styleTwo uint8) {
		if len(one)+2*len(two) > 4000 {
			return // would be cut
		}
		if page == "" {
			return // a button that does nothing
		}
		style := func(n uint8) bot.Style { return bot.Style(n) % (bot.Link + 1) }
		body := []bot.Paragraph{
			{{Text: "a "}, {Text: one, Style: style(styleOne), URL: page}, {Text: two, Style: style(styleTwo), URL: page}},
			{{Text: two}, {Text: " z"}},
		}
		ada := server.Person("Ada", "")
		send(t, tg, bot.Message{
			Chat: chat(ada), Body: body, Buttons: [][]bot.Button{{{Label: "Page", URL: page}, {Label: "x", Command: "/now"}}},
		})
		got := ada.Messages()[0]
		if want := "a" + visible(one) + visible(two) + visible(two) + "z"; want != visible(got.Text) {
			t.Errorf("wrote %q, reads %q", want, got.Text)
		}
		for _, e := range got.Entities {
			if e.Tag == "a" && e.URL != page {
				t.Errorf("leads to %q, want %q", e.URL, page)
			}
		}
	})
}

// visible is what has to stay of a text, of what Telegram passes on.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cc, r) || r >= '\u2028' && r <= '\u202E' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
