package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// pollTimeout is how long Telegram holds a getUpdates that has nothing to
	// tell: its server allows no more.
	pollTimeout = 50 * time.Second
	// pollDeadline leaves a poll's answer time to come.
	pollDeadline = 60 * time.Second
	sendDeadline = 15 * time.Second
	// idleConns is more than there ever are requests at once: the default of 2
	// makes a new connection for nearly every answer to a crowd.
	idleConns = 128
	// idleFor is less than servers and the boxes between keep a connection that
	// says nothing: one closed under a request loses it.
	idleFor = 30 * time.Second
	// maxAnswer is more than a hundred updates of the longest text need.
	maxAnswer = 16 << 20
)

// dial is the type of http.Transport.DialContext.
type dial = func(ctx context.Context, network, address string) (net.Conn, error)

// clients are the one for polls and the one for all else, which connect by d, if
// it is not nil. They share their connections.
func clients(d dial) (polls, sends *http.Client) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if d != nil {
		transport.DialContext = d
	}
	transport.MaxIdleConns = 0 // the limit is the host's
	transport.MaxIdleConnsPerHost = idleConns
	transport.IdleConnTimeout = idleFor
	// Over HTTP/2 all share a connection, and nothing else would notice that the
	// way has died.
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: idleFor / 2}
	client := func(deadline time.Duration) *http.Client {
		return &http.Client{
			Transport: transport,
			Timeout:   deadline,
			// Following one would show the URL, and the token in it, to whoever
			// is at the other end.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return client(pollDeadline), client(sendDeadline)
}

// wire is the way of one request: it gives the library what that lacks, which is
// a context, errors without the URL, and whether the request went out.
type wire struct {
	ctx    context.Context // for one request only
	client *http.Client

	wrote    atomic.Bool
	answered bool
	status   int
	body     *bytes.Buffer // of the answer; nil before and after
}

// Do implements tgbotapi.HTTPClient.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	// The headers are traced and not the whole request: when they have not been
	// written nothing can have arrived, even if the request is cut off while it
	// is on its way.
	ctx := httptrace.WithClientTrace(w.ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { w.wrote.Store(true) },
	})
	resp, err := w.client.Do(req.WithContext(ctx))
	if err != nil {
		return nil, bare(err)
	}
	// What came, and not what takes its place below: until that is closed the client
	// keeps the request, for as long as it might have taken.
	body := resp.Body
	defer func() { _ = body.Close() }() // it has been read
	w.body, w.status = bodies.Get().(*bytes.Buffer), resp.StatusCode
	if _, err := w.body.ReadFrom(io.LimitReader(body, maxAnswer)); err != nil {
		return nil, fmt.Errorf("reading the answer: %w", bare(err))
	}
	w.answered = true
	resp.Body = io.NopCloser(w.body)
	return resp, nil
}

// bodies are what answers are read into: they come as fast as questions, and are of a size.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxBody is how large a buffer may be that is kept for another answer.
const maxBody = 64 << 10

// end is called when the library has read the answer, or err says why it could not.
func (w *wire) end(err error) error {
	if w.body != nil && w.body.Cap() <= maxBody {
		w.body.Reset()
		bodies.Put(w.body)
	}
	w.body = nil
	if _, ok := errors.AsType[*json.SyntaxError](err); !ok && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || !w.answered {
		return err
	}
	w.answered = false
	return &foreignAnswer{status: w.status}
}

// unanswered reports whether the request went out and Telegram's answer never
// came: nobody knows what became of it.
func (w *wire) unanswered() bool { return w.wrote.Load() && !w.answered }

// bare is an error of net/http without the URL, which holds the token.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// foreignAnswer is an answer that is not Telegram's: of a proxy on the way, say.
type foreignAnswer struct{ status int }

// Error names the status only: the text is a page for browsers.
func (e *foreignAnswer) Error() string {
	return fmt.Sprintf("not an answer of the Bot API (status %d)", e.status)
}
