package terminal

import (
	"regexp"
	"strings"

	"usher/bot"
)

// asSomebody is a line that somebody else says: their name, as a word, and what it is.
var asSomebody = regexp.MustCompile(`^(\pL[\pL\pN_-]{0,30})>\s*(.*)$`)

// speaker is in whose chat a line is said, and the line without their name.
func speaker(line string) (who bot.Chat, said string) {
	if m := asSomebody.FindStringSubmatch(line); m != nil {
		return bot.Chat{Platform: name, ID: m[1]}, m[2]
	}
	return Here, line
}

// quits reports whether a line is /quit, in whatever case of letters and whatever
// follows, as with the commands that people know.
func quits(line string) bool {
	words := strings.Fields(line)
	return len(words) > 0 && strings.EqualFold(words[0], "/quit")
}
