package scheduler

import (
	"context"
	"errors"
	"time"

	"usher/bot"
)

// Answering are the platforms for whoever answers people, by name. An answer is
// slowed by nothing but by what the network has said when it refused one, or a
// notice: until that is over, Send and Edit make no attempt and say for how long.
// What an answer is refused for holds for notices, too.
func (s *Scheduler) Answering() map[string]bot.Platform {
	all := map[string]bot.Platform{}
	for _, l := range s.lanes {
		all[l.platform.Name()] = answering{l.platform, l}
	}
	return all
}

// answering is a platform whose account also tells notices. It hands on all that
// whoever answers asks a platform beside that.
type answering struct {
	bot.Platform
	lane *lane
}

// Send implements bot.Platform.
func (a answering) Send(ctx context.Context, m bot.Message) (ref bot.Ref, err error) {
	err = a.lane.answer(ctx, m.Chat, a.lane.messages(bot.Ref{}, m), func() error {
		ref, err = a.Platform.Send(ctx, m)
		return err
	})
	return ref, err
}

// Edit implements bot.Platform.
func (a answering) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	return a.lane.answer(ctx, ref.Chat, 1, func() error { return a.Platform.Edit(ctx, ref, m) })
}

// Whisper implements bot.Whisperer. What nobody else sees counts against no limit.
func (a answering) Whisper(ctx context.Context, press bot.Ref, m bot.Message) error {
	w, ok := a.Platform.(bot.Whisperer)
	if !ok {
		return &bot.SendError{Failure: bot.Rejected, Err: errNoWhisper}
	}
	return w.Whisper(ctx, press, m)
}

// Typing implements bot.Typist. It is no message, and counts against no limit either.
func (a answering) Typing(ctx context.Context, chat bot.Chat, thread string) {
	if t, ok := a.Platform.(bot.Typist); ok {
		t.Typing(ctx, chat, thread)
	}
}

// Parts implements bot.Splitter.
func (a answering) Parts(m bot.Message) int { return a.lane.messages(bot.Ref{}, m) }

// errNoWhisper is that a network has presses of what stands elsewhere and no way to
// answer them.
var errNoWhisper = errors.New("nothing can be whispered there")

// errPaused is why an answer is not tried.
var errPaused = errors.New("the network wants to hear nothing yet")

// leastPause is how long a network is left alone that refuses an answer and does not
// say for how long.
const leastPause = time.Second

// answer makes an attempt at an answer of so many messages.
func (l *lane) answer(ctx context.Context, chat bot.Chat, messages int, attempt func() error) error {
	if err := l.remember(ctx); err != nil {
		// Rather said too early than not at all.
		l.log.Warn("answering without knowing whether the network wants to hear anything", "error", err)
	}
	begun := l.now()
	if wait := l.budget.answer(chat, messages, begun); wait > 0 {
		return &bot.SendError{Failure: bot.Throttled, After: wait, Err: errPaused}
	}
	err := attempt()
	if err == nil {
		return nil
	}
	if failed := bot.AsSendError(err); failed.Failure == bot.Throttled {
		after := failed.After
		if after <= 0 {
			after = leastPause
		}
		l.budget.throttled(chat, begun, l.now(), after)
		l.wake.ring() // it has that to write down
	}
	return err
}
