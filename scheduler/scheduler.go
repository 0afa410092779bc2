package scheduler

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"usher/bot"
	"usher/schedule"
)

// DefaultLead is how long before a talk people are rung who chose nothing else.
const DefaultLead = 10 * time.Minute

// Config is what a Scheduler works with.
type Config struct {
	Store Store
	// Schedule is the schedule in force.
	Schedule func() *schedule.Schedule
	// Platforms are the networks, by name.
	Platforms map[string]bot.Platform
	// Now is the conference clock; nil is time.Now.
	Now func() time.Time
	// Real is the clock that waiting, backing off and limits go by, which never
	// steps; nil is the machine's, as it has run since New.
	Real func() time.Time
	// Sources are where the schedule comes from, the most trustworthy first; where
	// there are none, it never changes by itself. SetSchedule puts another one in
	// force.
	Sources     []Origin
	SetSchedule func(*schedule.Schedule)
	// Removed reads what is kept of a source that is none of these any more; nil
	// keeps nothing of it.
	Removed func(name string) Source
	// Refresh is how often the sources are asked; 0 is DefaultRefresh.
	Refresh time.Duration
	// Settle is how long a change may still change before people are told,
	// unless it is urgent.
	Settle time.Duration
	// Approve says that people are told of what changes in the published schedule once an
	// organiser has approved that.
	Approve bool
	// Retain is for how long after the conference's end is known whom was told
	// what; 0 is DefaultRetain.
	Retain time.Duration
	// Organisers are those by the settings, who are asked about doubtful schedules and
	// told of trouble, as are those whom they have made organisers since.
	Organisers []bot.Chat
	// Lead is the conference's own lead; 0 is DefaultLead.
	Lead time.Duration
	// Language is spoken with people who have not chosen one, a BCP 47 tag.
	Language string
	// Chance is a number from 0 up to 1 by which attempts that failed together
	// are spread; nil is rand.Float64. It is safe for concurrent use.
	Chance func() float64
	// Log is for the operator; nil logs nothing.
	Log *slog.Logger
}

// Scheduler rings people before their talks. It is safe for concurrent use.
type Scheduler struct {
	config Config
	lanes  []*lane
	wake   signal
	watch  watch // of whoever runs
	leaps  leaps

	// planning is held while planning. All rings due by planned are queued, as
	// plannedFor has them and as of plannedAt; where one of these is out of date,
	// or wrong after a crash, planning from the beginning does no harm.
	planning   sync.Mutex
	planned    time.Time
	plannedAt  time.Time
	plannedFor *schedule.Schedule
	alive      time.Time // when the store was last told that this process is

	intake intake

	// outlivedBefore says that an hour ago, too, all was to be forgotten.
	outlivedBefore atomic.Bool
}

// New is a scheduler. It does nothing before Run or Tick.
func New(c Config) *Scheduler {
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Now = onTheWall(c.Now)
	if c.Real == nil {
		c.Real = steady(time.Now())
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Lead = cmp.Or(c.Lead, DefaultLead)
	c.Refresh = cmp.Or(c.Refresh, DefaultRefresh)
	c.Retain = cmp.Or(c.Retain, DefaultRetain)
	if c.Chance == nil {
		c.Chance = rand.Float64
	}
	s := &Scheduler{config: c, wake: newSignal()}
	for _, o := range c.Sources {
		src := &source{Origin: o, state: bot.SourceState{Name: o.Source.Name()}}
		if len(c.Sources) > 1 {
			src.state.Source = o.Name
		}
		s.intake.sources = append(s.intake.sources, src)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Platforms)) {
		s.lanes = append(s.lanes, s.newLane(c.Platforms[name]))
	}
	return s
}

// Run plans each minute and whenever it is woken, and delivers what falls due,
// until ctx is done. It returns nil when what was in hand is settled.
func (s *Scheduler) Run(ctx context.Context) error {
	var work sync.WaitGroup
	defer work.Wait()
	for _, l := range s.lanes {
		work.Go(func() { l.run(ctx) })
	}
	asked := newSignal()
	if len(s.config.Sources) > 0 {
		work.Go(func() { s.refreshWhenRung(ctx, asked) })
	}
	jobs := cron.New(cron.WithLocation(time.UTC))
	jobs.Schedule(cron.Every(housekeeping), cron.FuncJob(func() { s.keepHouse(ctx) }))
	askAgain := func() cron.EntryID { return jobs.Schedule(cron.Every(s.config.Refresh), cron.FuncJob(asked.ring)) }
	asking := askAgain()
	jobs.Start()
	defer func() { <-jobs.Stop().Done() }()
	// Planning that takes longer than a minute is followed by one more, not by a
	// heap of them.
	minutes := time.NewTicker(tick)
	defer minutes.Stop()
	s.Wake()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-minutes.C:
		case <-s.wake:
		}
		// cron sleeps by the clock on the wall: where that is set back by an hour, it
		// would do nothing for an hour.
		if s.stepped() {
			jobs.Remove(asking)
			asking = askAgain()
		}
		s.planDue(ctx)
	}
}

// stepped reports whether the conference clock was set since it was last asked.
func (s *Scheduler) stepped() bool {
	step := s.watch.look(s.config.Now(), s.config.Real())
	if step != 0 {
		s.config.Log.Info("the clock was set, or the machine slept", "by", step.Round(time.Second))
	}
	return step != 0
}

// planDue plans for the near future and lets the lanes look again.
func (s *Scheduler) planDue(ctx context.Context) {
	now := s.config.Now()
	if err := s.plan(ctx, now, now); err != nil && ctx.Err() == nil {
		// The next tick makes up for it.
		s.config.Log.Error("cannot plan", "error", err)
	}
	more, err := s.spread(ctx, now, now.Add(slack))
	if err != nil && ctx.Err() == nil {
		s.config.Log.Error("cannot queue a broadcast", "error", err)
	}
	withdrawn, err := s.correct(ctx, now)
	if err != nil && ctx.Err() == nil {
		s.config.Log.Error("cannot queue that a broadcast is withdrawn", "error", err)
	}
	if more || withdrawn {
		s.Wake() // for the next slice, once what is more urgent is planned
	}
	for _, l := range s.lanes {
		l.wake.ring()
	}
}

// Wake asks for planning at once, because wishes, the schedule or the clock have
// changed. It never waits.
func (s *Scheduler) Wake() { s.wake.ring() }

// Tick plans and delivers all that is due by the conference clock, and returns
// when that is done. It may be used beside Run or instead of it.
func (s *Scheduler) Tick(ctx context.Context) error {
	if err := s.queue(ctx); err != nil {
		return err
	}
	for _, l := range s.lanes {
		_, err := l.drain(ctx)
		l.wake.ring() // it may have heard what Run was meant to
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// queue plans all that falls due soon.
func (s *Scheduler) queue(ctx context.Context) error {
	now := s.config.Now()
	if err := s.plan(ctx, now, now); err != nil {
		return err
	}
	if err := s.spreadAll(ctx, now, now.Add(slack)); err != nil {
		return err
	}
	return s.correctAll(ctx, now)
}

// signal is a bell that remembers one ring.
type signal chan struct{}

func newSignal() signal { return make(signal, 1) }

func (s signal) ring() {
	select {
	case s <- struct{}{}:
	default:
	}
}

// heard reports whether it has rung since it was last heard.
func (s signal) heard() bool {
	select {
	case <-s:
		return true
	default:
		return false
	}
}
