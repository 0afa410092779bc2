package scheduler

import (
	"context"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// unwrittenExpiry is how long it is worth telling organisers that nothing could be
// written down for a while.
const unwrittenExpiry = 24 * time.Hour

// CannotWrite tells the organisers at once that nothing can be written down. It is
// the one thing said unasked that does not pass through the outbox, which is what
// cannot be written: one attempt each, and none is made again.
func (s *Scheduler) CannotWrite(ctx context.Context, t bot.Trouble) {
	for _, chat := range s.organisers(ctx) {
		p, ok := s.config.Platforms[chat.Platform]
		if !ok {
			continue
		}
		m := s.voice(ctx, chat).At(s.config.Schedule(), s.config.Now(), nil).CannotWrite(t)
		m.Chat = chat
		if err := tellOnce(ctx, p, m); err != nil && ctx.Err() == nil {
			s.config.Log.Warn("could not tell an organiser that nothing can be written down", "error", err)
		}
	}
}

// voice speaks with an organiser, as far as it is known how.
func (s *Scheduler) voice(ctx context.Context, chat bot.Chat) say.Voice {
	// Without the wishes it is the conference's language.
	w, _ := s.config.Store.Wishes(ctx, chat)
	return say.In(w.Chosen, w.Language, s.config.Language)
}

// tellOnce makes one attempt, and one more where the network says that a person is
// spoken to elsewhere.
func tellOnce(ctx context.Context, p bot.Platform, m bot.Message) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	_, err := p.Send(ctx, m)
	if err == nil {
		return nil
	}
	if failed := bot.AsSendError(err); failed.Failure == bot.ChatMoved {
		m.Chat = failed.To
		_, err = p.Send(ctx, m)
	}
	return err
}

// WritesAgain tells the organisers, by way of the outbox, that what CannotWrite told
// them of has ended. Its error says that it has not.
func (s *Scheduler) WritesAgain(ctx context.Context, t bot.Trouble) error {
	now := s.config.Now()
	n := bot.Notice{
		Kind: bot.Unwritten, Talk: t.Why, Start: t.Since,
		Due: now, Deadline: now.Add(unwrittenExpiry), Expires: now.Add(unwrittenExpiry),
	}
	if err := s.config.Store.Tell(ctx, n, now, s.organisers(ctx)...); err != nil {
		return err
	}
	s.Wake()
	return nil
}

// unwritten words for how long nothing could be written down. Where that happened
// more than once, it is the whole time.
func (l *lane) unwritten(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	first, last := d.Notices[0], d.Notices[len(d.Notices)-1] // by start
	if !last.Expires.After(now) {
		return m, nil, map[string][]int64{expired: ids(d.Notices)}
	}
	trouble := bot.Trouble{Since: first.Start, Why: last.Talk}
	return v.At(l.config.Schedule(), now, nil).WritesAgain(trouble, last.Due), d.Notices, nil
}
