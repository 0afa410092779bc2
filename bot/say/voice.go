// Package say holds every sentence that Usher can say, in every language: pure
// functions from facts to a bot.Message, and the catalogues of words.
//
// A Voice speaks a language. A Moment is a voice that knows a schedule and the
// time, which is what most sentences need. The words stand in catalogue/*.toml,
// with **bold**, *italic*, ~~struck~~ and `typed` parts and {Facts} to fill in;
// a fact is put in as it is and can never become markup.
package say

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"usher/bot"
)

//go:embed catalogue/*.toml
var catalogue embed.FS

// Voice says things in one language. The zero Voice cannot speak: use In.
type Voice struct {
	words    *i18n.Localizer
	language language.Tag
	// titles is how many characters of a title are said; 0 is all.
	titles int
	// crew is by what names who is spoken to knows others; nil for who is not of the team.
	crew *crew
}

// Language is the language that the voice speaks, a BCP 47 tag.
func (v Voice) Language() string { return v.language.String() }

// facts fill the {Names} of a sentence: a string, an int or a bot.Paragraph each.
// An int is a number of things, written as the language groups digits; only what
// stands under "N" is the number of an entry, as on its button. The int under
// "Count" chooses the plural form.
type facts map[string]any

// line says one sentence of the catalogue.
func (v Voice) line(id string, f facts) bot.Paragraph {
	config := i18n.LocalizeConfig{MessageID: id, TemplateParser: template.IdentityParser{}}
	if n, ok := f["Count"]; ok {
		config.PluralCount = n
	}
	sentence, err := v.words.Localize(&config)
	if err != nil {
		// A test holds the code against the catalogue: this is for a sentence
		// that one language lacks, which falls back to English.
		if sentence == "" {
			sentence = id
		}
	}
	return v.fill(sentence, f)
}

// label says something short and plain, such as what stands on a button.
func (v Voice) label(id string, f facts) string { return v.line(id, f).Text() }

// marks are the catalogue's markup. Longer ones come first.
var marks = []struct {
	mark  string
	style bot.Style
}{{"**", bot.Bold}, {"~~", bot.Strike}, {"*", bot.Italic}, {"`", bot.Code}}

// fill reads a sentence's markup and puts the facts in.
func (v Voice) fill(sentence string, f facts) bot.Paragraph {
	var p bot.Paragraph
	style := bot.Plain
	var plain strings.Builder
	flush := func() {
		if plain.Len() == 0 {
			return
		}
		text, as := plain.String(), style
		if as == bot.Code && strings.HasPrefix(text, "/") {
			as = bot.Command
		}
		p = append(p, bot.Span{Text: text, Style: as})
		plain.Reset()
	}
next:
	for sentence != "" {
		for _, m := range marks {
			if rest, ok := strings.CutPrefix(sentence, m.mark); ok {
				flush()
				if style == m.style {
					style = bot.Plain
				} else {
					style = m.style
				}
				sentence = rest
				continue next
			}
		}
		if piece, rest, ok := v.inserted(sentence, style, f, len(p) > 0 || plain.Len() > 0); ok {
			flush()
			p = append(p, piece...)
			sentence = rest
			continue
		}
		if sentence[0] == '.' && plain.Len() == 0 && endsSentence(p) {
			sentence = sentence[1:] // "…in 2023?" needs no full stop after it
			continue
		}
		plain.WriteByte(sentence[0])
		sentence = sentence[1:]
	}
	flush()
	return trimmed(merge(p))
}

// number is "1,234" or "1.234".
func (v Voice) number(n int) string { return message.NewPrinter(v.language).Sprint(n) }

// inserted is what a sentence goes on with that is not its own words: a symbol, or
// a fact in the style around it. Within says that something stands before it.
func (v Voice) inserted(sentence string, style bot.Style, f facts, within bool) (piece bot.Paragraph, rest string, ok bool) {
	if symbol, rest := symbolAt(sentence); symbol != "" {
		return bot.Paragraph{eyeOnly(symbol, within)}, rest, true
	}
	name, rest, ok := placeholder(sentence)
	value, known := f[name]
	if !ok || !known {
		return nil, sentence, false
	}
	if n, counts := value.(int); counts && name != "N" {
		value = v.number(n)
	}
	return spans(value, style), rest, true
}

// trimmed leaves out the blank that an empty fact leaves at the end.
func trimmed(p bot.Paragraph) bot.Paragraph {
	last := len(p) - 1
	if last >= 0 && p[last].Text == " " {
		return p[:last]
	}
	return p
}

// endsSentence reports whether what was said last, a title say, closes a
// sentence itself.
func endsSentence(p bot.Paragraph) bool {
	text := p.Text()
	return strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "…")
}

// merge joins neighbouring spans of one style, as if they had been written in
// one go.
func merge(p bot.Paragraph) bot.Paragraph {
	var merged bot.Paragraph
	for _, s := range p {
		last := len(merged) - 1
		switch {
		case s.Text == "":
		case last >= 0 && merged[last].Style == s.Style && merged[last].URL == s.URL && s.Style != bot.Command && s.Style != bot.Symbol:
			merged[last].Text += s.Text
		default:
			merged = append(merged, s)
		}
	}
	return merged
}

func placeholder(s string) (name, rest string, ok bool) {
	if !strings.HasPrefix(s, "{") {
		return "", "", false
	}
	return strings.Cut(s[1:], "}")
}

// spans are a fact's spans, in the style of the sentence where they have none.
func spans(value any, style bot.Style) bot.Paragraph {
	switch v := value.(type) {
	case string:
		return bot.Paragraph{{Text: v, Style: style}}
	case bot.Paragraph:
		styled := slices.Clone(v)
		for i := range styled {
			if styled[i].Style == bot.Plain {
				styled[i].Style = style
			}
		}
		return styled
	}
	return bot.Paragraph{{Text: fmt.Sprint(value), Style: style}}
}
