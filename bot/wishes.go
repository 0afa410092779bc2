package bot

import (
	"slices"
	"time"

	"usher/schedule"
)

// ConferenceLead stands, in place of a lead, for the conference's own.
const ConferenceLead time.Duration = -1

// Wishes are what a chat wants to be told, and how.
type Wishes struct {
	// Follows are in the order in which they began.
	Follows []Follow
	// Leads are how long before a talk the chat is rung, longest first;
	// ConferenceLead alone where it left that to the conference. A chat never
	// seen has none.
	Leads []time.Duration
	// Mutes may include some that are over.
	Mutes []Mute
	// Announces are the keys of the rooms whose channel the chat is, AllRooms among
	// them; nil for most.
	Announces []string
	// Thread is the part of the chat in which it is told things, as in
	// Message.Thread; "" is the chat itself.
	Thread string
	// Language is spoken with the chat, a BCP 47 tag: Chosen, else the network's
	// hint at it; "" where neither is known.
	Language string
	// Chosen is the language that somebody asked for; "" where nobody did.
	Chosen string
}

// Follow is a topic that a chat follows.
type Follow struct {
	schedule.Topic
	// Only is the start of the one slot that is kept of a talk that is held
	// several times; zero where all are wanted.
	Only time.Time
}

// Mute keeps rings from a chat.
type Mute struct {
	// Talk is the key of the talk that does not ring; "" for all of them.
	Talk string
	// Until is when it ends; zero where that is left open.
	Until time.Time
}

// Holds reports whether it is not over at an instant.
func (m Mute) Holds(at time.Time) bool { return m.Until.IsZero() || m.Until.After(at) }

// Has reports whether the chat follows a topic, be it for one slot alone.
func (w Wishes) Has(t schedule.Topic) bool {
	return slices.ContainsFunc(w.Follows, func(f Follow) bool { return f.Topic == t })
}

// Stars is how many talks the chat follows.
func (w Wishes) Stars() int {
	stars := 0
	for _, f := range w.Follows {
		if f.Kind == schedule.TopicTalk {
			stars++
		}
	}
	return stars
}

// Because is for whose sake a slot is told: its talk's where that is starred,
// else its room's, a speaker's or its track's; false where nobody asked for it.
// Whoever keeps another slot of the talk did not.
func (w Wishes) Because(slot *schedule.Slot) (schedule.Topic, bool) {
	for _, t := range slot.Topics() {
		for _, f := range w.Follows {
			if f.Topic == t && (f.Only.IsZero() || f.Only.Equal(slot.Start)) {
				return t, true
			}
		}
	}
	return schedule.Topic{}, false
}

// Muted is the mute that keeps a talk from ringing at an instant; "" asks for
// the one that keeps everything from it. False if there is none.
func (w Wishes) Muted(talk string, at time.Time) (Mute, bool) {
	for _, m := range w.Mutes {
		if (m.Talk == "" || m.Talk == talk) && m.Holds(at) {
			return m, true
		}
	}
	return Mute{}, false
}

// MutedAlone reports whether a talk is muted by itself at an instant, whether or
// not everything is.
func (w Wishes) MutedAlone(talk string, at time.Time) bool {
	return slices.ContainsFunc(w.Mutes, func(m Mute) bool { return m.Talk == talk && m.Holds(at) })
}

// MutedUntil is when the mutes end that keep a talk from ringing at an instant,
// one after the other; zero where one of them is left open. "" and false are as
// in Muted.
func (w Wishes) MutedUntil(talk string, at time.Time) (until time.Time, muted bool) {
	for {
		m, ok := w.Muted(talk, at)
		if !ok {
			return until, muted
		}
		if m.Until.IsZero() {
			return time.Time{}, true
		}
		until, at, muted = m.Until, m.Until, true
	}
}
