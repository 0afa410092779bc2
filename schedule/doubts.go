package schedule

import (
	"cmp"
	"slices"
	"time"
)

// Doubts are what does not fit together in a schedule, for whoever looks after it.
// None of it keeps the schedule from being used. What is cancelled is in no doubt;
// each list is in order of start.
type Doubts struct {
	// Roomless and Endless lack what people are to be told.
	Roomless, Endless []*Slot
	// Stopgaps have a title that only keeps a place free, such as "TBA".
	Stopgaps []*Slot
	// Lasting are longer than twelve hours: an exhibition, or a wrong duration.
	Lasting []*Slot
	// Doubled are, each time, one talk that stands several times at one time: in one
	// room, or with the same speaker in several.
	Doubled [][]*Slot
	// Sessions seem to be made of the talks that are held while they last.
	Sessions []Session
	// Crowded are the rooms with talks that start before another is over.
	Crowded []Crowd
	// Torn are the speakers who are needed in two rooms at once.
	Torn []Tear
	// Outside are on days that the conference's own dates leave out.
	Outside []*Slot
	// Idle are the days of the conference on which nothing is, but for a last one: many
	// give the morning after as the end.
	Idle []Date
	// AtNight are those that start in the dead of night, where there are so many of
	// them that the time zone must be wrong.
	AtNight []*Slot
}

// Pair is two slots, in order, that are held at the same time for a while.
type Pair [2]*Slot

// Session is a slot with those that are held in its room while it lasts.
type Session struct {
	*Slot
	Parts []*Slot
}

// Crowd is a room in which slots overlap: each that starts while another goes on.
type Crowd struct {
	Room  Room
	Pairs []Pair
}

// Tear is a speaker whose slots overlap in different rooms.
type Tear struct {
	Speaker Speaker
	Pairs   []Pair
}

// fewestParts is how many shorter slots make the longer one beside them a session.
const fewestParts = 3

// Doubts looks for what does not fit together.
func (s *Schedule) Doubts() Doubts {
	var d Doubts
	var sure []*Slot // talks that take place, and not all day
	for _, slot := range s.slots {
		if slot.Cancelled {
			continue
		}
		d.lacks(slot)
		switch {
		case slices.Contains(stopgaps, Fold(plain(slot.Title))):
			d.Stopgaps = append(d.Stopgaps, slot)
		case slot.Lasting():
			d.Lasting = append(d.Lasting, slot)
		default:
			sure = append(sure, slot)
		}
	}
	d.Doubled = doubled(sure)
	group := map[*Slot]int{}
	for i, slots := range d.Doubled {
		for _, slot := range slots {
			group[slot] = i + 1
		}
	}
	apart := func(p Pair) bool { return group[p[0]] == 0 || group[p[0]] != group[p[1]] }
	in := map[string][]*Slot{}
	for _, slot := range sure {
		in[slot.Room.Key] = append(in[slot.Room.Key], slot)
	}
	for _, room := range s.rooms {
		d.crowd(room, in[room.Key], apart)
	}
	d.tear(sure, apart)
	d.calendar(s)
	d.AtNight = atNight(sure, s.Zone())
	return d
}

func of(slots []*Slot, want func(*Slot) bool) []*Slot {
	return slices.DeleteFunc(slices.Clone(slots), func(slot *Slot) bool { return !want(slot) })
}

// stopgaps are whole titles, folded, of entries that were made to keep a place free
// or to try something out.
var stopgaps = []string{
	"tba", "tbc", "tbd", "to be announced", "to be confirmed", "to be determined", "placeholder", "dummy", "test", "todo", "xxx", "untitled",
	"platzhalter", "wird noch bekannt gegeben", "bitte loschen", "bitte loeschen", "please delete", "delete me", "do not use",
}

func (d *Doubts) lacks(slot *Slot) {
	if slot.Room.Key == "" {
		d.Roomless = append(d.Roomless, slot)
	}
	if slot.End.IsZero() {
		d.Endless = append(d.Endless, slot)
	}
}

// doubled finds slots of one title and start that share a room or a speaker.
func doubled(slots []*Slot) [][]*Slot {
	type moment struct {
		title string
		start time.Time
	}
	var order []moment
	groups := map[moment][]*Slot{}
	for _, slot := range slots {
		m := moment{Fold(plain(slot.Title)), slot.Start}
		if m.title == "" {
			continue
		}
		if groups[m] == nil {
			order = append(order, m)
		}
		groups[m] = append(groups[m], slot)
	}
	var found [][]*Slot
	for _, m := range order {
		first := groups[m][0]
		same := of(groups[m], func(slot *Slot) bool {
			return slot == first || slot.Room.Key == first.Room.Key || shareSpeaker(slot, first)
		})
		if len(same) > 1 {
			found = append(found, same)
		}
	}
	return found
}

