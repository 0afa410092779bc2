package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// maxConnections is how many updates Telegram may bring at once: as many as it
	// ever does (Bot API, setWebhook). It brings those of a chat one by one.
	maxConnections = 100
	// maxUpdate is more bytes than an update of the longest text needs.
	maxUpdate = 1 << 20
	// bringPatience is how long an update may take to be read, and then wait to be
	// taken in: Telegram brings again what nobody had time for.
	bringPatience = 10 * time.Second
	// inspectEvery is how often Telegram is asked how its bringing goes.
	inspectEvery = time.Minute
	// secretHeader has the secret that setWebhook was told (Bot API, setWebhook).
	secretHeader = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // it names one
)

// hook is where Telegram brings updates, if Usher does not fetch them.
type hook struct {
	url    string // "" says that Usher polls
	secret string
	// taking has a place for each update that is being brought.
	taking chan struct{}
}

// newHook is the hook at an address, "" for none. The secret is made of the token,
// so that the next process knows it as well, and nobody else can.
func newHook(address, token string) (hook, error) {
	if address == "" {
		return hook{}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") == "" {
		return hook{}, errors.New("the webhook is not an address with a path, like https://example.org/telegram")
	}
	u.Host = strings.ToLower(u.Host) // as Telegram may, which is asked for it later
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("the secret of Usher's webhook"))
	return hook{url: u.String(), secret: hex.EncodeToString(mac.Sum(nil)), taking: make(chan struct{}, maxConnections)}, nil
}

// Webhook is what answers Telegram when it brings an update, and the path of
// Options.Webhook at which it has to. Without a webhook it is "" and nil.
func (t *Telegram) Webhook() (path string, handler http.Handler) {
	u, err := url.Parse(t.hook.url)
	if err != nil || t.hook.url == "" {
		return "", nil
	}
	return u.Path, http.HandlerFunc(t.bring)
}

// bring answers 200 when the inbox has an update, and not before: Telegram brings
// again, and in its order, what was answered by anything else.
func (t *Telegram) bring(w http.ResponseWriter, req *http.Request) {
	if subtle.ConstantTimeCompare([]byte(req.Header.Get(secretHeader)), []byte(t.hook.secret)) != 1 {
		http.Error(w, "only Telegram may bring something here", http.StatusForbidden)
		return
	}
	select {
	case t.hook.taking <- struct{}{}:
		defer func() { <-t.hook.taking }()
	default:
		later(w)
		return
	}
	brought, status := readUpdate(w, req)
	if status != http.StatusOK {
		t.log.Warn("what was brought to the webhook is no update", "status", status)
		http.Error(w, "that is no update", status)
		return
	}
	if !t.hand(req.Context(), brought) {
		later(w)
	}
}

func later(w http.ResponseWriter) {
	http.Error(w, "bring it again later", http.StatusServiceUnavailable)
}

// arrival is an update that Telegram brings, and where it waits to hear whether
// Usher has it now.
type arrival struct {
	id   int
	raw  json.RawMessage
	kept chan bool
}

// readUpdate reads what is brought, or says by which status to refuse it.
func readUpdate(w http.ResponseWriter, req *http.Request) (a arrival, status int) {
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Now().Add(bringPatience)) // where there is none it has to do without
	raw, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxUpdate))
	_ = conn.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return arrival{}, http.StatusRequestEntityTooLarge
	}
	var known struct {
		ID *int `json:"update_id"`
	}
	if err != nil || json.Unmarshal(raw, &known) != nil || known.ID == nil {
		return arrival{}, http.StatusBadRequest
	}
	return arrival{*known.ID, raw, make(chan bool, 1)}, http.StatusOK
}

// hand hands an update to Receive, if that runs, and reports whether it is kept.
func (t *Telegram) hand(ctx context.Context, a arrival) bool {
	r := t.receiving.Load()
	if r == nil {
		return false
	}
	select {
	case r.arrivals <- a:
		return <-a.kept
	case <-time.After(bringPatience):
	case <-r.ended:
	case <-ctx.Done():
	}
	return false
}

