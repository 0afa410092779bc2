// Package telegram lets Usher talk on Telegram, through the Bot API. It uses
// telegram-bot-api as a thin client for HTTP and JSON: the loop that receives,
// what an error means and how text is written are its own.
package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

const name = "telegram"

// ErrToken is why Receive ends when Telegram does not know the token, or knows
// it no longer.
var ErrToken = errors.New("the bot's token is not known to Telegram")

// Options are how Telegram is reached. Token and Inbox are needed.
type Options struct {
	// Token is what @BotFather gave, as in "123456:AAF…".
	Token string
	// API is the base URL of another Bot API server; "" is Telegram's own.
	API string
	// Webhook is the URL at which Telegram reaches the handler of Telegram.Webhook;
	// "" says to ask for updates instead.
	Webhook string
	// Inbox keeps what has come in until it is answered.
	Inbox bot.Inbox
	// Files remembers what has been uploaded; nil is nobody.
	Files Files
	// Log is told what nobody else is; nil is nobody.
	Log *slog.Logger
	// Now tells the age of what has come in; nil is time.Now.
	Now func() time.Time
	// Dial connects to the Bot API server, as http.Transport.DialContext does;
	// nil is the ordinary way.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Telegram is the bot.Platform of one bot account.
type Telegram struct {
	Rules
	api   tgbotapi.BotAPI
	base  *url.URL // of the server
	inbox bot.Inbox
	log   *slog.Logger
	now   func() time.Time
	find  bot.Finder                    // nil finds nothing
	me    atomic.Pointer[tgbotapi.User] // the bot itself; nil until Telegram has said who that is

	rulers    *recently     // who was found to run which group
	files     Files         // nil remembers none
	uploading chan struct{} // held by who uploads a file
	hook      hook
	receiving atomic.Pointer[receiver] // who takes in what comes to the hook; nil is nobody

	// Two clients, as one deadline cannot serve both: a poll is meant to take
	// its time, and a send that takes as long has failed.
	polls, sends *http.Client
}

// New is a Telegram that has made no request yet, so that Usher can start while
// Telegram cannot be reached. Its error says which option is wrong.
func New(o Options) (*Telegram, error) {
	if o.Inbox == nil {
		return nil, errors.New("there is no inbox to keep what comes in")
	}
	return account(o)
}

// account is a Telegram that need not receive anything.
func account(o Options) (*Telegram, error) {
	if !tokenForm.MatchString(o.Token) {
		return nil, errors.New("the token is not one that @BotFather gives, like 123456:AAF…")
	}
	base, err := url.Parse(cmp.Or(o.API, "https://api.telegram.org"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("the API is not an address like https://api.telegram.org")
	}
	to, err := newHook(o.Webhook, o.Token)
	if err != nil {
		return nil, err
	}
	t := &Telegram{base: base, inbox: o.Inbox, log: o.Log, now: o.Now, rulers: lately(ruling),
		files: o.Files, uploading: make(chan struct{}, 1), hook: to}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	if t.now == nil {
		t.now = time.Now
	}
	silenceLibrary()
	// Not by NewBotAPI, which asks Telegram who we are.
	t.api = tgbotapi.BotAPI{Token: o.Token}
	t.api.SetAPIEndpoint(strings.ReplaceAll(strings.TrimSuffix(base.String(), "/"), "%", "%%") + "/bot%s/%s")
	t.polls, t.sends = clients(o.Dial)
	return t, nil
}

// tokenForm is the id of the bot's account and a secret. A token of any other
// form might break the URL that it becomes part of.
var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// silenceLibrary keeps the library from printing by itself what it prints: URLs
// with the token in them.
var silenceLibrary = sync.OnceFunc(func() {
	_ = tgbotapi.SetLogger(stdlog.New(io.Discard, "", 0)) // fails only for nil
})

// call makes one request and reads its result into result, unless that is nil.
func (t *Telegram) call(ctx context.Context, client *http.Client, method string, params tgbotapi.Params, result any) error {
	return t.request(ctx, client, method, result, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.MakeRequest(method, params)
	})
}

// request is call for any way to make a request of a method.
func (t *Telegram) request(ctx context.Context, client *http.Client, method string, result any,
	ask func(*tgbotapi.BotAPI) (*tgbotapi.APIResponse, error)) error {
	w := &wire{ctx: ctx, client: client}
	api := t.api // a copy, as the library passes no context on
	api.Client = w
	answer, err := ask(&api)
	if err = w.end(err); err == nil && result != nil {
		err = json.Unmarshal(answer.Result, result)
	}
	if err == nil {
		return nil
	}
	return &callError{method: method, unanswered: w.unanswered(), err: t.withoutToken(err)}
}

// withoutToken is err, or one like it where the token would show in it.
func (t *Telegram) withoutToken(err error) error {
	text := strings.ReplaceAll(err.Error(), t.api.Token, "(token)")
	if text == err.Error() {
		return err
	}
	if answer, ok := errors.AsType[*tgbotapi.Error](err); ok {
		return &tgbotapi.Error{Code: answer.Code, Message: text, ResponseParameters: answer.ResponseParameters}
	}
	return errors.New(text)
}
