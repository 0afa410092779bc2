// Package schedule is a conference's schedule as a value: its rooms, speakers,
// talks and slots, the questions people ask about them, and what changed from
// one version to the next.
//
// It reads no file, network or clock: parsers in schedule/format make a Draft,
// New turns it into a Schedule, and every question that depends on the time is
// given the time. A Schedule never changes after New, so readers need no lock.
package schedule

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Conference is what a schedule says about the event as a whole.
type Conference struct {
	Title   string
	Acronym string
	// Zone is where people's watches are: every instant is shown in it.
	Zone *time.Location
	// Zoneless says that nothing tells in which zone the times are meant, neither
	// a name nor offsets: Zone is UTC for want of a better one.
	Zoneless bool
	// Start and End are the first and the last conference day, both included.
	Start, End Date
	// URL is the schedule's or the conference's page; "" where unknown.
	URL string
}

// Room is a place where talks are held. The zero Room is an unknown one.
type Room struct {
	Key, Name, GUID string
	// Capacity is how many people it seats; 0 where nobody says.
	Capacity int
}

// Speaker is a person who gives a talk.
type Speaker struct {
	Key, Name, Biography string
	// Avatar is the URL of a picture of them; "" where there is none.
	Avatar string
}

// Track is a theme that groups talks. The zero Track is none.
type Track struct{ Key, Name string }

// Talk is what is said, whenever and wherever that is. Slots that share a Key
// are the same talk, held again.
type Talk struct {
	// Key names the talk through all versions of a schedule; see TalkKey.
	Key string
	// Title is "" where the source has none.
	Title string
	// TitleFrom is "subtitle" where the source had no title and the subtitle
	// stands in for it, else "".
	TitleFrom string
	Subtitle  string
	Speakers  []Speaker
	Type      string
	Track     Track
	// Language is a tag of BCP 47, or several: "de, en"; "" where nobody says.
	Language string
	// Abstract and Description are text for people, as is a Speaker's Biography:
	// paragraphs with a blank line between, items that begin with "• ", addresses in
	// full, and no markup.
	Abstract    string
	Description string
	URL         string
	FeedbackURL string
}

// Slot is a talk in a room at a time: what starts, and what can be rung for.
// Slots that a Schedule hands out are shared and must not be changed.
type Slot struct {
	Talk
	GUID string
	Room Room
	// Start is the instant it begins.
	Start time.Time
	// End is the instant it ends; zero where the source does not say.
	End       time.Time
	Cancelled bool
	// Day is the conference day the slot belongs to: a talk at 01:00 belongs
	// to the evening before. New works it out where a parser leaves it zero.
	Day Date
	// Until is when the slot counts as over: its End, or else the start of the
	// next slot in its room, at most MaxAssumed after Start. New sets it.
	Until time.Time
	// Late is how late its room runs by then, and Slid how much of that its Start has
	// slid: all, unless it had begun before or organisers have said when it starts.
	Late, Slid time.Duration
	// Published is the slot without overrides, where one touches it and it is
	// published at all; else nil.
	Published *Slot
}

// MaxAssumed is how long a slot whose end is unknown counts as running, at most.
const MaxAssumed = time.Hour

// Minutes is the slot's length, and false where its end is unknown.
func (s *Slot) Minutes() (int, bool) {
	if s.End.IsZero() {
		return 0, false
	}
	return int(s.End.Sub(s.Start) / time.Minute), true
}

// Overlaps reports whether two slots are held at the same time for a while.
// One that ends when the other starts does not overlap it.
func (s *Slot) Overlaps(o *Slot) bool {
	return s.Start.Before(o.Until) && o.Start.Before(s.Until)
}

// SurelyOverlaps is Overlaps without what rests on a length that is assumed: the
// end of the one that starts first is known, or both start at once.
func (s *Slot) SurelyOverlaps(o *Slot) bool {
	first := s
	if o.Start.Before(s.Start) {
		first = o
	}
	return s.Overlaps(o) && (!first.End.IsZero() || s.Start.Equal(o.Start))
}

// Warning is something doubtful in a source, for whoever looks after it.
type Warning struct {
	// Line is where it stands, from 1; 0 where the format has no lines.
	Line int    `json:"line"`
	Text string `json:"text"`
}

// Draft is what a parser found in a source: not yet checked, ordered or linked.
type Draft struct {
	Conference Conference
	// Version is the source's own name for this state of the schedule. It is
	// free text: compare it for equality only.
	Version  string
	Rooms    []Room    // in the source's order
	Speakers []Speaker // in the source's order
	Slots    []Slot
	Warnings []Warning
}

// Schedule is one version of a conference's schedule. It is immutable.
type Schedule struct {
	conference Conference
	version    string
	rooms      []Room
	speakers   []Speaker
	tracks     []Track
	days       []Date
	slots      []*Slot  // by start, then by room in the source's order
	keys       []string // of the talks, each once, by first start
	byKey      map[string][]*Slot
	byTopic    map[Topic][]*Slot
	warnings   []Warning
	aliases    map[string]string // of talks that Merge found under another key
	search     func() *index     // built when first asked for
}

// ErrSlot is wrapped by New's error for a slot that cannot be used.
var ErrSlot = errors.New("unusable slot")

// New checks a draft, puts it in order and makes it a Schedule. A slot without
// a key or a start is refused with ErrSlot; no slots at all are allowed.
func New(d Draft) (*Schedule, error) {
	for _, slot := range d.Slots {
		if slot.Key == "" || slot.Start.IsZero() {
			return nil, fmt.Errorf("%w: %q has no key or no start", ErrSlot, slot.Title)
		}
	}
	return assemble(d), nil
}

// assemble makes a Schedule of a draft whose slots can be used.
func assemble(d Draft) *Schedule {
	if d.Conference.Zone == nil {
		d.Conference.Zone = time.UTC
	}
	s := &Schedule{
		conference: d.Conference,
		version:    d.Version,
		warnings:   d.Warnings,
		byKey:      map[string][]*Slot{},
		byTopic:    map[Topic][]*Slot{},
	}
	for i := range d.Slots {
		slot := d.Slots[i]
		s.slots = append(s.slots, &slot)
	}
	s.collect(d)
	s.order()
	s.settle()
	s.search = sync.OnceValue(func() *index { return newIndex(s.slots) })
	return s
}

// Conference is what the schedule says about the event as a whole.
func (s *Schedule) Conference() Conference { return s.conference }

// Zone is the conference's time zone, never nil.
func (s *Schedule) Zone() *time.Location { return s.conference.Zone }

// Version is the source's own name for this state; compare for equality only.
func (s *Schedule) Version() string { return s.version }

// Rooms are all rooms, in the source's order.
func (s *Schedule) Rooms() []Room { return s.rooms }

// Speakers are all speakers, in the source's order.
func (s *Schedule) Speakers() []Speaker { return s.speakers }

// Tracks are all tracks, in the order in which their first talks start.
func (s *Schedule) Tracks() []Track { return s.tracks }

// Days are the conference days on which something happens, in order.
func (s *Schedule) Days() []Date { return s.days }

// Slots are all slots, by start, then by room in the source's order.
func (s *Schedule) Slots() []*Slot { return s.slots }

// Warnings are what the parser found doubtful in the source.
func (s *Schedule) Warnings() []Warning { return s.warnings }