// listen takes in what is being brought. All that is waiting is one batch, so that
// a crowd shares a commit.
func (r *receiver) listen(ctx context.Context) error {
	select {
	case first := <-r.arrivals:
		return r.takeIn(ctx, r.waiting(first))
	case err := <-r.lost:
		return err
	case <-time.After(r.patience()):
		return r.reception.CatchUp(ctx)
	case <-ctx.Done():
		return nil
	}
}

// waiting are an arrival and those that wait behind it.
func (r *receiver) waiting(first arrival) []arrival {
	all := []arrival{first}
	for {
		select {
		case a := <-r.arrivals:
			all = append(all, a)
		default:
			return all
		}
	}
}

// takeIn has arrivals kept, tells Telegram which are, and passes them on.
func (r *receiver) takeIn(ctx context.Context, arrivals []arrival) error {
	var raw []json.RawMessage
	for _, a := range arrivals {
		raw = append(raw, a.raw)
	}
	b, err := r.keep(ctx, raw)
	first, unsafe := r.unsafe()
	for _, a := range arrivals {
		a.kept <- err == nil && (!unsafe || a.id < first)
	}
	if err != nil {
		return err
	}
	if unsafe && len(b.incoming) == 0 {
		return nil // brought again, and being answered
	}
	r.acknowledge(b.presses)
	r.pass(ctx, b.incoming)
	return nil
}

// holdHook has Telegram bring updates, and looks whether it goes on to do so, until
// ctx is done or that cannot be mended.
func (r *receiver) holdHook(ctx context.Context) {
	err := r.insist(ctx, r.register)
	for err == nil {
		select {
		case <-time.After(inspectEvery):
			err = r.insist(ctx, r.inspect)
		case <-ctx.Done():
			return
		}
	}
	r.lost <- err
}

// register tells Telegram where to bring updates. What waits there is brought, too:
// drop_pending_updates is never said.
func (r *receiver) register(ctx context.Context) error {
	return r.call(ctx, r.sends, "setWebhook", tgbotapi.Params{
		"url": r.hook.url, "secret_token": r.hook.secret,
		"allowed_updates": allowed, "max_connections": strconv.Itoa(maxConnections),
	}, nil)
}

// inspect asks Telegram how its bringing goes, since who is not reached does not
// notice.
func (r *receiver) inspect(ctx context.Context) error {
	var info struct {
		URL     string `json:"url"`
		Waiting int    `json:"pending_update_count"`
		Failed  int64  `json:"last_error_date"` // Unix time
		Because string `json:"last_error_message"`
	}
	if err := r.call(ctx, r.sends, "getWebhookInfo", nil, &info); err != nil {
		return err
	}
	if info.URL != r.hook.url {
		r.log.Error("somebody else receives with this bot's token, and has ended its webhook, which is set again: stop one of the two")
		return r.register(ctx)
	}
	if info.Failed > r.failed {
		r.failed = info.Failed
		r.log.Warn("Telegram could not bring updates to the webhook: does its address lead here?",
			"error", strings.ReplaceAll(info.Because, r.api.Token, "(token)"), "waiting", info.Waiting)
	}
	return nil
}

// leftover reports whether a poll failed for a webhook that another run has left
// behind. One that is set once polling has begun is somebody else's, and an alarm.
func (r *receiver) leftover(err error) bool {
	answer, ok := errors.AsType[*tgbotapi.Error](err)
	return ok && answer.Code == http.StatusConflict && strings.Contains(answer.Message, "webhook is active") && !r.polling
}

// unhook ends a webhook. Telegram keeps what it has not brought.
func (r *receiver) unhook(ctx context.Context) error {
	if err := r.call(ctx, r.sends, "deleteWebhook", nil, nil); err != nil {
		return err
	}
	r.polling = true
	r.log.Info("ended the webhook that was left, to poll")
	return nil
}
