package telegramtest

import (
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
)

const (
	// maxCaption is how much may stand under a file (Bot API, sendPhoto), by the stricter of
	// the ways in which it may be counted.
	maxCaption = 1024
	// uploaded is what the value of a parameter begins with that is a file.
	uploaded = "upload:"
)

// File is a file that the bot was given.
type File struct {
	Name, Data string
	// Photo and Video say that it is shown as a picture, or as a film, and Audio and Voice
	// that it is played.
	Photo, Video, Audio, Voice bool
}

// drawer is where the server keeps files. Its zero value is empty.
type drawer struct {
	files   map[string]File // by file_id
	uploads int
}

// filed are the parameters with which the bot sends a file.
var filed = []string{"chat_id", "caption", "parse_mode", "disable_notification", "reply_markup", "message_thread_id", "reply_parameters"}

// ForgetFiles lets the server forget the files that it was given, as Telegram may.
func (s *Server) ForgetFiles() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.files)
}

// Uploads is how many files have been uploaded.
func (s *Server) Uploads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.uploads
}

// parted are the parameters of a request in parts, as uploads are; false for any other.
func parted(r *http.Request, body []byte) (p params, is bool, err error) {
	kind, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, false, nil
	}
	p = params{}
	for parts := multipart.NewReader(strings.NewReader(string(body)), options["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return p, true, nil
		}
		if err != nil {
			return nil, true, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, true, err
		}
		p[part.FormName()] = string(data)
		if part.FileName() != "" {
			p[part.FormName()] = uploaded + part.FileName() + ":" + string(data)
		}
	}
}

func (s *Server) sendDocument(p params) (any, *refusal) { return s.sendFile(p, "document") }

func (s *Server) sendPhoto(p params) (any, *refusal) { return s.sendFile(p, "photo") }

func (s *Server) sendVideo(p params) (any, *refusal) { return s.sendFile(p, "video") }

func (s *Server) sendAudio(p params) (any, *refusal) { return s.sendFile(p, "audio") }

func (s *Server) sendVoice(p params) (any, *refusal) { return s.sendFile(p, "voice") }

// shownAs is the file as one of a kind, which is named as the parameter it comes in. What
// is sent by its name stays what it was (Bot API, "Sending files").
func (f File) shownAs(kind string) File {
	f.Photo, f.Video, f.Audio, f.Voice = kind == "photo", kind == "video", kind == "audio", kind == "voice"
	return f
}

func (s *Server) sendFile(p params, field string) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	file, id, refused := s.file(p[field], field)
	if refused != nil {
		return nil, refused
	}
	text := maps.Clone(p)
	text["text"] = p["caption"]
	if p["caption"] == "" {
		text["text"] = "(none)"
	}
	m, refused := read(text)
	if refused != nil {
		return nil, refused
	}
	if p["caption"] == "" {
		m.Text = ""
	}
	if units(m.Text) > maxCaption {
		return nil, bad("message caption is too long")
	}
	if refused := c.placed(p, &m); refused != nil {
		return nil, refused
	}
	m.Silent, m.Preview, m.File = p["disable_notification"] == "true", false, file
	m.ID = c.next()
	c.messages = append(c.messages, m)
	s.arrivals = append(s.arrivals, Arrival{Message: m, Chat: decimal(c.ID), At: time.Now()})
	sent := map[string]any{"message_id": m.ID, "chat": c, "date": time.Now().Unix(), field: map[string]any{"file_id": id}}
	if field == "photo" {
		sent[field] = []any{map[string]any{"file_id": "small-" + id}, map[string]any{"file_id": id}}
	}
	return sent, nil
}

// file is the file that a parameter names or uploads.
func (s *Server) file(value, field string) (f File, id string, refused *refusal) {
	if upload, ok := strings.CutPrefix(value, uploaded); ok {
		s.uploads++
		id = "file-" + decimal(int64(s.uploads))
		f.Name, f.Data, _ = strings.Cut(upload, ":")
		f = f.shownAs(field)
		if s.files == nil {
			s.files = map[string]File{}
		}
		s.files[id] = f
		return f, id, nil
	}
	f, ok := s.files[value]
	if !ok || f != f.shownAs(field) {
		return f, "", bad("wrong file identifier/HTTP URL specified")
	}
	return f, value, nil
}
