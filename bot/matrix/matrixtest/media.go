package matrixtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"maunium.net/go/mautrix/crypto/attachment"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// maxUpload is how many bytes a file may have (m.upload.size).
const maxUpload = 50 << 20

// media are the files that the server has. The zero one is empty.
type media struct {
	files   map[string]upload // by their ids
	uploads int               // of the bot
	open    bool              // as older homeservers give them out: to anybody
}

// upload is a file as it was uploaded.
type upload struct{ name, kind, data string }

// File is what goes along with a message, as a client shows it.
type File struct {
	// Type is the message's: "m.image", or "m.file".
	Type string
	// Name and MIME are what it is said to be, Data what it is, opened where it is
	// encrypted, which Sealed says.
	Name, MIME, Data string
	Sealed           bool
}

// OldMedia lets the server give out files as those did before version 1.11 of the
// specification, and in no other way.
func (s *Server) OldMedia() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.media.open = true
}

// ForgetMedia lets the server delete all files.
func (s *Server) ForgetMedia() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.media.files)
}

// Uploads is how many files the bot has uploaded.
func (s *Server) Uploads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.media.uploads
}

func (s *Server) mediaRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /_matrix/media/v3/upload", func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, s.upload) })
	mux.HandleFunc("GET /_matrix/client/v1/media/download/{server}/{id}", func(w http.ResponseWriter, r *http.Request) { s.download(w, r, false) })
	mux.HandleFunc("GET /_matrix/media/v3/download/{server}/{id}", func(w http.ResponseWriter, r *http.Request) { s.download(w, r, true) })
}

func (s *Server) upload(r *http.Request) (any, *problem) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, &problem{http.StatusBadRequest, "M_UNKNOWN"}
	}
	if len(data) > maxUpload {
		return nil, &problem{http.StatusRequestEntityTooLarge, "M_TOO_LARGE"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.media.uploads++
	return map[string]any{"content_uri": s.store(upload{r.URL.Query().Get("filename"), r.Header.Get("Content-Type"), string(data)})}, nil
}

// store keeps a file, and says where. The caller holds mu.
func (s *Server) store(f upload) string {
	if s.media.files == nil {
		s.media.files = map[string]upload{}
	}
	name := fmt.Sprintf("media%d", len(s.media.files)+1)
	s.media.files[name] = f
	return "mxc://test/" + name
}

// download gives out a file. The older way needs no token.
func (s *Server) download(w http.ResponseWriter, r *http.Request, old bool) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	f, there := s.media.files[r.PathValue("id")]
	open, known, fault := s.media.open, s.owner(r).device != "", s.fault(r)
	s.happened()
	s.mu.Unlock()
	if fault != nil && fault.apply(w, r, func() {}) {
		return
	}
	wrong := map[bool]*problem{true: nil, false: notFound}[there]
	switch {
	case open != old:
		wrong = &problem{http.StatusNotFound, "M_UNRECOGNIZED"}
	case !open && !known:
		wrong = noToken
	}
	if wrong != nil {
		w.WriteHeader(wrong.status)
		_ = json.NewEncoder(w).Encode(map[string]any{"errcode": wrong.code}) // who has hung up misses it
		return
	}
	_, _ = io.WriteString(w, f.data)
}

// Show sends a file with words under it, or with none, and returns the event.
func (p *Person) Show(name string, f File, caption string) string {
	return p.Send(name, "m.room.message", p.showing(f, caption))
}

// ShowSealed is Show in a session of an encrypted room, for which a client encrypts the
// file, too.
func (p *Person) ShowSealed(name, session string, f File, caption string) string {
	f.Sealed = true
	return p.Seal(name, session, "m.room.message", p.showing(f, caption))
}

// showing is the content of a message with a file, which is uploaded (spec, "m.image").
func (p *Person) showing(f File, caption string) map[string]any {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	content := map[string]any{"msgtype": f.Type, "body": f.Name, "info": map[string]any{"mimetype": f.MIME, "size": len(f.Data)}}
	if caption != "" {
		content["body"], content["filename"] = caption, f.Name
	}
	if !f.Sealed {
		content["url"] = p.server.store(upload{f.Name, f.MIME, f.Data})
		return content
	}
	data, lock := []byte(f.Data), attachment.NewEncryptedFile()
	lock.EncryptInPlace(data)
	where := p.server.store(upload{"", "application/octet-stream", string(data)})
	content["file"] = mxevent.EncryptedFileInfo{EncryptedFile: *lock, URL: id.ContentURIString(where)}
	return content
}

// Files are the files that the bot has sent into a room, oldest first.
func (p *Person) Files(name string) []File {
	p.server.t.Helper()
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var all []File
	for _, e := range p.server.events {
		if e = e.opened(); e.Room != name || e.Sender != Bot || e.redacted {
			continue
		}
		if f, ok := p.server.fileIn(e.Content); ok {
			all = append(all, f)
		}
	}
	return all
}

// fileIn is the file of a message; false if it has none. The caller holds mu.
func (s *Server) fileIn(content map[string]any) (f File, ok bool) {
	s.t.Helper()
	var c struct {
		MsgType  string `json:"msgtype"`
		FileName string `json:"filename"`
		URL      id.ContentURIString
		File     *mxevent.EncryptedFileInfo
		Info     struct {
			MIME string `json:"mimetype"`
		}
	}
	raw, err := json.Marshal(content)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil || c.URL == "" && c.File == nil {
		return f, false
	}
	f = File{Type: c.MsgType, Name: c.FileName, MIME: c.Info.MIME, Sealed: c.File != nil}
	if f.Sealed {
		c.URL = c.File.URL
	}
	stored, there := s.media.files[strings.TrimPrefix(string(c.URL), "mxc://test/")]
	data := []byte(stored.data)
	if there && f.Sealed {
		err = c.File.DecryptInPlace(data)
	}
	if !there || err != nil {
		s.t.Errorf("a file leads nowhere: %v", err)
	}
	f.Data = string(data)
	return f, true
}
