package telegramtest

import (
	"net/http"
	"time"
)

// Standing is what the bot is in a chat (Bot API, ChatMember).
type Standing struct {
	Status string `json:"status"`
	// Member and MaySend are of one that is restricted, MayPost of an administrator of
	// a channel.
	Member  bool `json:"is_member"`
	MaySend bool `json:"can_send_messages"`
	MayPost bool `json:"can_post_messages"`
}

// The standings of a bot. In a private chat, that of one that is blocked is Kicked.
var (
	Member        = Standing{Status: "member"}
	Administrator = Standing{Status: "administrator", MayPost: true}
	Muted         = Standing{Status: "restricted", Member: true}
	Left          = Standing{Status: "left"}
	Kicked        = Standing{Status: "kicked"}
)

// standing is a Standing of which the zero value is a member's.
type standing struct{ now Standing }

func (s standing) get() Standing {
	if s.now == (Standing{}) {
		return Member
	}
	return s.now
}

// Place lets the person give the bot another standing in the chat, of which it hears.
func (p *Person) Place(to Standing) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	from := p.chat.place.get()
	p.chat.place.now = to
	of := func(s Standing) any {
		return struct {
			Standing
			User user `json:"user"`
		}{s, user{ID: botID, Bot: true}}
	}
	p.server.news("my_chat_member", map[string]any{
		"chat": p.chat, "from": p.user, "date": time.Now().Unix(), "old_chat_member": of(from), "new_chat_member": of(to),
	})
}

// InNew is the same person in a new chat of a type ("group", "supergroup", "channel")
// in which the bot is not.
func (p *Person) InNew(kind, title string) *Person {
	in := p.InGroup(title)
	in.chat.Type, in.chat.place.now = kind, Left
	return in
}

// Upgrade makes the group a supergroup, of which the bot hears in both, and is the
// person in that.
func (p *Person) Upgrade() *Person {
	in := p.InGroup(p.chat.Title)
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	in.chat.Type, in.chat.status, p.chat.moved = "supergroup", p.chat.status, in.chat.ID
	now := time.Now().Unix()
	p.server.news("message", map[string]any{
		"message_id": p.chat.next(), "chat": p.chat, "date": now, "migrate_to_chat_id": in.chat.ID,
	})
	p.server.news("message", map[string]any{
		"message_id": in.chat.next(), "chat": in.chat, "date": now, "migrate_from_chat_id": p.chat.ID,
		"from": user{ID: anonymous, Bot: true, UserName: "GroupAnonymousBot"}, "sender_chat": in.chat,
	})
	return in
}

// anonymous is the account of Telegram's that administrators speak by who are set to be
// anonymous.
const anonymous = 1087968824

// barred is why the bot can say nothing in a chat, if so.
func (c *chat) barred() *refusal {
	if c.moved != 0 {
		return Migrated(c.moved).refusal
	}
	forbidden := func(why string) *refusal {
		return &refusal{Code: http.StatusForbidden, Description: "Forbidden: " + why}
	}
	switch now := c.place.get(); {
	case now.Status == "kicked" && c.Type == "private":
		return Blocked().refusal
	case now.Status == "kicked":
		return forbidden("bot was kicked from the " + c.Type + " chat")
	case now.Status == "left":
		return forbidden("bot is not a member of the " + c.Type + " chat")
	case now.Status == "restricted" && !now.MaySend:
		return bad("not enough rights to send text messages to the chat")
	case c.Type == "channel" && !now.MayPost:
		return bad("need administrator rights in the channel chat")
	}
	return nil
}
