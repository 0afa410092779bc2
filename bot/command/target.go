package command

import (
	"slices"
	"strings"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// target is which slot an organiser's words may mean.
type target struct {
	// verb is the command, and rest what follows the slot on a button that goes on:
	// "moveroom" and " n-dome".
	verb, rest string
	// fits says of which slots there is something to do; the others are meant only
	// where no other is.
	fits func(*schedule.Slot) bool
	// offered are the slots to choose from where nothing was typed.
	offered []*schedule.Slot
}

// slotMeant is the slot that was meant: by a button's word, by words of its title with
// or without one of its times, by a room and a time. Nil if that is not plain, with the
// answer to give instead, whose buttons go on.
func (r *Request) slotMeant(m say.Moment, t target, typed string) (*schedule.Slot, bot.Message) {
	first := bot.Message{}
	if say.IsEverything(schedule.Fold(typed)) {
		typed, first = "", r.Voice.OneByOne()
	}
	if typed == "" && len(t.offered) == 0 {
		return nil, m.Quiet()
	}
	hits := r.hits(t, typed)
	if len(hits.slots) == 1 {
		return hits.slots[0], bot.Message{}
	}
	r.asks("/"+t.verb, t.rest)
	var near []*schedule.Slot
	if typed != "" && len(hits.found.Talks) == 0 {
		near = r.Schedule.Nearest(typed, nearestOffered)
	}
	switch {
	case typed == "":
		return nil, first.Then(m.WhichTalk(t.verb, r.choices(t, t.offered), r.example(t)))
	case len(hits.slots) > 1:
		return nil, m.WhichSlot(r.choices(t, hits.slots))
	case hits.gone:
		return nil, m.TalkGone()
	case len(hits.found.Talks) == 0 && len(near) > 0:
		return nil, m.WhichMatch(typed, schedule.Found{Respelled: true}, r.choices(t, r.mattering(near)))
	case len(hits.found.Talks) == 0 && len(t.offered) > 0:
		few := r.choices(t, t.offered[:min(nearestOffered, len(t.offered))])
		return nil, m.Nothing(typed).Then(m.WhichTalk(t.verb, few, r.example(t)))
	case len(hits.found.Talks) == 0:
		return nil, m.Nothing(typed)
	default:
		return nil, m.WhichMatch(typed, hits.found, r.choices(t, r.mattering(hits.found.Talks)))
	}
}

// nearestOffered is how many talks are offered where what was typed is like none.
const nearestOffered = 3

// hits are what words for a slot lead to.
type hits struct {
	// slots are of one talk; of several, one is to be chosen.
	slots []*schedule.Slot
	// gone says that it is a button's word for what is not in the schedule any more.
	gone bool
	// found are talks of which none is plainly meant.
	found schedule.Found
}

func (r *Request) hits(t target, typed string) hits {
	if !strings.Contains(typed, " ") {
		slots, known := referred(r.Schedule, typed)
		if len(slots) == 0 && (known || schedule.IsKey(typed)) {
			return hits{gone: true}
		}
		if len(slots) == 0 {
			slots = r.Schedule.TalkByID(typed)
		}
		if len(slots) > 0 {
			return hits{slots: r.fit(t, slots)}
		}
	}
	if slots := r.titled(typed); len(slots) > 0 {
		return hits{slots: r.fit(t, slots)}
	}
	for _, read := range []func(string) (*schedule.Slot, bool){r.placed, r.timed} {
		if slot, ok := read(typed); ok {
			return hits{slots: []*schedule.Slot{slot}}
		}
	}
	found := fitting(r.Schedule, t, r.search(typed))
	if slot, ok := found.Meant(); ok { // what is in a text alone is to be asked about
		return hits{slots: r.fit(t, r.Schedule.Talk(slot.Key))}
	}
	return hits{found: found}
}

// search is what words find, looked for once: the ways to part a sentence have halves in
// common, and misspelled ones take milliseconds.
func (r *Request) search(words string) schedule.Found {
	found, known := r.searches[words]
	if !known {
		found = r.Schedule.Search(words)
		r.searches[words] = found
	}
	return found
}

// titled are the slots of the one talk that is called just that.
func (r *Request) titled(typed string) []*schedule.Slot {
	words := schedule.Words(typed)
	if len(words) == 0 {
		return nil
	}
	key := ""
	for _, slot := range r.Schedule.Slots() {
		if slot.Key == key || !slices.Equal(schedule.Words(slot.Title), words) {
			continue
		}
		if key != "" {
			return nil
		}
		key = slot.Key
	}
	return r.Schedule.Talk(key)
}

// placed is the one slot that a room holds at a time: "dome 14:30".
func (r *Request) placed(typed string) (*schedule.Slot, bool) {
	words := *r
	words.Args = typed
	a, ok := words.asked()
	if !ok || a.room.Key == "" || a.when.At.IsZero() {
		return nil, false
	}
	in := r.in(a.room, a.when.At)
	if len(in) != 1 {
		return nil, false
	}
	return in[0], true
}

// timed is one of several slots of a talk, by the time after its words: "tour 14:00".
func (r *Request) timed(typed string) (*schedule.Slot, bool) {
	words := *r
	words.Args = typed
	slots, start, ok := words.slotOf()
	if !ok {
		return nil, false
	}
	return r.Schedule.Slot(slots[0].Key, start)
}

// fit are the slots of a talk that fit; where none does, the one that matters now.
func (r *Request) fit(t target, slots []*schedule.Slot) []*schedule.Slot {
	fit := slices.DeleteFunc(slices.Clone(slots), func(s *schedule.Slot) bool { return !t.fits(s) })
	if len(fit) == 0 {
		return []*schedule.Slot{schedule.Soonest(slots, r.Now)}
	}
	return fit
}

// fitting is what was found, without what nothing can be done about where something
// can be done about others.
func fitting(s *schedule.Schedule, t target, found schedule.Found) schedule.Found {
	if fit := among(found, func(slot *schedule.Slot) bool {
		return slices.ContainsFunc(s.Talk(slot.Key), t.fits)
	}); len(fit.Talks) > 0 {
		return fit
	}
	return found
}

// mattering are the slots of talks that matter now.
func (r *Request) mattering(talks []*schedule.Slot) []*schedule.Slot {
	all := make([]*schedule.Slot, len(talks))
	for i, slot := range talks {
		all[i] = schedule.Soonest(r.Schedule.Talk(slot.Key), r.Now)
	}
	return all
}

// choices are buttons that go on with one of some slots each.
func (r *Request) choices(t target, slots []*schedule.Slot) []say.SlotChoice {
	var all []say.SlotChoice
	for _, slot := range slots {
		all = append(all, say.SlotChoice{Slot: slot, Command: "/" + t.verb + " " + slotRef(r.Schedule, slot) + t.rest})
	}
	return all
}

// mostOffered is how many talks are offered where none was named: as many as fit on
// a phone's screen.
const mostOffered = 8

// nowAndNext are what runs and what comes next in each room, or in one room: what an
// organiser is most likely to be asked about.
func (r *Request) nowAndNext(room schedule.Room) []*schedule.Slot {
	var all []*schedule.Slot
	for _, slot := range slices.Concat(r.Schedule.Now(r.Now), r.Schedule.Next(r.Now, 3)) {
		if !slot.Lasting() && (room.Key == "" || slot.Room.Key == room.Key) && r.may.Manages(slot.Room.Key) {
			all = append(all, slot)
		}
	}
	return all[:min(mostOffered, len(all))]
}

// lasts says that a slot takes place and is not over.
func (r *Request) lasts(slot *schedule.Slot) bool { return !slot.Cancelled && slot.Until.After(r.Now) }

// example is what could be typed for a command, as the schedule has it.
func (r *Request) example(t target) string {
	slot, ok := r.Schedule.First(r.Now)
	switch {
	case t.verb == "restore" && len(t.offered) > 0:
		slot = t.offered[0] // nothing can be done about others
	case !ok:
		return r.examples().word
	}
	example := r.calls(slot)
	switch t.verb {
	case "moveroom":
		for _, room := range r.Schedule.Rooms() {
			if room.Key != slot.Room.Key {
				return r.Voice.Toward(example, strings.ToLower(room.Name))
			}
		}
	case "movetime":
		return example + " " + r.soon(slot)
	case "swap":
		if others := r.others(slot); len(others) > 0 {
			return example + ", " + r.calls(others[len(others)-1])
		}
	}
	return example
}

// calls are the fewest words of a slot's title, two at least, that mean its talk, for an
// example; what a button calls it where no words do.
func (r *Request) calls(slot *schedule.Slot) string {
	words := schedule.Words(slot.Title)
	for n := min(2, len(words)); n <= len(words); n++ {
		typed := strings.Join(words[:n], " ")
		if meant, ok := r.Schedule.Search(typed).Meant(); ok && meant.Key == slot.Key {
			return typed
		}
	}
	return slotRef(r.Schedule, slot)
}
