package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"
)

const (
	// An update that was not taken is brought again after a second, then two, and
	// so on (WebhookActor.cpp).
	firstResend = time.Second
	maxResend   = time.Minute
	// bringTimeout is how long somebody may take to answer.
	bringTimeout = time.Minute
	// maxHookConnections and usualHookConnections are how many updates may be on
	// their way at once (Bot API, setWebhook).
	maxHookConnections, usualHookConnections = 100, 40
)

// secretToken is what a secret_token may be (Bot API, setWebhook).
var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// webhook is what a Server knows of webhooks.
type webhook struct {
	hook  *hook  // the one that is set; nil is none
	front *Front // nil is none
	// bringers bring what there is until end ends their life.
	bringers sync.WaitGroup
	life     context.Context
	end      context.CancelFunc
}

func newWebhook() webhook {
	life, end := context.WithCancel(context.Background())
	return webhook{life: life, end: end}
}

// hook is a webhook that is set, and what is on its way to it.
type hook struct {
	url, secret string
	allowed     []string
	most        int
	client      *http.Client

	bringing int
	// busy are chats of which an update is on its way: the next one waits for it.
	busy map[int64]bool
	// tried is how often an update was brought in vain, by its id.
	tried map[int]int

	failed  time.Time
	because string
}

// TakeWebhook sets another webhook, which nothing is brought to, as another program
// with the bot's token can.
func (s *Server) TakeWebhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = &hook{url: url}
	s.wake()
}

func (s *Server) setWebhook(p params) (any, *refusal) {
	if p["url"] == "" {
		return s.deleteWebhook(p)
	}
	if p["secret_token"] != "" && !secretToken.MatchString(p["secret_token"]) {
		return nil, bad("secret token contains unallowed characters")
	}
	most := usualHookConnections
	if n := p.number("max_connections"); n > 0 {
		most = int(min(n, maxHookConnections))
	}
	allowed := s.allowed(p)
	if h := s.hook; h != nil && h.url == p["url"] && h.secret == p["secret_token"] {
		h.allowed, h.most = allowed, most // what is on its way stays there
		return true, nil
	}
	h := &hook{
		url: p["url"], secret: p["secret_token"], allowed: allowed, most: most,
		client: &http.Client{Timeout: bringTimeout, Transport: s.transport()},
		busy:   map[int64]bool{}, tried: map[int]int{},
	}
	s.hook = h
	s.poller++ // ends the poll that there is
	s.wake()
	s.bringers.Go(func() { s.bringAll(h) })
	return true, nil
}

func (s *Server) transport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = maxHookConnections
	if s.front != nil && s.front.pipes != nil {
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return s.front.pipes.dial(ctx) }
	}
	return transport
}

func (s *Server) deleteWebhook(params) (any, *refusal) {
	s.hook = nil
	s.wake()
	return true, nil
}

func (s *Server) getWebhookInfo(params) (any, *refusal) {
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.updates)}
	if h := s.hook; h != nil {
		info["url"], info["max_connections"], info["allowed_updates"] = h.url, h.most, h.allowed
		if !h.failed.IsZero() {
			info["last_error_date"], info["last_error_message"] = h.failed.Unix(), h.because
		}
	}
	return info, nil
}

// bringAll brings updates to a webhook for as long as it is set.
func (s *Server) bringAll(h *hook) {
	defer h.client.CloseIdleConnections()
	for {
		s.mu.Lock()
		if s.hook != h {
			s.mu.Unlock()
			return
		}
		for _, u := range s.due(h) {
			s.bringers.Go(func() { s.bring(h, u) })
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-s.closed:
			return
		}
	}
}

// due are the updates that may be brought now: the first of each chat. The lock is
// held.
func (s *Server) due(h *hook) []update {
	s.forget()
	var all []update
	for _, u := range s.updates {
		if h.bringing == h.most {
			break
		}
		if u.kind != "" && !slices.Contains(h.allowed, u.kind) || h.busy[u.chat()] {
			continue
		}
		h.busy[u.chat()] = true
		h.bringing++
		s.given = max(s.given, u.id)
		all = append(all, u)
	}
	return all
}

// bring brings an update once. If it is not taken, its chat waits.
func (s *Server) bring(h *hook, u update) {
	err := s.post(h, u)
	if err != nil {
		s.mu.Lock()
		h.failed, h.because = time.Now(), err.Error()
		h.bringing--
		wait := min(firstResend<<h.tried[u.id], maxResend)
		h.tried[u.id]++
		s.wake()
		s.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-s.closed:
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		h.bringing--
		s.updates = slices.DeleteFunc(s.updates, func(other update) bool { return other.id == u.id })
	}
	delete(h.busy, u.chat())
	s.wake()
}

func (s *Server) post(h *hook, u update) error {
	req, err := http.NewRequestWithContext(s.life, http.MethodPost, h.url, bytes.NewReader(u.json))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set(SecretHeader, h.secret)
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return fmt.Errorf("Connection failed: %w", err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return fmt.Errorf("Read timeout expired: %w", err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("Wrong response from the webhook: %s", resp.Status)
	}
	return nil
}

// chat is where an update comes from, whatever its kind; 0 is no chat.
func (u update) chat() int64 {
	type place struct {
		Chat struct {
			ID int64 `json:"id"`
		} `json:"chat"`
	}
	var kinds map[string]json.RawMessage
	_ = json.Unmarshal(u.json, &kinds) // what is of another form has no chat
	for _, content := range kinds {
		var said struct {
			place
			Message place `json:"message"` // of a press
		}
		if json.Unmarshal(content, &said) == nil && said.Chat.ID|said.Message.Chat.ID != 0 {
			return said.Chat.ID | said.Message.Chat.ID // one of them is 0
		}
	}
	return 0
}
