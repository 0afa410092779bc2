package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/attachment"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// Files remembers by what name a platform knows the files that it has been given.
type Files interface {
	// FileID is the platform's name for the file of a key; "" if it has none.
	FileID(ctx context.Context, platform, key string) (string, error)
	// KeepFileID remembers it.
	KeepFileID(ctx context.Context, platform, key, called string) error
}

// enclosed is what the content of an event with a file has beside its name (spec,
// "m.image" and "m.file"): where it is, in clear, or encrypted and with what opens it.
type enclosed struct {
	FileName string                     `json:"filename,omitempty"`
	URL      id.ContentURIString        `json:"url,omitempty"`
	File     *mxevent.EncryptedFileInfo `json:"file,omitempty"`
	Info     *info                      `json:"info,omitempty"`
}

// info is what clients show of a file before they have it.
type info struct {
	MIME string `json:"mimetype,omitempty"`
	Size int64  `json:"size,omitempty"`
}

// enclose is the event with a message's file. It stands before the text and not with
// that as its caption: a client that knows no captions shows a file's name alone, and
// only text can be edited everywhere, as it is when a broadcast is withdrawn. It is for
// nobody by name, so that it rings no louder than the text; there are no files that do
// not ring at all (spec, push rule .m.rule.message).
func (m *Matrix) enclose(ctx context.Context, room id.RoomID, msg bot.Message) (outgoing, error) {
	sealed, err := m.isEncrypted(ctx, room)
	if err != nil {
		return outgoing{}, m.unsealed(err)
	}
	if sealed && m.cipher == nil {
		return outgoing{}, m.mute(room)
	}
	f := msg.File
	where, err := m.lodge(ctx, f, sealed)
	if err != nil {
		return outgoing{}, err
	}
	c := outgoing{MsgType: "m.file", Body: f.Name, RelatesTo: place(msg), enclosed: where}
	if kind := f.Kind(); kind != "" {
		c.MsgType = "m." + kind
	}
	c.FileName, c.Info = f.Name, &info{f.MIME, max(f.Sent.Size, int64(len(f.Data)))}
	return c, nil
}

// takeAway redacts the file that stands before a message, if one does: clients show nothing
// of it then, and need not wait to be told that it is withdrawn. That somebody else has done
// it, or that it may not be done, is nothing that could be mended.
func (m *Matrix) takeAway(ctx context.Context, ref bot.Ref) error {
	if ref.File == "" {
		return nil
	}
	_, err := m.client.RedactEvent(ctx, id.RoomID(ref.Chat.ID), id.EventID(ref.File), mautrix.ReqRedact{TxnID: "take-" + ref.File})
	if err == nil || errors.Is(err, mautrix.MForbidden) || errors.Is(err, mautrix.MNotFound) {
		return nil
	}
	failed := m.failed(err, false) // once more does no harm
	if failed.Failure == bot.Throttled {
		m.refusals.refused(failed.After)
	}
	return failed
}

// lodge is where the homeserver has a file, encrypted for rooms that are: it is uploaded
// once for all of these, since what opens it goes into each room's own event, and once for
// all others. Its error is a *bot.SendError.
func (m *Matrix) lodge(ctx context.Context, f *bot.File, sealed bool) (enclosed, error) {
	if where, ok := m.lodged(ctx, f, sealed); ok {
		return where, nil
	}
	// One after the other, so that of a crowd only the first uploads what all get, and
	// that one file at a time is in memory.
	select {
	case m.uploading <- struct{}{}:
		defer func() { <-m.uploading }()
	case <-ctx.Done():
		return enclosed{}, m.unsealed(ctx.Err())
	}
	if where, ok := m.lodged(ctx, f, sealed); ok {
		return where, nil
	}
	data, err := f.Bytes(ctx)
	if err != nil {
		return enclosed{}, err
	}
	upload := mautrix.ReqUploadMedia{ContentBytes: data, ContentType: cmp.Or(f.MIME, anything), FileName: f.Name}
	var lock *attachment.EncryptedFile
	if sealed { // what it is called and what it is are nobody else's business either
		lock = attachment.NewEncryptedFile()
		lock.EncryptInPlace(data)
		upload.ContentType, upload.FileName = anything, ""
	}
	got, err := m.client.UploadMedia(ctx, upload)
	if err != nil {
		return enclosed{}, m.unlodged(err)
	}
	if got == nil || !got.ContentURI.IsValid() {
		return enclosed{}, m.unlodged(errors.New("the homeserver does not say where it has the file"))
	}
	where := enclosed{URL: got.ContentURI.CUString()}
	if sealed {
		where = enclosed{File: &mxevent.EncryptedFileInfo{EncryptedFile: *lock, URL: where.URL}}
	}
	m.keepLodged(ctx, f.Key, where)
	return where, nil
}

// anything is the type of what nobody need know the type of.
const anything = "application/octet-stream"

// unlodged is what it means that a file could not be uploaded.
func (m *Matrix) unlodged(err error) *bot.SendError {
	failed := m.failed(fmt.Errorf("uploading a file: %w", err), false)
	failed.Unsure = false
	switch failed.Failure {
	case bot.Throttled:
		m.refusals.refused(failed.After)
		return failed
	case bot.Gone: // the homeserver takes no files of ours, or no more
		failed.Failure = bot.Rejected
	}
	failed.Fileless = true
	return failed
}

// lodged is where the homeserver has a file already.
func (m *Matrix) lodged(ctx context.Context, f *bot.File, sealed bool) (enclosed, bool) {
	if f.Sent.Platform == name && (f.Sent.Seal != "") == sealed {
		if !sealed {
			return enclosed{URL: id.ContentURIString(f.Sent.ID)}, true
		}
		return unlocked(f.Sent.Seal)
	}
	if f.Key == "" || m.files == nil {
		return enclosed{}, false
	}
	where, err := m.files.FileID(ctx, name, lodging(f.Key, sealed))
	switch {
	case err != nil:
		m.log.Warn("cannot look whether the homeserver has a file: it is uploaded", "error", err)
		return enclosed{}, false
	case where == "":
		return enclosed{}, false
	case sealed:
		return unlocked(where)
	}
	return enclosed{URL: id.ContentURIString(where)}, true
}

// unlocked is an encrypted file by what is kept of it; false if that makes no sense.
func unlocked(kept string) (enclosed, bool) {
	// Always anew: a lock that has encrypted cannot decrypt.
	file := new(mxevent.EncryptedFileInfo)
	if json.Unmarshal([]byte(kept), file) != nil || file.URL == "" {
		return enclosed{}, false
	}
	return enclosed{File: file}, true
}

func (m *Matrix) keepLodged(ctx context.Context, key string, where enclosed) {
	if key == "" || m.files == nil {
		return
	}
	kept := string(where.URL)
	if where.File != nil {
		text, _ := json.Marshal(where.File) // of strings, which cannot fail
		kept = string(text)
	}
	if err := m.files.KeepFileID(ctx, name, lodging(key, where.File != nil), kept); err != nil {
		m.log.Warn("cannot note that the homeserver has a file: it is uploaded again", "error", err)
	}
}

// lodging is the key of a file as rooms have it that are encrypted, or others.
func lodging(key string, sealed bool) string {
	if sealed {
		return "sealed:" + key
	}
	return key
}
