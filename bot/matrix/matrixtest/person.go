package matrixtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Person is somebody with another account.
type Person struct {
	// ID is the person's Matrix id.
	ID     string
	server *Server
}

// Person is the one of that name.
func (s *Server) Person(name string) *Person { return &Person{ID: "@" + name + ":test", server: s} }

// Room makes a room in which only the person is.
func (p *Person) Room() string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	name := fmt.Sprintf("!room-%d:test", len(p.server.rooms)+1)
	p.server.rooms[name] = &room{members: map[string]string{}, created: created(name, p.ID, "10")}
	p.server.add(membership(name, p.ID, p.ID, "join"))
	return name
}

// Direct makes a direct chat with the bot in it.
func (p *Person) Direct() string {
	name := p.Room()
	p.Invite(name, true)
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.add(membership(name, Bot, Bot, "join"))
	return name
}

// Remembered notes in the bot's account data which rooms are its direct chats with
// the person, as the bot does when it was invited to one (spec, m.direct).
func (p *Person) Remembered(names ...string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	direct := map[string][]string{}
	_ = json.Unmarshal(p.server.account["m.direct"], &direct) // what a test has put there may be anything
	direct[p.ID] = names
	p.server.account["m.direct"], _ = json.Marshal(direct) // strings can be marshalled
}

// Invite invites the bot to a room.
func (p *Person) Invite(name string, direct bool) {
	e := membership(name, p.ID, Bot, "invite")
	if direct {
		e.Content["is_direct"] = true
	}
	p.add(e)
}

// Join lets the person into a room.
func (p *Person) Join(name string) { p.add(membership(name, p.ID, p.ID, "join")) }

// Call gives the person another name in a room.
func (p *Person) Call(name, called string) {
	e := membership(name, p.ID, p.ID, "join")
	e.Content["displayname"] = called
	e.Unsigned = map[string]any{"prev_content": map[string]any{"membership": "join"}}
	p.add(e)
}

// Kick throws the bot out.
func (p *Person) Kick(name string) { p.add(membership(name, p.ID, Bot, "leave")) }

// Encrypt turns a room's encryption on.
func (p *Person) Encrypt(name string) {
	key := ""
	p.add(&event{Room: name, Type: "m.room.encryption", Sender: p.ID, StateKey: &key,
		Content: map[string]any{"algorithm": "m.megolm.v1.aes-sha2"}})
}

// Type says something in a room, and returns the event.
func (p *Person) Type(name, text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD") // JSON carries nothing else
	return p.Send(name, "m.room.message", map[string]any{"msgtype": "m.text", "body": text})
}

// Reply says something in a room as a reply to what another has said last there, and
// returns the event. Clients mention whom they reply to (spec, "Rich replies").
func (p *Person) Reply(name string, to *Person, text string) string {
	p.server.mu.Lock()
	said := ""
	for _, e := range p.server.events {
		if e.Room == name && e.Sender == to.ID && e.Type == "m.room.message" {
			said = e.ID
		}
	}
	p.server.mu.Unlock()
	return p.Send(name, "m.room.message", map[string]any{
		"msgtype": "m.text", "body": text, "m.mentions": map[string]any{"user_ids": []string{to.ID}},
		"m.relates_to": map[string]any{"m.in_reply_to": map[string]any{"event_id": said}},
	})
}

// Send puts any event into a room, and returns its id.
func (p *Person) Send(name, kind string, content map[string]any) string {
	return p.add(&event{Room: name, Type: kind, Sender: p.ID, Content: content})
}

// SendRaw puts an event into a room that may be none.
func (p *Person) SendRaw(name, content string) { p.add(&event{Room: name, Sender: p.ID, raw: content}) }

func (p *Person) add(e *event) string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.server.add(e).ID
}

// React puts a reaction under an event.
func (p *Person) React(name, on, key string) string {
	return p.Send(name, "m.reaction", map[string]any{
		"m.relates_to": map[string]any{"rel_type": "m.annotation", "event_id": on, "key": key},
	})
}

// Press presses the newest button of that label, and returns the reaction.
func (p *Person) Press(name, label string) string {
	p.server.t.Helper()
	for _, m := range slices.Backward(p.Messages(name)) {
		if i := slices.Index(m.Buttons, label); i >= 0 {
			return p.React(name, m.ID, m.keys[i])
		}
	}
	p.server.t.Fatalf("there is no button %q", label)
	return ""
}

