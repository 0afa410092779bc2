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

// nothingWritten is why a broadcast is dropped whose text is no more.
const nothingWritten = "nothing written"

// spread queues a slice of a confirmed broadcast; more says that another may be
// left.
func (s *Scheduler) spread(ctx context.Context, now time.Time) (more bool, err error) {
	queued, more, err := s.config.Store.Spread(ctx, now, spreadSlice, broadcastNotice)
	if queued > 0 {
		s.config.Log.Info("a broadcast is on its way", "queued", queued)
	}
	return more, err
}

func broadcastNotice(id int64, confirmed time.Time) bot.Notice {
	return bot.Notice{
		Kind:     bot.Broadcast,
		Talk:     strconv.FormatInt(id, 10),
		Start:    confirmed,
		Due:      confirmed,
		Deadline: confirmed.Add(broadcastDeadline),
		Expires:  confirmed.Add(broadcastExpiry),
	}
}

// broadcast words what the organisers wrote, or says why it is not to be told
// any more.
func broadcast(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	switch {
	case d.Text == "":
		return m, nil, map[string][]int64{nothingWritten: ids(d.Notices)}
	case !now.Before(d.Notices[0].Expires):
		return m, nil, map[string][]int64{expired: ids(d.Notices)}
	}
	return v.Broadcast(d.Text), d.Notices, nil
}
