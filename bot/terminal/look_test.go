package terminal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/terminal"
)

// printed is how messages look on a screen so wide; 0 is a pipe.
func printed(t *testing.T, columns int, messages ...bot.Message) string {
	t.Helper()
	out := &paper{}
	at := time.Date(2023, 9, 13, 14, 20, 0, 0, time.UTC)
	term := terminal.New(strings.NewReader(""), out, terminal.Options{
		Now:   func() time.Time { return at },
		Width: columns,
	})
	for _, m := range messages {
		if _, err := term.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func labelled(labels ...string) bot.Message {
	m := text("Now")
	for _, l := range labels {
		m.Buttons = append(m.Buttons, []bot.Button{{Label: l, Command: "/talk " + l}})
	}
	return m
}

func TestButtonsAreNumbered(t *testing.T) {
	tests := []struct {
		labels []string
		want   string
	}{
		{[]string{"★ Star", "More", "Luca Boccassi"}, "[1] ★ Star  [2] More  [3] Luca Boccassi"},
		{[]string{"1", "2", "3"}, "[1] [2] [3]"},
		{[]string{"1", "2", "3", "2 more"}, "[1] [2] [3]  [4] 2 more"},
		{[]string{"★ All of Luca's talks", "1", "2"}, "[3] ★ All of Luca's talks  [1] [2]"},
		{[]string{"5", "6", "Next"}, "[5] [6]  [7] Next"},
		{[]string{"1", "1"}, "[1]  [2] 1"},
		{[]string{"★ 1", "★ 2", "Next"}, "[1] ★ 1  [2] ★ 2  [3] Next"},
		{[]string{"★ 7", "Unstar 8", "25 more"}, "[7] ★ 7  [8] Unstar 8  [9] 25 more"},
		{[]string{"Keep 1", "★ 1", "Keep both"}, "[1] Keep 1  [2] ★ 1  [3] Keep both"},
		{[]string{"Back to page 2", "Linux 2024", "★ 12:30"}, "[1] Back to page 2  [2] Linux 2024  [3] ★ 12:30"},
		{[]string{"2023", "0", "-1", "07"}, "[1] 2023  [2] 0  [3] -1  [4] 07"},
		{[]string{"\x1b[31m<b>\x07", "a\u202Eb", "zero\u200bwidth\u2060\ufeff", "soft\u00adhyphen"}, "[1] [31m<b>  [2] ab  [3] zerowidth  [4] softhyphen"},
	}
	for _, test := range tests {
		if diff := cmp.Diff("Now\n"+test.want, printed(t, 0, labelled(test.labels...))); diff != "" {
			t.Errorf("%q: %s", test.labels, diff)
		}
	}
}

func TestLinesFitTheScreen(t *testing.T) {
	m := text(
		"System and Configuration Extensions for Image-based Linux Distros and Beyond",
		"https://cfp.all-systems-go.io/all-systems-go-2023/talk/NYLYDK/ is its page",
		"日本語の題名 は 二倍の幅 を 取る ので 早く 折れる",
		"Zu\u0308rich, exactly forty columns wide: yes",
	)
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "a"}, {Label: "Luca Boccassi", Command: "b"}, {Label: "Maanya Goenka", Command: "c"}}}
	want := strings.Join([]string{
		"System and Configuration Extensions for",
		"Image-based Linux Distros and Beyond",
		"https://cfp.all-systems-go.io/all-systems-go-2023/talk/NYLYDK/",
		"is its page",
		"日本語の題名 は 二倍の幅 を 取る ので",
		"早く 折れる",
		"Zu\u0308rich, exactly forty columns wide: yes",
		"[1] ★ Star  [2] Luca Boccassi",
		"[3] Maanya Goenka",
	}, "\n")
	if diff := cmp.Diff(want, printed(t, 40, m)); diff != "" {
		t.Error(diff)
	}
}

func TestPipeHasPlainText(t *testing.T) {
	m := bot.Message{Chat: terminal.Here, Body: []bot.Paragraph{
		{{Text: "Starting in 10 min in "}, {Text: "Dome", Style: bot.Bold}, {Text: ": "}, {Text: "Mount", Style: bot.Italic}},
		{},
		{{Text: "14:30 in Dome", Style: bot.Strike}, {Text: " "}, {Text: "/next", Style: bot.Command}, {Text: " "}, {Text: "tpm", Style: bot.Code}},
		{{Text: "Page", Style: bot.Link, URL: "https://example.org/\x1b[2J"}, {Text: "\tline one\nline two\r\n"}},
	}, Rings: true}
	want := strings.Join([]string{
		"14:20 · Starting in 10 min in Dome: Mount",
		"",
		"~~14:30 in Dome~~ /next tpm",
		"Page (https://example.org/[2J) line one",
		"line two",
		"",
	}, "\n")
	if diff := cmp.Diff(want, printed(t, 0, m)); diff != "" {
		t.Error(diff)
	}
}

func TestMessagesStandApart(t *testing.T) {
	if diff := cmp.Diff("a\n\nb", printed(t, 0, text("a"), text("b"))); diff != "" {
		t.Error(diff)
	}
}

// marked is a message with all that the eye alone understands.
func marked() bot.Message {
	return bot.Message{
		Chat: terminal.Here,
		Body: []bot.Paragraph{
			{{Text: "1", Style: bot.Bold}, {Text: " ★", Style: bot.Symbol, Aloud: " (yours)"}, {Text: " until 11:10 in "}, {Text: "Dome", Style: bot.Bold}},
			{{Text: "⚠ ", Style: bot.Symbol}, {Text: "Same time as "}, {Text: "bpfilter: a BPF-based packet filtering framework", Style: bot.Italic}},
		},
		Buttons: [][]bot.Button{
			{{Label: "★ 1", Aloud: "Star 1", Command: "/star a"}, {Label: "Next", Command: "/next"}},
			{{Label: "Storage, file systems and all that is kept in them", Command: "/star track b"}},
		},
	}
}

// TestPlainInAPipe keeps a script's lines as long as they are.
func TestPlainInAPipe(t *testing.T) {
	out := &paper{}
	usher := terminal.New(strings.NewReader(""), out, terminal.Options{Plain: true})
	send(t, usher, marked())
	want := "1 (yours) until 11:10 in Dome\nSame time as bpfilter: a BPF-based packet filtering framework\n" +
		"[1] Star 1  [2] Next  [3] Storage, file systems and all that is kept in them\n"
	if got := out.String(); got != want {
		t.Errorf("it is printed as %q, want %q", got, want)
	}
}
