package telegramtest

import (
	"encoding/json"
	"mime"
	"path"
	"slices"
	"time"
)

// InForum is the same person in a new group with topics, in the one for everything
// else, which has no number.
func (p *Person) InForum(title string) *Person {
	in := p.InGroup(title)
	in.chat.Type, in.chat.Forum, in.chat.topics = "supergroup", true, map[int]bool{}
	return in
}

// InTopic is the same person in a topic of the forum, which is made if it is new.
func (p *Person) InTopic(number int) *Person {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.chat.topics[number] = true
	in := *p
	in.topic = number
	return &in
}

// CloseTopic closes the topic that the person is in; DeleteTopic deletes it.
func (p *Person) CloseTopic() { p.topicIs(func(all map[int]bool) { all[p.topic] = false }) }

// DeleteTopic deletes the topic that the person is in.
func (p *Person) DeleteTopic() { p.topicIs(func(all map[int]bool) { delete(all, p.topic) }) }

func (p *Person) topicIs(change func(map[int]bool)) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	change(p.chat.topics)
}

// placed reads in which topic a message belongs, and to which it is a reply.
func (c *chat) placed(p params, m *Message) *refusal {
	if p["message_thread_id"] != "" {
		m.Thread = int(p.number("message_thread_id"))
		open, there := c.topics[m.Thread]
		switch {
		case !there:
			return bad("message thread not found")
		case !open:
			return bad("TOPIC_CLOSED")
		}
	}
	if p["reply_parameters"] == "" {
		return nil
	}
	var reply struct {
		To      int  `json:"message_id"`
		Without bool `json:"allow_sending_without_reply"`
	}
	if json.Unmarshal([]byte(p["reply_parameters"]), &reply) != nil {
		return bad("object expected as reply parameters")
	}
	if reply.To < 1 || reply.To > c.last {
		if !reply.Without {
			return bad("message to be replied not found")
		}
		return nil
	}
	m.ReplyTo = reply.To
	return nil
}

// Edit lets the person change what they typed last in the chat.
func (p *Person) Edit(text string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	said := p.said
	said.Text, said.Entities = text, nil
	p.server.news("edited_message", said)
}

// Show lets the person send something in place of words: what it is, as in the Bot
// API's Message ("sticker", "voice"), and perhaps what is written under it.
func (p *Person) Show(what, caption string) {
	p.Send(what, File{Name: what + ".pdf"}, caption)
}

// Send is Show with a file, of which the person's app says what it is called and how large
// it is: as a photo, a video, an animation, an audio, a voice or a document.
func (p *Person) Send(what string, file File, caption string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	id := "shown-" + what
	if file.Data != "" {
		id += "-" + file.Name
	}
	if p.server.files == nil {
		p.server.files = map[string]File{}
	}
	p.server.files[id] = file.shownAs(what)
	said := map[string]any{"file_id": id, "file_name": file.Name, "mime_type": mime.TypeByExtension(path.Ext(file.Name)), "file_size": len(file.Data)}
	content := any(said)
	if what == "photo" {
		delete(said, "file_name")
		delete(said, "mime_type")
		content = slices.Repeat([]any{said}, 3) // in several sizes
	}
	m := map[string]any{
		"message_id": p.chat.next(), "from": p.user, "chat": p.chat, "date": time.Now().Unix(), what: content,
	}
	switch what {
	case "animation":
		m["document"] = content // too, for who does not know animations (Bot API, Message.animation)
	case "voice":
		said["mime_type"] = "audio/ogg"
		delete(said, "file_name")
	}
	if caption != "" {
		m["caption"] = caption
	}
	p.server.news("message", m)
}
