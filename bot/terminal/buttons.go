package terminal

import (
	"strconv"

	"usher/bot"
)

// maxPick is the largest number that a label may ask for: above it a number is
// more likely a year or a room.
const maxPick = 99

// numbered is a button with the number that presses it.
type numbered struct {
	bot.Button
	number int
}

// bare reports whether the number says it all.
func (n numbered) bare() bool { return n.Label == strconv.Itoa(n.number) }

// String writes a button as it is printed: "[1] ★ Star", or "[1]" if bare.
func (n numbered) String() string {
	s := "[" + strconv.Itoa(n.number) + "]"
	if n.bare() {
		return s
	}
	return s + " " + printable(n.Label)
}

// number gives each button its number: those whose label is a number keep it,
// since the text above refers to it, and the others follow the largest.
func number(rows [][]bot.Button) []numbered {
	var buttons []numbered
	largest := 0
	taken := map[int]bool{}
	for _, row := range rows {
		for _, b := range row {
			n := numbered{Button: b}
			if own := pick(b.Label); own > 0 && !taken[own] {
				n.number = own
				taken[own] = true
				largest = max(largest, own)
			}
			buttons = append(buttons, n)
		}
	}
	for i := range buttons {
		if buttons[i].number == 0 {
			largest++
			buttons[i].number = largest
		}
	}
	return buttons
}

// pick is the number that a label is, 0 where it is none.
func pick(label string) int {
	n, err := strconv.Atoi(label)
	if err != nil || n < 0 || n > maxPick || label != strconv.Itoa(n) {
		return 0
	}
	return n
}

// pressed is the button that somebody presses by typing line.
func pressed(buttons []numbered, line string) (bot.Button, bool) {
	for _, b := range buttons {
		if line == strconv.Itoa(b.number) {
			return b.Button, true
		}
	}
	return bot.Button{}, false
}
