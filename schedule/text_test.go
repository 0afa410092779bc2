package schedule_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		" a \r\n b\t c ":               "a b c",
		"\x1b[31mred\x07":              "[31mred",
		"left\u202eright\u2066":        "leftright",
		"zero\u200bwidth\ufeff":        "zerowidth",
		"no\u00a0break":                "no break",
		"bad\xffbyte":                  "bad\ufffdbyte",
		"<b>*_[":                       "<b>*_[",
		"👩\u200d💻 stays one character": "👩\u200d💻 stays one character",
	} {
		if got := schedule.Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	if got, want := schedule.Lines("\r\n one  \r\n\r\ntwo\rthree\u2028four\u2029five \n\n"), " one\n\ntwo\nthree\nfour\nfive"; got != want {
		t.Errorf("Lines gives %q, want %q", got, want)
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"  a\r\nb\rc\u2028\u2029d\te\n": "  a\nb\nc\n\nd\te\n",
		"\v\f\u0085\x00\x1b[2J\x7f":     "   [2J",
		"bad\xffbyte\u202e":             "bad\ufffdbyte",
		"soft\u00adhyphen\u200b":        "softhyphen",
		"👩\u200d💻 stays one character":  "👩\u200d💻 stays one character",
	} {
		if got := schedule.Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 5, "short"},
		{"one two three", 9, "one two…"},
		{"one, two three", 6, "one…"},
		{"unbreakable", 5, "unbr…"},
		{"äöüäöü", 3, "äö…"},
	} {
		if got := schedule.Cut(c.in, c.limit); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
	long := strings.Repeat("wörter und mehr ", 1000)
	if got := schedule.Cut(long, 300); utf8.RuneCountInString(got) > 300 {
		t.Errorf("cut to %d characters, want at most 300", utf8.RuneCountInString(got))
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{
		"Michal Koutný":      {"michal", "koutny"},
		"Łukasz Ørsted-Weiß": {"lukasz", "orsted", "weiss"},
		"TPM2.0, why?":       {"tpm2", "0", "why"},
		"ﬁne Ⅷ":              {"fine", "viii"},
		" — ":                nil,
	} {
		if diff := cmp.Diff(want, schedule.Words(in)); diff != "" && len(want)+len(schedule.Words(in)) > 0 {
			t.Errorf("Words(%q) (-want +got):\n%s", in, diff)
		}
	}
}
