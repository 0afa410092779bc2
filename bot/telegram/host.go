package telegram

import (
	"context"
	"fmt"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// rulers are the statuses of those who run a group (Bot API, ChatMember).
var rulers = []string{"creator", "administrator"}

// ruling is for how long somebody who was found to run a group is not asked for again:
// they tend to change several things at a time.
const ruling = 30 * time.Second

// MayChange implements bot.Host: its administrators run a group.
func (t *Telegram) MayChange(ctx context.Context, shared bot.Chat, person string) (bool, error) {
	if strings.HasPrefix(person, "-") {
		return person == shared.ID, nil // as the group, administrators alone can speak
	}
	asked := shared.ID + " " + person
	if t.rulers.has(asked, t.now()) {
		return true, nil
	}
	var who member
	params := tgbotapi.Params{"chat_id": shared.ID, "user_id": person}
	if err := t.call(ctx, t.sends, "getChatMember", params, &who); err != nil {
		return false, fmt.Errorf("asking who runs a group: %w", err)
	}
	if who.rules() {
		t.rulers.note(asked, t.now())
	}
	return who.rules(), nil
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
