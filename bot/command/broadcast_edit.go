package command

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"usher/bot"
)

// behead makes what stands before a draft's text part of it, with the moment that was read
// there, or leaves it out.
func (e *Env) behead(ctx context.Context, r *Request, n bot.News, keep bool) (bot.Message, error) {
	if n.Head == "" { // done before: it is for whoever revises to say whether by this press
		return e.revise(ctx, r, n)
	}
	if keep {
		n.Texts[""], n.At = n.Head+n.Texts[""], time.Time{}
	}
	n.Head = ""
	return e.revise(ctx, r, n)
}

// rewrite puts another text into a draft, or asks for it, and which of several.
func (e *Env) rewrite(ctx context.Context, r *Request, n bot.News, o step) (bot.Message, error) {
	if o.rest == "" && o.verb == "edit" && len(n.Texts) > 1 {
		m, err := e.moment(ctx, r)
		if err != nil {
			return bot.Message{}, err
		}
		d, err := e.drafted(ctx, r, n)
		return m.BroadcastEdit(d), err
	}
	if o.rest == "" {
		r.asksText(fmt.Sprintf("/broadcast %s %d", cmp.Or(o.language, "edit"), n.Number))
		return r.Voice.BroadcastType(n.Number, o.language), nil
	}
	if over := r.tooLong(o.rest, maxBroadcast); over > 0 {
		return r.Voice.BroadcastTooLong(maxBroadcast, over), nil
	}
	n.Texts[o.language] = o.rest
	if o.language == "" {
		n.Head = ""
	}
	if !r.File.IsZero() {
		n.File = r.File
	}
	return e.revise(ctx, r, n)
}

// revise keeps a draft as it is now, and shows it.
func (e *Env) revise(ctx context.Context, r *Request, n bot.News) (bot.Message, error) {
	return e.reviseAnd(ctx, r, n, e.preview)
}

func (e *Env) reviseAnd(ctx context.Context, r *Request, n bot.News,
	shown func(context.Context, *Request, bot.News, whom) (bot.Message, error)) (bot.Message, error) {
	r.logNews(ctx, "draft", n)
	revision, err := e.Store.Revise(ctx, n, r.Now, r.Now.Add(-draftLife))
	if err != nil {
		return e.unsendable(ctx, r, n.Seen(), err)
	}
	n.Revision = revision
	return shown(ctx, r, n, whom{})
}
