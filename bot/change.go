package bot

import (
	"errors"
	"time"

	"usher/schedule"
)

const (
	// Change is the notice that a slot of a starred talk has changed.
	Change NoticeKind = "change"
	// Held tells an organiser that a schedule is held back. Its Notice.Talk is
	// the number of that copy, in decimal.
	Held NoticeKind = "held"
	// Removed tells an organiser that the settings do not name a source any more, by
	// which talks to come are hidden. Its Notice.Talk is the source's name.
	Removed NoticeKind = "removed"
	// Encrypted tells an organiser that Usher was spoken to in a room that it
	// cannot read. Its Notice.Talk is the room.
	Encrypted NoticeKind = "encrypted"
	// LockedOut tells an organiser that a room has been replaced by one that Usher is
	// not let into. Its Notice.Talk is the room, and after a space its name where it has
	// one. It is true as long as the other is still to be entered.
	LockedOut NoticeKind = "locked out"
	// Disputed tells an organiser that the published schedule says something else than
	// an override. Its Notice.Talk is the Dispute's Name.
	Disputed NoticeKind = "disputed"
	// Unwritten tells an organiser for how long nothing could be written down:
	// from its Notice.Start until its Due, and its Talk is why.
	Unwritten NoticeKind = "unwritten"
)

// Standing is how a slot stands, as far as people are told when it changes.
type Standing struct {
	Start time.Time
	Room  schedule.Room
	Title string
	// Off says that it is cancelled or not in the schedule any more.
	Off bool
}

// StandingOf is how a slot stands in its schedule.
func StandingOf(slot *schedule.Slot) Standing {
	return Standing{Start: slot.Start, Room: slot.Room, Title: slot.Title, Off: slot.Cancelled}
}

// Same reports whether somebody who was told one knows the other. Where or when
// something does not take place is nobody's worry.
func (s Standing) Same(o Standing) bool {
	return s.Off && o.Off || s.Alike(o)
}

// Alike reports whether two standings are the same in all respects.
func (s Standing) Alike(o Standing) bool {
	return s.Off == o.Off && s.Start.Equal(o.Start) && schedule.SameRoom(s.Room, o.Room) && schedule.SameTitle(s.Title, o.Title)
}

// SlotChange is that a slot stands otherwise than before.
type SlotChange struct {
	// Talk is the talk's key in the newer version, or its last.
	Talk          string
	Before, After Standing
	// Vanished says that the talk is not in the newer version at all.
	Vanished bool
	// Returned says that the talk was not in the older version: it is news if it
	// has been in one before, and Before is how it stood then.
	Returned bool
	// Quiet says that nobody is told of it who was not to be told of an earlier one
	// already: its room runs a little late, which the ring says.
	Quiet bool
	// Told is how those know it who have not been told anything else, where that is not
	// Before: that the room ran a little late.
	Told Standing
	// Due, Deadline and Expires are as in a Notice. A change that concerns
	// nobody any more has expired already.
	Due, Deadline, Expires time.Time
	// Again is when organisers are asked for the second time who have not approved what
	// people are to be told of it.
	Again time.Time
}

// Revision is a schedule to put in force in place of an older one.
type Revision struct {
	// Copies are the new ones; other sources stay as they are.
	Copies []schedule.Copy
	// Sources are the names of all sources, the most trustworthy first.
	Sources []string
	// Rekeyed has the new keys of talks whose key has changed.
	Rekeyed map[string]string
	// Renamed has the new keys of rooms, speakers and tracks that are known by their
	// name alone.
	Renamed map[schedule.Topic]string
	Changes []SlotChange
	// Quiet says that nobody is to be told of Changes who was not to be told of an
	// earlier one already.
	Quiet bool
	// Approve says that people are told of Changes once an organiser has approved that:
	// when they would be told, Organisers are asked.
	Approve bool
	// Approver, unless it is zero, has seen what Changes would tell and approved of that:
	// nobody is asked then, and people are told at once.
	Approver Chat
	// Kept are the starts at which a slot of a talk can be kept alone, with where
	// they are now: who keeps one that is not among them follows the whole talk.
	Kept []KeptStart
	// Act, unless it is nil, is what an organiser does, a draft that is done with this.
	Act *Act
	// Followed are overrides that say otherwise than before, as their talks have other
	// keys or starts, and Retired the numbers of those that have served.
	Followed []schedule.Override
	Retired  []int64
	// Ended are, in the same way, those that are not in force, and are again if what has
	// ended them is taken back.
	Ended []schedule.Override
	// Asks are notices for Organisers about what they have to decide.
	Asks       []Notice
	Organisers []Chat
	// Now is the conference clock's.
	Now time.Time
}

// KeptStart is where a slot went that starts at From in the older version and at
// To in the newer, which are the same for most.
type KeptStart struct {
	// Talk is the talk's key in the newer version.
	Talk     string
	From, To time.Time
}

// Waiting is what a source has to say that is not put in force before an organiser
// has decided.
type Waiting struct {
	// Source is its name in the settings, "" where it is the only one.
	Source string
	// Number is new for each version that people are asked about.
	Number int64
	// Older is what the source has in force, Newer what waits.
	Older, Newer *schedule.Schedule
}

// ErrNotHeld says that a schedule is not held back any more, or another one is.
var ErrNotHeld = errors.New("that schedule is not held back")

// HeldCopy is a schedule that is not put in force before somebody has decided.
type HeldCopy struct {
	schedule.Copy
	// Number is new for each copy that people are asked about.
	Number int64
	// Ignored says that an organiser wants to hear no more of it.
	Ignored bool
}
