package loader

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"usher/schedule"
)

// maxPages is how many pages are asked for at most. Of 50 entries each, as
// pretalx makes them, these are more talks than any conference has.
const maxPages = 400

var (
	errElsewhere  = errors.New("it leads to another server")
	errCircle     = errors.New("its pages go round in a circle")
	errNotPretalx = errors.New("it does not answer as pretalx's API does")
)

// hiddenError is the status of an answer without what was asked for: it is not
// there, or not for everybody.
type hiddenError struct{ error }

func isHidden(err error) bool {
	_, hidden := errors.AsType[hiddenError](err)
	return hidden
}

// pretalxClient asks one server for one event. It goes nowhere else, wherever a
// page points: a server could otherwise have us ask what only we can reach.
type pretalxClient struct {
	http http.Client
	base *url.URL
	// settled says that the server is known: up to the first answer it may send us
	// on to where it really is.
	settled bool
	seen    map[string]bool
	tags    []pageTag
	size    int
}

// pageTag is what to ask about a page next time. The URL is one on the server,
// without a password.
type pageTag struct{ URL, ETag string }

func newPretalxClient(base *url.URL) *pretalxClient {
	c := &pretalxClient{base: base, seen: map[string]bool{}}
	c.http.Timeout = timeout
	c.http.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		switch {
		case c.settled && r.URL.Host != c.base.Host:
			return errElsewhere
		case len(via) >= 10:
			return errCircle
		}
		return nil
	}
	return c
}

// unchanged asks whether all pages of a part are still the newest. It gives up at
// the first that is not, or cannot be asked.
func (c *pretalxClient) unchanged(ctx context.Context, known schedule.Part) bool {
	var tags []pageTag
	if known.Data == nil || json.Unmarshal([]byte(known.ETag), &tags) != nil || len(tags) == 0 {
		return false
	}
	for _, tag := range tags {
		at, err := c.base.Parse(tag.URL)
		if err != nil || at.Host != c.base.Host {
			return false
		}
		response, err := c.ask(ctx, at, tag.ETag)
		if err != nil {
			return false
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotModified {
			return false
		}
	}
	return true
}

// etag is what unchanged needs to know; "" if any page has none.
func (c *pretalxClient) etag() string {
	for _, tag := range c.tags {
		if tag.ETag == "" {
			return ""
		}
	}
	all, _ := json.Marshal(c.tags) // strings always can be
	return string(all)
}

// list gets a list page by page, in whole or not at all.
func (c *pretalxClient) list(ctx context.Context, path string) ([]json.RawMessage, error) {
	at, err := c.base.Parse(path)
	if err != nil {
		return nil, err
	}
	var all []json.RawMessage
	for first := true; at != nil; first = false {
		data, err := c.get(ctx, at)
		if isHidden(err) && !first {
			return nil, fmt.Errorf("a list ends in the middle: %s", err.Error()) // not hidden as a whole
		}
		if err != nil {
			return nil, err
		}
		items, next, err := c.page(at, data)
		if err != nil {
			return nil, err
		}
		all, at = append(all, items...), next
	}
	return all, nil
}

// page reads a page of a list, and where the next is.
func (c *pretalxClient) page(at *url.URL, data []byte) (items []json.RawMessage, next *url.URL, err error) {
	if json.Unmarshal(data, &items) == nil {
		return items, nil, nil // a whole list, which some servers answer with
	}
	var page struct {
		Next    string
		Results *[]json.RawMessage
	}
	if err := json.Unmarshal(data, &page); err != nil || page.Results == nil {
		return nil, nil, errNotPretalx
	}
	if page.Next == "" {
		return *page.Results, nil, nil
	}
	next, err = at.Parse(page.Next)
	if err != nil || next.Host != c.base.Host {
		return nil, nil, errElsewhere
	}
	// A server behind a proxy may not know that it is asked by https.
	next.Scheme, next.User = c.base.Scheme, c.base.User
	return *page.Results, next, nil
}

// get gets a page, each only once.
func (c *pretalxClient) get(ctx context.Context, at *url.URL) ([]byte, error) {
	uri := at.RequestURI()
	if c.seen[uri] {
		return nil, errCircle
	}
	if len(c.seen) == maxPages {
		return nil, fmt.Errorf("it has more than %d pages: no schedule has", maxPages)
	}
	c.seen[uri] = true
	response, err := c.ask(ctx, at, "")
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden:
		return nil, hiddenError{answered(response)}
	default:
		return nil, answered(response)
	}
	data, err := readAll(response.Body, response.ContentLength)
	if err != nil {
		return nil, reason(err)
	}
	if c.size += len(data); c.size > MaxSize {
		return nil, errTooLong
	}
	if !c.settled {
		c.base, c.settled = response.Request.URL, true
	}
	c.tags = append(c.tags, pageTag{uri, response.Header.Get("ETag")})
	return data, nil
}

func (c *pretalxClient) ask(ctx context.Context, at *url.URL, etag string) (*http.Response, error) {
	request, err := newRequest(ctx, at.String(), etag)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json") // else it shows a page for people
	response, err := c.http.Do(request)
	if err != nil {
		return nil, reason(err)
	}
	return response, nil
}
