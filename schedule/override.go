package schedule

import (
	"time"
)

// OverrideKind is what an Override says.
type OverrideKind string

// What organisers may say over the published schedule.
const (
	Move    OverrideKind = "move"    // another room, another start, or both
	Cancel  OverrideKind = "cancel"  // it does not take place
	Restore OverrideKind = "restore" // it does, though the published schedule says cancelled
	Add     OverrideKind = "add"     // a talk that is in no source
	Delay   OverrideKind = "delay"   // a room runs late
)

// Override is what organisers say of a slot or a room, over what is published.
type Override struct {
	// Number names it; 0 until it is kept. Later ones have higher numbers, and the
	// last word.
	Number int64
	Kind   OverrideKind
	// Talk is the key of the talk that is meant; a new one for Add, "" for Delay.
	Talk string
	// Slot is when the slot that is meant starts and Room in which room it is, its
	// key, both as published now; zero for Add. For Delay, Room is the one that runs
	// late.
	Slot time.Time
	Room string
	// ToRoom is the key of the room and ToStart the start that a Move goes to; "" and
	// zero leave what is published.
	ToRoom  string
	ToStart time.Time
	// Was is what was published of the slot when the organisers last decided: what
	// Reconcile compares with.
	Was Spot
	// Asked is what is published now, where that is neither Was nor what the override
	// says, and the organisers have not decided yet; nil where nothing is to be decided.
	Asked *Spot
	// Added is the talk of an Add.
	Added *Slot
	// Late is how late Room runs of what begins at From or later and on its conference
	// day; 0 is that it is on time again.
	Late time.Duration
	From time.Time
	// Except are slots that a Delay leaves alone, with what follows them, since they
	// were published anew when it was known.
	Except []Exception
	// By is who said so, as bot.Chat.String writes it, and At when, by the conference
	// clock.
	By string
	At time.Time
}

// Spot is where and when a slot is published, and whether it takes place.
type Spot struct {
	Start time.Time
	Room  string // its key
	Off   bool
}

// SpotOf is where a slot stands.
func SpotOf(s *Slot) Spot { return Spot{Start: s.Start, Room: s.Room.Key, Off: s.Cancelled} }

// Same reports whether two spots are one.
func (s Spot) Same(o Spot) bool {
	return s.Start.Equal(o.Start) && s.Room == o.Room && s.Off == o.Off
}

// Exception is a slot by its talk's key and its published start.
type Exception struct {
	Talk  string
	Start time.Time
}
