package telegram

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// batch is what came in with one poll.
type batch struct {
	// next is the first update that is not in it.
	next     int
	incoming []bot.Incoming
	// presses are callback queries to acknowledge, and searches inline ones to answer; of
	// both nothing is kept.
	presses  []string
	searches []looked
}

// cursor is where the stream stands after it.
func (b batch) cursor() string { return strconv.Itoa(b.next) }

// reader tells from updates what is meant for the bot.
type reader struct {
	me      tgbotapi.User
	mention *regexp.Regexp
	// excused are the chats that were told that Usher reads words alone.
	excused *recently
	log     *slog.Logger
}

// excuse is for how long a chat is not told again that Usher reads words alone.
const excuse = 10 * time.Minute

func newReader(me tgbotapi.User, log *slog.Logger) reader {
	return reader{me, regexp.MustCompile(`(?i)(^|\W)@` + regexp.QuoteMeta(me.UserName) + `\b`), lately(excuse), log}
}

// batch reads updates, each for itself: one that nobody understands must not
// keep the others back, and is confirmed with them. Presses are dated now, since
// Telegram only dates the message.
func (r reader) batch(raw []json.RawMessage, now time.Time) batch {
	b := batch{incoming: make([]bot.Incoming, 0, len(raw))}
	for _, data := range raw {
		u, in, ok := r.understand(data, now)
		if u.ID == 0 {
			continue // without an id it cannot even be confirmed
		}
		b.next = max(b.next, u.ID+1)
		if u.Press != nil && !u.Press.elsewhere() {
			b.presses = append(b.presses, u.Press.ID)
		}
		if q := u.Search; q != nil && q.From != nil && q.ID != "" {
			b.searches = append(b.searches, looked{*q, now})
		}
		if ok {
			in.Update = strconv.Itoa(u.ID)
			b.incoming = append(b.incoming, in)
		}
	}
	b.incoming = ungreeted(b.incoming)
	return b
}

// understand reads an update and what it means for Usher, if anything. One that is not
// understood has its ID alone: Telegram would bring it for ever.
func (r reader) understand(data json.RawMessage, now time.Time) (u update, in bot.Incoming, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("reading an update panicked", "update", u.ID, "panic", fmt.Sprint(p))
			u, ok = update{ID: u.ID}, false
		}
	}()
	if json.Unmarshal(data, &u) != nil {
		var known struct {
			ID int `json:"update_id"` // which the error may have come before
		}
		_ = json.Unmarshal(data, &known) // then it has none
		return update{ID: known.ID}, in, false
	}
	in, ok = r.read(u, now)
	return u, in, ok
}

// ungreeted leaves out the greetings to chats that have taken the place of others.
func ungreeted(incoming []bot.Incoming) []bot.Incoming {
	known := map[bot.Chat]bool{}
	for _, in := range incoming {
		known[in.Chat] = known[in.Chat] || !in.Replaces.IsZero()
	}
	return slices.DeleteFunc(incoming, func(in bot.Incoming) bool { return known[in.Chat] && greets(in) })
}

// read is what an update means for Usher, if anything.
func (r reader) read(u update, now time.Time) (bot.Incoming, bool) {
	switch {
	case u.Press != nil:
		return r.pressed(u.Press, now)
	case u.Place != nil:
		return placed(u.Place, now)
	case u.Posted != nil:
		return r.posted(u.Posted, now)
	case u.Edited != nil:
		in, ok := r.said(u.Edited, now)
		in.Edited = true
		return in, ok && in.Text != ""
	case u.Message == nil || u.Message.Chat == nil:
		return bot.Incoming{}, false
	}
	if in, ok := migrated(u.Message, now); ok {
		return in, true
	}
	in, ok := r.said(u.Message, now)
	if ok && in.Wordless {
		ok = !r.excused.has(in.Chat.ID, now)
		r.excused.note(in.Chat.ID, now)
	}
	return in, ok
}

