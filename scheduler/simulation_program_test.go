package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// program is the conference's schedule as its organisers edit it: what is in
// force is what the process under test has found of it.
type program struct {
	slots []schedule.Slot
	gone  map[string]bool // talks that are not in the schedule at all
	// alone are the talks with one slot: they may go anywhere, and vanish.
	alone map[string]bool
}

var simulatedRooms = []schedule.Room{{Key: "n-dome", Name: "Dome"}, {Key: "n-hall", Name: "Main Hall"}, {Key: "n-loft", Name: "Loft"}}

// The hours after noon between which talks start. What is held twice has one
// slot in the first half and one in the second, so that it is clear which of the
// two has moved.
const (
	firstStart, halfTime, lastStart = 30 * time.Minute, 2 * time.Hour, 3*time.Hour + 45*time.Minute
)

func (a *afternoon) newProgram() *program {
	p := &program{gone: map[string]bool{}, alone: map[string]bool{}}
	for i := range 8 + a.random.IntN(8) {
		key := fmt.Sprintf("main-c-T%d", i)
		p.alone[key] = i > 1
		p.add(a, key, i, a.anyStart(firstStart, halfTime-10*time.Minute))
		if !p.alone[key] {
			p.add(a, key, i, a.anyStart(halfTime, lastStart))
		} else if a.random.IntN(2) == 0 {
			shift(&p.slots[len(p.slots)-1], halfTime-firstStart)
		}
	}
	return p
}

func (p *program) add(a *afternoon, key string, i int, start time.Time) {
	p.slots = append(p.slots, schedule.Slot{
		Talk: schedule.Talk{Key: key, Title: fmt.Sprintf("Talk %d", i)},
		GUID: fmt.Sprintf("slot-%d", len(p.slots)),
		Room: simulatedRooms[a.random.IntN(len(simulatedRooms))], Start: start, End: start.Add(20 * time.Minute),
	})
}

// anyStart is a time of the afternoon at which talks start.
func (a *afternoon) anyStart(from, to time.Duration) time.Time {
	return a.noon.Add(from + time.Duration(a.random.Int64N(int64((to-from)/(5*time.Minute))))*5*time.Minute)
}

// edit changes one or two things and publishes that.
func (p *program) edit(a *afternoon) {
	for range 1 + a.random.IntN(2) {
		i := a.random.IntN(len(p.slots))
		slot := &p.slots[i]
		switch n := a.random.IntN(8); {
		case n < 3:
			p.move(a, slot)
		case n < 5:
			slot.Room = simulatedRooms[a.random.IntN(len(simulatedRooms))]
		case n < 6:
			slot.Cancelled = !slot.Cancelled
		case n < 7 && p.alone[slot.Key]:
			p.gone[slot.Key] = !p.gone[slot.Key]
		case p.alone[slot.Key]:
			p.swap(a, slot)
		}
	}
	a.publish()
}

func (p *program) move(a *afternoon, slot *schedule.Slot) {
	to := slot.Start.Add(time.Duration(a.random.IntN(17)-8) * 5 * time.Minute)
	from, until := a.noon.Add(firstStart), a.noon.Add(lastStart)
	if !p.alone[slot.Key] {
		if half := a.noon.Add(halfTime); slot.Start.Before(half) {
			until = half.Add(-5 * time.Minute)
		} else {
			from = half
		}
	}
	if !to.Before(from) && !to.After(until) {
		shift(slot, to.Sub(slot.Start))
	}
}

// swap lets two talks change places.
func (p *program) swap(a *afternoon, slot *schedule.Slot) {
	other := &p.slots[a.random.IntN(len(p.slots))]
	if p.alone[other.Key] {
		slot.Start, other.Start = other.Start, slot.Start
		slot.End, other.End = other.End, slot.End
		slot.Room, other.Room = other.Room, slot.Room
	}
}

// publish lets the source have the schedule as it is now.
func (a *afternoon) publish() {
	slots := slices.DeleteFunc(slices.Clone(a.program.slots), func(s schedule.Slot) bool { return a.program.gone[s.Key] })
	day := schedule.DateOf(a.noon)
	s, err := schedule.New(schedule.Draft{
		Conference: schedule.Conference{Zone: a.noon.Location(), Start: day, End: day}, Rooms: simulatedRooms, Slots: slots})
	if err != nil {
		a.t.Fatal(err)
	}
	a.source.publish(s)
}

// slow is a source that takes its time.
type slow struct {
	*origin
	take func() time.Duration
}

func (s slow) Fetch(ctx context.Context, last schedule.Copy) (schedule.Copy, bool, error) {
	select {
	case <-time.After(s.take()):
	case <-ctx.Done():
		return schedule.Copy{}, false, ctx.Err()
	}
	return s.origin.Fetch(ctx, last)
}

// sourceFails lets the source fail, or answer again.
func (a *afternoon) sourceFails() {
	if a.random.IntN(2) == 0 {
		a.source.fail(errors.New("timeout"))
		return
	}
	a.source.fail(nil)
}

// inForce puts a schedule in force, and lets those who keep one slot of a talk
// keep it: where it takes place no more they follow the whole talk again.
func (a *afternoon) inForce(newer *schedule.Schedule) {
	a.mu.Lock()
	defer a.mu.Unlock()
	older := a.live.Get()
	a.before = map[string]bot.Standing{}
	for _, slot := range a.program.slots {
		a.before[slot.GUID] = a.stands(slot.GUID)
	}
	a.live.Set(newer)
	for guid, was := range a.before {
		if stands := a.stands(guid); !was.Alike(stands) {
			a.worth[guid] = latest(was.Start, stands.Start).Add(worth)
		}
	}
	for guid, was := range a.before {
		if was.Same(a.stands(guid)) {
			continue
		}
		a.edited[guid] = time.Now()
		if a.now().Before(a.worth[guid]) {
			a.changed[guid] = time.Now()
		}
	}
	a.note("in force: %s", a.timetable())
	for before, after := range schedule.Compare(older, newer).Slots() {
		for _, v := range a.visitors {
			v.slotMoved(a, before, after)
		}
	}
	a.lookLocked()
}

func (a *afternoon) timetable() string {
	text := ""
	for _, s := range a.live.Get().Slots() {
		mark := ""
		if s.Cancelled {
			mark = "✗"
		}
		text += fmt.Sprintf(" %s%s@%s/%s", s.Title[len("Talk "):], mark, a.clock(s.Start), s.Room.Name[:1])
	}
	return text
}

// stands is how a slot stands in the schedule in force.
func (a *afternoon) stands(guid string) bot.Standing {
	for _, slot := range a.live.Get().Slots() {
		if slot.GUID == guid {
			return bot.StandingOf(slot)
		}
	}
	return bot.Standing{Off: true}
}

// slotsOf are the guids of a talk's slots, whether it is in force or not.
func (p *program) slotsOf(key string) []string {
	var guids []string
	for _, slot := range p.slots {
		if slot.Key == key {
			guids = append(guids, slot.GUID)
		}
	}
	return guids
}

// slot is a slot as it is, or was last, in force; as it is meant to be, where it
// never was.
func (a *afternoon) slot(guid string) *schedule.Slot {
	for _, slot := range a.live.Get().Slots() {
		if slot.GUID == guid {
			return slot
		}
	}
	i := slices.IndexFunc(a.program.slots, func(s schedule.Slot) bool { return s.GUID == guid })
	return &a.program.slots[i]
}
