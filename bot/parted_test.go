package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// TestPartedKeepsEntriesTogether holds of texts in which a "+" ties a paragraph to the
// one before that they are parted, for ten characters each, where the bars are.
func TestPartedKeepsEntriesTogether(t *testing.T) {
	for _, want := range []string{
		"",
		"one two",
		"0123456789abc", // for the network to cut
		"one two|three",
		"1 +a +x|2 +b +y|3 +c +z",
		"head 1|22 +a +bb|333 4",
		"1 +aaaa +bbb|+cccc +dddd|2 3", // an entry of more than a part
		"0123456789abc|x|0123456789abc|y z",
	} {
		var body []bot.Paragraph
		for _, word := range strings.Fields(strings.ReplaceAll(want, "|", " ")) {
			word, tied := strings.CutPrefix(word, "+")
			body = append(body, bot.Paragraph{{Text: word, Tied: tied}})
		}
		var got []string
		for _, part := range bot.Parted(body, fitsTen) {
			var words []string
			for _, p := range part {
				word := p.Text()
				if p[0].Tied {
					word = "+" + word
				}
				words = append(words, word)
			}
			got = append(got, strings.Join(words, " "))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Error(diff)
		}
	}
}

func fitsTen(body []bot.Paragraph) bool {
	return utf8.RuneCountInString(bot.Message{Body: body}.Text()) <= 10
}
