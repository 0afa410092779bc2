package command

import (
	"context"
	"slices"

	"usher/bot/say"
	"usher/schedule"
)

// restore reads /restore TALK. What is cancelled takes place again, where and when it
// was to be before; what was moved goes back to what is published.
func restore(ctx context.Context, e *Env, r *Request, m say.Moment) (order, error) {
	overrides, err := e.Desk.Overrides(ctx)
	if err != nil {
		return order{}, err
	}
	changed := func(s *schedule.Slot) bool {
		return s.Until.After(r.Now) && (s.Cancelled || len(about(overrides, s)) > 0)
	}
	offered := slices.DeleteFunc(slices.Clone(r.Schedule.Slots()), func(s *schedule.Slot) bool { return !changed(s) })
	if (r.Args == "" || say.IsEverything(schedule.Fold(r.Args))) && len(offered) == 0 {
		return answered(m.Overrides(overrides, e.Desk.Published(), 0)) // a delay is no talk's to restore
	}
	slot, answer := r.slotMeant(m, target{verb: "restore", fits: changed, offered: offered[:min(mostOffered, len(offered))]}, r.Args)
	if slot == nil {
		return answered(answer)
	}
	if !slot.Until.After(r.Now) {
		return answered(m.Cannot(say.CannotOver, slot, ""))
	}
	said := about(overrides, slot)
	off := slices.DeleteFunc(slices.Clone(said), func(o schedule.Override) bool { return o.Kind != schedule.Cancel })
	switch {
	case slot.Cancelled && (len(off) == 0 || publishedOff(slot)):
		return order{adds: []schedule.Override{over(schedule.Restore, slot)}}, nil
	case slot.Cancelled:
		return order{ends: numbers(off)}, nil
	}
	moves := slices.DeleteFunc(said, func(o schedule.Override) bool { return o.Kind != schedule.Move })
	switch {
	case len(moves) == 0 && r.lateness(overrides, slot.Room) > 0 && slot.Published != nil && !slot.Start.Equal(slot.Published.Start):
		return answered(m.CannotRestoreLate(slot, "/delay "+ref(slot.Room.Key)+" 0"))
	case len(moves) == 0:
		return answered(m.Cannot(say.CannotRestore, slot, ""))
	}
	return order{ends: numbers(moves)}, nil
}

// publishedOff reports whether a slot is cancelled in the published schedule as well.
func publishedOff(slot *schedule.Slot) bool {
	return slot.Published == nil && slot.Cancelled || slot.Published != nil && slot.Published.Cancelled
}

// about are the overrides of a slot, but for what has added it.
func about(overrides []schedule.Override, slot *schedule.Slot) []schedule.Override {
	return slices.DeleteFunc(slices.Clone(overrides), func(o schedule.Override) bool {
		return o.Kind == schedule.Add || !isAbout(o, slot, overrides)
	})
}

// isAbout reports whether one of the overrides is about a slot. A talk that organisers
// have added has one slot, wherever that has gone since.
func isAbout(o schedule.Override, slot *schedule.Slot, overrides []schedule.Override) bool {
	if slices.ContainsFunc(overrides, func(a schedule.Override) bool { return a.Kind == schedule.Add && a.Talk == slot.Key }) {
		return o.Talk == slot.Key
	}
	of := over(o.Kind, slot)
	return o.Talk == of.Talk && o.Slot.Equal(of.Slot) && o.Room == of.Room
}

func numbers(overrides []schedule.Override) []int64 {
	all := make([]int64, len(overrides))
	for i, o := range overrides {
		all[i] = o.Number
	}
	return all
}
