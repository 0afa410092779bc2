package telegramtest

import (
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// maxDownload is how many bytes a file may have that a bot can download (Bot API, getFile).
const maxDownload = 20 << 20

// download is the name by which faults befall the requests for files, which are to no
// method.
const download = "file"

// getFile says where a file is.
func (s *Server) getFile(p params) (any, *refusal) {
	f, ok := s.files[p["file_id"]]
	switch {
	case !ok:
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	case len(f.Data) > maxDownload:
		return nil, bad("file is too big")
	}
	return map[string]any{"file_id": p["file_id"], "file_size": len(f.Data), "file_path": "documents/" + p["file_id"]}, nil
}

// giveOut serves a file by the path that getFile gave.
func (s *Server) giveOut(w http.ResponseWriter, r *http.Request, path string) {
	fault := s.arrived(download, nil)
	if fault.before(w, r, s.closed) {
		return
	}
	s.mu.Lock()
	f, ok := s.files[strings.TrimPrefix(path, "documents/")]
	s.mu.Unlock()
	switch {
	case fault.loses:
		reset(w)
	case !ok:
		http.NotFound(w, r)
	default:
		_, _ = io.WriteString(w, f.Data) // who has hung up misses it
	}
}

func (s *Server) deleteMessage(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	i := slices.IndexFunc(c.messages, func(m Message) bool { return m.ID == id })
	if i < 0 {
		return nil, bad("message to delete not found")
	}
	c.messages = slices.Delete(c.messages, i, i+1)
	return true, nil
}

func (s *Server) editMessageCaption(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	i := slices.IndexFunc(c.messages, func(m Message) bool { return m.ID == id })
	if i < 0 {
		return nil, bad("message to edit not found")
	}
	was := c.messages[i]
	if was.File == (File{}) {
		return nil, bad("there is no caption in the message to edit")
	}
	p["text"] = p["caption"]
	m, refused := read(p)
	switch {
	case refused != nil:
		return nil, refused
	case units(m.Text) > maxCaption:
		return nil, bad("message caption is too long")
	}
	m.ID, m.Silent, m.Preview, m.Thread, m.ReplyTo, m.File = id, was.Silent, false, was.Thread, was.ReplyTo, was.File
	if reflect.DeepEqual(m, was) {
		return nil, bad("message is not modified: specified new message content and reply markup are " +
			"exactly the same as a current content and reply markup of the message")
	}
	c.messages[i] = m
	return c.sent(m), nil
}
