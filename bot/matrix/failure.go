package matrix

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"maunium.net/go/mautrix"

	"usher/bot"
)

// patience is how long to wait when a homeserver says that it is too much, but
// not for how long.
const patience = 5 * time.Second

// longestPause bounds what a broken answer can do: whoever asks for more than a day
// is asked again after one.
const longestPause = 24 * time.Hour

// tracked is ctx for one request, and whether that has gone out.
func tracked(ctx context.Context) (context.Context, *atomic.Bool) {
	var written atomic.Bool
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
	}), &written
}

// failed says what an error of a request means. A failure is only taken for a
// room's or a message's when the homeserver itself says so, by an error code: a
// proxy before it says 403 and 404 of all rooms alike, and a homeserver that is
// being upgraded or wants terms accepted says them with other codes
// (M_UNRECOGNIZED, M_CONSENT_NOT_GIVEN).
func (m *Matrix) failed(err error, written bool) *bot.SendError {
	e := &bot.SendError{Failure: bot.Temporary, Err: m.clean(err)}
	answer, _ := errors.AsType[mautrix.HTTPError](err)
	if answer.Response == nil {
		e.Unsure = written
		return e
	}
	spoke := answer.RespError != nil
	switch status := answer.Response.StatusCode; {
	case status == http.StatusTooManyRequests:
		e.Failure, e.After = bot.Throttled, m.pause(answer)
	case status == http.StatusRequestEntityTooLarge, spoke && status == http.StatusBadRequest:
		e.Failure = bot.Rejected
	case errors.Is(err, mautrix.MForbidden), errors.Is(err, mautrix.MNotFound):
		e.Failure = bot.Gone // kicked, left, or the room is no more
	case status < 300, status >= 500:
		e.Unsure = true // it was taken, and then something broke
	}
	return e
}

// pause is how long a 429 asks to wait: by its header Retry-After (RFC 9110,
// 10.2.3), or by retry_after_ms, which some homeservers send alone.
func (m *Matrix) pause(answer mautrix.HTTPError) time.Duration {
	header := answer.Response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(header); err == nil && seconds > 0 {
		return min(longestPause, time.Duration(min(seconds, math.MaxInt32))*time.Second)
	}
	if at, err := http.ParseTime(header); err == nil && at.After(m.now()) {
		return min(longestPause, at.Sub(m.now()))
	}
	if answer.RespError != nil {
		if ms, ok := answer.RespError.ExtraData["retry_after_ms"].(float64); ok && ms > 0 {
			return min(longestPause, time.Duration(min(ms, math.MaxInt32)*float64(time.Millisecond)))
		}
	}
	return patience
}

// statusOf is the HTTP status of the answer that err is, 0 if it is none.
func statusOf(err error) int {
	if answer, ok := errors.AsType[mautrix.HTTPError](err); ok && answer.Response != nil {
		return answer.Response.StatusCode
	}
	return 0
}

// denied reports that the homeserver will not give out what it was asked for, so
// that asking again is of no use: there is no such thing, it is not for us, or its
// id, which may be any person's invention, is none. What has no error code is a
// proxy's answer, and passes.
func denied(err error) bool {
	answer, _ := errors.AsType[mautrix.HTTPError](err)
	if answer.Response == nil || answer.RespError == nil {
		return false
	}
	switch answer.Response.StatusCode {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return false
}

// loggedOut reports that the account is closed to us until somebody acts.
func loggedOut(err error) bool {
	return errors.Is(err, mautrix.MUnknownToken) || errors.Is(err, mautrix.MMissingToken) ||
		errors.Is(err, mautrix.MUserDeactivated)
}

// clean is err without our secrets: a homeserver, or a proxy before it, may send
// back what it was sent. It leaves out what was asked for, too: a sync request's
// filter is longer than all that there is to say.
func (m *Matrix) clean(err error) error {
	text := err.Error()
	if asked, ok := errors.AsType[*url.Error](err); ok {
		where, _, _ := strings.Cut(asked.URL, "?")
		text = strings.ReplaceAll(text, asked.URL, where)
	}
	for _, secret := range m.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return cleaned{text, err}
}

type cleaned struct {
	text string
	err  error
}

func (c cleaned) Error() string { return c.text }
func (c cleaned) Unwrap() error { return c.err }
