package say

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"usher/bot"
	"usher/schedule"
)

const (
	// maxRowRunes is how many characters the labels of a row have together: what
	// a phone shows of them before it cuts them, with the room around each.
	maxRowRunes   = 28
	maxRowButtons = 8
	// maxLabel is how many characters a button has that is alone in its row: on a
	// screen of 360 px there are 320 for it, and a wide letter takes 10.
	maxLabel = 32
)

// press is a button that says a command; none where the command is too long
// for one.
func press(label, command string) []bot.Button {
	if len(command) > bot.MaxCommand {
		return nil
	}
	return []bot.Button{{Label: label, Command: command}}
}

// fitting is a label that fits on a button: of what would be too long the longest
// fact is cut, a name say, so that the words around it stay.
func (v Voice) fitting(id string, f facts) string {
	label := v.label(id, f)
	over := utf8.RuneCountInString(label) - maxLabel
	if over <= 0 {
		return label
	}
	f = maps.Clone(f)
	longest, size := "", 0
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if text, ok := f[name].(string); ok && utf8.RuneCountInString(text) > size {
			longest, size = name, utf8.RuneCountInString(text)
		}
	}
	if size <= over {
		return schedule.Cut(label, maxLabel)
	}
	f[longest] = schedule.Cut(f[longest].(string), size-over)
	return v.label(id, f)
}

// firstName is what a person is called on a button: the name up to its first
// blank.
func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// rows are the rows of buttons that are not empty.
func rows(all ...[]bot.Button) [][]bot.Button {
	return slices.DeleteFunc(all, func(row []bot.Button) bool { return len(row) == 0 })
}

// flow puts buttons into rows as words into lines.
func flow(groups ...[]bot.Button) [][]bot.Button {
	var all [][]bot.Button
	var row []bot.Button
	width := 0
	for _, group := range groups {
		for _, b := range group {
			w := utf8.RuneCountInString(b.Label)
			if len(row) > 0 && (width+w > maxRowRunes || len(row) == maxRowButtons) {
				all, row, width = append(all, row), nil, 0
			}
			row, width = append(row, b), width+w
		}
	}
	if len(row) > 0 {
		all = append(all, row)
	}
	return all
}
