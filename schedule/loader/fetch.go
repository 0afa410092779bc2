package loader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"usher/schedule"
)

var errTooLong = fmt.Errorf("it is longer than %d MB: no schedule is", MaxSize>>20)

// id tells sources apart without telling what a URL may keep secret.
func (s Source) id() string {
	sum := sha256.Sum256([]byte(s.Location))
	return hex.EncodeToString(sum[:8])
}

// fetch gets all that a source holds; the known part again if the source says
// that it has not changed.
func (s Source) fetch(ctx context.Context, known schedule.Part) (schedule.Part, error) {
	if s.Data != nil {
		return schedule.Part{Source: s.id(), Data: s.Data}, nil
	}
	limit, read := timeout, readFile
	switch {
	case isPretalx(s.Location):
		limit, read = pretalxTimeout, getPretalx
	case isURL(s.Location):
		read = get
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	part, err := read(ctx, s.Location, known)
	if err != nil && limit > timeout && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("it is not complete after %d min", limit/time.Minute)
	}
	if err != nil {
		return schedule.Part{}, about(s.Location, err)
	}
	part.Source = s.id()
	return part, nil
}

// readFile reads a file until ctx is done. A read that waits for somebody to
// write, as on a named pipe, cannot be interrupted: it is left behind, at most
// until the program ends.
func readFile(ctx context.Context, path string, known schedule.Part) (schedule.Part, error) {
	type result struct {
		part schedule.Part
		err  error
	}
	read := make(chan result, 1) // takes what comes after nobody waits any more
	go func() {
		part, err := readNow(path, known)
		read <- result{part, err}
	}()
	select {
	case r := <-read:
		return r.part, r.err
	case <-ctx.Done():
		return schedule.Part{}, reason(ctx.Err())
	}
}

// readNow reads a file, unless its time and size are those of the known part.
func readNow(path string, known schedule.Part) (schedule.Part, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return schedule.Part{}, errors.New("there is no such file")
	case errors.Is(err, os.ErrPermission):
		return schedule.Part{}, errors.New("I may not read it")
	case err != nil:
		return schedule.Part{}, reason(err)
	case info.IsDir():
		return schedule.Part{}, errors.New("it is a folder, not a file")
	}
	modified := fmt.Sprintf("%s %d", info.ModTime().UTC().Format(time.RFC3339Nano), info.Size())
	if known.Data != nil && known.Modified == modified {
		return known, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrPermission) {
		return schedule.Part{}, errors.New("I may not read it")
	}
	if err != nil {
		return schedule.Part{}, reason(err)
	}
	defer f.Close()
	data, err := readAll(f, info.Size())
	return schedule.Part{Modified: modified, Data: data}, err
}

func get(ctx context.Context, location string, known schedule.Part) (schedule.Part, error) {
	request, err := newRequest(ctx, location, known.ETag)
	if err != nil {
		return schedule.Part{}, err
	}
	if known.Modified != "" {
		request.Header.Set("If-Modified-Since", known.Modified)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return schedule.Part{}, reason(err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotModified && known.Data != nil {
		return known, nil
	}
	if response.StatusCode != http.StatusOK {
		return schedule.Part{}, answered(response)
	}
	data, err := readAll(response.Body, response.ContentLength)
	if err != nil {
		return schedule.Part{}, reason(err)
	}
	return schedule.Part{
		ETag: response.Header.Get("ETag"), Modified: response.Header.Get("Last-Modified"), Data: data,
	}, nil
}

// newRequest asks for what is at a location, unless that is still what had the ETag.
func newRequest(ctx context.Context, location, etag string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, location, nil)
	if err != nil {
		return nil, errors.New("that is not a URL")
	}
	request.Header.Set("User-Agent", "usher")
	if etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	return request, nil
}

// answered is what a server answered instead, in the words of net/http: its own may
// be anything.
func answered(response *http.Response) error {
	return errors.New(strings.TrimSpace(fmt.Sprintf("the server answers %d %s", response.StatusCode, http.StatusText(response.StatusCode))))
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
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("I stopped reading (%w)", context.Canceled)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the answer breaks off in the middle")
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		if strings.Contains(e.Err.Error(), "Location header") { // net/http quotes it, with any password
			return errors.New("the server sends me on to what is no URL")
		}
		return e.Err
	}
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}
