package telegram

import (
	"encoding/json"
	"regexp"
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
	// presses are callback queries to acknowledge.
	presses []string
}

// reader tells from updates what is meant for the bot.
type reader struct {
	me      tgbotapi.User
	mention *regexp.Regexp
}

func newReader(me tgbotapi.User) reader {
	return reader{me, regexp.MustCompile(`(?i)(^|\W)@` + regexp.QuoteMeta(me.UserName) + `\b`)}
}

// batch reads updates, each for itself: one that nobody understands must not
// keep the others back, and is confirmed with them. Presses are dated now, since
// Telegram only dates the message.
func (r reader) batch(raw []json.RawMessage, now time.Time) batch {
	var b batch
	for _, data := range raw {
		var known struct {
			ID int `json:"update_id"`
		}
		if json.Unmarshal(data, &known) != nil {
			continue // without an id it cannot even be confirmed
		}
		b.next = max(b.next, known.ID+1)
		var u tgbotapi.Update
		if json.Unmarshal(data, &u) != nil {
			continue
		}
		if u.CallbackQuery != nil {
			b.presses = append(b.presses, u.CallbackQuery.ID)
		}
		if in, ok := r.read(u, now); ok {
			in.Update = strconv.Itoa(known.ID)
			b.incoming = append(b.incoming, in)
		}
	}
	return b
}

// read is what an update means for Usher, if anything.
func (r reader) read(u tgbotapi.Update, now time.Time) (bot.Incoming, bool) {
	if q := u.CallbackQuery; q != nil {
		if q.From == nil || q.Message == nil || q.Message.Chat == nil || q.Data == "" {
			return bot.Incoming{}, false // of a message that was sent by way of others
		}
		in := from(q.From, q.Message.Chat)
		in.Text, in.At = q.Data, now
		in.Pressed = bot.Ref{Chat: in.Chat, ID: strconv.Itoa(q.Message.MessageID)}
		return in, true
	}
	m := u.Message
	if m == nil || m.Chat == nil || m.From == nil || m.From.IsBot && !anonymous(m) {
		return bot.Incoming{}, false
	}
	in := from(m.From, m.Chat)
	if anonymous(m) {
		in.Sender = in.Chat.ID
	}
	in.At = said(m, now)
	text, ok := r.meant(m)
	in.Text = text
	return in, ok && text != ""
}

// said is when a message was written, by Telegram's clock, which may be ahead of ours
// and is not to be believed beyond that: there are dates that no inbox can keep.
func said(m *tgbotapi.Message, now time.Time) time.Time {
	if at := time.Unix(int64(m.Date), 0); at.Before(now) {
		return at
	}
	return now
}

func from(who *tgbotapi.User, where *tgbotapi.Chat) bot.Incoming {
	return bot.Incoming{
		Chat: chat(where.ID), Sender: strconv.FormatInt(who.ID, 10), Shared: !where.IsPrivate(), Language: who.LanguageCode,
	}
}

// meant is what a message says to the bot; false if it is not for the bot. In a
// group it is not, unless it says so.
func (r reader) meant(m *tgbotapi.Message) (string, bool) {
	text := strings.TrimSpace(m.Text)
	if c := command.FindStringSubmatch(text); c != nil {
		name, to, args := c[1], c[2], c[3]
		return strings.TrimSpace(name + " " + args), to == "" || strings.EqualFold(to, r.me.UserName)
	}
	bare := strings.TrimSpace(r.mention.ReplaceAllString(text, "$1"))
	mentioned := bare != text
	return bare, mentioned || m.Chat.IsPrivate() || r.wrote(m.ReplyToMessage)
}

// command is what Telegram takes for one: a name, perhaps the bot that it is
// for, and what follows. A path such as /home/ada is none.
var command = regexp.MustCompile(`^(/[A-Za-z0-9_]{1,32})(?:@(\w+))?(?:[\s\p{Z}]+([\s\S]*))?$`)

// wrote reports whether a message is one of the bot's own.
func (r reader) wrote(m *tgbotapi.Message) bool {
	return m != nil && m.From != nil && m.From.ID == r.me.ID
}
