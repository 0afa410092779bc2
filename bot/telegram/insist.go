package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// What Receive waits before it tries again: doubled each time.
const (
	firstBackoff = time.Second
	maxBackoff   = 30 * time.Second
)

// insist tries a step until it works, or ctx is done, and returns nil; or until
// trying again cannot mend it, and returns why.
func (r *receiver) insist(ctx context.Context, step func(context.Context) error) error {
	for wait := firstBackoff; ; wait = min(2*wait, maxBackoff) {
		err := step(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if refused(err) == http.StatusUnauthorized && !errors.Is(err, ErrToken) {
			err = fmt.Errorf("%w: %w", ErrToken, err)
		}
		if errors.Is(err, ErrToken) {
			return err
		}
		pause := max(wait, penalty(err))
		r.complain(err, pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

// unknownToken is why getMe failed: Telegram answers a token of a wrong form as it
// does an address that is none.
func unknownToken(err error) error {
	if code := refused(err); code == http.StatusNotFound || code == http.StatusUnauthorized {
		return fmt.Errorf("%w: %w", ErrToken, err)
	}
	return err
}

// penalty is how long Telegram wants to hear nothing.
func penalty(err error) time.Duration {
	if answer, ok := errors.AsType[*tgbotapi.Error](err); ok && answer.RetryAfter > 0 {
		return retryAfter(answer)
	}
	return 0
}

func (r *receiver) complain(err error, pause time.Duration) {
	if refused(err) == http.StatusConflict {
		r.log.Error("somebody else receives with this bot's token, or by a webhook: stop one of the two",
			"error", err, "again_in", pause)
		return
	}
	r.log.Warn("cannot receive", "error", err, "again_in", pause)
}
