//go:build goolm

package e2ee

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"maunium.net/go/mautrix"
)

// hurry is how long what Take would like to know may keep the stream waiting: it is
// asked for again by the first who needs it. A homeserver waits for another's, which
// may be down, three times as long, as mautrix asks it to.
const hurry = 3 * time.Second

// restFor is how long Take asks for no devices when it has waited in vain.
const restFor = time.Minute

var errMovedOn = errors.New("the device's keys were read anew meanwhile")

type (
	// lends marks in a context the device whose keys the caller holds with others,
	// and lets go of during each request.
	lends struct{}
	// hurried marks in a context that a request may take no longer than hurry.
	hurried struct{}
)

// lending makes the machine's requests. Homeservers wait for others when they are
// asked for devices and their keys, and meanwhile the stream must go on: it needs
// keys alone. What mautrix has in memory is good after that as well, unless the
// machine is another by then; and so no lock of the machine's may be held by whom
// the stream would wait for. One is when a key is sent, for which no other
// homeserver is waited.
type lending struct {
	*device
	under http.RoundTripper
}

// lend is a client like d's, for the machine.
func (d *device) lend() (*mautrix.Client, error) {
	is := d.client
	client, err := mautrix.NewClient(is.HomeserverURL.String(), is.UserID, is.AccessToken)
	if err != nil {
		return nil, fmt.Errorf("a client for the device: %w", err)
	}
	client.DeviceID, client.IgnoreRateLimit = is.DeviceID, is.IgnoreRateLimit
	client.DefaultHTTPRetries = is.DefaultHTTPRetries
	under := is.Client.Transport
	if under == nil {
		under = http.DefaultTransport
	}
	client.Client = &http.Client{Timeout: is.Client.Timeout, Transport: lending{d, under}}
	return client, nil
}

// RoundTrip implements http.RoundTripper.
func (l lending) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if ctx.Value(hurried{}) != nil {
		soon, cancel := context.WithTimeout(ctx, hurry)
		defer cancel()
		return whole(l.under, r.WithContext(soon))
	}
	if ctx.Value(lends{}) != l.device || strings.Contains(r.URL.Path, "/sendToDevice/") {
		return l.under.RoundTrip(r)
	}
	before := l.machine
	got, err := func() (*http.Response, error) {
		l.keys.RUnlock()
		defer l.keys.RLock()
		return whole(l.under, r)
	}()
	if l.machine != before {
		return nil, errMovedOn
	}
	return got, err
}

// whole makes a request and reads all of its answer.
func whole(under http.RoundTripper, r *http.Request) (*http.Response, error) {
	got, err := under.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, err
	}
	got.Body = io.NopCloser(bytes.NewReader(body))
	return got, nil
}

// inHurry tries what asks for devices.
func (d *device) inHurry(ctx context.Context, what string, do func(context.Context) error) {
	if time.Since(d.hung) < restFor {
		return
	}
	d.try(what, func() error {
		err := do(context.WithValue(ctx, hurried{}, true))
		if errors.Is(err, context.DeadlineExceeded) {
			d.hung = time.Now()
		}
		return err
	})
}
