package telegram

import (
	"context"
	"errors"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// Pin implements bot.Pinner. A group's administrators let a bot pin, or do not; who
// runs a channel may edit there and so pin (Bot API, pinChatMessage). A message that is
// not there any more is found out when it is edited.
func (t *Telegram) Pin(ctx context.Context, ref bot.Ref) error {
	return t.pin(ctx, "pinChatMessage", tgbotapi.Params{"chat_id": ref.Chat.ID, "message_id": ref.ID, "disable_notification": "true"})
}

// Unpin implements bot.Pinner, under the same rules (Bot API, unpinChatMessage).
func (t *Telegram) Unpin(ctx context.Context, ref bot.Ref) error {
	return t.pin(ctx, "unpinChatMessage", tgbotapi.Params{"chat_id": ref.Chat.ID, "message_id": ref.ID})
}

func (t *Telegram) pin(ctx context.Context, method string, params tgbotapi.Params) error {
	err := t.call(ctx, t.sends, method, params, nil)
	if err == nil || unpinned(err) {
		return nil
	}
	failed := sendError(err)
	if failed.Failure == bot.Gone { // which is said of who may not do this alone, too
		failed.Failure = bot.Rejected
	}
	return failed
}

// unpinned reports whether there is no message to pin, or none that is.
func unpinned(err error) bool {
	answer, ok := errors.AsType[*tgbotapi.Error](err)
	return ok && (holds(answer.Message, "message to pin not found") || holds(answer.Message, "message to unpin not found"))
}
