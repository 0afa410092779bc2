package matrix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// maxOpen is how many bytes a file may have that Usher takes into memory to pass it on.
// Homeservers allow more (Synapse 50 MiB), other networks do not give out as much.
const maxOpen = 20 << 20

// Open gets what somebody has sent, and opens it where it is encrypted. Its error is a
// *bot.SendError, Rejected if the file can never be had.
func (m *Matrix) Open(ctx context.Context, sent bot.Attachment) ([]byte, error) {
	from, err := id.ParseContentURI(sent.ID)
	if err != nil {
		return nil, &bot.SendError{Failure: bot.Rejected, Err: errors.New("downloading a file: it is nowhere")}
	}
	data, err := m.download(ctx, from)
	if err != nil {
		return nil, err
	}
	if sent.Seal == "" {
		return data, nil
	}
	where, ok := unlocked(sent.Seal)
	if !ok {
		return nil, &bot.SendError{Failure: bot.Rejected, Err: errors.New("opening a file: nothing says how")}
	}
	if err := where.File.DecryptInPlace(data); err != nil { // which says nothing of the key
		return nil, &bot.SendError{Failure: bot.Rejected, Err: fmt.Errorf("opening a file: %w", err)}
	}
	return data, nil
}

func (m *Matrix) download(ctx context.Context, from id.ContentURI) ([]byte, error) {
	resp, err := m.client.Download(ctx, from)
	if errors.Is(err, mautrix.MUnrecognized) {
		// The homeserver is older than version 1.11 of the specification, and gives out
		// files to whoever asks.
		_, resp, err = m.client.MakeFullRequestWithResp(ctx, mautrix.FullRequest{
			Method: http.MethodGet, DontReadResponse: true,
			URL: m.client.BuildURL(mautrix.MediaURLPath{"v3", "download", from.Homeserver, from.FileID}),
		})
	}
	if err != nil {
		return nil, m.undelivered(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxOpen+1))
	switch {
	case err != nil:
		return nil, m.undelivered(err)
	case len(data) > maxOpen:
		return nil, &bot.SendError{Failure: bot.Rejected, Err: fmt.Errorf("downloading a file: it has more than %d bytes", maxOpen)}
	}
	return data, nil
}

// undelivered is what it means that a file could not be downloaded. The homeserver may
// still be getting it from another: what it does not find it may find later.
func (m *Matrix) undelivered(err error) *bot.SendError {
	return &bot.SendError{Failure: bot.Temporary, Err: fmt.Errorf("downloading a file: %w", m.clean(err))}
}
