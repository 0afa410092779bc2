package telegram

import (
	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
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

// mark is what a part of a text is (Bot API, MessageEntity).
type mark struct {
	// User is who is mentioned without a username. Who has one cannot be told from it.
	User *tgbotapi.User `json:"user"`
}

// wordless is what people send in place of words.
type wordless struct {
	Animation present `json:"animation"`
	Audio     present `json:"audio"`
	Contact   present `json:"contact"`
	Dice      present `json:"dice"`
	Document  present `json:"document"`
	Location  present `json:"location"`
	Photo     present `json:"photo"`
	Poll      present `json:"poll"`
	Sticker   present `json:"sticker"`
	Story     present `json:"story"`
	Video     present `json:"video"`
	VideoNote present `json:"video_note"`
	Voice     present `json:"voice"`
}

// present is whether there is something, whatever it is.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(data []byte) error {
	*p = string(data) != "null"
	return nil
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
