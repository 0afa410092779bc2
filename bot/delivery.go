package bot

import (
	"time"

	"usher/schedule"
)

// Announcement is a notice for every chat that follows one of its topics and
// has chosen its lead.
type Announcement struct {
	Notice
	Topics []schedule.Topic
	// Chosen is the lead as the chats chose it: Notice.Lead, or ConferenceLead
	// for those that left it to the conference.
	Chosen time.Duration
}

// Queued is a notice in the outbox.
type Queued struct {
	ID int64
	Notice
	// Told is how the slot stood when the chat was last told of it, and Stands
	// how it stands in the schedule in force; of a Change, and in About.
	Told, Stands Standing
	// Notes are what the organiser says beside it by whose act it comes; of a Change.
	Notes Words
}

// Delivery is what one chat is to be told in one message.
type Delivery struct {
	Chat Chat
	// Key is the Message.Key of every attempt at this delivery.
	Key string
	// Attempt counts from 1.
	Attempt int
	// Wishes are what the chat wants now.
	Wishes
	// Notices are by start, then by lead; at least one.
	Notices []Queued
	// News is what the organisers wrote, for a Broadcast.
	News News
	// About is for an Amend, a Missed, a LockedOut, a Told, a Board, a Pin, an Unapproved
	// or a Retracted.
	About About
	// Telling is how far what a Told is about has got.
	Telling Telling
}

// State is where a notice in the outbox stands.
type State string

// The states of a notice. The same news is never queued again while it is in
// one of them, but for StateDropped.
const (
	StateQueued   State = "queued"
	StateClaimed  State = "claimed" // an attempt is being made
	StateSent     State = "sent"
	StateDropped  State = "dropped"  // was not worth sending any more
	StateRejected State = "rejected" // the network will never take it
)

// Turn is one turn of delivery on a platform: what became of finished attempts
// is written down, and what is to be attempted next is claimed.
type Turn struct {
	Platform string
	Settled  []Settlement
	// Clock is the conference clock's time, by which notices are due, Now the
	// real clock's, by which they wait for another attempt.
	Clock, Now time.Time
	// Released, where it is after Clock, lets rings that fall due by then be
	// claimed already, for the sake of a crowd: none before twice its lead.
	Released time.Time
	// Limit is how many deliveries to claim at most.
	Limit int
	// Paused, where it is not zero, is for how long the platform wants nothing, so
	// that whoever goes on after a crash knows it.
	Paused Pause
}

// Settlement is what became of some notices that were claimed for a chat.
type Settlement struct {
	Chat    Chat
	Notices []int64 // their IDs
	Outcome
}

// Outcome is what became of notices that were claimed.
type Outcome struct {
	// State is any but StateClaimed.
	State State
	// At is when, by the conference clock.
	At time.Time
	// Ref is the message that told them, when sent.
	Ref Ref
	// Again is when to try again by the real clock, when queued.
	Again time.Time
	// Due, where it is not zero, is when to tell it after all, by the conference
	// clock, when dropped.
	Due time.Time
	// Untried says that no attempt was made, when queued: the chat has been told
	// much lately, and is told nothing else before Again.
	Untried bool
	// Unsure says that the message may have arrived although no answer was
	// seen: what is tried again is the same notices under the same Key.
	Unsure bool
	// MaybeTwice says that trying again may make it arrive twice, because the
	// network does not know a Key.
	MaybeTwice bool
	// Reason is why it was not sent, in a few words for the ledger.
	Reason string
	// Covers are notices that the chat need not get any more, because the
	// message has said what they would, when sent.
	Covers []Notice
	// Missed, where it is not zero, tells the chat later that it missed these rings,
	// when dropped: once for all that it misses at a time.
	Missed Notice
	// Reads is what a Board reads, when sent.
	Reads string
	// Over says that nothing is to come that a Board could say, when sent.
	Over bool
	// Lost says that the board which was to be edited is not there any more, when
	// dropped.
	Lost bool
	// Fileless, where it is not 0, is the number of a Broadcast whose file cannot be sent on
	// the network: it goes on without, for all who are still to be told.
	Fileless int64
	// Unpinned says that nothing may be pinned in the chat, when dropped.
	Unpinned bool
	// Gone says that the chat cannot be reached until it speaks again.
	Gone bool
	// MovedTo is the chat's new name, if it has one.
	MovedTo Chat
}

// Crowd is how many notices with one deadline fall due at one instant, both by
// the conference clock. A ring's deadline is the start of its talk.
type Crowd struct {
	Due, Deadline time.Time
	Notices       int
}
