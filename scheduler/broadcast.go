package scheduler

import (
	"context"
	"strconv"
	"time"

	"usher/bot"
	"usher/bot/say"
)

const (
	// spreadSlice is for how many chats a transaction queues a broadcast: what
	// an organiser wrote in a minute must not hold up a star (DESIGN, "One
	// writer, many readers").
	spreadSlice = 2_000
	// broadcastDeadline puts a broadcast behind rings for talks that start
	// sooner than that after it was confirmed; broadcastExpiry is how long it is
	// worth sending (DESIGN, "Earliest deadline first"). Talks start on the second:
	// with the millisecond no ring has both its deadline and its moment, so that the
	// store tells them apart without looking at each.
	broadcastDeadline = 30*time.Minute + time.Millisecond
	broadcastExpiry   = 6 * time.Hour
)

// Why a broadcast is dropped.
const (
	nothingWritten = "nothing written" // its text is no more
	takenBack      = "withdrawn"
)

// spread queues a slice of a broadcast that is to go out by an instant; more says
// that another may be left.
func (s *Scheduler) spread(ctx context.Context, now, by time.Time) (more bool, err error) {
	queued, more, err := s.config.Store.Spread(ctx, now, by, spreadSlice, s.address)
	if queued > 0 {
		s.config.Log.Info("a broadcast is on its way", "queued", queued)
	}
	return more, err
}

// spreadAll queues all broadcasts that are to go out by an instant.
func (s *Scheduler) spreadAll(ctx context.Context, now, by time.Time) error {
	for more := true; more; {
		var err error
		if more, err = s.spread(ctx, now, by); err != nil {
			return err
		}
	}
	return nil
}

// address makes the notice of a broadcast and finds whom it is for.
func (s *Scheduler) address(n bot.News) (bot.Notice, bot.Aim) {
	spoken := func(language string) string { return say.In(language, s.config.Language).Language() }
	due := n.Due()
	return bot.Notice{
		Kind:     bot.Broadcast,
		Talk:     strconv.FormatInt(n.Number, 10),
		Start:    due,
		Due:      due,
		Deadline: due.Add(broadcastDeadline),
		Expires:  due.Add(broadcastExpiry),
	}, n.Aim(s.config.Schedule(), spoken)
}

// broadcast words what the organisers wrote, or says why it is not to be told
// any more.
func (l *lane) broadcast(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	text := d.News.Text(v.Language())
	switch {
	case d.News.State == bot.NewsWithdrawn:
		return m, nil, map[string][]int64{takenBack: ids(d.Notices)}
	case text == "":
		return m, nil, map[string][]int64{nothingWritten: ids(d.Notices)}
	case !now.Before(d.Notices[0].Expires):
		return m, nil, map[string][]int64{expired: ids(d.Notices)}
	}
	m = v.Broadcast(text)
	if !d.News.File.IsZero() {
		m = l.along(v, d.News, m)
	}
	return m, d.Notices, nil
}
