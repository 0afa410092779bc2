package telegram

import "testing"

// TestWhatStandsOutIsReadAsItIsTyped has the marks of Telegram's own editors, whose
// offsets are in UTF-16 code units.
func TestWhatStandsOutIsReadAsItIsTyped(t *testing.T) {
	bold := func(offset, length int) mark { return mark{Type: "bold", Offset: offset, Length: length} }
	link := func(offset, length int) mark {
		return mark{Type: "text_link", Offset: offset, Length: length, URL: "https://example.org"}
	}
	for name, test := range map[string]struct {
		text  string
		marks []mark
		want  string
	}{
		"bold":                 {"/broadcast Lights out", []mark{bold(11, 6)}, "/broadcast **Lights** out"},
		"a link":               {"/broadcast the map", []mark{link(15, 3)}, "/broadcast the [map](https://example.org)"},
		"behind an emoji":      {"/broadcast 🔥 now", []mark{bold(14, 3)}, "/broadcast 🔥 **now**"},
		"with blanks":          {"/broadcast a now b", []mark{bold(12, 5)}, "/broadcast a **now** b"},
		"over lines":           {"/broadcast a\n\nb", []mark{bold(11, 4)}, "/broadcast **a**\n\n**b**"},
		"a bold link":          {"/broadcast map", []mark{bold(11, 3), link(11, 3)}, "/broadcast **[map](https://example.org)**"},
		"a link in bold words": {"/broadcast the map", []mark{bold(11, 7), link(15, 3)}, "/broadcast **the [map](https://example.org)**"},
		"bold in a link":       {"/broadcast the map", []mark{link(11, 7), bold(15, 3)}, "/broadcast [the map](https://example.org)"},
		"one after the other":  {"/broadcast ab", []mark{bold(11, 1), link(12, 1)}, "/broadcast **a**[b](https://example.org)"},
		"the command, too":     {"/broadcast now", []mark{{Type: "bot_command", Length: 10}, bold(0, 14)}, "/broadcast **now**"},
		"the command alone":    {"/broadcast now", []mark{bold(0, 10)}, ""},
		"no command":           {"lights out", []mark{bold(0, 6)}, ""},
		"outside of the text":  {"/broadcast now", []mark{bold(11, 30), bold(-4, 2), bold(12, -1), bold(11, 1<<62), link(90, 1)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := marked(test.text, test.marks); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
