package say

import (
	"unicode/utf8"

	"usher/bot"
)

// maxMessage is how many characters the strictest network takes in one message
// (Telegram's Bot API, sendMessage). What an adapter has to part into several
// cannot be told as one, nor be changed in place.
const maxMessage = 4096

// within says something with whole titles if that is one message, else with
// shorter ones.
func (m Moment) within(say func(Moment) bot.Message) bot.Message {
	message := say(m)
	for _, titles := range []int{80, 40} {
		if utf8.RuneCountInString(message.Text()) <= maxMessage {
			break
		}
		m.titles = titles
		message = say(m)
	}
	return message
}
