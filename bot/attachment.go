package bot

import (
	"cmp"
	"context"
	"errors"
	"mime"
	"path"
	"slices"
	"strings"
	"unicode"
)

// Attachment is a picture or a document that somebody has sent, which stays on their
// network until it is wanted elsewhere.
type Attachment struct {
	Platform string `json:"platform"`
	// ID is what the network calls it.
	ID string `json:"id"`
	// Name is what it is called, with its ending, and MIME its type, as in File.
	Name string `json:"name"`
	MIME string `json:"mime"`
	// Size is how many bytes it has; 0 where its network does not say.
	Size int64 `json:"size,omitzero"`
	// Document says that it is shown as a file, be it a picture or a film.
	Document bool `json:"document,omitzero"`
	// Seal is what opens it, where its network has it encrypted; "" where it does not.
	// It is a secret.
	Seal string `json:"seal,omitzero"`
}

// IsZero reports whether there is none.
func (a Attachment) IsZero() bool { return a == Attachment{} }

// Key is the File.Key under which networks know it.
func (a Attachment) Key() string { return "sent:" + a.ID }

// File is the attachment as it goes along with a message: on its own network, which has
// its data, and elsewhere by what opens it, which may be nil.
func (a Attachment) File(open func(context.Context) ([]byte, error)) *File {
	return &File{Name: a.Name, MIME: a.MIME, Key: a.Key(), Document: a.Document, Sent: a, Open: open}
}

// Kind is what people call it: "image", "video" or "audio", or "" for what is shown by its name.
func (a Attachment) Kind() string { return File{MIME: a.MIME, Document: a.Document}.Kind() }

// Reaches reports whether it can go along on a network that has those Traits, of its own
// that has others.
func (a Attachment) Reaches(platform string, there, own Traits) bool {
	return there.Files && (platform == a.Platform || own.Opens > 0 && a.Size <= own.Opens)
}

// File is a picture or a document.
type File struct {
	// Name is what it is called, with its ending, and MIME its type, as "image/png".
	Name, MIME string
	// Key is the same for the same Data, so that a network which keeps files is given
	// it once; "" where it is sent once.
	Key string
	// Document says that it is shown as a file, be it a picture or a film.
	Document bool
	// Data is nil where somebody has Sent it.
	Data []byte
	// Sent is what it was when somebody sent it, by which its own network knows it; zero
	// for a file of Usher's.
	Sent Attachment
	// Open has its Data where they are nil, which a network asks for that has not been
	// given it; nil where nobody can.
	Open func(context.Context) ([]byte, error)
	// Else is what an answer says in place of its Body where the file cannot be sent after
	// all.
	Else []Paragraph
}

// Kind is how it is shown: as an "image" or a "video", played as "audio", or "" for a file.
func (f File) Kind() string {
	switch {
	case f.Document:
		return ""
	case slices.Contains(pictures, f.MIME):
		return "image"
	case strings.HasPrefix(f.MIME, "video/"):
		return "video"
	case strings.HasPrefix(f.MIME, "audio/"):
		return "audio"
	}
	return ""
}

// pictures are the types that all clients show. Others, such as image/svg+xml, which may
// hold a program, are files to them.
var pictures = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

var errNoData = errors.New("nobody has the file any more")

// Bytes are the file's data, which are the caller's own to change. Its error is that of
// a message that is Fileless: a *SendError.
func (f *File) Bytes(ctx context.Context) ([]byte, error) {
	switch {
	case f.Data != nil:
		return slices.Clone(f.Data), nil
	case f.Open == nil:
		return nil, &SendError{Failure: Rejected, Fileless: true, Err: errNoData}
	}
	data, err := f.Open(ctx)
	if err != nil {
		// How long its network wants to be left alone, say, is nothing to this one.
		why := AsSendError(err)
		failed := &SendError{Failure: Temporary, Fileless: true, Err: why.Err}
		if why.Failure == Rejected {
			failed.Failure = Rejected
		}
		return nil, failed
	}
	return data, nil
}

// FileType is what a file is that somebody has sent, by their own word for it.
func FileType(sent, otherwise string) string {
	kind, _, err := mime.ParseMediaType(sent)
	if err != nil || !strings.Contains(kind, "/") {
		return otherwise
	}
	return kind
}

// longestName is how many characters of a file's name are kept, which is its sender's
// choice.
const longestName = 100

// FileName is what a file is called that somebody has sent, by their own word for it:
// that is no path, and has nothing that acts on a screen.
func FileName(sent, otherwise string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(sent, ""))
	name = strings.TrimSpace(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if runes := []rune(name); len(runes) > longestName {
		ending := []rune(path.Ext(name))
		if len(ending) > longestName/2 {
			ending = nil
		}
		name = string(runes[:longestName-len(ending)]) + string(ending)
	}
	if strings.Trim(name, "./") == "" {
		name = ""
	}
	return cmp.Or(name, otherwise)
}
