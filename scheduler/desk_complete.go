package scheduler

import (
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// complete fills in what an act leaves to us: which slots are meant as they are
// published, what was said of them, and which overrides it takes the place of. It is
// bot.ErrNoTalk if what it is about is not in the schedule.
func (in *intake) complete(a bot.Act, inForce *schedule.Schedule, now time.Time) (bot.Act, error) {
	var ends []int64
	for _, n := range a.Ends {
		for _, o := range in.overrides {
			if o.Number == n || in.precedes(o, n, inForce) {
				ends = append(ends, o.Number)
			}
		}
	}
	if len(ends) < len(a.Ends) {
		return a, bot.ErrNoTalk
	}
	var adds []schedule.Override
	for _, o := range a.Adds {
		o.By, o.At = a.By.String(), now
		var err error
		switch o.Kind {
		case schedule.Delay:
			o, err = in.completeDelay(o, now)
		case schedule.Add:
			o, err = in.completeAdd(o)
		default:
			o, err = in.completeSlot(o)
		}
		if err != nil {
			return a, err
		}
		instead, needed := in.instead(o)
		ends = append(ends, instead...)
		if needed {
			adds = append(adds, o)
		}
	}
	left := in.with(bot.Act{Ends: ends})
	ends = append(ends, missing(left, grounded(left, in.overrides))...)
	slices.Sort(ends)
	a.Adds, a.Ends = adds, slices.Compact(ends)
	return a, nil
}

// precedes reports whether a delay is one that the delay of that number has taken the
// place of: it would be in force again without that one.
func (in *intake) precedes(o schedule.Override, number int64, inForce *schedule.Schedule) bool {
	i := slices.IndexFunc(in.overrides, func(o schedule.Override) bool { return o.Number == number })
	if i < 0 {
		return false
	}
	later := in.overrides[i]
	return o.Kind == schedule.Delay && later.Kind == schedule.Delay && o.Room == later.Room &&
		inForce.Day(o.From) == inForce.Day(later.From)
}

// completeDelay has a delay begin with a full minute: a talk may be put off until then.
func (in *intake) completeDelay(o schedule.Override, now time.Time) (schedule.Override, error) {
	if !in.hasRoom(o.Room) {
		return o, bot.ErrNoTalk
	}
	o.Late = max(o.Late, 0)
	if o.From.IsZero() {
		o.From = now
	}
	o.From = o.From.Add(time.Minute - 1).Truncate(time.Minute).UTC()
	return o, nil
}

func (in *intake) completeAdd(o schedule.Override) (schedule.Override, error) {
	a := o.Added
	if o.Talk == "" || a == nil || a.Start.IsZero() || !in.hasRoom(a.Room.Key) {
		return o, bot.ErrNoTalk
	}
	return o, nil
}

func (in *intake) completeSlot(o schedule.Override) (schedule.Override, error) {
	spot, ok := in.meant(o)
	if !ok || o.ToRoom != "" && !in.hasRoom(o.ToRoom) {
		return o, bot.ErrNoTalk
	}
	o.Slot, o.Room, o.Was, o.ToStart = spot.Start, spot.Room, spot, o.ToStart.UTC()
	return o, nil
}

// followed are what a draft adds, about the slots as they are published by now: one that was
// published anew since is known by its talk. Under its old start an override would lie in
// wait until the talk goes back there.
func (in *intake) followed(adds []schedule.Override) ([]schedule.Override, error) {
	var all []schedule.Override
	for _, o := range adds {
		if o.Kind == schedule.Delay || o.Kind == schedule.Add {
			all = append(all, o)
			continue
		}
		if _, there := in.meant(o); !there {
			o.Slot, o.Room = time.Time{}, ""
		}
		now, err := in.completeSlot(o)
		if err != nil {
			return nil, err
		}
		all = append(all, now)
	}
	return all, nil
}

// meant is where the slot is published that an override is about, or was added. Without
// a start it is the only one of its talk.
func (in *intake) meant(o schedule.Override) (schedule.Spot, bool) {
	for _, add := range in.overrides {
		if add.Kind == schedule.Add && add.Talk == o.Talk {
			return schedule.SpotOf(add.Added), true
		}
	}
	slots := in.published().Talk(o.Talk)
	i := slices.IndexFunc(slots, func(s *schedule.Slot) bool {
		return s.Start.Equal(o.Slot) && (o.Room == "" || s.Room.Key == o.Room)
	})
	switch {
	case i >= 0:
		return schedule.SpotOf(slots[i]), true
	case o.Slot.IsZero() && len(slots) == 1:
		return schedule.SpotOf(slots[0]), true
	}
	return schedule.Spot{}, false
}

func (in *intake) hasRoom(key string) bool {
	return slices.ContainsFunc(in.published().Rooms(), func(r schedule.Room) bool { return r.Key == key })
}

// instead are the overrides that another takes the place of. It is not needed itself
// if what is published says the same without them.
func (in *intake) instead(o schedule.Override) (ends []int64, needed bool) {
	switch o.Kind {
	case schedule.Cancel:
		needed = !o.Was.Off
	case schedule.Restore:
		needed = o.Was.Off
	case schedule.Move:
		needed = o.ToRoom != "" && o.ToRoom != o.Was.Room || !o.ToStart.IsZero() && !o.ToStart.Equal(o.Was.Start)
	default:
		return nil, true
	}
	for _, p := range in.overrides {
		if p.Talk != o.Talk || !p.Slot.Equal(o.Slot) || p.Room != o.Room {
			continue
		}
		if p.Asked != nil { // this decides it
			ends = append(ends, p.Number)
			continue
		}
		if covers := (p.Kind == schedule.Move) == (o.Kind == schedule.Move) && p.Kind != schedule.Add; !covers {
			continue
		}
		if p.Kind == schedule.Move && (p.ToRoom != "" && o.ToRoom == "" || !p.ToStart.IsZero() && o.ToStart.IsZero()) {
			// It says more: that stays in force under this one.
			needed = true
			continue
		}
		ends = append(ends, p.Number)
	}
	return ends, needed
}
