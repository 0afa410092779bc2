package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// keep answers /keep: of several starred talks that start at one time, keep
// those that are named; or "/keep tour 14:00", of a talk that is held several
// times that one slot alone.
func keep(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	if slots, start, ok := r.slotOf(); ok {
		if _, held := r.Schedule.Slot(slots[0].Key, start); !held {
			return m.NotHeld(slots, start), nil
		}
		return e.starred(ctx, r, slots, start)
	}
	kept, answer := r.kept(m, w)
	if len(kept) == 0 {
		return answer, nil
	}
	if !w.stars(kept[0]) {
		return m.Unstarred(kept, false, false), nil
	}
	given, err := e.giveUp(ctx, r, w, kept)
	if err != nil {
		return bot.Message{}, err
	}
	return m.Kept(kept, given), nil
}

// slotOf reads a talk that is held several times, and the start of one slot of
// it: as a button says it, whether or not the slot is still there, or as typed.
func (r *Request) slotOf() (slots []*schedule.Slot, start time.Time, ok bool) {
	fields := strings.Fields(r.Args)
	if len(fields) == 3 {
		t, err := time.ParseInLocation(say.StampLayout, fields[1]+" "+fields[2], r.Schedule.Zone())
		if slots := r.Schedule.Talk(fields[0]); err == nil && len(slots) > 0 {
			return slots, t, true
		}
	}
	for i := 1; i < len(fields); i++ {
		when, ok := ReadWhen(strings.Join(fields[i:], " "), r.Schedule, r.Now)
		if !ok || when.At.IsZero() {
			continue
		}
		slot, ok := r.Schedule.Search(strings.Join(fields[:i], " ")).Meant()
		if !ok {
			continue
		}
		slots := r.Schedule.Talk(slot.Key)
		if _, held := r.Schedule.Slot(slot.Key, when.At); held && len(slots) > 1 {
			return slots, when.At, true
		}
	}
	return nil, time.Time{}, false
}

// giveUp takes back the stars of what starts with the talks that are kept. A talk
// that is held just once more stays starred for that.
func (e *Env) giveUp(ctx context.Context, r *Request, w wishes, kept []*schedule.Slot) ([]say.Given, error) {
	var given []say.Given
	for _, other := range w.starred {
		if !clashes(other, kept) {
			continue
		}
		again := slices.DeleteFunc(slices.Clone(r.Schedule.Talk(other.Key)), func(s *schedule.Slot) bool {
			return s.Cancelled || !s.Start.After(r.Now) || s.Start.Equal(other.Start) || !w.keeps(s)
		})
		g := say.Given{Slot: other}
		var err error
		if len(again) == 1 {
			g.Instead = again[0]
			err = e.follow(ctx, r, bot.Follow{Topic: talkTopic(other), Only: g.Instead.Start})
		} else {
			err = e.unfollow(ctx, r, talkTopic(other))
		}
		if err != nil {
			return nil, err
		}
		given = append(given, g)
	}
	return given, nil
}

// kept are the slots that the person keeps, from keys or words.
func (r *Request) kept(m say.Moment, w wishes) ([]*schedule.Slot, bot.Message) {
	var kept []*schedule.Slot
	for _, key := range words(r.Args) {
		if slots := r.Schedule.Talk(key); len(slots) > 0 {
			kept = append(kept, schedule.Soonest(w.of(slots), r.Now))
		}
	}
	if len(kept) > 0 {
		return kept, bot.Message{}
	}
	slots, answer := w.pickStarred(m, r, "keep")
	if len(slots) == 0 {
		return nil, answer
	}
	return []*schedule.Slot{schedule.Soonest(w.of(slots), r.Now)}, bot.Message{}
}

// clashes reports whether a slot starts with one that is kept, and is none.
func clashes(other *schedule.Slot, kept []*schedule.Slot) bool {
	same := false
	for _, k := range kept {
		if k.Key == other.Key {
			return false
		}
		same = same || k.Start.Equal(other.Start)
	}
	return same
}
