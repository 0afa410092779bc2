package telegram

import (
	"slices"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// membership is news of the bot's own place in a chat (Bot API, ChatMemberUpdated).
type membership struct {
	Chat *place         `json:"chat"`
	From *tgbotapi.User `json:"from"`
	Old  member         `json:"old_chat_member"`
	New  member         `json:"new_chat_member"`
}

// member is what somebody is in a chat (Bot API, ChatMember). In a private chat, a
// bot is "kicked" by whoever blocks it.
type member struct {
	Status string `json:"status"`
	// In and MaySend are of one who is restricted, MayPost of who runs a channel.
	In      bool `json:"is_member"`
	MaySend bool `json:"can_send_messages"`
	MayPost bool `json:"can_post_messages"`
}

// in reports whether who is that is in the chat.
func (m member) in() bool {
	return m.Status == "member" || m.rules() || m.Status == "restricted" && m.In
}

// rules reports whether who is that runs the chat.
func (m member) rules() bool { return slices.Contains(rulers, m.Status) }

// speaks reports whether who is that may say something in a chat.
func (m member) speaks(in *place) bool {
	switch {
	case in.channel():
		return m.Status == "creator" || m.rules() && m.MayPost
	case m.Status == "restricted":
		return m.In && m.MaySend
	}
	return m.in()
}

// placed is what the bot's new place in a chat means. A group that it comes into is
// greeted, as though whoever let it in had asked what it is; the many who read a
// channel are not. It counts however late it is heard of, and so is dated now.
func placed(m *membership, now time.Time) (bot.Incoming, bool) {
	if m.Chat == nil || m.New.Status == "" {
		return bot.Incoming{}, false
	}
	in := bot.Incoming{Chat: chat(m.Chat.ID), Shared: !m.Chat.private(), At: now}
	switch {
	case !m.New.speaks(m.Chat):
		in.Fate = bot.Lost
	case m.Old.in() || m.Chat.private() || m.Chat.channel() || m.From == nil:
		in.Fate = bot.Found
	default:
		in.Text, in.Sender, in.Language = greeting, strconv.FormatInt(m.From.ID, 10), m.From.LanguageCode
		in.Topics = m.Chat.Forum
	}
	return in, true
}

const greeting = "/start"

// greets reports whether something that came in is from placed, and says hello.
func greets(in bot.Incoming) bool {
	return in.Text == greeting && in.Message.IsZero() && in.Pressed.IsZero()
}

// migrated is what it means that a supergroup takes a group's place, which is said in
// both; false for any other message. Nobody's private chat is ever replaced.
func migrated(m *message, now time.Time) (bot.Incoming, bool) {
	from, to := m.Chat.ID, m.MigrateTo
	if m.MigrateFrom != 0 {
		from, to = m.MigrateFrom, m.Chat.ID
	}
	return bot.Incoming{Chat: chat(to), Replaces: chat(from), Shared: true, At: now}, from < 0 && to < 0 && from != to
}
