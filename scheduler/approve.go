package scheduler

import (
	"context"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// Approvals is what the store knows of changes that people are not told of before an
// organiser has approved that.
type Approvals interface {
	// Approvals are those that wait, the first found first.
	Approvals(ctx context.Context, now time.Time) ([]bot.Approval, error)
	// Decide decides about them, and says about which. Where a verdict is about one, it is
	// bot.ErrDecided if that waits no more, and bot.ErrChangedSince if it has changed.
	Decide(ctx context.Context, v bot.Verdict) ([]bot.Approval, error)
	// NoteApproval has one told with a note beside it; bot.ErrDecided if it waits no more.
	NoteApproval(ctx context.Context, number int64, note string, now time.Time) error
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

// Unapproved are the changes of which people are told once an organiser has approved that.
func (s *Scheduler) Unapproved(ctx context.Context) ([]bot.Approval, error) {
	return s.config.Store.Approvals(ctx, s.config.Now())
}

// Approve has people told of what waits for approval, or nobody: of one, or of all if
// number is 0, as they stood in a revision. It says of which. It is bot.ErrDecided if
// another organiser was faster, and bot.ErrChangedSince if it has changed since.
func (s *Scheduler) Approve(ctx context.Context, number, revision int64, tell bool) ([]bot.Approval, error) {
	return s.config.Store.Decide(ctx, bot.Verdict{Number: number, Revision: revision, Tell: tell, At: s.config.Now()})
}

// NoteApproval has a change that waits for approval told with a note beside it. It is
// bot.ErrDecided if it waits no more.
func (s *Scheduler) NoteApproval(ctx context.Context, number int64, note string) error {
	return s.config.Store.NoteApproval(ctx, number, note, s.config.Now())
}

// unapproved asks an organiser what people are to be told of changes: of all that wait, as
// one button tells all.
func (l *lane) unapproved(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	asked := d
	asked.Notices = make([]bot.Queued, len(d.Notices))
	for i, n := range d.Notices {
		n.Talk = strings.TrimSuffix(n.Talk, bot.AskedAgain)
		asked.Notices[i] = n
	}
	waiting := d.About.Approvals
	_, kept, untrue = open(asked, now, waiting, func(a bot.Approval) string { return strconv.FormatInt(a.Number, 10) })
	if len(kept) == 0 {
		return m, nil, untrue
	}
	m = v.At(l.config.Schedule(), now, nil).Unapproved(waiting)
	m.Rings = true
	return m, kept, untrue
}
