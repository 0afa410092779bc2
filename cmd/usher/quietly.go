package main

import (
	"context"
	"errors"
	"log/slog"

	"usher/bot"
)

// quietly is a log that says nothing of what fails because nothing can be written
// down: that was said when it began (see trouble), and fails in many places.
type quietly struct{ slog.Handler }

// Handle passes a record on, unless it is about such a failure; that is for who
// wants to know all.
func (q quietly) Handle(ctx context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		err, ok := a.Value.Any().(error)
		if ok && errors.Is(err, bot.ErrCannotWrite) {
			r.Level = min(r.Level, slog.LevelDebug)
		}
		return true
	})
	if !q.Enabled(ctx, r.Level) {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (q quietly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quietly{q.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (q quietly) WithGroup(name string) slog.Handler {
	return quietly{q.Handler.WithGroup(name)}
}
