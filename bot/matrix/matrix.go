package matrix

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const name = "matrix"

// device is the device that a password logs in as: always the same, since a
// homeserver keeps each new one for ever.
const device id.DeviceID = "USHER"

// Options say where Usher's account is, and who wants to know what.
type Options struct {
	// Homeserver is the base URL of its client-server API.
	Homeserver string
	// User is Usher's Matrix id, "@usher:example.org", or its local part. With a
	// Token it need not be given.
	User string
	// Token is an access token. Without one, Password logs in; that ends the
	// session of the last start, and with it the homeserver's memory of which
	// messages were sent.
	Token, Password string
	// Inbox keeps what came in until it is answered.
	Inbox bot.Inbox
	// Commands are the names, without a sign before them, that begin a command:
	// in a room other bots are spoken to by "!", too.
	Commands []string
	// Aliases are other names of commands. They begin one after a sign only: many
	// are words with which any question may begin.
	Aliases []string
	// Encrypted is told of each encrypted room in which Usher is spoken to or
	// should speak, once. It must not wait for Receive or Send; nil is nobody.
	Encrypted func(room bot.Chat)
	// Now is the real clock; nil is time.Now.
	Now func() time.Time
	// Log is told what nobody else is; nil is nobody.
	Log *slog.Logger
}

// ErrRefused is why New fails when the homeserver does not accept the account's
// token or password: trying again does not help.
var ErrRefused = errors.New("refused by the homeserver")

// Matrix is the bot.Platform for one account on one homeserver.
type Matrix struct {
	client    *mautrix.Client
	inbox     bot.Inbox
	commands  map[string]bool // that need no sign before them
	signed    map[string]bool // that begin a command after one, too
	encrypted func(bot.Chat)
	now       func() time.Time
	log       *slog.Logger
	secrets   []string // never to be seen in an error or the log

	rooms   rooms
	shown   shown
	invites chan invite
	// redo are the messages whose reactions are to be put right, for each reactor.
	redo [reactors]chan id.EventID
	seed maphash.Seed // shares them out
}

// New logs in, or asks whose the token is. Its error holds no secret, and is
// ErrRefused if they are wrong. With a token and the user's whole id it succeeds
// while the homeserver is away.
func New(ctx context.Context, o Options) (*Matrix, error) {
	client, err := mautrix.NewClient(o.Homeserver, "", o.Token)
	if err != nil {
		return nil, fmt.Errorf("%q is not the address of a homeserver", o.Homeserver)
	}
	// Whoever sends decides about trying again; here are neither sleeps nor retries.
	client.DefaultHTTPRetries, client.IgnoreRateLimit = 0, true
	client.Client = &http.Client{Timeout: pollFor + 30*time.Second, Transport: transport()}
	m := &Matrix{
		client:    client,
		inbox:     o.Inbox,
		commands:  map[string]bool{},
		signed:    map[string]bool{},
		encrypted: o.Encrypted,
		now:       o.Now,
		log:       o.Log,
		secrets:   []string{o.Token, o.Password},
		invites:   make(chan invite, maxInvites),
		seed:      maphash.MakeSeed(),
	}
	for i := range m.redo {
		m.redo[i] = make(chan id.EventID, maxRedo)
	}
	if m.now == nil {
		m.now = time.Now
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	for _, c := range o.Commands {
		m.commands[strings.ToLower(c)] = true
	}
	for _, c := range slices.Concat(o.Commands, o.Aliases) {
		m.signed[strings.ToLower(c)] = true
	}
	if err := m.identify(ctx, o); err != nil {
		return nil, err
	}
	return m, nil
}

// transport keeps as many connections as there are senders at once, so that a
// crowd is not spent on handshakes.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

// identify makes the client speak for its account.
func (m *Matrix) identify(ctx context.Context, o Options) error {
	if o.Token == "" {
		return m.login(ctx, o)
	}
	who, err := m.client.Whoami(ctx)
	if err != nil {
		unknown := m.unidentified("the token", err)
		if errors.Is(unknown, ErrRefused) || !strings.HasPrefix(o.User, "@") {
			return unknown
		}
		// The homeserver is away: that is no reason not to talk elsewhere.
		m.log.Warn("cannot ask whose the token is, so it is taken for the user's", "user", o.User, "error", m.clean(err))
		m.client.UserID = id.UserID(o.User)
		return nil
	}
	if who == nil || who.UserID == "" {
		return errors.New("the homeserver does not say whose the token is")
	}
	if o.User != "" && o.User != who.UserID.String() && o.User != who.UserID.Localpart() {
		return fmt.Errorf("the token is that of %s, not of %s: %w", who.UserID, o.User, ErrRefused)
	}
	m.client.UserID, m.client.DeviceID = who.UserID, who.DeviceID
	return nil
}

func (m *Matrix) login(ctx context.Context, o Options) error {
	got, err := m.client.Login(ctx, &mautrix.ReqLogin{
		Type:                     mautrix.AuthTypePassword,
		Identifier:               mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: o.User},
		Password:                 o.Password,
		DeviceID:                 device,
		InitialDeviceDisplayName: "Usher",
	})
	if err != nil {
		return m.unidentified("the user and password", err)
	}
	if got == nil || got.AccessToken == "" || got.UserID == "" {
		return errors.New("the homeserver answers the login with no token")
	}
	m.client.AccessToken, m.client.UserID, m.client.DeviceID = got.AccessToken, got.UserID, got.DeviceID
	m.secrets = append(m.secrets, got.AccessToken)
	return nil
}

// unidentified is why it cannot be said who we are, in one line. It is ErrRefused
// only when the homeserver itself says so: a proxy before it may be at fault for a
// while, as when the homeserver moves.
func (m *Matrix) unidentified(what string, err error) error {
	if loggedOut(err) || errors.Is(err, mautrix.MForbidden) {
		return fmt.Errorf("%s %w", what, ErrRefused)
	}
	return fmt.Errorf("asking the homeserver about %s: %w", what, m.clean(err))
}

// User is Usher's own Matrix id.
func (m *Matrix) User() string { return m.client.UserID.String() }

// Name implements bot.Platform.
func (m *Matrix) Name() string { return name }

// Traits implements bot.Platform. A homeserver knows a repetition by its
// transaction id. How much it takes a second is its administrator's choice and
// written nowhere: it says so by 429. Of what is on its way when it does, all is
// refused; so that is not much.
func (m *Matrix) Traits() bot.Traits { return bot.Traits{Idempotent: true, Parallel: 16} }

func (m *Matrix) chat(room id.RoomID) bot.Chat { return bot.Chat{Platform: name, ID: room.String()} }
