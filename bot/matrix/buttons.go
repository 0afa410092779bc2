package matrix

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
)

// choice is a button as a message keeps it in "chat.usher.buttons", so that a
// press is understood after a restart.
type choice struct {
	Key     string `json:"key"` // the reaction that presses it
	Label   string `json:"label"`
	Command string `json:"command"`
	Undo    string `json:"undo,omitempty"`
}

// digits are the reactions for numbers.
var digits = []string{"", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟"}

// digit is the reaction for what numbered takes for a number.
func digit(number string) string {
	n, _ := strconv.Atoi(number) // the pattern has seen to it
	return digits[n]
}

// symbols are the reactions for what a button does. They go by the command, since
// a label speaks one language only.
var symbols = map[string]string{
	"/now": "▶️", "/next": "➡️", "/day": "📅", "/agenda": "📋", "/search": "🔎",
	"/star": "⭐", "/unstar": "✖️", "/keep": "📌", "/remind": "🔔", "/mute": "🔕", "/unmute": "🔔",
	"/talk": "ℹ️", "/speaker": "👤", "/room": "📍", "/rooms": "📍", "/tracks": "🏷️",
	"/settings": "⚙️", "/language": "🌐", "/mydata": "📄", "/forget": "🗑️", "/help": "❓",
}

var (
	numbered = regexp.MustCompile(`^(?:(.*) )?(10|[1-9])$`) // "1", "★ 1", "Keep 1"
	paged    = regexp.MustCompile(` \+\d+$`)                // "/now +3": more of a list
)

// key is the reaction that suits a button best; "" if none does.
func key(b bot.Button) string {
	if n := numbered.FindStringSubmatch(b.Label); n != nil {
		return digit(n[2])
	}
	command, _, _ := strings.Cut(b.Command, " <") // what follows is where to go back to
	if paged.MatchString(command) {
		return symbols["/next"]
	}
	word, _, _ := strings.Cut(command, " ")
	return symbols[word]
}

// alike are the symbols that suit several buttons of a row best: none of these has
// it, as siblings are told apart by reactions of one kind. Of a number, the first has it.
func alike(row []bot.Button) map[string]bool {
	met, twice := map[string]bool{}, map[string]bool{}
	for _, b := range row {
		k := key(b)
		if slices.Contains(digits, k) {
			continue
		}
		twice[k] = twice[k] || met[k]
		met[k] = true
	}
	return twice
}

// choices gives each button that types a command a reaction of its own.
func choices(rows [][]bot.Button) []choice {
	var all []choice
	taken := map[string]bool{"": true}
	letter := 0
	for _, row := range rows {
		siblings := alike(row)
		for _, b := range row {
			if b.Command == "" {
				continue
			}
			k := key(b)
			if siblings[k] {
				k = ""
			}
			for ; taken[k]; letter++ {
				k = letters(letter)
			}
			taken[k] = true
			all = append(all, choice{Key: k, Label: b.Label, Command: b.Command, Undo: b.Undo})
		}
	}
	return all
}

// letters counts A, B, … Z, AA, AB.
func letters(n int) string {
	s := string(rune('A' + n%26))
	if n >= 26 {
		return letters(n/26-1) + s
	}
	return s
}

// find is the choice that a reaction presses. Clients write the same emoji with
// and without the character that asks for colours (U+FE0F).
func find(all []choice, reaction string) (choice, bool) {
	plain := func(s string) string { return strings.ReplaceAll(s, "\uFE0F", "") }
	for _, c := range all {
		if plain(c.Key) == plain(reaction) {
			return c, true
		}
	}
	return choice{}, false
}

// legend names the reactions, as in "⭐ Star · 1️⃣ 2️⃣ · Keep 1️⃣ 2️⃣ · ➡️ After that",
// and links to the pages; nil where there are no buttons.
func legend(rows [][]bot.Button) bot.Paragraph {
	var p bot.Paragraph
	keys := choices(rows)
	before, counting := "", false // what the number before is of, if it was one
	for _, row := range rows {
		for _, b := range row {
			span, of, counts := bot.Span{Text: b.Label, Style: bot.Link, URL: b.URL}, "", false
			if b.Command != "" {
				span, of, counts = entry(keys[0], counting, before)
				if b.Aloud != "" {
					span.Aloud = keys[0].Key + " " + b.Aloud
				}
				keys = keys[1:]
			}
			switch {
			case len(p) == 0:
			case counts && counting && of == before && b.Aloud != "":
				p = append(p, bot.Span{Text: " ", Aloud: " · "})
			case counts && counting && of == before:
				p = append(p, bot.Span{Text: " "})
			default:
				p = append(p, bot.Span{Text: " · "})
			}
			p = append(p, span)
			before, counting = of, counts
		}
	}
	return p
}

// entry names one reaction. One whose key is the number in its label follows
// what the number is of, and is bare where the number before was of the same.
func entry(c choice, counting bool, before string) (span bot.Span, of string, counts bool) {
	span = bot.Span{Style: bot.Italic}
	if n := numbered.FindStringSubmatch(c.Label); n != nil && c.Key == digit(n[2]) {
		of = n[1]
		span.Text = strings.TrimSpace(of + " " + c.Key)
		if counting && of == before {
			span.Text = c.Key
		}
		return span, of, true
	}
	label := c.Label
	if label == c.Command {
		label = typable(label)
	}
	span.Text = c.Key + " " + strings.TrimSpace(strings.TrimPrefix(label, "★"))
	return span, "", false
}
