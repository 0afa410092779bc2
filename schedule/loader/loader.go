// Package loader fetches a schedule from a file or the web and makes a
// schedule.Schedule of it, together with the texts that are kept beside it.
package loader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"usher/schedule"
	"usher/schedule/format"
)

// MaxSize is how many bytes of a source are read at most. The largest real
// schedule known has 3.2 MB.
const MaxSize = 64 << 20

// timeout is how long one source may take to arrive in full.
const timeout = 30 * time.Second

var errTooLong = fmt.Errorf("it is longer than %d MB: no schedule is", MaxSize>>20)

// Source is where something can be read. The zero Source is none.
type Source struct {
	// Location is a file's path, or an http or https URL.
	Location string
	// Data is used in place of what is at Location, where it is not nil;
	// Location is then only a name for errors.
	Data []byte
}

// Request says what to load.
type Request struct {
	Schedule Source
	// Options are what the schedule does not say about itself.
	Options format.Options
	// Abstracts is a text with the whole abstracts of a listing.
	Abstracts Source
	// SpeakerPages are pages about speakers, with their biographies.
	SpeakerPages []Source
}

// Load fetches and reads a schedule. Its error is one line for people: it names
// the source, without any credentials that its URL has.
func Load(ctx context.Context, r Request) (*schedule.Schedule, error) {
	data, err := r.Schedule.read(ctx)
	if err != nil {
		return nil, err
	}
	draft, err := format.Parse(data, r.Options)
	if err != nil {
		return nil, about(r.Schedule.Location, err)
	}
	if err := join(ctx, r, &draft); err != nil {
		return nil, err
	}
	s, err := schedule.New(draft)
	if err != nil {
		return nil, about(r.Schedule.Location, err)
	}
	return s, nil
}

// join adds to a draft what is kept beside the schedule.
func join(ctx context.Context, r Request, draft *schedule.Draft) error {
	if r.Abstracts.Location != "" {
		text, err := r.Abstracts.read(ctx)
		if err != nil {
			return err
		}
		format.JoinAbstracts(draft, text)
	}
	for _, source := range r.SpeakerPages {
		page, err := source.read(ctx)
		if err != nil {
			return err
		}
		if err := format.JoinSpeakerPage(draft, page); err != nil {
			return about(source.Location, err)
		}
	}
	return nil
}

// read is all that a source holds.
func (s Source) read(ctx context.Context) ([]byte, error) {
	if s.Data != nil {
		return s.Data, nil
	}
	return fetch(ctx, s.Location)
}

// fetch reads all of a file or web page.
func fetch(ctx context.Context, location string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	read := readFile
	if isURL(location) {
		read = get
	}
	data, err := read(ctx, location)
	if err != nil {
		return nil, about(location, err)
	}
	return data, nil
}

func isURL(location string) bool {
	lower := strings.ToLower(location)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

func readFile(_ context.Context, path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, errors.New("there is no such file")
	case errors.Is(err, os.ErrPermission):
		return nil, errors.New("I may not read it")
	case err != nil:
		return nil, reason(err)
	case info.IsDir():
		return nil, errors.New("it is a folder, not a file")
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrPermission) {
		return nil, errors.New("I may not read it")
	}
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	return readAll(f, info.Size())
}

func get(ctx context.Context, location string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, location, nil)
	if err != nil {
		return nil, errors.New("that is not a URL")
	}
	request.Header.Set("User-Agent", "usher")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, reason(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %s", response.Status)
	}
	data, err := readAll(response.Body, response.ContentLength)
	if err != nil {
		return nil, reason(err)
	}
	return data, nil
}

// readAll reads up to MaxSize bytes. It refuses what is announced to be longer
// before it reads any, and what turns out to be as soon as it does.
func readAll(r io.Reader, announced int64) ([]byte, error) {
	if announced > MaxSize {
		return nil, errTooLong
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err == nil && len(data) > MaxSize {
		err = errTooLong
	}
	return data, err
}

// reason is what went wrong without the location, which about puts in front in
// a form that may be shown.
func reason(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer in %d s", timeout/time.Second)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}

// about puts a location in front of an error. Of a URL it leaves out the name,
// password and query, in which secrets are kept.
func about(location string, err error) error {
	if isURL(location) {
		u, parseErr := url.Parse(location)
		if parseErr != nil {
			return fmt.Errorf("the URL given: %w", err)
		}
		shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
		location = shown.String()
	}
	return fmt.Errorf("%s: %w", location, err)
}
