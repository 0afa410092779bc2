package command

import (
	"context"
	"fmt"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// settings answers /settings: all of them on one screen.
func settings(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	s := w.settings()
	s.Shared = r.Shared
	return r.moment(w).Settings(s), nil
}

func (w wishes) settings() say.Settings { return say.Settings{Wishes: w.Wishes, Leads: w.leads} }

// language answers /language [name|code|default]: which one is spoken here.
func language(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	if r.Args == "" {
		return r.Voice.Speaking(w.Chosen != "", false, r.From), nil
	}
	chosen, ok := say.Meant(r.Args)
	if !ok && !say.IsDefault(r.Args) {
		return r.Voice.NotSpoken(r.Args), nil
	}
	if err := e.Store.SetLanguage(ctx, r.Chat, chosen); err != nil {
		return bot.Message{}, fmt.Errorf("setting the language: %w", err)
	}
	e.changed(r)
	if _, err := e.wishes(ctx, r); err != nil {
		return bot.Message{}, err
	}
	r.Voice = e.voice(r)
	if r.From != "" {
		return e.again(ctx, r, r.From)
	}
	return r.Voice.Speaking(chosen != "", true, ""), nil
}

// mydata answers /mydata: all that is kept about the chat.
func mydata(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	data, err := e.Store.Data(ctx, r.Chat, r.owner())
	if err != nil {
		return bot.Message{}, fmt.Errorf("what is kept: %w", err)
	}
	var until time.Time
	if end, ok := r.Schedule.End(); ok && e.Retain > 0 {
		until = end.Add(e.Retain)
	}
	return r.moment(w).MyData(say.MyData{
		Data: data, Until: until, Chat: r.Chat, Shared: r.Shared, Skip: r.Skip, From: r.From,
	}), nil
}
