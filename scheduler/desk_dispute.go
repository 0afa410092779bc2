package scheduler

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// dispute is what organisers have to decide of a slot.
type dispute struct {
	bot.Dispute
	overrides []int64 // what they say of it
	// begins is when they have it begin, without what its room runs late.
	begins time.Time
}

// disputesOf are what is published otherwise than organisers say, and not decided.
func disputesOf(overrides []schedule.Override, inForce *schedule.Schedule) []dispute {
	var all []dispute
	for _, o := range overrides {
		if o.Asked == nil {
			continue
		}
		same := func(d dispute) bool {
			return d.Talk == o.Talk && d.Theirs.Start.Equal(o.Asked.Start) && d.Theirs.Room.Key == o.Asked.Room
		}
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i].overrides = append(all[i].overrides, o.Number)
			continue
		}
		i := slices.IndexFunc(inForce.Talk(o.Talk), func(s *schedule.Slot) bool {
			return s.Published != nil && schedule.SpotOf(s.Published).Same(*o.Asked)
		})
		if i < 0 {
			continue // it is gone: there is nothing to decide
		}
		slot := inForce.Talk(o.Talk)[i]
		all = append(all, dispute{
			bot.Dispute{Name: disputeName(o), Talk: o.Talk, Ours: bot.StandingOf(slot), Theirs: bot.StandingOf(slot.Published)},
			[]int64{o.Number},
			slot.Start.Add(-slot.Slid),
		})
	}
	return all
}

// disputeName is the number of an override, and what is published otherwise.
func disputeName(o schedule.Override) string {
	sum := fnv.New32a()
	fmt.Fprintf(sum, "%d %s %t", o.Asked.Start.UnixMilli(), o.Asked.Room, o.Asked.Off)
	return fmt.Sprintf("%d-%x", o.Number, sum.Sum32())
}

// asks are the notices for organisers of what they have to decide.
func (s *Scheduler) asks(layer schedule.Reconciled, inForce *schedule.Schedule, now time.Time) []bot.Notice {
	var all []bot.Notice
	for _, d := range disputesOf(layer.Overrides, inForce) {
		if slices.Contains(layer.Asked, d.overrides[0]) {
			all = append(all, bot.Notice{Kind: bot.Disputed, Talk: d.Name, Start: now, Due: now, Deadline: now, Expires: now.Add(heldExpiry)})
		}
	}
	return all
}

// Disputes are what the published schedule says otherwise than organisers, and nobody
// has decided.
func (s *Scheduler) Disputes() []bot.Dispute {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	var all []bot.Dispute
	for _, d := range s.intake.disputes {
		all = append(all, d.Dispute)
	}
	return all
}

// Decide ends the dispute of that name: ours stays in force, or what is published is. It
// is bot.ErrDecided if another organiser has decided, or something else is published by
// now.
func (s *Scheduler) Decide(ctx context.Context, name string, by bot.Chat, ours bool) (bot.Dispute, error) {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	if err := s.layOver(ctx); err != nil {
		return bot.Dispute{}, err
	}
	i := slices.IndexFunc(in.disputes, func(d dispute) bool { return d.Name == name })
	if i < 0 {
		return s.decidedBefore(ctx, name, by)
	}
	d := in.disputes[i]
	a := bot.Act{By: by, At: s.config.Now(), Ends: d.overrides}
	if ours {
		a.Adds = in.insisting(d)
		for i := range a.Adds {
			a.Adds[i].By, a.Adds[i].At = by.String(), a.At
		}
	}
	a, err := s.config.Store.DraftAct(bot.Preparing(ctx), a, "", a.At.Add(-actLife))
	if err != nil {
		return bot.Dispute{}, err
	}
	return d.Dispute, s.doUnseen(ctx, a, schedule.Reconciled{Overrides: in.with(a)})
}

// decidedBefore is what a dispute was about that was decided: if the update that is
// answered has done that, before a crash, that is all there is to it.
func (s *Scheduler) decidedBefore(ctx context.Context, name string, by bot.Chat) (bot.Dispute, error) {
	a, err := s.drewUp(ctx, bot.Act{By: by}, bot.ErrDecided)
	if err != nil {
		return bot.Dispute{}, err
	}
	done, without, err := s.doneBefore(ctx, a.Number)
	if errors.Is(err, bot.ErrNoDraft) { // it was about to
		err = bot.ErrDecided
	}
	if err != nil {
		return bot.Dispute{}, err
	}
	if _, err := s.again(ctx, done, bot.ErrDecided); err != nil {
		return bot.Dispute{}, err
	}
	for _, d := range disputesOf(without, schedule.Overlay(s.intake.published(), without)) {
		if d.Name == name {
			return d.Dispute, nil
		}
	}
	return bot.Dispute{}, bot.ErrDecided
}

// insisting are overrides that leave a slot as it is, whatever is published of it now. One
// that is late for its room alone is given no start, so that it goes on sliding.
func (in *intake) insisting(d dispute) []schedule.Override {
	ours, theirs := d.Ours, d.Theirs
	var all []schedule.Override
	insist := func(kind schedule.OverrideKind) *schedule.Override {
		was := schedule.Spot{Start: theirs.Start, Room: theirs.Room.Key, Off: theirs.Off}
		all = append(all, schedule.Override{Kind: kind, Talk: d.Talk, Slot: was.Start, Room: was.Room, Was: was})
		return &all[len(all)-1]
	}
	if timed := !d.begins.Equal(theirs.Start); timed || ours.Room.Key != theirs.Room.Key {
		move := insist(schedule.Move)
		move.ToRoom = ours.Room.Key
		if timed {
			move.ToStart = ours.Start
		}
	}
	switch {
	case ours.Off && !theirs.Off:
		insist(schedule.Cancel)
	case theirs.Off && !ours.Off:
		insist(schedule.Restore)
	}
	return all
}

// disputed words what organisers have to decide.
func (l *lane) disputed(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	open, kept, untrue := open(d, now, l.disputes(), func(d bot.Dispute) string { return d.Name })
	if len(kept) == 0 {
		return m, nil, untrue
	}
	return v.At(l.config.Schedule(), now, nil).Disputed(open...), kept, untrue
}
