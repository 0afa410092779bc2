package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// callError is why a request failed.
type callError struct {
	method string
	// unanswered says that it went out, and no answer came.
	unanswered bool
	err        error
}

func (e *callError) Error() string { return fmt.Sprintf("%s: %v", e.method, e.err) }

func (e *callError) Unwrap() error { return e.err }

// gone are what Telegram calls a chat that cannot be written to, other than by
// the code 403 (texts of the server: tdlib/telegram-bot-api, Client.cpp; what it passes
// on as it is: core.telegram.org/method/messages.sendMessage, "Possible errors").
var gone = []string{
	"chat not found",
	"chat was deactivated",
	"chat was deleted",
	"user is deactivated",
	"bot was kicked",
	"bot was blocked",
	"not enough rights to send",
	"have no rights to send",
	"need administrator rights",
	"CHAT_WRITE_FORBIDDEN",
	"CHAT_RESTRICTED",
	"CHAT_SEND_PLAIN_FORBIDDEN",
	"CHAT_ADMIN_REQUIRED",
	"CHANNEL_PRIVATE",
	"INPUT_USER_DEACTIVATED",
	"USER_BANNED_IN_CHANNEL",
	"USER_IS_BLOCKED",
	"PEER_ID_INVALID",
}

// sendError is the error of a request to send, edit or show, by what it means.
func sendError(err error) *bot.SendError {
	if failed, ok := errors.AsType[*bot.SendError](err); ok {
		return failed // its file cannot be had
	}
	failed := &bot.SendError{Failure: bot.Temporary, Err: err}
	if call, ok := errors.AsType[*callError](err); ok {
		failed.Unsure = call.unanswered
	}
	answer, ok := errors.AsType[*tgbotapi.Error](err)
	if !ok {
		return failed
	}
	switch code := codeOf(answer); {
	case answer.MigrateToChatID != 0:
		failed.Failure, failed.To = bot.ChatMoved, chat(answer.MigrateToChatID)
	case code == http.StatusTooManyRequests || answer.RetryAfter > 0:
		failed.Failure, failed.After = bot.Throttled, retryAfter(answer)
	case code == http.StatusForbidden || holds(answer.Message, gone...):
		failed.Failure = bot.Gone
	case code >= http.StatusInternalServerError:
		// Telegram says so of requests that it has carried out, too.
		failed.Unsure = true
	case code == http.StatusUnauthorized, code == http.StatusNotFound, code == http.StatusConflict:
		// The fault is the account's or the address's and not the message's.
	default:
		failed.Failure = bot.Rejected
	}
	return failed
}

func rejected(err error) *bot.SendError { return &bot.SendError{Failure: bot.Rejected, Err: err} }

// retryAfter is how long Telegram wants to hear nothing: a second at least,
// since asking at once cannot be meant.
func retryAfter(e *tgbotapi.Error) time.Duration {
	return time.Duration(max(1, e.RetryAfter)) * time.Second
}

// unchanged reports whether an edit failed because there was nothing to change.
func unchanged(err error) bool {
	answer, ok := errors.AsType[*tgbotapi.Error](err)
	return ok && holds(answer.Message, "message is not modified")
}

// captioned reports whether an edit failed because the text is that under a file.
func captioned(err error) bool {
	answer, ok := errors.AsType[*tgbotapi.Error](err)
	return ok && holds(answer.Message, "there is no text in the message to edit")
}

// topicless reports whether a request failed because nothing can be said in its topic
// (as gone; in the one for everything else, nothing can be said anywhere then).
func topicless(err error) bool {
	answer, ok := errors.AsType[*tgbotapi.Error](err)
	return ok && holds(answer.Message, "message thread not found", "TOPIC_DELETED", "TOPIC_CLOSED", "TOPIC_ID_INVALID")
}

// refused is the code with which Telegram refused a request, 0 for any other
// error.
func refused(err error) int {
	if answer, ok := errors.AsType[*tgbotapi.Error](err); ok {
		return codeOf(answer)
	}
	return 0
}

// codeOf is the code of an answer, which the library loses when it uploads. The text
// begins with its name (tdlib/telegram-bot-api, Client::fail_query_with_error).
func codeOf(e *tgbotapi.Error) int {
	if e.Code != 0 {
		return e.Code
	}
	named, _, _ := strings.Cut(e.Message, ":")
	for code := http.StatusBadRequest; code <= http.StatusGatewayTimeout; code++ {
		if http.StatusText(code) == named {
			return code
		}
	}
	return 0
}

func holds(text string, oneOf ...string) bool {
	return slices.ContainsFunc(oneOf, func(s string) bool { return strings.Contains(text, s) })
}

// chat is the chat that Telegram knows by this number.
func chat(id int64) bot.Chat { return bot.Chat{Platform: name, ID: strconv.FormatInt(id, 10)} }