// pressed is what the press of a button says.
func (r reader) pressed(q *query, now time.Time) (bot.Incoming, bool) {
	if q.elsewhere() {
		in := from(q.From, &message{Chat: &place{ID: q.From.ID, Type: "private"}})
		in.Text, in.At, in.Elsewhere = q.Data, now, true
		in.Pressed = bot.Ref{Chat: in.Chat, ID: q.ID}
		return in, true
	}
	if q.From == nil || q.Message == nil || q.Message.Chat == nil || q.Data == "" {
		return bot.Incoming{}, false // of a message that nobody can reach
	}
	in := from(q.From, q.Message)
	in.Text, in.At = q.Data, now
	in.Pressed = bot.Ref{Chat: in.Chat, ID: strconv.Itoa(q.Message.ID)}
	return in, true
}

// said is what a message says; false if that is not for the bot. Of what is no words,
// that is what somebody sends it in private.
func (r reader) said(m *message, now time.Time) (bot.Incoming, bool) {
	if m.Chat == nil || m.From == nil || m.From.IsBot && m.As == nil || m.Forwarded {
		return bot.Incoming{}, false
	}
	in := from(m.From, m)
	if m.As != nil {
		// Somebody speaks as the group, which administrators alone can, or as a
		// channel of theirs; the sender is a bot of Telegram's then (Bot API,
		// Message.sender_chat).
		in.Sender, in.Name = strconv.FormatInt(m.As.ID, 10), ""
	}
	in.About = r.about(m)
	in.At = dated(m, now)
	in.Message = bot.Ref{Chat: in.Chat, ID: strconv.Itoa(m.ID)}
	var ok bool
	said := cmp.Or(m.Text, m.Caption)
	in.Text, ok = r.meant(m, said)
	if with := marked(said, append(m.Marks, m.Beneath...)); with != "" {
		in.Marked, _ = r.meant(m, with)
	}
	if in.Text != "" {
		in.File = m.file()
	}
	in.Wordless = in.Text == "" && !in.Shared && m.wordless != wordless{}
	return in, ok && in.Text != "" || in.Wordless
}

// about is whom a message is about: who wrote what it is a reply to, or is mentioned in
// it; "" is nobody. In a topic each message is a reply to the one that began it.
func (r reader) about(m *message) string {
	for _, mark := range m.Marks {
		if mark.User != nil && !mark.User.IsBot {
			return strconv.FormatInt(mark.User.ID, 10)
		}
	}
	to := m.ReplyTo
	if to == nil || to.From == nil || to.From.IsBot || to.As != nil || m.InTopic && to.ID == m.Thread {
		return ""
	}
	return strconv.FormatInt(to.From.ID, 10)
}

// dated is when a message was, by Telegram's clock, which may be ahead of ours and is
// not to be believed beyond that: there are dates that no inbox can keep.
func dated(m *message, now time.Time) time.Time {
	if at := time.Unix(m.Date, 0); at.Before(now) {
		return at
	}
	return now
}

// from is who said something, and where. A message in a chat without topics may have
// a thread all the same, in which a bot has no business.
func from(who *tgbotapi.User, m *message) bot.Incoming {
	in := bot.Incoming{
		Chat: chat(m.Chat.ID), Sender: strconv.FormatInt(who.ID, 10), Name: who.FirstName, Shared: !m.Chat.private(),
		Language: who.LanguageCode, Topics: m.Chat.Forum,
	}
	if m.InTopic && m.Thread != 0 {
		in.Thread = strconv.Itoa(m.Thread)
	}
	return in
}

// meant is what a message says to the bot; false if it is not for the bot. In a
// group it is not, unless it says so.
func (r reader) meant(m *message, text string) (string, bool) {
	text = strings.TrimSpace(text)
	if c := command.FindStringSubmatch(text); c != nil {
		name, to, args := c[1], c[2], c[3]
		return strings.TrimSpace(name + " " + args), to == "" || strings.EqualFold(to, r.me.UserName)
	}
	bare := strings.TrimSpace(r.mention.ReplaceAllString(text, "$1"))
	mentioned := bare != text
	return bare, mentioned || m.Chat.private() || r.wrote(m.ReplyTo)
}

// command is what Telegram takes for one: a name, perhaps the bot that it is
// for, and what follows. A path such as /home/ada is none.
var command = regexp.MustCompile(`^(/[A-Za-z0-9_]{1,32})(?:@(\w+))?(?:[\s\p{Z}]+([\s\S]*))?$`)

// wrote reports whether a message is one of the bot's own.
func (r reader) wrote(m *message) bool {
	return m != nil && m.From != nil && m.From.ID == r.me.ID
}
