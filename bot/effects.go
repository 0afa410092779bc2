package bot

import (
	"context"
	"sync/atomic"
)

// Effects are what one update makes Usher write, one write after the other. By
// its place among them a store knows a write that was made before, when the
// update is answered again because a crash came between its effect and its end.
type Effects struct {
	// Said is the update.
	Said  Incoming
	begun atomic.Int64
}

type effectsKey struct{}

// WithEffects returns a context for answering in. What has no Update cannot come
// again: its writes are known by nothing.
func WithEffects(ctx context.Context, in Incoming) context.Context {
	if in.Update == "" {
		return ctx
	}
	return context.WithValue(ctx, effectsKey{}, &Effects{Said: in})
}

// EffectsOf are those of the update that is answered in ctx; nil if none is.
func EffectsOf(ctx context.Context) *Effects {
	e, _ := ctx.Value(effectsKey{}).(*Effects)
	return e
}

// Next is the place of the write that begins now, from 0.
func (e *Effects) Next() int { return int(e.begun.Add(1)) - 1 }

// Begun is how many writes have begun.
func (e *Effects) Begun() int { return int(e.begun.Load()) }
