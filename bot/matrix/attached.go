package matrix

import (
	"cmp"
	"encoding/json"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// shows are the types of messages that are a file, and what its type is taken for where
// they do not say that.
var shows = map[string]string{"m.image": "image/jpeg", "m.video": "video/mp4", "m.audio": "audio/ogg", "m.file": anything}

// words are what a message says: under a file, where it has a name beside its body (spec,
// "Media captions"); false if it is something else.
func (c content) words() (string, bool) {
	if c.MsgType == "m.text" {
		return c.Body, true
	}
	_, file := shows[c.MsgType]
	return c.Body, file && c.FileName != "" && c.FileName != c.Body
}

// attached is the file that the content of a message shows; zero if none.
func attached(raw json.RawMessage) bot.Attachment {
	var c struct {
		MsgType  string          `json:"msgtype"`
		Body     string          `json:"body"`
		FileName string          `json:"filename"`
		URL      string          `json:"url"`
		File     json.RawMessage `json:"file"`
		Info     info            `json:"info"`
	}
	if json.Unmarshal(raw, &c) != nil {
		return bot.Attachment{}
	}
	taken, ok := shows[c.MsgType]
	if !ok {
		return bot.Attachment{}
	}
	a := bot.Attachment{
		Platform: name, ID: c.URL, Name: bot.FileName(cmp.Or(c.FileName, c.Body), "file"), Size: max(0, c.Info.Size),
		MIME: bot.FileType(c.Info.MIME, taken), Document: taken == anything,
	}
	if where, ok := unlocked(string(c.File)); ok {
		text, _ := json.Marshal(where.File) // as above; without what was there beside
		a.ID, a.Seal = string(where.File.URL), string(text)
	}
	if !id.ContentURIString(a.ID).ParseOrIgnore().IsValid() {
		return bot.Attachment{}
	}
	return a
}
