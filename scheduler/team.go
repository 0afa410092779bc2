package scheduler

import (
	"context"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// organisers are those who are asked and told what organisers are. While the team cannot
// be read it is those by the settings.
func (s *Scheduler) organisers(ctx context.Context) []bot.Chat {
	team, err := s.config.Store.Team(ctx)
	if err != nil && ctx.Err() == nil {
		s.config.Log.Error("cannot look who the organisers are", "error", err)
	}
	all := slices.Clone(s.config.Organisers)
	for _, person := range team.Organisers() {
		if !slices.Contains(all, person) {
			all = append(all, person)
		}
	}
	return all
}

// granted words which role somebody was given last.
func (l *lane) granted(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	kept, untrue = unexpired(d.Notices, now)
	if len(kept) == 0 {
		return m, nil, untrue
	}
	role, key, _ := strings.Cut(kept[len(kept)-1].Talk, " ")
	room, ok := l.config.Schedule().Name(schedule.Topic{Kind: schedule.TopicRoom, Key: key})
	if !ok {
		room = key
	}
	m = v.Granted(bot.Role(role), room)
	m.Rings = true
	return m, kept, untrue
}
