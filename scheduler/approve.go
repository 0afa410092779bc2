package scheduler

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// Approvals is what the store knows of changes that people are not told of before an
// organiser has approved that.
type Approvals interface {
	// Approvals are those that wait, the first found first.
	Approvals(ctx context.Context, now time.Time) ([]bot.Approval, error)
	// Approved are, of these numbers, those of which people are told.
	Approved(ctx context.Context, numbers []int64) ([]bot.Approval, error)
	// Decide decides about them, and says about which. Where a verdict is about one, it is
	// bot.ErrDecided if that waits no more, bot.ErrTooLate if it is worth nothing any more,
	// and bot.ErrChangedSince if it has changed.
	Decide(ctx context.Context, v bot.Verdict) (bot.Decision, error)
	// NoteApproval has one told with a note beside it, to those with whom a language is
	// spoken; "" is for everybody else. Its errors are Decide's.
	NoteApproval(ctx context.Context, number int64, language, note string, now time.Time) error
	// Reopen takes back that an act approved these; bot.ErrUndone if somebody was faster.
	Reopen(ctx context.Context, act int64, numbers []int64, now time.Time) error
}

// reminding is how long before the first ring that a change makes wrong organisers are
// asked again.
const reminding = 15 * time.Minute

// again sets when organisers are asked again about changes, if the longest lead that
// anybody has chosen is that.
func again(all []bot.SlotChange, longest time.Duration) []bot.SlotChange {
	for i := range all {
		all[i].Again = all[i].Deadline.Add(ahead - longest - reminding)
	}
	return all
}

// Unapproved are the changes of which people are told once an organiser has approved that,
// with whom they concern: of each, that is looked up for those that a page shows which
// leaves out the first skip of them.
func (s *Scheduler) Unapproved(ctx context.Context, skip int) (bot.Unheard, error) {
	waiting, err := s.config.Store.Approvals(ctx, s.config.Now())
	if err != nil {
		return bot.Unheard{}, err
	}
	return s.unheard(ctx, waiting, skip)
}

// CountUnapproved is how many those are.
func (s *Scheduler) CountUnapproved(ctx context.Context) (int, error) {
	waiting, err := s.config.Store.Approvals(ctx, s.config.Now())
	return len(waiting), err
}

// Approve decides about what waits for approval, and says about what. It is
// bot.ErrDecided if another organiser was faster, bot.ErrTooLate if it is worth nothing
// any more, and bot.ErrChangedSince if it has changed since it was seen.
func (s *Scheduler) Approve(ctx context.Context, v bot.Verdict) (bot.Decision, error) {
	v.At = s.config.Now()
	return s.config.Store.Decide(ctx, v)
}

// NoteApproval has a change that waits for approval told with a note beside it, in a
// language or, if that is "", to everybody else. Its errors are Approve's.
func (s *Scheduler) NoteApproval(ctx context.Context, number int64, language, note string) error {
	return s.config.Store.NoteApproval(ctx, number, language, note, s.config.Now())
}

// unheard finds out whom changes concern that wait for approval: as a preview of them says
// it, since people know the programme as they were told it last.
func (s *Scheduler) unheard(ctx context.Context, waiting []bot.Approval, skip int) (bot.Unheard, error) {
	all := bot.Unheard{Waiting: slices.Clone(waiting)}
	if len(waiting) == 0 {
		return all, nil
	}
	newer, now := s.config.Schedule(), s.config.Now()
	was := known(newer, waiting)
	look := func(waiting []bot.Approval) (bot.Radius, error) {
		var changes []bot.SlotChange
		for _, a := range waiting {
			c := bot.SlotChange{Talk: a.Talk, Before: a.Told, After: a.Stands}
			pace{now: now}.time(&c)
			c.Before = c.After // it follows the slot already what those have who are to be told
			changes = append(changes, c)
		}
		return s.concern(ctx, bot.Revision{Changes: changes, Now: now}, meetings(newer, was, changes))
	}
	var err error
	if all.Radius, err = look(waiting); err != nil {
		return all, err
	}
	for i := range all.Waiting {
		if i < skip || i >= skip+say.UnapprovedShown {
			continue
		}
		of, err := look(waiting[i : i+1])
		if err != nil {
			return all, err
		}
		all.Waiting[i].Radius = &of
	}
	return all, nil
}

