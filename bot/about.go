package bot

import "time"

const (
	// Amend is the notice that a message which rang is not true any more: it is
	// edited, in silence. Its Notice.Talk is the number of the delivery that rang,
	// in decimal, and its Start when the schedule changed.
	Amend NoticeKind = "amend"
	// Missed is the notice that a chat did not get some rings, because it could not
	// be reached while they were worth something. Its Start is when the first of
	// them was given up.
	Missed NoticeKind = "missed"
)

// About is what an Amend, a Missed, a LockedOut, a Told, a Board, a Pin, an Unapproved or
// a Retracted is about.
type About struct {
	// Rings are those of the message to amend, or those that were missed, by start,
	// then by lead. Told and Stands are set of a ring in an Amend whose slot has
	// changed since it rang; zero means that it stands as it was told.
	Rings []Queued
	// Ref is the message to amend or to pin, of which the ID may be "" in a Told or a
	// Board, and Said when it was worded, by the conference
	// clock.
	Ref  Ref
	Said time.Time
	// Again says that the message may have been amended before.
	Again bool
	// Reads is what the message to edit reads, of a Board.
	Reads string
	// Unfollowed are the chats in whose place there are others that are still to be
	// entered.
	Unfollowed []Chat
	// Approvals are all that wait for an organiser's word, of an Unapproved.
	Approvals []Approval
	// Changes are what the message told, of a Retracted.
	Changes []ToldChange
}

// ToldChange is a change that a message tells, or does not any more.
type ToldChange struct {
	// Queued has, as Stands, what was said.
	Queued
	Retracted bool
}
