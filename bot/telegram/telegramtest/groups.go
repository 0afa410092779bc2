package telegramtest

import (
	"slices"
	"time"
)

// With is the same person in the group that another is in.
func (p *Person) With(other *Person) *Person {
	return &Person{server: p.server, user: p.user, chat: other.chat}
}

// Stranger is somebody in a group who has never started a private chat with the bot.
func (s *Server) Stranger(name string, in *Person) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastChat++
	return &Person{server: s, user: user{ID: s.lastChat, FirstName: name}, chat: in.chat}
}

// Become gives the person a status in the group: "administrator", say (Bot API,
// ChatMember).
func (p *Person) Become(status string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if p.chat.status == nil {
		p.chat.status = map[int64]string{}
	}
	p.chat.status[p.user.ID] = status
}

// TypeAnonymously lets the person send a text as the group, as administrators can who
// are set to be anonymous (Bot API, Message: a bot of Telegram's is the sender).
func (p *Person) TypeAnonymously(text string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.news("message", incoming{
		From: &user{ID: anonymous, Bot: true, FirstName: "Group", UserName: "GroupAnonymousBot"},
		As:   p.chat, Chat: p.chat, ID: p.chat.next(), Date: time.Now().Unix(), Text: text,
	})
}

func (s *Server) getChatMember(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	who := p.number("user_id")
	status, ok := c.status[who]
	if !ok {
		status = "member"
	}
	return map[string]any{"status": status, "user": user{ID: who}}, nil
}

// actions are what a bot can be seen to do (Bot API, sendChatAction).
var actions = []string{"typing", "upload_photo", "upload_document"}

func (s *Server) sendChatAction(p params) (any, *refusal) {
	if _, refused := s.find(p); refused != nil {
		return nil, refused
	}
	if !slices.Contains(actions, p["action"]) {
		return nil, bad("wrong parameter action in request")
	}
	return true, nil
}
