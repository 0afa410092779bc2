package telegram

import (
	"context"
	"fmt"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// rulers are the statuses of those who run a group (Bot API, ChatMember).
var rulers = []string{"creator", "administrator"}

// anonymous reports whether a message is one of an administrator who speaks as the
// group itself (Bot API, Message.sender_chat); the sender is a bot of Telegram's then.
func anonymous(m *tgbotapi.Message) bool {
	return m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID
}

// MayChange implements bot.Host: its administrators run a group.
func (t *Telegram) MayChange(ctx context.Context, shared bot.Chat, person string) (bool, error) {
	if person == shared.ID {
		return true, nil // only administrators can speak as the group
	}
	var member struct {
		Status string `json:"status"`
	}
	params := tgbotapi.Params{"chat_id": shared.ID, "user_id": person}
	if err := t.call(ctx, t.sends, "getChatMember", params, &member); err != nil {
		return false, fmt.Errorf("asking who runs a group: %w", err)
	}
	return slices.Contains(rulers, member.Status), nil
}

// Private implements bot.Host: it is named as the person, and is there once they have
// started the bot, and as long as they do not block it. A bot is told that only when
// it says something, of which typing is the least.
func (t *Telegram) Private(ctx context.Context, person string) (bot.Chat, bool, error) {
	err := t.call(ctx, t.sends, "sendChatAction", tgbotapi.Params{"chat_id": person, "action": "typing"}, nil)
	switch {
	case err == nil:
		return bot.Chat{Platform: name, ID: person}, true, nil
	case sendError(err).Failure == bot.Gone:
		return bot.Chat{}, false, nil
	}
	return bot.Chat{}, false, fmt.Errorf("asking for a private chat: %w", err)
}

// Door implements bot.Host.
func (t *Telegram) Door(payload string) string {
	me := t.me.Load()
	if me == nil {
		return ""
	}
	return Link(me.UserName, payload)
}
