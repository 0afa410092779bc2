package format_test

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"usher/schedule"
	"usher/schedule/format"
)

// told is what people read of an abstract.
func told(t testing.TB, abstract string) string {
	t.Helper()
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(abstract)); err != nil {
		t.Fatal(err)
	}
	draft, err := format.Parse([]byte(inBerlin("<event id='1'><start>10:00</start><title>T</title><abstract>"+
		escaped.String()+"</abstract></event>")), format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return draft.Slots[0].Abstract
}

func TestProseMarkdown(t *testing.T) {
	for written, want := range map[string]string{
		"One **bold** and *italic* and __both__, ~~not~~ `code`, **C**ompetition.":                  "One bold and italic and __both__, not code, Competition.",
		"One.\r\n\r\nTwo.\r\nStill two.":                                                            "One.\n\nTwo.\nStill two.",
		"# Head\r\nText\r\n\r\nHead\r\n----\r\nText":                                                "Head\n\nText\n\nHead\n\nText",
		"What:\n\n* one\n* two\n  more\n\n    * three\n\nEnd":                                       "What:\n\n• one\n• two\nmore\n• three\n\nEnd",
		"What:\n- one\n\n- two":                                                                     "What:\n\n• one\n• two",
		"3. three\n4. four":                                                                         "3. three\n4. four",
		"1) one\n2) two":                                                                            "1) one\n2) two",
		"> quoted\n> words\n\n---\n\nEnd":                                                           "quoted\nwords\n\nEnd",
		"```go\nif a < b {\n\n    *p = 1\n}\n```":                                                   "if a < b {\n    *p = 1\n}",
		"| Day | What |\n|-----|:----:|\n| 1 | **Open** |":                                          "Day | What\n1 | Open",
		"[words](https://example.org/x_y_z) and <https://example.org/>":                             "words (https://example.org/x_y_z) and https://example.org/",
		"[https://example.org](https://example.org) [ref], [no]\n\n[ref]: //a.example/b":            "https://example.org ref (https://a.example/b), [no]",
		"[a](wiki/Page) [b](javascript:alert(1)) [c](mailto:c@example.org) [d](#d)":                 "a b c d",
		"[](https://example.org/e) ![a cat](https://example.org/cat.gif)":                           "https://example.org/e a cat",
		"https://example.org/_a_/?x=1&copy=2 www.example.org/_a_":                                   "https://example.org/_a_/?x=1&copy=2 www.example.org/_a_",
		`\*stars\* and a hard\` + "\nbreak  \nand another":                                          "*stars* and a hard\nbreak\nand another",
		"Learn!<br> <br> <span style=\"color:orange\">'''''All day'''''</span><br>* one<br />* two": "Learn!\n\nAll day\n• one\n• two",
		"See [https://example.org/wiki Our wiki]. ''Now''":                                          "See Our wiki (https://example.org/wiki). ''Now''",
		"A journey from \r\n<ul>\r\n<li>BBS</li>\r\n<li>UUCP</li>\r\n</ul>\r\n\r\nEnd.":             "A journey from\n\n• BBS\n• UUCP\n\nEnd.",
		"Seen.<p>\r\nNext.<script>alert(1)</script><!-- hidden --><style>b{}</style>":               "Seen.\n\nNext.",
		"R&amp;amp;D &lt;3 &quot;x&quot; &nbsp;&hellip; AT&T":                                       `R&D <3 "x" … AT&T`,
	} {
		if got := told(t, written); got != want {
			t.Errorf("%q:\ngot  %q\nwant %q", written, got, want)
		}
	}
}

func TestProseHTML(t *testing.T) {
	for written, want := range map[string]string{
		"<p>One <em>of</em>\nthem.</p>\n\n<p>Two<br/>lines.</p>":                                                                            "One of them.\n\nTwo\nlines.",
		"<h2>Head</h2>\n<ul>\n<li><p>one</p></li>\n<li>two<ul><li>three</li></ul></li></ul><p>End</p>":                                      "Head\n\n• one\n• two\n• three\n\nEnd",
		"<ol><li>one</li><li>two</li></ol>":                                                                                                 "1. one\n2. two",
		`<p><a href="https://example.org/a?b=1&amp;c=2">words</a>, <a href="https://example.org/">example.org</a></p>`:                      "words (https://example.org/a?b=1&c=2), https://example.org/",
		`<p><a href="/relative">a</a> <a href=" JavaScript:alert(1)">b</a> <a href="https://example.org/x"><img src="x" alt="pic"></a></p>`: "a b pic (https://example.org/x)",
		"<pre><code>a  b\n  c\n</code></pre><p>*args, a_b_c</p>":                                                                            "a  b\n  c\n\n*args, a_b_c",
		"<table><tr><th>Day</th><th>What</th></tr><tr><td>1</td><td>Open</td></tr></table>":                                                 "Day | What\n1 | Open",
		"&lt;p&gt;Twice &amp;amp; more&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;":                                                                     "Twice & more\n\nTwo",
		"<p>A list: &lt;ul&gt; &lt;li&gt;one&lt;/li&gt; &lt;/ul&gt;</p>":                                                                    "A list:\n\n• one",
		"<p>We &lt;em>enjoyed&lt;/em> it &amp;lt;em&amp;gt;all&amp;lt;/em&amp;gt;</p>":                                                      "We enjoyed it all",
		"<p>The &lt;p&gt; element and vector&lt;int&gt;</p>":                                                                                "The <p> element and vector<int>",
		"<p>Said <q>so</q> on H<sub>2</sub>O&nbsp;&nbsp; days</p>":                                                                          `Said "so" on H2O days`,
		"<p>Open <b>tags <i>only":                                   "Open tags only",
		"<p>Seen [here](https://example.org/md):\n* one\n* two</p>": "Seen here (https://example.org/md): * one * two",
	} {
		if got := told(t, written); got != want {
			t.Errorf("%q:\ngot  %q\nwant %q", written, got, want)
		}
	}
}

// TestProsePlain has text with signs that are markup elsewhere: it stands as it
// is written, and so does what has been read once.
func TestProsePlain(t *testing.T) {
	for _, text := range []string{
		"",
		"vector<int>, map<string, vector<T>> and a < b > c",
		"foo_bar_baz, *args, **kwargs, __init__ and 2*3*4 or 2 * 3 * 4",
		"C# and F#, #hashtag, AT&T, R&D; a & b; 5 > 4; x <- y; <title> and <Begin RNE Text>",
		"What is ~/bin, a\\b and C:\\temp? [1] see (2), `survey' and ``quoted''",
		"One.\n\nTwo.\nOn its own line.\n\n• one\n• two (https://example.org/x_(y))\n\n1. first\n2. second\n\nEnd.",
		"Day | What\n1 | Open",
		"見る、会う。\n\nПривет 🦄",
	} {
		if got := told(t, text); got != text {
			t.Errorf("%q:\ngot  %q", text, got)
		}
	}
	if got, want := told(t, " \u200bzero\ufeff \u202ebidi\u2066\u0085\x7fcontrol\u00a0\u00ad "), "zero bidi control"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestProseWrapped joins the lines that an editor has wrapped, and no others.
func TestProseWrapped(t *testing.T) {
	const wrapped = "This is a text that somebody has written in an editor which wraps\n" +
		"lines at some seventy columns, so that none of the breaks in it is\nmeant to be one, and it would look odd on a telephone of any sort.\n"
	if got := told(t, wrapped); strings.Contains(got, "\n") || !strings.Contains(got, "wraps lines") || !strings.Contains(got, "is meant") {
		t.Errorf("got %q", got)
	}
	for _, meant := range []string{
		"with\nSylvia Fohrer, head of programmes at a school for adults in Hamburg\nDirk Engling, club\nJan Rähm, radio",
		"Who comes: everybody who has ever wanted to build a synthesiser.\nTakes two hours.",
		"roses are red\nviolets are blue",
	} {
		if got := told(t, meant); got != meant {
			t.Errorf("%q:\ngot %q", meant, got)
		}
	}
}

// TestProseBombs has what is made to keep its reader busy. It is bounded by a
// count of what is nested, not by time; a bomb that goes off fails the test by its
// timeout.
func TestProseBombs(t *testing.T) {
	for name, bomb := range map[string]string{
		"quotes":   strings.Repeat(">", 30_000),
		"items":    strings.Repeat("1. ", 10_000),
		"links":    strings.Repeat("[a](", 8_000),
		"brackets": strings.Repeat("![", 15_000),
		"table":    strings.Repeat("|a", 2_000) + "\n" + strings.Repeat("|-", 2_000) + "\n" + strings.Repeat("|a\n", 8_000),
		"tags":     "<p>" + strings.Repeat("<ul><li>", 4_000),
		"angles":   strings.Repeat("<a ", 10_000),
		"stars":    strings.Repeat("*a _b ", 5_000),
		"long":     "**a** " + strings.Repeat("[a](", 500_000),
	} {
		if got := told(t, bomb); len(got) > len(bomb)+8 {
			t.Errorf("%s: %d bytes became %d", name, len(bomb), len(got))
		}
	}
}

// FuzzProse holds that whatever is written comes out as text that can be shown,
// and that clean words stay as they are.
func FuzzProse(f *testing.F) {
	for _, text := range []string{
		"<p>a</p>", "&lt;p&gt;a&lt;/p&gt;", "* a\n* b\n\n1. c", "[a](https://b.example) ![c](d)", "|a|b|\n|-|-|\n|c|d|", "```\na\n```",
		"<a href=//x>y</a><br><pre>\n a\n</pre>", "'''a''' [http://a b]", "&amp;amp;#x202e;&#8;", "a\\\nb  \nc", "<!-- a", "<script>a", "\ufdd0\ufdd1<", "- - -\n> > a",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := told(t, text)
		if !utf8.ValidString(got) || schedule.Lines(got) != got || strings.ContainsFunc(got, unseen) {
			t.Errorf("%q is not fit to be shown: %q", text, got)
		}
		if len(got) > 4*len(text)+16 {
			t.Errorf("%d bytes became %d", len(text), len(got))
		}
		words := strings.Join(notWord.Split(text, -1), " ")
		if clean := strings.TrimSpace(words); len(clean) < 1000 && told(t, clean+"\n\n• "+clean+"x") != strings.TrimSpace(clean+"\n\n• "+clean+"x") {
			t.Errorf("clean words %q become %q", clean, told(t, clean+"\n\n• "+clean+"x"))
		}
	})
}

var notWord = regexp.MustCompile(`[^A-Za-z]+`)

func unseen(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\ufdd0' || r == '\ufdd1' || r == '\u202e'
}
