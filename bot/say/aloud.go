package say

import (
	"strings"

	"usher/bot"
	"usher/schedule"
)

// symbols are what the catalogue's sentences show to the eye alone.
var symbols = []string{"★ ", "⚠ "}

// symbolAt is the symbol that a sentence goes on with, with its blank.
func symbolAt(sentence string) (symbol, rest string) {
	for _, s := range symbols {
		if rest, ok := strings.CutPrefix(sentence, s); ok {
			return s, rest
		}
	}
	return "", sentence
}

// eyeOnly is a symbol in a sentence whose words say as much. Within a line a warning
// is also set apart by it from what stands before: a dash does that, too. A star there
// is part of what a button is called.
func eyeOnly(symbol string, within bool) bot.Span {
	span := bot.Span{Text: symbol, Style: bot.Symbol}
	if within && symbol == "⚠ " {
		span.Aloud = "– "
	}
	return span
}

// star is the mark of what is starred.
func (m Moment) star(slot *schedule.Slot) bot.Paragraph {
	if !m.yours(slot) {
		return nil
	}
	return bot.Paragraph{{Text: " ★", Style: bot.Symbol, Aloud: " " + m.label("mark.yours", nil)}}
}

// pressStar is a button whose label has a star in place of a word. What it is in
// words stands in the catalogue under the same id and ".aloud". Its command is a
// "/star", which the same "/unstar" takes back.
func (v Voice) pressStar(id string, f facts, command string) []bot.Button {
	row := press(v.fitting(id, f), command)
	for i := range row {
		row[i].Aloud = v.label(id+".aloud", f)
		row[i].Undo = "/un" + strings.TrimPrefix(command, "/")
	}
	return row
}
