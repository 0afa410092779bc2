package telegram

import (
	"context"
	"unicode/utf16"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// caption writes paragraphs to stand under a file. What has no room there is cut: what was
// short enough before may read longer once it is edited.
func caption(body []bot.Paragraph) string {
	all, _ := together(body)
	if all.units > maxCaption {
		all, _ = together(cut(body, maxCaption))
	}
	return all.html
}

// cut is what of paragraphs has room in so many UTF-16 code units, with an ellipsis.
func cut(body []bot.Paragraph, room int) []bot.Paragraph {
	room-- // for that
	for i, p := range body {
		for j, s := range p {
			s.Text = clean(s.Text)
			for at, r := range s.Text {
				if room -= utf16.RuneLen(r); room < 0 {
					s.Text = s.Text[:at] + "…"
					return append(body[:i:i], append(p[:j:j], s))
				}
			}
		}
		room-- // for the end of its line
	}
	return body
}

// units is how long a text is in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// takeAway deletes the file that stands before a message, if one does. That it is gone, or
// too old for it (48 hours; Bot API, deleteMessage), is nothing that could be mended.
func (t *Telegram) takeAway(ctx context.Context, ref bot.Ref) error {
	if ref.File == "" {
		return nil
	}
	err := t.call(ctx, t.sends, "deleteMessage", tgbotapi.Params{"chat_id": ref.Chat.ID, "message_id": ref.File}, nil)
	if err == nil {
		return nil
	}
	if failed := sendError(err); failed.Failure != bot.Rejected {
		return failed
	}
	return nil
}
