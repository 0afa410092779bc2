package loader

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"

	"usher/schedule"
)

// pretalx's REST API gives an event, its talks, speakers and rooms apart, and lists
// in pages. What it answers becomes one document, which format reads as it does a
// file with any one of the answers.

const (
	// pretalxTimeout is how long all pages may take to arrive: one with 50 talks
	// written out takes a server some seconds.
	pretalxTimeout = 4 * time.Minute
	// pretalxExpand asks that what talks refer to is written out, which servers of
	// before 2025 do anyway. limit is their word for page_size.
	pretalxExpand = "?expand=slots,slots.room,speakers,track,submission_type&page_size=50&limit=50"
)

// pretalxPath is the path of an event in the API, or of a list in it.
var pretalxPath = regexp.MustCompile(`^(.*)(/api(?:/v[0-9]+)?/events/)([^/.]+)/?(?:(?:talks|submissions|slots|speakers|rooms|schedules(?:/[^/]+)?)/?)?$`)

func isPretalx(location string) bool {
	u, err := url.Parse(location)
	return isURL(location) && err == nil && pretalxPath.MatchString(u.Path)
}

// pretalxDocument is everything about an event.
type pretalxDocument struct {
	// URL is that of the event's page for people.
	URL         string            `json:"url"`
	Event       json.RawMessage   `json:"event"`
	Submissions []json.RawMessage `json:"submissions"`
	Speakers    []json.RawMessage `json:"speakers,omitempty"`
	Rooms       []json.RawMessage `json:"rooms,omitempty"`
}

// getPretalx gets an event from the API. A page that fails makes the others
// worthless. Where all pages of the known part are still the newest, that is the
// answer.
func getPretalx(ctx context.Context, location string, known schedule.Part) (schedule.Part, error) {
	u, err := url.Parse(location)
	if err != nil {
		return schedule.Part{}, errors.New("that is not a URL")
	}
	m := pretalxPath.FindStringSubmatch(u.Path)
	base := &url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host, Path: m[1] + m[2] + m[3] + "/"}
	client := newPretalxClient(base)
	if client.unchanged(ctx, known) {
		return known, nil
	}
	document, err := client.event(ctx)
	if err != nil {
		return schedule.Part{}, err
	}
	page := url.URL{Scheme: client.base.Scheme, Host: client.base.Host, Path: m[1] + "/" + m[3] + "/"}
	document.URL = page.String()
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(document)
	return schedule.Part{ETag: client.etag(), Data: data.Bytes()}, err
}

// event gets the event, and then all that is in it. What a server shows only to
// organisers is done without, but for the talks.
func (c *pretalxClient) event(ctx context.Context) (document pretalxDocument, err error) {
	if document.Event, err = c.get(ctx, c.base); err != nil {
		return document, err
	}
	if !json.Valid(document.Event) {
		return document, errNotPretalx
	}
	document.Submissions, err = c.list(ctx, "submissions/"+pretalxExpand)
	if isHidden(err) {
		document.Submissions, err = c.list(ctx, "talks/"+pretalxExpand)
	}
	if err != nil {
		return document, err
	}
	if document.Speakers, err = c.list(ctx, "speakers/"); err != nil && !isHidden(err) {
		return document, err
	}
	if document.Rooms, err = c.list(ctx, "rooms/"); err != nil && !isHidden(err) {
		return document, err
	}
	return document, nil
}

// pretalxHint adds to what is wrong with a web page where its schedule is, if
// pretalx made the page.
func pretalxHint(location string, data []byte, err error) error {
	u, parseErr := url.Parse(location)
	if parseErr != nil || !isURL(location) || !bytes.Contains(bytes.ToLower(data), []byte("pretalx")) {
		return err
	}
	name := strings.Split(strings.Trim(u.Path, "/"), "/")[0]
	if name == "" {
		return err
	}
	export := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/" + name + "/schedule/export/schedule.xml"}
	return &hinted{err, "; pretalx has its schedule at " + export.String()}
}

// hinted is an error with what to do about it.
type hinted struct {
	error
	hint string
}

func (h *hinted) Error() string { return h.error.Error() + h.hint }

func (h *hinted) Unwrap() error { return h.error }