// known is how most know the slots of a schedule of which some changes wait for approval.
func known(s *schedule.Schedule, waiting []bot.Approval) map[*schedule.Slot]*schedule.Slot {
	was := map[*schedule.Slot]*schedule.Slot{}
	for _, slot := range s.Slots() {
		was[slot] = slot
	}
	for _, a := range waiting {
		slot, ok := s.Slot(a.Talk, a.Stands.Start)
		if !ok {
			continue
		}
		before := *slot
		moved := a.Told.Start.Sub(slot.Start)
		before.Start, before.Until = before.Start.Add(moved), before.Until.Add(moved)
		if !before.End.IsZero() {
			before.End = before.End.Add(moved)
		}
		before.Room, before.Cancelled = a.Told.Room, a.Told.Off
		was[slot] = &before
	}
	return was
}

// reopen takes back what an act has approved and still stands so: what has changed since
// asks for approval of its own.
func (s *Scheduler) reopen(ctx context.Context, act int64) error {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	done, _, err := s.config.Store.Act(ctx, act)
	if err != nil {
		return err
	}
	approved, err := s.config.Store.Approved(ctx, done.Approves)
	if err != nil {
		return err
	}
	var numbers []int64
	for _, a := range approved {
		slot, there := s.config.Schedule().Slot(a.Talk, a.Stands.Start)
		if there && bot.StandingOf(slot).Same(a.Stands) || !there && a.Stands.Off {
			numbers = append(numbers, a.Number)
		}
	}
	if len(numbers) == 0 {
		return bot.ErrTooLate
	}
	return s.config.Store.Reopen(ctx, act, numbers, s.config.Now())
}

// approved is an act by which people are told what it approves, as a Proposal.
func (s *Scheduler) approved(ctx context.Context, a bot.Act) (bot.Proposal, error) {
	approved, err := s.config.Store.Approved(ctx, a.Approves)
	newer := s.config.Schedule()
	p := bot.Proposal{Act: a, Versions: schedule.Comparison{Older: newer, Newer: newer}}
	for _, one := range approved {
		p.Changes = append(p.Changes, bot.SlotChange{Talk: one.Talk, Before: one.Told, After: one.Stands})
	}
	return p, err
}

// unapproved asks an organiser what people are to be told of changes: of all that wait, as
// one button tells all. The second time it says what hurries.
func (l *lane) unapproved(ctx context.Context, v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	asked := d
	asked.Notices = make([]bot.Queued, len(d.Notices))
	hurried := map[int64]bool{}
	for i, n := range d.Notices {
		name, hurries := strings.CutSuffix(n.Talk, bot.AskedAgain)
		n.Talk = name
		asked.Notices[i], hurried[n.ID] = n, hurries
	}
	waiting := d.About.Approvals
	about, kept, untrue := open(asked, now, waiting, func(a bot.Approval) string { return strconv.FormatInt(a.Number, 10) })
	if len(kept) == 0 {
		return m, nil, untrue
	}
	var hurry []bot.Approval
	for i, n := range kept {
		if hurried[n.ID] {
			hurry = append(hurry, about[i])
		}
	}
	all, err := l.unheard(ctx, waiting, 0)
	if err != nil { // then whom they concern is not said
		l.log.Warn("cannot look whom changes concern that wait for approval", "error", err)
		all.Waiting = waiting
	}
	m = v.At(l.config.Schedule(), now, nil).Unapproved(all, 0, hurry...)
	m.Rings = true
	return m, kept, untrue
}

// untold words what a message still tells of which some was taken back.
func (l *lane) untold(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	if !slices.ContainsFunc(d.Notices, func(n bot.Queued) bool { return n.Expires.After(now) }) {
		return m, nil, map[string][]int64{expired: ids(d.Notices)}
	}
	var told, retracted []say.Changed
	for _, c := range d.About.Changes {
		to := &told
		if c.Retracted {
			to = &retracted
		}
		*to = append(*to, say.Changed{Talk: c.Talk, Told: c.Told, Stands: c.Stands})
	}
	if len(retracted) == 0 {
		return m, nil, map[string][]int64{unsaid: ids(d.Notices)}
	}
	return v.At(l.config.Schedule(), now, nil).Retracted(told, retracted), d.Notices, nil
}
