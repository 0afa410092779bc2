package terminal

import (
	"strconv"
	"strings"

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

// offer is what numbers press: the buttons of a message.
type offer struct {
	message bot.Ref
	buttons []numbered
}

// offers are those of the newest message with buttons in each chat.
type offers map[bot.Chat]offer

// number gives each button its number: those whose label is a number or ends in
// one ("★ 7") keep it, since the text above refers to it, and the others follow
// the largest. Of two with one number the first keeps it.
func number(rows [][]bot.Button) []numbered {
	var buttons []numbered
	largest := 0
	taken := map[int]bool{}
	for _, row := range rows {
		for _, b := range row {
			n := numbered{Button: b}
			if own := asked(b.Label); own > 0 && !taken[own] {
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

// asked is the number that a label asks for: what it is, or what follows its one
// word or symbol; 0 where there is none.
func asked(label string) int {
	if _, last, ok := strings.Cut(label, " "); ok {
		label = last
	}
	n, err := strconv.Atoi(label)
	if err != nil || n < 0 || n > maxPick || label != strconv.Itoa(n) {
		return 0
	}
	return n
}

// pressed is the button that somebody presses by typing line.
func (o offer) pressed(line string) (bot.Button, bool) {
	for _, b := range o.buttons {
		if line == strconv.Itoa(b.number) {
			return b.Button, true
		}
	}
	return bot.Button{}, false
}