// Shown is a message of the bot's as people see it now.
type Shown struct {
	// ID is that of the event that was sent first.
	ID string
	// Type is its msgtype: "m.notice" or "m.text".
	Type string
	// Text is what its HTML shows, and Plain its body, both without the line that
	// names the buttons. Of a file it is the name, as "(map.png)".
	Text, Plain string
	// Legend is that line.
	Legend string
	// Buttons are the labels of what can be pressed.
	Buttons []string
	// Reactions are the bot's own under it.
	Reactions []string
	// Mentions are who is mentioned, by an edit too.
	Mentions []string

	keys []string
}

// Messages are the bot's messages in a room, oldest first.
func (p *Person) Messages(name string) []Shown {
	p.server.t.Helper()
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var all []Shown
	for _, e := range p.server.events {
		if e.Room != name || e.Sender != Bot || e.redacted {
			continue
		}
		e = e.opened()
		on, relation, key := e.relation()
		i := slices.IndexFunc(all, func(m Shown) bool { return m.ID == on })
		switch {
		case e.Type == "m.room.message" && relation != "m.replace":
			all = append(all, p.server.show(e.ID, e.Content))
		case e.Type == "m.room.message" && i >= 0:
			edited := p.server.show(on, e.Content["m.new_content"].(map[string]any))
			edited.Reactions = all[i].Reactions
			edited.Mentions = append(edited.Mentions, mentioned(e.Content)...)
			all[i] = edited
		case e.Type == "m.reaction" && i >= 0:
			all[i].Reactions = append(all[i].Reactions, key)
		}
	}
	return all
}

// mentioned are those who are notified of an event.
func mentioned(content map[string]any) (people []string) {
	mentions, _ := content["m.mentions"].(map[string]any)
	ids, _ := mentions["user_ids"].([]any)
	for _, who := range ids {
		people = append(people, fmt.Sprint(who))
	}
	return people
}

// show reads a message's content as a client does.
func (s *Server) show(id string, content map[string]any) Shown {
	s.t.Helper()
	text := func(key string) string { value, _ := content[key].(string); return value }
	m := Shown{ID: id, Type: text("msgtype"), Text: s.shown(text("formatted_body")), Plain: text("body")}
	m.Mentions = mentioned(content)
	if name := text("filename"); name != "" {
		m.Text = "(" + name + ")"
	}
	buttons, _ := content["chat.usher.buttons"].([]any)
	if len(buttons) == 0 {
		return m
	}
	m.Text, _ = cutLast(m.Text)
	m.Plain, m.Legend = cutLast(m.Plain)
	for _, b := range buttons {
		b := b.(map[string]any)
		m.Buttons = append(m.Buttons, b["label"].(string))
		m.keys = append(m.keys, b["key"].(string))
		if !strings.Contains(m.Legend, b["key"].(string)) {
			s.t.Errorf("the last line %q does not name %v", m.Legend, b)
		}
	}
	return m
}

func cutLast(text string) (rest, last string) {
	at := strings.LastIndexByte(text, '\n')
	if at < 0 {
		return "", text
	}
	return text[:at], text[at+1:]
}

// opened is an event as it was before it was encrypted, if it was.
func (e *event) opened() *event {
	kind, content, ok := unseal(e.Content)
	if e.Type != typeEncrypted || !ok {
		return e
	}
	was := *e
	was.Type, was.Content = kind, content
	return &was
}

// relation is what an event has to do with another.
func (e *event) relation() (on, kind, key string) {
	relates, _ := e.Content["m.relates_to"].(map[string]any)
	on, _ = relates["event_id"].(string)
	kind, _ = relates["rel_type"].(string)
	key, _ = relates["key"].(string)
	return on, kind, key
}

// shownAs has a person called what they are called without their server, as real
// homeservers do until somebody says otherwise. The bot has no name.
func shownAs(key, user string) map[string]any {
	if user == Bot {
		return map[string]any{}
	}
	local, _, _ := strings.Cut(strings.TrimPrefix(user, "@"), ":")
	return map[string]any{key: local}
}
