package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Origin is the schedule of one source, under the name that the settings give it.
type Origin struct {
	Name string
	*Schedule
}

// Merge makes one conference of what several sources say of it, the most
// trustworthy first (DESIGN.md, "Several sources, one conference"). The same guid,
// or the same title, start and room, in two of them is one talk, as the first has
// it; what only a later one knows of when it is held is one more slot. Rooms,
// speakers and tracks of one name are one. What is said of the conference as a
// whole is the first's, and a later one's only where the first is silent.
//
// A single source's schedule is returned as it is, and none at all is empty.
func Merge(origins ...Origin) *Schedule {
	if len(origins) == 1 {
		return origins[0].Schedule
	}
	m := merger{aliases: map[string]string{}, byGUID: map[string][]int{}, byPlace: map[string][]int{}, shared: map[string]bool{},
		rooms: map[string]Room{}, speakers: map[string]Speaker{}, tracks: map[string]Track{}, roomKeys: map[string]Room{}, listed: map[string]int{}}
	for _, o := range origins {
		m.add(o)
	}
	s := assemble(m.draft)
	s.aliases = m.aliases
	return s
}

// merger is a conference that sources are added to, one after the other.
type merger struct {
	draft Draft
	// aliases are the keys of talks that an earlier source has under another.
	aliases map[string]string
	// The slots so far, by guid and by title, start and room.
	byGUID, byPlace map[string][]int
	// shared are guids that a source has given to several talks: they name none.
	shared map[string]bool
	// What there is so far, by folded name.
	rooms    map[string]Room
	speakers map[string]Speaker
	tracks   map[string]Track
	roomKeys map[string]Room
	listed   map[string]int // where the draft has a speaker, by key
}

func (m *merger) add(o Origin) {
	m.describe(o)
	rooms, speakers, tracks := m.unite(o)
	slots := make([]Slot, len(o.slots))
	for i, slot := range o.slots {
		slots[i] = *slot
		s := &slots[i]
		s.Room = rooms[s.Room.Key]
		if t, ok := tracks[s.Track.Key]; ok {
			s.Track = t
		}
		s.Speakers = slices.Clone(s.Speakers)
		for j, p := range s.Speakers {
			s.Speakers[j] = speakers[p.Key]
		}
	}
	m.findShared(slots)
	twins := m.twins(slots)
	winner := map[string]int{} // by the key of a talk that is known already
	for i, twin := range twins {
		if _, found := winner[slots[i].Key]; twin >= 0 && !found {
			winner[slots[i].Key] = twin
			m.aliases[slots[i].Key] = m.draft.Slots[twin].Key
		}
	}
	from := len(m.draft.Slots)
	for i, slot := range slots {
		if twins[i] >= 0 {
			continue
		}
		if twin, known := winner[slot.Key]; known {
			slot.Talk = m.draft.Slots[twin].Talk
		}
		m.draft.Slots = append(m.draft.Slots, slot)
	}
	for i := from; i < len(m.draft.Slots); i++ { // none is its own source's twin
		slot := &m.draft.Slots[i]
		if slot.GUID != "" {
			m.byGUID[slot.GUID] = append(m.byGUID[slot.GUID], i)
		}
		if at := place(slot); at != "" {
			m.byPlace[at] = append(m.byPlace[at], i)
		}
	}
}

func (m *merger) findShared(slots []Slot) {
	keys := map[string]string{} // by guid
	for _, s := range slots {
		if key, known := keys[s.GUID]; known && key != s.Key {
			m.shared[s.GUID] = true
		}
		keys[s.GUID] = s.Key
	}
}

// place is equal for slots that are one talk even where no guid says so; "" for
// one without a title.
func place(s *Slot) string {
	if s.Title == "" {
		return ""
	}
	return Fold(plain(s.Title)) + "\x00" + s.Start.UTC().Format(time.RFC3339Nano) + "\x00" + s.Room.Key
}

