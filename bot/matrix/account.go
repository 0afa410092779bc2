package matrix

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// Account is what a login gives: with it no password is needed any more.
type Account struct {
	// Homeserver is the base URL of its client-server API.
	Homeserver string
	// User is Usher's whole Matrix id, "@usher:example.org".
	User string
	// Device is the one that the login has made. Its keys are its own: with
	// another's they are worth nothing.
	Device string
	// Token is the access token of that device.
	Token string
}

// ErrRefused is why a homeserver does not accept an account's token or password:
// trying again does not help.
var ErrRefused = errors.New("refused by the homeserver")

// ErrNoHomeserver is why nobody can log in at an address: it is no homeserver's, or
// that is away.
var ErrNoHomeserver = errors.New("no Matrix homeserver answers there")

// Client speaks for an account. It is known here by this name to those who have
// to hand one on and do not want to know more of it.
type Client = mautrix.Client

// LoginOptions say who logs in where.
type LoginOptions struct {
	// Homeserver is the base URL of its client-server API.
	Homeserver string
	// User is Usher's Matrix id, or its local part.
	User string
	// Password is the account's.
	Password string
}

// displayName is what people see as the name of Usher's device.
const displayName = "Usher"

// Login logs in with a new device. Its error holds no secret; it is
// ErrNoHomeserver, or ErrRefused if the user or the password is wrong.
func Login(ctx context.Context, o LoginOptions) (Account, error) {
	m, err := speakFor(Account{Homeserver: o.Homeserver}, nil)
	if err != nil {
		return Account{}, err
	}
	m.secrets = append(m.secrets, o.Password)
	if got, err := m.client.Versions(ctx); err != nil || got == nil || len(got.Versions) == 0 {
		return Account{}, ErrNoHomeserver
	}
	got, err := m.client.Login(ctx, &mautrix.ReqLogin{
		Type:                     mautrix.AuthTypePassword,
		Identifier:               mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: o.User},
		Password:                 o.Password,
		InitialDeviceDisplayName: displayName,
	})
	if err != nil {
		return Account{}, m.unidentified("the user and password", err)
	}
	if got == nil || got.AccessToken == "" || got.UserID == "" || got.DeviceID == "" {
		return Account{}, errors.New("the homeserver answers the login with no token")
	}
	return Account{Homeserver: o.Homeserver, User: got.UserID.String(), Device: got.DeviceID.String(), Token: got.AccessToken}, nil
}

// Speak lets do speak for an account. The error is that of do, or ErrRefused if the
// homeserver says so, and holds none of the secrets, nor the account's token.
func Speak(ctx context.Context, a Account, do func(context.Context, *Client) error, secrets ...string) error {
	m, err := speakFor(a, nil)
	if err != nil {
		return err
	}
	m.secrets = append(m.secrets, secrets...)
	err = do(ctx, m.client)
	switch {
	case err == nil:
		return nil
	case loggedOut(err), errors.Is(err, mautrix.MForbidden):
		return ErrRefused
	}
	return m.clean(err)
}

// Logout ends an account's device, which a homeserver would otherwise keep for
// ever. One that is logged out already is no error.
func Logout(ctx context.Context, a Account) error {
	m, err := speakFor(a, nil)
	if err != nil {
		return err
	}
	if _, err := m.client.Logout(ctx); err != nil && !loggedOut(err) {
		return fmt.Errorf("logging out: %w", m.clean(err))
	}
	return nil
}

// Check asks the homeserver whether an account's token is good, and that of its
// user and device. Its error holds no secret, and is ErrRefused if it is not.
func Check(ctx context.Context, a Account) error {
	m, err := speakFor(a, nil)
	if err != nil {
		return err
	}
	return m.check(ctx)
}

func (m *Matrix) check(ctx context.Context) error {
	who, err := m.client.Whoami(ctx)
	switch {
	case err != nil:
		return m.unidentified("the token", err)
	case who == nil || who.UserID == "":
		return errors.New("the homeserver does not say whose the token is")
	case m.client.UserID == "":
		m.client.UserID, m.client.DeviceID = who.UserID, who.DeviceID
	case who.UserID != m.client.UserID:
		return fmt.Errorf("the token is that of %s, not of %s: %w", who.UserID, m.client.UserID, ErrRefused)
	case who.DeviceID != "" && who.DeviceID != m.client.DeviceID:
		return fmt.Errorf("the token is that of device %s, not of %s: %w", who.DeviceID, m.client.DeviceID, ErrRefused)
	}
	return nil
}

// speakFor is a Matrix that can do no more than make requests for an account.
func speakFor(a Account, log *slog.Logger) (*Matrix, error) {
	client, err := mautrix.NewClient(a.Homeserver, id.UserID(a.User), a.Token)
	if err != nil {
		return nil, fmt.Errorf("%q is not the address of a homeserver", a.Homeserver)
	}
	client.DeviceID = id.DeviceID(a.Device)
	// Whoever sends decides about trying again; here are neither sleeps nor retries.
	client.DefaultHTTPRetries, client.IgnoreRateLimit = 0, true
	client.Client = &http.Client{Timeout: pollFor + patienceForLate, Transport: transport()}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Matrix{client: client, now: time.Now, log: log, secrets: []string{a.Token}}, nil
}

// patienceForLate is how much later than promised an answer may come.
const patienceForLate = 30 * time.Second

// transport keeps as many connections as there are senders at once, so that a
// crowd is not spent on handshakes.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

// unidentified is why it cannot be said who we are, in one line. It is ErrRefused
// only when the homeserver itself says so: a proxy before it may be at fault for a
// while, as when the homeserver moves.
func (m *Matrix) unidentified(what string, err error) error {
	if loggedOut(err) || errors.Is(err, mautrix.MForbidden) {
		return fmt.Errorf("%s %w", what, ErrRefused)
	}
	if failed := m.failed(err, false); failed.Failure == bot.Throttled {
		return fmt.Errorf("the homeserver has been asked too often: try again in %s", failed.After.Round(time.Second))
	}
	return fmt.Errorf("asking the homeserver about %s: %w", what, m.clean(err))
}
