package telegram

import (
	"encoding/json"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// update is an update as far as Usher reads it (Bot API, Update): the library's own
// type knows nothing of topics, and is four times as large.
type update struct {
	ID      int         `json:"update_id"`
	Message *message    `json:"message"`
	Edited  *message    `json:"edited_message"`
	Posted  *message    `json:"channel_post"`
	Press   *query      `json:"callback_query"`
	Search  *search     `json:"inline_query"`
	Place   *membership `json:"my_chat_member"`
}

// message is as in the Bot API, Message.
type message struct {
	ID      int            `json:"message_id"`
	From    *tgbotapi.User `json:"from"`
	As      *place         `json:"sender_chat"`
	Chat    *place         `json:"chat"`
	Date    int64          `json:"date"`
	Text    string         `json:"text"`
	Caption string         `json:"caption"`
	ReplyTo *message       `json:"reply_to_message"`
	Marks   []mark         `json:"entities"`
	Beneath []mark         `json:"caption_entities"`
	// Forwarded says that it stands there because a channel's posts go to the group.
	Forwarded bool `json:"is_automatic_forward"`
	// Thread is the topic, if InTopic; else it may be the beginning of a conversation,
	// in which a bot cannot take part.
	Thread  int  `json:"message_thread_id"`
	InTopic bool `json:"is_topic_message"`
	// MigrateTo and MigrateFrom are of the messages with which a group ends, and the
	// supergroup begins that takes its place.
	MigrateTo   int64 `json:"migrate_to_chat_id"`
	MigrateFrom int64 `json:"migrate_from_chat_id"`
	wordless
}

// wordless is what people send in place of words.
type wordless struct {
	Animation present  `json:"animation"`
	Audio     document `json:"audio"`
	Contact   present  `json:"contact"`
	Dice      present  `json:"dice"`
	Document  document `json:"document"`
	Location  present  `json:"location"`
	Photo     pictures `json:"photo"`
	Poll      present  `json:"poll"`
	Sticker   present  `json:"sticker"`
	Story     present  `json:"story"`
	Video     document `json:"video"`
	VideoNote present  `json:"video_note"`
	Voice     document `json:"voice"`
}

// present is whether there is something, whatever it is.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(data []byte) error {
	*p = string(data) != "null"
	return nil
}

// document is a file that somebody has sent (Bot API, Document, Video, Audio and Voice).
type document struct {
	present
	sentFile
}

// sentFile is what Telegram says of a file.
type sentFile struct {
	ID   string `json:"file_id"`
	Name string `json:"file_name"`
	MIME string `json:"mime_type"`
	Size int64  `json:"file_size"`
}

// UnmarshalJSON implements json.Unmarshaler. What has no such form is there all the
// same, and nothing that could be sent on.
func (d *document) UnmarshalJSON(data []byte) error {
	var sent sentFile
	if json.Unmarshal(data, &sent) == nil {
		d.sentFile = sent
	}
	return d.present.UnmarshalJSON(data)
}

// pictures is one picture in several sizes (Bot API, PhotoSize): the largest of them.
type pictures struct {
	present
	sentFile
}

// UnmarshalJSON is document's.
func (p *pictures) UnmarshalJSON(data []byte) error {
	var sizes []sentFile
	if json.Unmarshal(data, &sizes) == nil && len(sizes) > 0 {
		p.sentFile = sizes[len(sizes)-1]
	}
	return p.present.UnmarshalJSON(data)
}

// voiceNote is what a sound is that was recorded in Telegram (Bot API, sendVoice); any other
// has no parameters in its type (bot.FileType).
const voiceNote = "audio/ogg; codecs=opus"

// file is what goes along with a message, or with what it answers. Telegram sends a
// picture as one again, and a document, be it a picture, as that; an animation, which has
// no sound, comes as a document too (Bot API, Message.animation).
func (m *message) file() bot.Attachment {
	switch {
	case m.Photo.ID != "":
		return m.Photo.attachment("picture.jpg", "image/jpeg")
	case m.Video.ID != "":
		return m.Video.attachment("video.mp4", "video/mp4")
	case m.Audio.ID != "":
		return m.Audio.attachment("audio.mp3", "audio/mpeg")
	case m.Voice.ID != "":
		a := m.Voice.attachment("voice.ogg", voiceNote)
		a.MIME = voiceNote
		return a
	case m.Document.ID != "":
		a := m.Document.attachment("file", "application/octet-stream")
		a.Document = true
		return a
	case m.ReplyTo != nil:
		return m.ReplyTo.file()
	}
	return bot.Attachment{}
}

// attachment is the file, of which Telegram need not say what it is called and what it is.
func (f sentFile) attachment(called, kind string) bot.Attachment {
	return bot.Attachment{
		Platform: name, ID: f.ID, Name: bot.FileName(f.Name, called), MIME: bot.FileType(f.MIME, kind), Size: max(0, f.Size),
	}
}

// query is as in the Bot API, CallbackQuery.
type query struct {
	ID      string         `json:"id"`
	From    *tgbotapi.User `json:"from"`
	Message *message       `json:"message"`
	Card    string         `json:"inline_message_id"`
	Data    string         `json:"data"`
}

// elsewhere reports whether a button was pressed under a card that somebody has passed
// on, in whatever chat that is: bots are not told.
func (q *query) elsewhere() bool {
	return q.Card != "" && q.Message == nil && q.From != nil && q.Data != ""
}

// search is as in the Bot API, InlineQuery.
type search struct {
	ID     string         `json:"id"`
	From   *tgbotapi.User `json:"from"`
	Text   string         `json:"query"`
	Offset string         `json:"offset"`
}

// place is a chat (Bot API, Chat).
type place struct {
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Forum bool   `json:"is_forum"`
}

func (p *place) private() bool { return p.Type == "private" }

func (p *place) channel() bool { return p.Type == "channel" }