// describe takes over what a source says of the whole, where nothing is said yet.
func (m *merger) describe(o Origin) {
	c, n := &m.draft.Conference, o.conference
	c.Title, c.Acronym, c.URL = cmp.Or(c.Title, n.Title), cmp.Or(c.Acronym, n.Acronym), cmp.Or(c.URL, n.URL)
	c.Start, c.End = cmp.Or(c.Start, n.Start), cmp.Or(c.End, n.End)
	if c.Zone == nil || c.Zoneless && !n.Zoneless {
		c.Zone, c.Zoneless = n.Zone, n.Zoneless
	}
	m.draft.Version = cmp.Or(m.draft.Version, o.version)
	for _, w := range o.warnings {
		w.Text = o.Name + ": " + w.Text
		m.draft.Warnings = append(m.draft.Warnings, w)
	}
}

// unite finds, for the keys of a source's rooms, speakers and tracks, what these
// are throughout the conference, and adds those that are new.
func (m *merger) unite(o Origin) (rooms map[string]Room, speakers map[string]Speaker, tracks map[string]Track) {
	rooms = united(m.rooms, o.rooms, func(r Room) Room {
		// Rooms have no source's name in their key: "1" may be another's hall.
		if other, taken := m.roomKeys[r.Key]; taken {
			if strings.HasPrefix(r.Key, KeyGUID+"-") {
				return other
			}
			r.Key = NameKey("", r.Name)
		}
		m.draft.Rooms = append(m.draft.Rooms, r)
		m.roomKeys[r.Key] = r
		return r
	})
	speakers = united(m.speakers, o.speakers, func(p Speaker) Speaker {
		m.listed[p.Key] = len(m.draft.Speakers)
		m.draft.Speakers = append(m.draft.Speakers, p)
		return p
	})
	tracks = united(m.tracks, o.tracks, func(t Track) Track { return t })
	for _, p := range o.speakers { // who has said nothing of themselves elsewhere
		known := &m.draft.Speakers[m.listed[speakers[p.Key].Key]]
		known.Biography, known.Avatar = cmp.Or(known.Biography, p.Biography), cmp.Or(known.Avatar, p.Avatar)
	}
	return rooms, speakers, tracks
}

// united are a source's things by their key: those that are known by that name
// from an earlier source, and what becomes of the others.
func united[T Thing](known map[string]T, own []T, added func(T) T) map[string]T {
	is := map[string]T{}
	for _, t := range own {
		name := Fold(t.Called())
		if k, ok := known[name]; ok && name != "" {
			is[t.Topic().Key] = k
			continue
		}
		is[t.Topic().Key] = added(t)
	}
	// Only now: a source that has two of one name means two.
	for _, t := range own {
		if name := Fold(t.Called()); name != "" {
			if _, ok := known[name]; !ok {
				known[name] = is[t.Topic().Key]
			}
		}
	}
	return is
}

// twins are, for each of a source's slots, the slot of an earlier source that is
// the same talk, or -1.
func (m *merger) twins(slots []Slot) []int {
	twins := slices.Repeat([]int{-1}, len(slots))
	taken := map[int]bool{}
	for i := range slots {
		if same := m.byPlace[place(&slots[i])]; len(same) > 0 {
			twins[i], taken[same[0]] = same[0], true
		}
	}
	for _, pass := range []struct {
		same func(a, b *Slot) bool
		// once says that a slot has one twin at most: repeats share a guid.
		once bool
	}{
		{func(a, b *Slot) bool { return a.Start.Equal(b.Start) && a.Room.Key == b.Room.Key }, false},
		{func(a, b *Slot) bool { return SameTitle(a.Title, b.Title) }, true},
		{func(a, _ *Slot) bool { return !m.shared[a.GUID] }, true},
	} {
		for i := range slots {
			if twins[i] >= 0 {
				continue
			}
			for _, c := range m.byGUID[slots[i].GUID] {
				if pass.same(&m.draft.Slots[c], &slots[i]) && !(pass.once && taken[c]) {
					twins[i], taken[c] = c, true
					break
				}
			}
		}
	}
	return twins
}
