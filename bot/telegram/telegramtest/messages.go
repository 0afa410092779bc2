package telegramtest

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
)

const (
	maxText   = 4096    // characters after the markup has been read (Bot API, sendMessage)
	maxMarkup = 1 << 15 // bytes before (Client.cpp: get_formatted_text)
	maxData   = 64      // bytes (Bot API, InlineKeyboardButton)
)

// Message is a message from the bot, as people see it.
type Message struct {
	ID int
	// Text is what it says, without markup, and Entities what stands out.
	Text     string
	Entities []Entity
	// Buttons are rows of keys under it.
	Buttons [][]Key
	// Silent says that nobody is notified; Preview that a page that it leads to
	// is shown with it.
	Silent, Preview bool
	// Thread is the topic that it is in, ReplyTo the message to which it is a reply;
	// 0 for none.
	Thread, ReplyTo int
	// File goes along with it; the zero File is none.
	File File
}

// Key is a button under a message.
type Key struct {
	Text string  `json:"text"`
	Data *string `json:"callback_data,omitempty"`
	URL  *string `json:"url,omitempty"`
}

// Labels are the labels of a message's buttons.
func (m Message) Labels() []string {
	var labels []string
	for _, row := range m.Buttons {
		for _, k := range row {
			labels = append(labels, k.Text)
		}
	}
	return labels
}

func (s *Server) sendMessage(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	m, refused := read(p)
	if refused != nil {
		return nil, refused
	}
	if refused := c.placed(p, &m); refused != nil {
		return nil, refused
	}
	m.Silent = p["disable_notification"] == "true"
	m.ID = c.next()
	c.messages = append(c.messages, m)
	s.arrivals = append(s.arrivals, Arrival{Message: m, Chat: decimal(c.ID), At: time.Now()})
	return c.sent(m), nil
}

func (s *Server) editMessageText(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	i := slices.IndexFunc(c.messages, func(m Message) bool { return m.ID == id })
	if i < 0 {
		return nil, bad("message to edit not found")
	}
	m, refused := read(p)
	if refused != nil {
		return nil, refused
	}
	was := c.messages[i]
	if was.File != (File{}) {
		return nil, bad("there is no text in the message to edit")
	}
	m.ID, m.Silent, m.Thread, m.ReplyTo = id, was.Silent, was.Thread, was.ReplyTo
	if reflect.DeepEqual(m, was) {
		return nil, bad("message is not modified: specified new message content and reply markup are " +
			"exactly the same as a current content and reply markup of the message")
	}
	c.messages[i] = m
	return c.sent(m), nil
}

func (s *Server) find(p params) (*chat, *refusal) {
	if p["chat_id"] == "" {
		return nil, bad("chat_id is empty")
	}
	c, ok := s.chats[p.number("chat_id")]
	if !ok {
		return nil, bad("chat not found")
	}
	return c, c.barred()
}

// read is the message that parameters describe.
func read(p params) (Message, *refusal) {
	m := Message{Text: p["text"]}
	var refused *refusal
	if m.Preview, refused = preview(p["link_preview_options"]); refused != nil {
		return m, refused
	}
	if mode := p["parse_mode"]; mode != "" && mode != "HTML" {
		return m, bad("unsupported parse_mode")
	}
	if len(m.Text) > maxMarkup {
		return m, bad("text is too long")
	}
	if p["parse_mode"] == "HTML" {
		text, entities, err := ParseHTML(m.Text)
		if err != nil {
			return m, bad("can't parse entities: %v", err)
		}
		m.Text, m.Entities = text, entities
	}
	m.Text = strings.TrimSpace(strings.Map(tame, m.Text))
	if m.Text == "" {
		return m, bad("message text is empty")
	}
	if characters(m.Text) > maxText {
		return m, bad("message is too long")
	}
	m.Buttons, refused = keyboard(p["reply_markup"])
	return m, refused
}

// preview reads whether pages are shown that a text leads to, which they are unless that
// is said (Bot API, LinkPreviewOptions).
func preview(options string) (shown bool, refused *refusal) {
	var o struct {
		Disabled bool `json:"is_disabled"`
	}
	if options != "" && json.Unmarshal([]byte(options), &o) != nil {
		return false, bad("can't parse link preview options JSON object")
	}
	return !o.Disabled, nil
}

// tame is a character as Telegram passes it on (tdlib/td, misc.cpp:
// clean_input_string).
func tame(r rune) rune {
	switch {
	case r == '\r':
		return -1
	case r != '\n' && r < ' ':
		return ' '
	case r >= '\u2028' && r <= '\u202E':
		return -1
	}
	return r
}

func keyboard(markup string) ([][]Key, *refusal) {
	if markup == "" {
		return nil, nil
	}
	var board struct {
		Rows [][]Key `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(markup), &board); err != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	for _, row := range board.Rows {
		for _, k := range row {
			if refused := k.refused(); refused != nil {
				return nil, refused
			}
		}
	}
	return board.Rows, nil
}

func (k Key) refused() *refusal {
	switch {
	case strings.TrimSpace(k.Text) == "":
		return bad("can't parse inline keyboard button: field \"text\" must be non-empty")
	case k.Data == nil && k.URL == nil:
		return bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case k.Data != nil && (*k.Data == "" || len(*k.Data) > maxData):
		return bad("BUTTON_DATA_INVALID")
	case k.URL != nil && !page(*k.URL):
		return bad("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", *k.URL)
	}
	return nil
}

// page reports whether a button may lead to an address: of the web, by a name
// with a dot in it (tdlib/td, LinkManager::check_link).
func page(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Hostname(), ".") &&
		!strings.ContainsFunc(address, unicode.IsSpace)
}

func (s *Server) answerCallbackQuery(p params) (any, *refusal) {
	id := p["callback_query_id"]
	if !s.waits(id) {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	if characters(p["text"]) > 200 {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	if refused := s.tell(id, p); refused != nil {
		return nil, refused
	}
	delete(s.presses, id)
	return true, nil
}

// Waiting is how many presses have not been acknowledged.
func (s *Server) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.presses)
}

// sent is a message of the bot's as JSON.
func (c *chat) sent(m Message) incoming {
	return incoming{
		ID: m.ID, From: &user{ID: botID, Bot: true, FirstName: "Usher", UserName: UserName},
		Chat: c, Date: time.Now().Unix(), Text: m.Text, Thread: m.Thread, InTopic: m.Thread != 0,
	}
}