func shareSpeaker(a, b *Slot) bool {
	return slices.ContainsFunc(a.Speakers, func(p Speaker) bool {
		return slices.ContainsFunc(b.Speakers, func(o Speaker) bool { return o.Key == p.Key })
	})
}

// maxRunning is with how many that go on a slot is compared: a file in which
// thousands are held at once is wrong in other ways.
const maxRunning = 64

// overlaps pairs each slot that starts before another is over with the first such.
// Lengths that are assumed prove nothing.
func overlaps(slots []*Slot, want func(Pair) bool) []Pair {
	var pairs []Pair
	var running []*Slot
	for _, slot := range slots {
		running = slices.DeleteFunc(running, func(r *Slot) bool { return !slot.Start.Before(r.Until) })
		i := slices.IndexFunc(running, func(r *Slot) bool { return r.SurelyOverlaps(slot) && want(Pair{r, slot}) })
		if i >= 0 {
			pairs = append(pairs, Pair{running[i], slot})
		}
		if running = append(running, slot); len(running) > maxRunning {
			running = running[1:]
		}
	}
	return pairs
}

// crowd looks at what is held in one room, of talks that apart tells from each other.
func (d *Doubts) crowd(room Room, slots []*Slot, apart func(Pair) bool) {
	parts := map[*Slot][]*Slot{}
	for _, p := range overlaps(slots, apart) {
		switch {
		case !p[1].Until.After(p[0].Until):
			parts[p[0]] = append(parts[p[0]], p[1])
		case p[1].Start.Equal(p[0].Start):
			parts[p[1]] = append(parts[p[1]], p[0])
		}
	}
	rest := slots[:0:0]
	for _, slot := range slots {
		if len(parts[slot]) >= fewestParts && !overlapping(parts[slot]) {
			d.Sessions = append(d.Sessions, Session{slot, parts[slot]})
		} else {
			rest = append(rest, slot)
		}
	}
	if pairs := overlaps(rest, apart); len(pairs) > 0 {
		d.Crowded = append(d.Crowded, Crowd{room, pairs})
	}
}

// overlapping reports whether slots are held at once, as parts of a session are not.
func overlapping(slots []*Slot) bool {
	return len(overlaps(slots, func(Pair) bool { return true })) > 0
}

// tear looks for speakers who are needed in two rooms at once.
func (d *Doubts) tear(slots []*Slot, apart func(Pair) bool) {
	var order []Speaker
	by := map[string][]*Slot{}
	for _, slot := range slots {
		for _, p := range slot.Speakers {
			if by[p.Key] == nil {
				order = append(order, p)
			}
			by[p.Key] = append(by[p.Key], slot)
		}
	}
	for _, p := range order {
		pairs := overlaps(by[p.Key], func(p Pair) bool { return p[0].Room.Key != p[1].Room.Key && apart(p) })
		if len(pairs) > 0 {
			d.Torn = append(d.Torn, Tear{p, pairs})
		}
	}
	slices.SortStableFunc(d.Torn, func(a, b Tear) int { return cmp.Compare(len(b.Pairs), len(a.Pairs)) })
}

// longestConference is up to how many days are looked at one by one: dates that lie
// further apart are wrong, or a series of evenings.
const longestConference = 60

// calendar sets the days of the talks against the dates of the conference.
func (d *Doubts) calendar(s *Schedule) {
	first, last := s.conference.Start, s.conference.End
	if len(s.days) == 0 {
		return
	}
	for _, slot := range s.slots {
		if !slot.Cancelled && (slot.Day.Compare(first) < 0 || slot.Day.Compare(last) > 0) {
			d.Outside = append(d.Outside, slot)
		}
	}
	if last.Compare(first.Add(longestConference)) > 0 {
		return
	}
	for day := first; day.Compare(last) <= 0; day = day.Add(1) {
		// What lasts makes a day of those on which nothing begins.
		on := slices.ContainsFunc(s.slots, func(slot *Slot) bool {
			return slot.Day == day || slot.Lasting() && slot.Day.Compare(day) < 0 && slot.Until.After(day.At(4, 0, s.Zone()))
		})
		if !on {
			d.Idle = append(d.Idle, day)
		}
	}
	if len(d.Idle) == 1 && d.Idle[0] == last && len(s.days) > 2 {
		d.Idle = nil
	}
}

// atNight are the slots that start between 23:00 and 07:00, if these are half of all
// or if none starts between 08:00 and 15:00. Of Congress' it is one in eight.
func atNight(slots []*Slot, zone *time.Location) []*Slot {
	const fewest = 5
	day := 0
	night := of(slots, func(slot *Slot) bool {
		hour := slot.Start.In(zone).Hour()
		if hour >= 8 && hour < 15 {
			day++
		}
		return hour >= 23 || hour < 7
	})
	if len(night) >= fewest && (len(night)*2 >= len(slots) || day == 0 && len(night)*10 >= len(slots)) {
		return night
	}
	return nil
}
