package terminal

import (
	"context"

	"usher/bot"
)

// MayChange implements bot.Host: whoever sits at the terminal runs all chats there.
func (t *Terminal) MayChange(_ context.Context, _ bot.Chat, person string) (bool, error) {
	return person == Here.ID, nil
}

// Private implements bot.Host: everybody has a chat of their own, under their name.
func (t *Terminal) Private(_ context.Context, person string) (bot.Chat, bool, error) {
	return bot.Chat{Platform: name, ID: person}, true, nil
}

// Door implements bot.Host: no page leads to a terminal.
func (t *Terminal) Door(string) string { return "" }
