package telegram

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"usher/bot"
)

// posted is what a channel's post says; false if that is not for the bot. Only a command
// is: whatever else stands there is for those who read it. Who posts is one of those
// who run the channel, and which of them nobody is told.
func (r reader) posted(m *message, now time.Time) (bot.Incoming, bool) {
	if m.Chat == nil || !m.Chat.channel() {
		return bot.Incoming{}, false
	}
	text, meant := r.meant(m, cmp.Or(m.Text, m.Caption))
	in := bot.Incoming{Chat: chat(m.Chat.ID), Shared: true, Posted: true, Text: text, At: dated(m, now)}
	in.Message = bot.Ref{Chat: in.Chat, ID: strconv.Itoa(m.ID)}
	return in, meant && strings.HasPrefix(text, "/")
}
