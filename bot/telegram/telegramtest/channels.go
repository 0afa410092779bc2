package telegramtest

import (
	"slices"
	"time"
)

// Post lets the person post a text in the channel that they run. Bots that run it as
// well are told, and not who has posted (Bot API, Update.channel_post).
func (p *Person) Post(text string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.news("channel_post", incoming{
		As: p.chat, Chat: p.chat, ID: p.chat.next(), Date: time.Now().Unix(), Text: text,
	})
}

// Delete deletes a message of the bot's in the chat.
func (p *Person) Delete(id int) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.chat.messages = slices.DeleteFunc(p.chat.messages, func(m Message) bool { return m.ID == id })
}

// Pinned are the messages that are pinned in the chat, oldest first.
func (p *Person) Pinned() []int {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.chat.pinned)
}

func (s *Server) pinChatMessage(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	switch now := c.place.get(); {
	case c.Type != "private" && now.Status != "administrator":
		return nil, bad("not enough rights to manage pinned messages in the chat")
	case !slices.ContainsFunc(c.messages, func(m Message) bool { return m.ID == id }):
		return nil, bad("message to pin not found")
	}
	if p["disable_notification"] != "true" && c.Type != "channel" {
		s.violation("everybody in the chat is notified of what is pinned")
	}
	c.pinned = append(slices.DeleteFunc(c.pinned, func(other int) bool { return other == id }), id)
	return true, nil
}

func (s *Server) unpinChatMessage(p params) (any, *refusal) {
	c, refused := s.find(p)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	switch now := c.place.get(); {
	case c.Type != "private" && now.Status != "administrator":
		return nil, bad("not enough rights to manage pinned messages in the chat")
	case !slices.Contains(c.pinned, id):
		return nil, bad("message to unpin not found")
	}
	c.pinned = slices.DeleteFunc(c.pinned, func(other int) bool { return other == id })
	return true, nil
}
