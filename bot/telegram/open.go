package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// maxOpen is how many bytes a file may have that bots can download (Bot API, getFile).
const maxOpen = 20 << 20

// Open gets what somebody has sent. Its error is a *bot.SendError, Rejected if the file
// can never be had, and does not hold the token, which is part of where files are.
func (t *Telegram) Open(ctx context.Context, sent bot.Attachment) ([]byte, error) {
	var file struct {
		Path string `json:"file_path"`
	}
	err := t.call(ctx, t.sends, "getFile", tgbotapi.Params{"file_id": sent.ID}, &file)
	if answer, ok := errors.AsType[*tgbotapi.Error](err); ok && codeOf(answer) == http.StatusBadRequest && !holds(answer.Message, "temporarily unavailable") {
		return nil, rejected(err)
	}
	if err != nil {
		return nil, temporary(err)
	}
	if file.Path == "" {
		return nil, temporary(errors.New("getFile: there is no way to the file"))
	}
	return t.download(ctx, file.Path)
}

// download gets a file by its path, which getFile gives for an hour.
func (t *Telegram) download(ctx context.Context, path string) ([]byte, error) {
	// Not by File.Link, which always leads to Telegram's own server.
	address := t.base.JoinPath("file", "bot"+t.api.Token, path)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, rejected(errors.New("getFile: the way to the file is no path"))
	}
	resp, err := t.polls.Do(req)
	if err != nil {
		return nil, temporary(fmt.Errorf("downloading a file: %w", t.withoutToken(bare(err))))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, temporary(fmt.Errorf("downloading a file: status %d", resp.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxOpen+1))
	switch {
	case err != nil:
		return nil, temporary(fmt.Errorf("downloading a file: %w", t.withoutToken(bare(err))))
	case len(data) > maxOpen:
		return nil, rejected(fmt.Errorf("downloading a file: it has more than %d bytes", maxOpen))
	}
	return data, nil
}

func temporary(err error) *bot.SendError { return &bot.SendError{Failure: bot.Temporary, Err: err} }
