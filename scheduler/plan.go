package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

const (
	// tick is how often cron plans.
	tick = time.Minute
	// slack is how far ahead is planned at least: a late or missed tick still
	// finds what is due in the queue, so that rings are exact to the second.
	slack = 2 * tick
	// grace is how long after a talk's start a ring is still worth something
	// (STORYBOARD, scene 4).
	grace = 10 * time.Minute
	// replanBatch is for how many chats a transaction plans: so few that nobody
	// who stars something waits for it noticeably.
	replanBatch = 100
)

// rings are what is to be told of s to those who chose any of the leads: rings
// due after from and not after until, for slots that are not over at now; and
// those due after known, unless that is zero, that are worth nothing any more: they
// are missed. own is the conference's lead.
func rings(s *schedule.Schedule, leads []time.Duration, own time.Duration, from, until, known, now time.Time) []bot.Announcement {
	longest := own
	for _, lead := range leads {
		longest = max(longest, lead)
	}
	oldest := now.Add(-grace)
	if !known.IsZero() {
		oldest = now.Add(-history)
	}
	var due []bot.Announcement
	for _, slot := range s.Starting(oldest, until.Add(longest)) {
		for _, chosen := range leads {
			n, after := ring(slot, chosen, own), from
			if !n.Expires.After(now) {
				after = known
			}
			if n.Due.After(after) && !n.Due.After(until) {
				due = append(due, bot.Announcement{Notice: n, Topics: slot.Topics(), Chosen: chosen})
			}
		}
	}
	return due
}

// wanted is what one chat is to be told of s: the rings due not after until, for
// slots that it asked for and that are not over at now. What is muted is among
// them: that is found out when they are worded.
func wanted(s *schedule.Schedule, w bot.Wishes, own time.Duration, until, now time.Time) []bot.Notice {
	var topics []schedule.Topic
	for _, f := range w.Follows {
		topics = append(topics, f.Topic)
	}
	var due []bot.Notice
	for _, slot := range s.Following(topics...) {
		if _, asked := w.Because(slot); !asked || slot.Cancelled || !slot.Start.Add(grace).After(now) {
			continue
		}
		for _, chosen := range w.Leads {
			if n := ring(slot, chosen, own); !n.Due.After(until) {
				due = append(due, n)
			}
		}
	}
	return due
}

// ring is the ring for a slot at a lead that was chosen.
func ring(slot *schedule.Slot, chosen, own time.Duration) bot.Notice {
	lead := leadOf(chosen, own)
	return bot.Notice{
		Kind:     bot.Ring,
		Talk:     slot.Key,
		Start:    slot.Start,
		Lead:     lead,
		Due:      slot.Start.Add(-lead),
		Deadline: slot.Start,
		Expires:  slot.Start.Add(grace),
	}
}

// leadOf is a lead that was chosen, which may be to leave it to the conference.
func leadOf(chosen, own time.Duration) time.Duration {
	if chosen == bot.ConferenceLead {
		return own
	}
	return chosen
}

// horizon is how far ahead is planned. Where a network can be slower than a crowd
// would like, that is as far as a ring may be told early: by its lead. A minute's
// planning costs no more for it, as it queues what the minute adds to what is
// queued already.
func (s *Scheduler) horizon(leads []time.Duration) time.Duration {
	if !slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.traits.PerSecond > 0 }) {
		return slack
	}
	longest := s.config.Lead
	for _, lead := range leads {
		longest = max(longest, lead)
	}
	return min(longest, farthest) + slack
}

// plan queues all that falls due by until, as of now, or by the horizon where that
// is later. What an earlier plan has queued beyond that stays.
func (s *Scheduler) plan(ctx context.Context, now, until time.Time) error {
	s.planning.Lock()
	defer s.planning.Unlock()
	leads, err := s.config.Store.Leads(ctx)
	if err != nil {
		return err
	}
	if ahead := now.Add(s.horizon(leads)); ahead.After(until) {
		until = ahead
	}
	sched := s.config.Schedule()
	from := s.planned
	if sched != s.plannedFor || now.Before(s.plannedAt) {
		from = time.Time{} // a new schedule, or the clock was set back
	}
	if from.After(until) {
		until = from // as after NextDue, on the way
	}
	known, err := s.known(ctx)
	if err != nil {
		return err
	}
	s.leaps.look(now, s.config.Real())
	due := slices.DeleteFunc(rings(sched, leads, s.config.Lead, from, until, known, now), func(a bot.Announcement) bool {
		return !a.Expires.After(now) && s.leaps.leapt(a.Expires)
	})
	added, err := s.config.Store.Plan(ctx, now, due)
	if err != nil {
		return err
	}
	if err := s.post(ctx, sched, from, until, now); err != nil {
		return err
	}
	s.plannedFor, s.plannedAt, s.planned = sched, now, until
	if added > 0 {
		for _, l := range s.lanes {
			l.recount.Store(true)
		}
	}
	changed, err := s.replan(ctx, sched, now, until)
	if err != nil {
		return err
	}
	s.config.Log.Debug("planned", "until", until, "queued", added, "changed", changed)
	if err := s.config.Store.EndUntold(ctx, now); err != nil {
		return err
	}
	if err := s.config.Store.EndTellings(ctx, now); err != nil {
		return err
	}
	return s.live(ctx, now)
}

// replan queues what falls due by until for those whose wishes have changed, and says how
// many chats that were.
func (s *Scheduler) replan(ctx context.Context, sched *schedule.Schedule, now, until time.Time) (changed int, err error) {
	for {
		chats, err := s.config.Store.Replan(ctx, now, replanBatch, func(w bot.Wishes) []bot.Notice {
			return append(wanted(sched, w, s.config.Lead, until, now), announced(sched, w, until, now)...)
		})
		changed += chats
		if err != nil || chats < replanBatch {
			return changed, err
		}
	}
}

// known is by when all that fell due has been queued, as far as anybody knows: by
// this process or one before it; zero if there was none.
func (s *Scheduler) known(ctx context.Context) (time.Time, error) {
	if s.planned.IsZero() {
		return s.config.Store.LastAlive(ctx)
	}
	return s.planned, nil
}

// live notes, once a minute, that all is planned as of now.
func (s *Scheduler) live(ctx context.Context, now time.Time) error {
	if now.Sub(s.alive).Abs() < tick {
		return nil
	}
	err := s.config.Store.Alive(ctx, now)
	if err == nil {
		s.alive = now
	}
	return err
}

// NextDue plans up to until and says when, after now by the conference clock,
// the next notice falls due; false if none does by then. It is for walking the
// clock from one due instant to the next.
func (s *Scheduler) NextDue(ctx context.Context, until time.Time) (time.Time, bool, error) {
	now := s.config.Now()
	if err := s.plan(ctx, now, until); err != nil {
		return time.Time{}, false, err
	}
	if err := s.spreadAll(ctx, now, until); err != nil {
		return time.Time{}, false, err
	}
	var next []time.Time
	for name := range s.config.Platforms {
		due, ok, err := s.config.Store.NextDue(ctx, name, now)
		if err != nil {
			return time.Time{}, false, err
		}
		if ok && !due.After(until) {
			next = append(next, due)
		}
	}
	if len(next) == 0 {
		return time.Time{}, false, nil
	}
	return slices.MinFunc(next, time.Time.Compare), true, nil
}
