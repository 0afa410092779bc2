package telegramtest

import (
	"io"
	"net"
	"net/http"
	"time"
)

// Fault is something that happens to a request in place of, or besides, being
// served.
type Fault struct {
	refusal *refusal
	status  int           // of an answer that is not the Bot API's
	text    string        // and its text
	resets  bool          // the connection is cut before the request is served
	loses   bool          // or after it
	delay   time.Duration // the request is served late
}

// Refused is a request refused with this code and description.
func Refused(code int, description string) Fault {
	return Fault{refusal: &refusal{Code: code, Description: description}}
}

// TooMany is a request refused because there were too many (429), with the
// seconds to wait.
func TooMany(retryAfter int) Fault {
	f := Refused(http.StatusTooManyRequests, "Too Many Requests: retry after "+decimal(int64(retryAfter)))
	f.refusal.Parameters = &refusalParameter{RetryAfter: retryAfter}
	return f
}

// Blocked is a request refused because the person wants nothing more to do with
// the bot.
func Blocked() Fault {
	return Refused(http.StatusForbidden, "Forbidden: bot was blocked by the user")
}

// Migrated is a request refused because the group has become a supergroup.
func Migrated(to int64) Fault {
	f := Refused(http.StatusBadRequest, "Bad Request: group chat was upgraded to a supergroup chat")
	f.refusal.Parameters = &refusalParameter{MigrateToChatID: to}
	return f
}

// Foreign is an answer of something on the way that is not a Bot API server.
func Foreign(status int, text string) Fault { return Fault{status: status, text: text} }

// BadGateway is the page of a proxy that reaches no server.
func BadGateway() Fault {
	return Foreign(http.StatusBadGateway, "<html><head><title>502 Bad Gateway</title></head></html>")
}

// Reset is a connection that is cut before the request is served.
func Reset() Fault { return Fault{resets: true} }

// LostAnswer is a request that is served, and whose answer is cut off.
func LostAnswer() Fault { return Fault{loses: true} }

// Slow is a request that is served late, or not at all if nobody waits for it
// any more.
func Slow(by time.Duration) Fault { return Fault{delay: by} }

// Fail lets the next requests of a method meet these faults, one each.
func (s *Server) Fail(method string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], faults...)
}

// Disturb lets every request, but for those that meet a fault of Fail, meet what
// draw gives for its method; the zero Fault is none. It is called at once when a
// request comes in, by several at a time. Nil ends that.
func (s *Server) Disturb(draw func(method string) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disturb = draw
}

// before does to a request what happens before it is served, and reports whether
// that was the end of it.
func (f Fault) before(w http.ResponseWriter, r *http.Request, closed <-chan struct{}) (over bool) {
	if f.delay > 0 {
		select {
		case <-time.After(f.delay):
		case <-r.Context().Done():
			return true
		case <-closed:
			return true
		}
	}
	switch {
	case f.resets:
		reset(w)
	case f.refusal != nil:
		refuse(w, f.refusal)
	case f.status != 0:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.text) // fails when whoever asked is gone
	default:
		return false
	}
	return true
}

// reset cuts the connection so that the other end sees a reset, not an end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // which cuts it, too
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the end is a polite one
	}
	_ = conn.Close()
}
