package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// Send implements bot.Platform. A message that is too long for Telegram goes out
// as several, and the Ref is that of the last, which has the buttons.
func (t *Telegram) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	w := write(m)
	all := pieces(m.File, w.parts)
	if len(all) == 0 {
		return bot.Ref{}, rejected(errors.New("there is nothing to say"))
	}
	var ref bot.Ref
	for i, p := range all {
		params := written(m.Chat, p)
		if !m.Rings {
			params["disable_notification"] = "true"
		}
		within(params, m, i == 0)
		if i == len(all)-1 {
			params.AddNonEmpty("reply_markup", w.keys)
		}
		id, err := t.say(ctx, p, params)
		if err != nil {
			failed := sendError(err)
			failed.Fileless = p.file != nil && (failed.Fileless || failed.Failure == bot.Rejected)
			failed.Unsure = failed.Unsure || i > 0 // the start of it has arrived
			return bot.Ref{}, failed
		}
		ref.Chat, ref.ID = m.Chat, strconv.Itoa(id)
		if p.file != nil && len(all) > 1 {
			ref.File = ref.ID
		}
	}
	return ref, nil
}

// within adds to a message's parameters in which topic it belongs, and the first says
// what it answers, if that is still there.
func within(params tgbotapi.Params, m bot.Message, first bool) {
	params.AddNonEmpty("message_thread_id", m.Thread)
	if _, err := strconv.Atoi(m.ReplyTo.ID); err == nil && first && m.ReplyTo.Chat == m.Chat {
		params["reply_parameters"] = `{"message_id":` + m.ReplyTo.ID + `,"allow_sending_without_reply":true}`
	}
}

// say sends a piece and returns its id. What belongs in a topic that is no more, or is
// closed, is said in the one for everything else, which needs no name.
func (t *Telegram) say(ctx context.Context, p piece, params tgbotapi.Params) (id int, err error) {
	s, err := t.post(ctx, p, params)
	if params["message_thread_id"] != "" && topicless(err) {
		delete(params, "message_thread_id")
		s, err = t.post(ctx, p, params)
	}
	return s.ID, err
}

// Edit implements bot.Platform. There is one message to change, so that what is
// too long for it is cut. What stands under a file is changed, and the file stays, since
// a message that has one cannot be without; before it, it goes.
func (t *Telegram) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	w := write(m)
	params := written(ref.Chat, piece{part: first(w.parts)})
	params["message_id"] = ref.ID
	params.AddNonEmpty("reply_markup", w.keys)
	err := t.call(ctx, t.sends, "editMessageText", params, nil)
	if captioned(err) {
		params["caption"] = caption(m.Body)
		delete(params, "text")
		delete(params, "link_preview_options")
		err = t.call(ctx, t.sends, "editMessageCaption", params, nil)
	}
	if err != nil && !unchanged(err) {
		return sendError(err)
	}
	return t.takeAway(ctx, ref)
}

func written(to bot.Chat, p piece) tgbotapi.Params {
	params := tgbotapi.Params{"chat_id": to.ID, "parse_mode": tgbotapi.ModeHTML}
	if p.file != nil {
		params.AddNonEmpty("caption", p.html)
		return params
	}
	params["text"] = p.html
	// A preview is larger than what was asked for.
	params["link_preview_options"] = `{"is_disabled":true}`
	return params
}

// key is a button as Telegram wants it (Bot API, InlineKeyboardButton).
type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// keyboard is the buttons under a message (Bot API, InlineKeyboardMarkup).
type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

// keys are buttons as a keyboard; nil where there are none.
func keys(rows [][]bot.Button) *keyboard {
	var board keyboard
	for _, row := range rows {
		var keys []key
		for _, b := range row {
			switch {
			case b.URL == "":
				keys = append(keys, key{Text: clean(b.Label), Data: b.Command})
			case page(b.URL):
				keys = append(keys, key{Text: clean(b.Label), URL: b.URL})
			}
		}
		if len(keys) > 0 {
			board.Rows = append(board.Rows, keys)
		}
	}
	if len(board.Rows) == 0 {
		return nil
	}
	return &board
}

// wording is how a message is written for Telegram, whomever it goes to.
type wording struct {
	parts []part
	keys  string // "" without buttons: those of a message that is edited go then
}

// write writes a message, unless that was done for another who is told the same.
func write(m bot.Message) wording {
	return m.Written.As(name, func() any {
		w := wording{parts: parts(m.Body)}
		if board := keys(m.Buttons); board != nil {
			text, _ := json.Marshal(board) // of strings, which cannot fail
			w.keys = string(text)
		}
		return w
	}).(wording)
}
