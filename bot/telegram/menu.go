package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// The limits of setMyCommands (Bot API, BotCommand), setMyDescription and
// setMyShortDescription, in characters but for maxMenu.
const (
	maxMenu        = 100
	maxDescription = 256
	maxLong        = 512
	maxShort       = 120
)

// offer is a command in a menu (Bot API, BotCommand).
type offer struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// PublishMenu implements bot.MenuPublisher. Telegram refuses who sets things often, so
// that it is asked first how they are.
func (t *Telegram) PublishMenu(ctx context.Context, m bot.Menu) error {
	menu := []offer{}
	for _, item := range m.Items[:min(len(m.Items), maxMenu)] {
		menu = append(menu, offer{item.Command, shorten(clean(item.What), maxDescription)})
	}
	where, err := scope(m)
	if err != nil {
		return rejected(err)
	}
	params := spoken(m.Language)
	params["scope"] = where
	var shown []offer
	if err := t.call(ctx, t.sends, "getMyCommands", params, &shown); err != nil {
		return sendError(err)
	}
	if slices.Equal(shown, menu) {
		return nil
	}
	if len(menu) == 0 { // those of all others hold again
		if err := t.call(ctx, t.sends, "deleteMyCommands", params, nil); err != nil {
			return sendError(err)
		}
		return nil
	}
	if err := params.AddInterface("commands", menu); err != nil {
		return rejected(fmt.Errorf("writing the menu: %w", err))
	}
	if err := t.call(ctx, t.sends, "setMyCommands", params, nil); err != nil {
		return sendError(err)
	}
	return nil
}

// scope is where a menu is shown (Bot API, BotCommandScope).
func scope(m bot.Menu) (string, error) {
	where := map[string]string{
		"type": map[bot.Audience]string{
			bot.Alone: "all_private_chats", bot.Shared: "all_group_chats", bot.Rulers: "all_chat_administrators",
		}[m.For],
	}
	if !m.Chat.IsZero() {
		where = map[string]string{"type": "chat", "chat_id": m.Chat.ID}
	}
	text, err := json.Marshal(where)
	if err != nil {
		return "", fmt.Errorf("writing where a menu is shown: %w", err)
	}
	return string(text), nil
}

// Introduce implements bot.MenuPublisher.
func (t *Telegram) Introduce(ctx context.Context, language, long, short string) error {
	for _, d := range []struct{ method, field, text string }{
		{"MyDescription", "description", shorten(clean(long), maxLong)},
		{"MyShortDescription", "short_description", shorten(clean(short), maxShort)},
	} {
		params := spoken(language)
		var shown map[string]string
		if err := t.call(ctx, t.sends, "get"+d.method, params, &shown); err != nil {
			return sendError(err)
		}
		if shown[d.field] == d.text {
			continue
		}
		params[d.field] = d.text
		if err := t.call(ctx, t.sends, "set"+d.method, params, nil); err != nil {
			return sendError(err)
		}
	}
	return nil
}

// spoken is for whom something is set by their language: two letters and no more (Bot
// API, setMyCommands).
func spoken(language string) tgbotapi.Params {
	params := tgbotapi.Params{}
	code, _, _ := strings.Cut(language, "-")
	params.AddNonEmpty("language_code", code)
	return params
}
