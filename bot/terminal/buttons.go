package terminal

import (
	"slices"
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

// offer is what can be pressed under a message.
type offer struct {
	message bot.Ref
	buttons []numbered
}

// offers are the messages with buttons in each chat, the newest last: numbers press its
// buttons, and labels those of the others, too.
type offers map[bot.Chat][]offer

// mostOffers is how many messages of a chat have buttons: nobody scrolls further.
const mostOffers = 20

// put notes what a message offers now. Where the newest offers nothing any more, numbers
// press nothing, since whoever types one means what they have just read.
func (o offers) put(message bot.Ref, buttons []numbered) {
	before := o[message.Chat]
	newest := len(before) > 0 && before[len(before)-1].message == message
	// Who is typing keeps what was there.
	all := slices.DeleteFunc(slices.Clone(before), func(old offer) bool { return old.message == message })
	if len(buttons) > 0 || newest {
		all = append(all, offer{message, buttons})
	}
	o[message.Chat] = all[max(0, len(all)-mostOffers):]
}

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

// pressed is the button that somebody presses in a chat by typing its number or
// "[its label]", and the message under which it stands.
func (o offers) pressed(chat bot.Chat, line string) (bot.Button, bot.Ref, bool) {
	all := o[chat]
	if len(all) > 0 {
		newest := all[len(all)-1]
		for _, b := range newest.buttons {
			if line == strconv.Itoa(b.number) {
				return b.Button, newest.message, true
			}
		}
	}
	label, opened := strings.CutPrefix(line, "[")
	label, closed := strings.CutSuffix(label, "]")
	if !opened || !closed {
		return bot.Button{}, bot.Ref{}, false
	}
	for _, offer := range slices.Backward(all) {
		for _, b := range offer.buttons {
			if strings.EqualFold(label, b.Label) || strings.EqualFold(label, b.Spoken()) {
				return b.Button, offer.message, true
			}
		}
	}
	return bot.Button{}, bot.Ref{}, false
}
