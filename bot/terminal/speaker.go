package terminal

import (
	"cmp"
	"regexp"
	"strings"

	"usher/bot"
)

// elsewhere is a line that is said by somebody else, or in a chat that several share, or
// both: who says it, where, in answer to whom, and what it is. Names are words.
var elsewhere = regexp.MustCompile(strings.ReplaceAll(`^(?:(?:(NAME) )?in (NAME)(?:, to (NAME))?|(NAME))>\s*(.*)$`, "NAME", `\pL[\pL\pN_-]{0,30}`))

// said is what a line says, who says it, and where.
func (t *Terminal) said(line string) bot.Incoming {
	in := bot.Incoming{Chat: Here, Sender: Here.ID, Name: t.called, Text: line}
	if m := elsewhere.FindStringSubmatch(line); m != nil {
		in.Sender, in.Text = cmp.Or(m[1], m[4], Here.ID), m[5]
		in.Chat = bot.Chat{Platform: name, ID: in.Sender}
		if hall := m[2]; hall != "" {
			in.Chat.ID, in.Shared, in.About = "in "+hall, true, m[3]
		}
	}
	if in.Sender != Here.ID {
		in.Name = in.Sender
	}
	in.File, in.Text = held(in.Text)
	return in
}

// quits reports whether a line is /quit, in whatever case of letters and whatever
// follows, as with the commands that people know.
func quits(line string) bool {
	words := strings.Fields(line)
	return len(words) > 0 && strings.EqualFold(words[0], "/quit")
}
