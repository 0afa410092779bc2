package telegram

import (
	"context"
	"net/url"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Link is the page that opens a chat with a bot, by its username without the "@". Who
// begins the chat there says payload after /start, at most 64 of [A-Za-z0-9_-];
// nothing where it is "" (core.telegram.org/bots/features, deep linking).
func Link(username, payload string) string {
	link := url.URL{Scheme: "https", Host: "t.me", Path: "/" + username}
	if payload != "" {
		link.RawQuery = url.Values{"start": {payload}}.Encode()
	}
	return link.String()
}

// UserName asks Telegram what the bot is called, without the "@". Of the options it
// needs no Inbox.
func UserName(ctx context.Context, o Options) (string, error) {
	t, err := account(o)
	if err != nil {
		return "", err
	}
	var me tgbotapi.User
	if err := t.call(ctx, t.sends, "getMe", nil, &me); err != nil {
		return "", unknownToken(err)
	}
	return me.UserName, nil
}
