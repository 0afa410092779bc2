package terminal

import (
	"cmp"
	"context"
	"strconv"

	"usher/bot"
)

// Send implements bot.Platform: it prints m.
func (t *Terminal) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ref := bot.Ref{Chat: cmp.Or(m.Chat, Here), ID: strconv.Itoa(t.lastID + 1)}
	if err := t.print(ctx, ref, m); err != nil {
		return bot.Ref{}, err
	}
	t.lastID++
	return ref, nil
}

// Edit implements bot.Platform. What has been printed cannot be changed: it prints m anew,
// with the time at which it said something else, if it was a notice.
func (t *Terminal) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.print(ctx, ref, m)
}

func (t *Terminal) print(ctx context.Context, ref bot.Ref, m bot.Message) error {
	if err := ctx.Err(); err != nil {
		return &bot.SendError{Failure: bot.Temporary, Err: err}
	}
	look := look{columns: t.width, styled: t.screen.Styled(), aloud: t.aloud}
	if look.columns == 0 {
		look.columns = t.screen.Columns()
	}
	buttons := number(m.Buttons)
	now := notice{t.now().Format("15:04"), look.message(m.Body, buttons)}
	unasked := m.Rings || m.Key != ""
	before := t.told[ref]
	if unasked && before.says == now.says {
		return nil // it can be read above
	}
	body := m.Body
	if unasked {
		body = now.timed(body, before)
	}
	body = append(attached(m.File), body...)
	if ref.Chat != Here {
		body = append([]bot.Paragraph{{{Text: ref.Chat.ID + ":"}}}, body...)
	}
	if err := t.show(look.message(body, buttons)); err != nil {
		return &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: err}
	}
	if unasked {
		t.told[ref] = now
	}
	t.offers.put(ref, buttons)
	return nil
}

// notice is what was printed that nobody had asked for.
type notice struct{ at, says string }

// timed is a notice with when it came, behind when it said something else before.
func (n notice) timed(body []bot.Paragraph, before notice) []bot.Paragraph {
	if len(body) == 0 {
		return nil
	}
	first := bot.Paragraph{{Text: n.at + " · "}}
	if before.at != "" {
		first = bot.Paragraph{{Text: before.at, Style: bot.Strike}, {Text: " " + n.at + " · "}}
	}
	return append([]bot.Paragraph{append(first, body[0]...)}, body[1:]...)
}
