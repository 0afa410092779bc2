package telegram

import (
	"context"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// acknowledging is how many presses are acknowledged at the same time.
	acknowledging = 16
	// maxPresses is how many more may wait for that. Those beyond it are left: an
	// app stops showing that it waits by itself.
	maxPresses = 1000
)

// acknowledge has the waiting ended that people see on a button that they have
// pressed. It does not wait itself: what a press asks for matters more.
func (r *receiver) acknowledge(presses []string) {
	for i, id := range presses {
		select {
		case r.presses <- id:
		default:
			r.log.Debug("too many presses to acknowledge", "left", len(presses)-i)
			return
		}
	}
}

// acknowledgeAll acknowledges presses until ctx is done. That Telegram would not
// hear of one harms nothing.
func (r *receiver) acknowledgeAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-r.presses:
			err := r.call(ctx, r.sends, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": id}, nil)
			if err != nil && ctx.Err() == nil {
				r.log.Debug("could not acknowledge a press", "error", err)
			}
		}
	}
}
