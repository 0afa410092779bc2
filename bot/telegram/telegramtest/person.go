package telegramtest

import (
	"slices"
	"strings"
	"time"
)

// user and chat are as the Bot API has them.
type user struct {
	ID        int64  `json:"id"`
	Bot       bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	UserName  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

type chat struct {
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Title string `json:"title,omitempty"`
	Forum bool   `json:"is_forum,omitempty"`

	messages []Message // from the bot
	last     int
	newest   map[int64]incoming // of what each of its people has said, by user
	status   map[int64]string   // of its people, by user; a member where there is none
	place    standing           // the bot's own
	topics   map[int]bool       // of a forum: whether each is open
	pinned   []int              // messages of the bot's
	moved    int64              // the supergroup that has taken its place; 0 for none
}

func (c *chat) next() int {
	c.last++
	return c.last
}

// incoming is a message as JSON.
type incoming struct {
	ID       int       `json:"message_id"`
	From     *user     `json:"from,omitempty"`
	As       *chat     `json:"sender_chat,omitempty"`
	Chat     *chat     `json:"chat"`
	Date     int64     `json:"date"`
	Text     string    `json:"text"`
	ReplyTo  *incoming `json:"reply_to_message,omitempty"`
	Entities []span    `json:"entities,omitempty"`
	Thread   int       `json:"message_thread_id,omitempty"`
	InTopic  bool      `json:"is_topic_message,omitempty"`
}

type span struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	User   *user  `json:"user,omitempty"`
}

// Person is somebody in a chat with the bot.
type Person struct {
	server *Server
	user   user
	chat   *chat
	topic  int      // of the chat, in which the person writes; 0 for none
	said   incoming // last
}

// Person is somebody new who has started a private chat with the bot, in an app
// that speaks this language ("" tells the bot none).
func (s *Server) Person(name, language string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastChat++
	c := &chat{ID: s.lastChat, Type: "private"}
	s.chats[c.ID] = c
	return &Person{server: s, user: user{ID: c.ID, FirstName: name, Language: language}, chat: c}
}

// InGroup is the same person in a new group that the bot is in, too.
func (p *Person) InGroup(title string) *Person {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.lastChat++
	c := &chat{ID: -p.server.lastChat, Type: "group", Title: title}
	p.server.chats[c.ID] = c
	return &Person{server: p.server, user: p.user, chat: c}
}

// ID is the person's user id.
func (p *Person) ID() string { return decimal(p.user.ID) }

// ChatID is the chat's id: the person's own in private.
func (p *Person) ChatID() string { return decimal(p.chat.ID) }

// Type lets the person send a text. As apps do, it makes several messages of one
// that is too long, and none of blanks.
func (p *Person) Type(text string) { p.TypeAt(time.Now(), text) }

// TypeAt is Type at another time.
func (p *Person) TypeAt(at time.Time, text string) { p.send(at, text, nil) }

// Reply lets the person answer a message of the bot's.
func (p *Person) Reply(to Message, text string) {
	sent := p.chat.sent(to)
	p.send(time.Now(), text, &sent)
}

// TypeMentioning lets the person send a text that mentions another who has no username
// (Bot API, MessageEntity, "text_mention").
func (p *Person) TypeMentioning(other *Person, text string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.news("message", incoming{
		From: &p.user, Chat: p.chat, ID: p.chat.next(), Date: time.Now().Unix(), Text: text,
		Entities: []span{{Type: "text_mention", Length: characters(text), User: &other.user}},
	})
}

// ReplyTo lets the person answer what another has said last in the chat.
func (p *Person) ReplyTo(other *Person, text string) {
	p.server.mu.Lock()
	said := p.chat.newest[other.user.ID]
	p.server.mu.Unlock()
	p.send(time.Now(), text, &said)
}

func (p *Person) send(at time.Time, text string, to *incoming) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	for part := range slices.Chunk([]rune(text), maxText) {
		m := incoming{From: &p.user, Chat: p.chat, ID: p.chat.next(), Date: at.Unix(), Text: string(part), ReplyTo: to,
			Thread: p.topic, InTopic: p.topic != 0}
		if word, _, _ := strings.Cut(m.Text, " "); strings.HasPrefix(word, "/") {
			m.Entities = []span{{Type: "bot_command", Length: characters(word)}}
		}
		p.said = m
		if p.chat.newest == nil {
			p.chat.newest = map[int64]incoming{}
		}
		p.chat.newest[p.user.ID] = m
		p.server.news("message", m)
	}
}

// Press lets the person press a button of the newest message that has one of
// that label.
func (p *Person) Press(label string) {
	p.server.t.Helper()
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, m := range slices.Backward(p.chat.messages) {
		for _, k := range slices.Concat(m.Buttons...) {
			if k.Text != label || k.Data == nil {
				continue
			}
			p.server.lastPress++
			id := decimal(int64(p.server.lastPress))
			p.server.presses[id] = true
			p.server.news("callback_query", map[string]any{
				"id": id, "from": p.user, "message": p.chat.sent(m), "chat_instance": "1", "data": *k.Data,
			})
			return
		}
	}
	p.server.t.Errorf("there is no button %q to press", label)
}

// Messages are the bot's messages in the chat as they read now, oldest first.
func (p *Person) Messages() []Message {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.chat.messages)
}
