package scheduler

import (
	"context"
	"errors"
	"strconv"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// withdraw takes back a broadcast.
func (s *Scheduler) withdraw(ctx context.Context, name bot.TellingName) (bot.TellingName, error) {
	_, err := s.config.Store.Withdraw(ctx, name.Number, s.config.Now())
	if errors.Is(err, bot.ErrNoDraft) { // somebody was faster
		err = bot.ErrUndone
	}
	return name, err
}

// correct queues that what was withdrawn is seen to be by those who have it; more says that
// others may be left.
func (s *Scheduler) correct(ctx context.Context, now time.Time) (more bool, err error) {
	return s.config.Store.Correct(ctx, now, spreadSlice, func(number int64) bot.Notice {
		return bot.Notice{
			Kind: bot.Withdrawn, Talk: strconv.FormatInt(number, 10), Start: time.UnixMilli(0), // once, whenever that is
			Due: now, Deadline: now.Add(broadcastDeadline), Expires: now.Add(broadcastExpiry),
		}
	})
}

// correctAll queues all of that.
func (s *Scheduler) correctAll(ctx context.Context, now time.Time) error {
	for more := true; more; {
		var err error
		if more, err = s.correct(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

// takenFrom words that what the organisers wrote is withdrawn.
func takenFrom(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	text := d.News.Text(v.Language())
	switch {
	case text == "":
		return m, nil, map[string][]int64{nothingWritten: ids(d.Notices)}
	case !now.Before(d.Notices[0].Expires):
		return m, nil, map[string][]int64{expired: ids(d.Notices)}
	}
	return v.Withdrawn(text), d.Notices, nil
}
