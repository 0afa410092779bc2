package bot

import (
	"errors"
	"time"

	"usher/schedule"
)

// ActState is where an act stands.
type ActState string

// The states of an act.
const (
	ActDraft  ActState = "draft" // shown, and not decided about
	ActDone   ActState = "done"
	ActUndone ActState = "undone"
)

// Act is what an organiser is about to do to the schedule, or has done.
type Act struct {
	// Number names it, so that a button can; 0 until it is kept.
	Number int64
	// By is who does it, and At when it was written down, by the conference clock.
	By Chat
	At time.Time
	// DoneAt is when it was done; zero if it was not.
	DoneAt time.Time
	// Adds are the overrides that it adds, Ends the numbers of those that it ends.
	Adds []schedule.Override
	Ends []int64
	// Revives are the numbers of overrides that are in force again: those that were ended
	// by what it takes back.
	Revives []int64
	// Note is what the organiser tells people beside it, in their own words.
	Note  string
	State ActState
	// Undoes is the number of the act that this one takes back; 0 for none.
	Undoes int64
	// Quiet says that nobody is told.
	Quiet bool
	// Approves are the numbers of the Approvals that it has people told, where it does
	// nothing else: the schedule stays as it is published.
	Approves []int64
}

// Proposal is an act with what it means.
type Proposal struct {
	Act
	// Versions compares the schedule in force with what it would be, or what it was
	// with what the act has made of it.
	Versions schedule.Comparison
	// Changes are the slots that stand otherwise, by start. Where Quiet is set people
	// are not told of one, because the room only runs a little late.
	Changes  []SlotChange
	InTheWay []InTheWay
	Radius   Radius
}

// InTheWay is that a slot is to be where another one is at that time already.
type InTheWay struct {
	// Moved is the slot as it is to be, There what it meets.
	Moved, There *schedule.Slot
}

// Radius is whom an act concerns, in chats.
type Radius struct {
	// Starred is how many have starred what changes, and Told how many of them are told
	// of it: fewer where a room only runs a little late, or where they know already.
	Starred, Told int
	// Rung is how many of those who are told have been rung for what changes, and
	// Clashing how many have two talks at the same time then that they do not have now, be
	// they told or find out by themselves, as their room only runs a little late.
	Rung, Clashing int
	// Clashes are with what that is, the most first.
	Clashes []Clash
	// Reach is how many are told on each network and how long telling them takes.
	Reach []Reach
	// Languages is how many of those who are told speak which, by BCP 47 tag.
	Languages map[string]int
	// Most is the place among the changes of that which the most are told of, and Known how
	// most of those know that slot; zero where that is how it stood before.
	Most  int
	Known Standing
}

// Clash is that so many people have starred something at the time to which something
// else of theirs goes.
type Clash struct {
	Talk   string // the other talk's key
	People int
}

// Reach is how many people there are to tell on a network, and how long that takes with
// what goes before it; 0 where nobody knows at what rate the network can be told things.
type Reach struct {
	Platform string
	People   int
	Takes    time.Duration
}

// Progress is how far telling people has got, in chats.
type Progress struct {
	TellingName
	// Told of Of have it, and Waiting are still to be told.
	Told, Of, Waiting int
	// Gone cannot be reached, Unstarred do not want it any more, for those who are Late
	// it is worth nothing any more, for those who are Refused their network does not
	// take it, and those who are Dropped are told of something else with it, or have
	// been forgotten.
	Gone, Unstarred, Late, Refused, Dropped int
	// Without are the networks, by name, on which a Broadcast goes without its file.
	Without []string
	// News is where it stands, of a broadcast.
	News NewsState
	// Began is when it was done, or is to be, Ended when nobody was to be told any more;
	// zero before that.
	Began, Ended time.Time
	// Undone says that it has been taken back, and UndoUntil until when it can be; zero
	// where it was, and while people are being told.
	Undone    bool
	UndoUntil time.Time
	// Undoes says that it takes back something else, and so cannot be taken back.
	Undoes bool
	// Approves says that it is told what an organiser has approved.
	Approves bool
}

// MayUndo reports whether it can be taken back at an instant.
func (p Progress) MayUndo(at time.Time) bool {
	return !p.Undone && !p.Undoes && (p.UndoUntil.IsZero() || at.Before(p.UndoUntil))
}

// Dispute is that organisers and the published schedule say different things of a
// slot, and nobody has decided yet.
type Dispute struct {
	// Name is a number and more, and new for each thing that is published.
	Name string
	// Talk is the talk's key.
	Talk string
	// Ours is how it stands until that is decided, Theirs how it is published.
	Ours, Theirs Standing
}

// ErrDecided says that a dispute is over, or about something else by now.
var ErrDecided = errors.New("that is decided already")

// Why an act cannot be done or undone. ErrNoDraft and ErrDraftSent are others.
var (
	// ErrChangedSince says that what an act is about has changed since its preview, or
	// that the draft itself has.
	ErrChangedSince = errors.New("this has changed since the preview")
	// ErrTooLate says that an act cannot be undone any more.
	ErrTooLate = errors.New("too late to undo")
	// ErrUndone says that somebody has undone an act already.
	ErrUndone = errors.New("undone already")
	// ErrPublished says that there is nothing to undo, since the published schedule says by
	// now what an act did.
	ErrPublished = errors.New("published so by now")
	// ErrNoTalk says that the slot or the room that an override is about is not in
	// the schedule.
	ErrNoTalk = errors.New("no such talk or room")
)
