package telegram

import (
	"cmp"
	"context"
	"errors"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// Files remembers by what name a platform knows the files that it has been given.
type Files interface {
	// FileID is the platform's name for the file of a key; "" if it has none.
	FileID(ctx context.Context, platform, key string) (string, error)
	// KeepFileID remembers it.
	KeepFileID(ctx context.Context, platform, key, id string) error
}

// maxCaption is how much may stand under a file, markup not counted (Bot API,
// sendDocument), in UTF-16 code units: where Telegram should count characters, as it does
// in texts, that is less.
const maxCaption = 1024

// maxPhoto is how many bytes a picture may have that is shown as one (Bot API,
// sendPhoto); a larger one is sent as a document.
const maxPhoto = 10 << 20

// piece is what goes into one message: text, or a file with that under it.
type piece struct {
	part
	file *bot.File
}

// pieces are a file, nil for none, and texts as Telegram takes them. What is too long to
// stand under a file comes after it.
func pieces(f *bot.File, texts []part) []piece {
	var all []piece
	if f != nil {
		first := piece{file: f}
		if len(texts) == 1 && texts[0].units <= maxCaption {
			first.part, texts = texts[0], nil
		}
		all = append(all, first)
	}
	for _, p := range texts {
		all = append(all, piece{part: p})
	}
	return all
}

// kind is how a file is sent: by which method, and as which of its parameters. It is the
// same for each attempt at a file, whether that has its data by then or not.
func kind(f *bot.File) (method, field string) {
	switch kind := f.Kind(); {
	case kind == "image" && slices.Contains([]string{"image/jpeg", "image/png"}, f.MIME) && small(f):
		return "sendPhoto", "photo"
	case kind == "video" && f.MIME == "video/mp4":
		return "sendVideo", "video"
	case kind == "audio" && f.Sent.Platform == name && f.MIME == voiceNote:
		return "sendVoice", "voice"
	case kind == "audio" && f.Sent.Platform == name:
		return "sendAudio", "audio"
	}
	return "sendDocument", "document"
}

// small reports whether a picture can be shown as one, as far as is known of its size.
func small(f *bot.File) bool {
	switch f.Sent.Platform {
	case name:
		return true
	case "":
		return len(f.Data) <= maxPhoto
	}
	return f.Sent.Size > 0 && f.Sent.Size <= maxPhoto
}

// sent is the answer to what was sent, as far as it matters (Bot API, Message).
type sent struct {
	ID       int `json:"message_id"`
	Document struct {
		ID string `json:"file_id"`
	} `json:"document"`
	Video struct {
		ID string `json:"file_id"`
	} `json:"video"`
	Photo []struct {
		ID string `json:"file_id"`
	} `json:"photo"`
}

// file is Telegram's name for the file that was sent.
func (s sent) file() string {
	if n := len(s.Photo); n > 0 {
		return s.Photo[n-1].ID // the largest
	}
	return cmp.Or(s.Video.ID, s.Document.ID)
}

// post sends a piece once.
func (t *Telegram) post(ctx context.Context, p piece, params tgbotapi.Params) (s sent, err error) {
	if p.file == nil {
		return s, t.call(ctx, t.sends, "sendMessage", params, &s)
	}
	s, known, err := t.postAgain(ctx, p.file, params)
	if known {
		return s, err
	}
	// One after the other, so that of a crowd only the first uploads what all get.
	select {
	case t.uploading <- struct{}{}:
		defer func() { <-t.uploading }()
	case <-ctx.Done():
		return s, ctx.Err()
	}
	if s, known, err = t.postAgain(ctx, p.file, params); known {
		return s, err
	}
	if p.file.Data == nil {
		opened := *p.file // others send it, too
		if opened.Data, err = p.file.Bytes(ctx); err != nil {
			return s, err
		}
		p.file = &opened
	}
	return t.upload(ctx, p.file, params)
}

// upload sends a file that Telegram has not, and remembers by what name it has it then.
func (t *Telegram) upload(ctx context.Context, f *bot.File, params tgbotapi.Params) (s sent, err error) {
	method, field := kind(f)
	upload := tgbotapi.RequestFile{Name: field, Data: tgbotapi.FileBytes{Name: f.Name, Bytes: f.Data}}
	err = t.request(ctx, t.polls, method, &s, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.UploadFiles(method, params, []tgbotapi.RequestFile{upload})
	})
	if err == nil && f.Key != "" && s.file() != "" {
		t.keepFile(ctx, f.Key, s.file())
	}
	return s, err
}

// postAgain sends a file that Telegram has, by the name that it has there; false if it
// has to be uploaded.
func (t *Telegram) postAgain(ctx context.Context, f *bot.File, params tgbotapi.Params) (s sent, known bool, err error) {
	id := t.fileID(ctx, f)
	if id == "" {
		return s, false, nil
	}
	method, field := kind(f)
	params[field] = id
	defer delete(params, field)
	err = t.call(ctx, t.sends, method, params, &s)
	answer, refused := errors.AsType[*tgbotapi.Error](err)
	if refused && holds(answer.Message, "file identifier", "FILE_REFERENCE_") {
		return s, false, nil // Telegram has forgotten it, or it was another bot's
	}
	return s, true, err
}

// fileID is by what name Telegram has a file: as it gave it last, or as it was sent here.
func (t *Telegram) fileID(ctx context.Context, f *bot.File) string {
	sent := ""
	if f.Sent.Platform == name {
		sent = f.Sent.ID
	}
	if f.Key == "" || t.files == nil {
		return sent
	}
	id, err := t.files.FileID(ctx, name, f.Key)
	if err != nil {
		t.log.Warn("cannot look whether Telegram has a file: it is uploaded", "error", err)
	}
	return cmp.Or(id, sent)
}

func (t *Telegram) keepFile(ctx context.Context, key, id string) {
	if t.files == nil {
		return
	}
	if err := t.files.KeepFileID(ctx, name, key, id); err != nil {
		t.log.Warn("cannot note that Telegram has a file: it is uploaded again", "error", err)
	}
}
