package telegram

import (
	"context"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// maxWhisper is how many characters are shown to who has pressed a button (Bot API,
// answerCallbackQuery).
const maxWhisper = 200

// Whisper implements bot.Whisperer: press is a callback query, of which Telegram lets
// bots open their own door alone.
func (t *Telegram) Whisper(ctx context.Context, press bot.Ref, m bot.Message) error {
	params := tgbotapi.Params{"callback_query_id": press.ID}
	if door := t.doorOf(m); door != "" {
		params["url"] = door
	} else {
		params["text"] = shorten(clean(m.Text()), maxWhisper)
	}
	if err := t.call(ctx, t.sends, "answerCallbackQuery", params, nil); err != nil {
		return sendError(err)
	}
	return nil
}

// doorOf is the bot's own door, where a button of m leads there with something to say;
// else "".
func (t *Telegram) doorOf(m bot.Message) string {
	door := t.Door("")
	for _, row := range m.Buttons {
		for _, b := range row {
			if door != "" && strings.HasPrefix(b.URL, door+"?start=") {
				return b.URL
			}
		}
	}
	return ""
}
