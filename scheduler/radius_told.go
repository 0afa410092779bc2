package scheduler

import (
	"context"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// Tellings is what the store knows of how far organisers' news has got.
type Tellings interface {
	// Telling is how far telling people has got; false if they are not told of that.
	Telling(ctx context.Context, name bot.TellingName) (t bot.Telling, ok bool, err error)
	// LastTelling is what somebody did last that has not ended before since, and was not
	// undone; false if there is none.
	LastTelling(ctx context.Context, by bot.Chat, since time.Time) (name bot.TellingName, ok bool, err error)
	// Watch has a message say how far telling people has got, once that has ended.
	Watch(ctx context.Context, name bot.TellingName, message bot.Ref) error
	// Withdraw ends a broadcast; bot.ErrNoDraft if that cannot be any more.
	Withdraw(ctx context.Context, number int64, now time.Time) (unsent int, err error)
	// Correct queues, for the next slice of chats that have a broadcast which was withdrawn,
	// that they see that, and says whether that may leave more to do.
	Correct(ctx context.Context, clock time.Time, limit int, notice func(number int64) bot.Notice) (more bool, err error)
	// EndTellings notes what has been told to everybody.
	EndTellings(ctx context.Context, clock time.Time) error
	// EndUntold drops changes that nobody was told of, once they are worth nothing.
	EndUntold(ctx context.Context, clock time.Time) error
}

// Told is how far telling people has got; bot.ErrNoDraft if nobody is told of that.
func (s *Scheduler) Told(ctx context.Context, name bot.TellingName) (bot.Progress, error) {
	t, ok, err := s.config.Store.Telling(ctx, name)
	if err == nil && !ok {
		err = bot.ErrNoDraft
	}
	return progress(t), err
}

// progress is how far telling people has got, by why some are not told.
func progress(t bot.Telling) bot.Progress {
	p := bot.Progress{TellingName: t.TellingName, Of: t.Of, News: t.News, Without: t.Without, Began: t.Began, Ended: t.Ended, Undone: t.Undone, Undoes: t.Undoes, Approves: t.Approves, UndoUntil: t.UndoUntil()}
	rest := t.Of
	for outcome, people := range t.Outcomes {
		switch {
		case outcome == unchanged:
			continue // they were not to be told
		case outcome == string(bot.StateSent):
			p.Told += people
		case outcome == string(bot.StateQueued):
			p.Waiting += people
		case outcome == bot.Gone.String():
			p.Gone += people
		case outcome == unwanted:
			p.Unstarred += people
		case outcome == expired, strings.HasPrefix(outcome, "too late"):
			p.Late += people
		case outcome == string(bot.StateRejected):
			p.Refused += people
		default:
			continue
		}
		rest -= people
	}
	// Whoever has been forgotten meanwhile, or is told of something later with it.
	p.Dropped = max(0, rest)
	return p
}

// toldOf words how far telling people has got that an organiser watches.
func (l *lane) toldOf(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	reason := ""
	switch {
	case !d.Notices[len(d.Notices)-1].Expires.After(now):
		reason = expired
	case d.Telling.Ended.IsZero():
		reason = forgotten
	case d.Telling.Undone:
		reason = undone
	case d.About.Ref.ID == "" && unbuttons(d):
		reason = unamendable
	default:
		return v.Told(progress(d.Telling), now), d.Notices, nil
	}
	return m, nil, map[string][]int64{reason: ids(d.Notices)}
}

// Why an organiser is not told how far something has got.
const (
	undone    = "taken back"
	forgotten = "nobody watches"
)
