package telegram

import (
	"strings"
	"time"

	"usher/bot"
)

// Rules are what is known of Telegram without asking it: for a Telegram, and for
// whoever wants to know how long it would take.
type Rules struct{}

// Name implements bot.Platform.
func (Rules) Name() string { return name }

// atOnce is how many notices are on their way at once: enough for 28 a second
// where a request takes a second.
const atOnce = 32

// Traits implements bot.Platform. A bot may send about 30 messages a second
// unasked, one a second in a chat with short bursts, and 20 a minute in a group
// (core.telegram.org/bots/faq); the rest is left for answers. A burst of 3 and
// one every 3.6 s is never more than 20 in a minute. The Bot API has nothing by
// which it would know a repetition (tdlib/telegram-bot-api issue 482).
func (Rules) Traits() bot.Traits {
	return bot.Traits{
		PerSecond: 28, Parallel: atOnce, Files: true, Opens: maxOpen,
		Chat:  bot.Pace{Burst: 3, Every: time.Second},
		Group: bot.Pace{Burst: 3, Every: 3600 * time.Millisecond},
	}
}

// Group implements bot.Grouper: the ids of groups and channels are negative (Bot
// API, "Chat" and the ids of its examples).
func (Rules) Group(c bot.Chat) bool { return strings.HasPrefix(c.ID, "-") }

// Parts implements bot.Splitter.
func (Rules) Parts(m bot.Message) int {
	if m.File == nil && short(m.Body) {
		return 1
	}
	return max(1, len(pieces(m.File, write(m).parts)))
}
