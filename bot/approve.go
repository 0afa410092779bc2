package bot

import "time"

// Unapproved asks an organiser what people are to be told of a change that was found in
// the published schedule. Its Notice.Talk is the Approval's number, in decimal, with
// AskedAgain after it where that is asked for the second time.
const Unapproved NoticeKind = "unapproved"

// AskedAgain is what the Notice.Talk of an Unapproved ends with, the second time.
const AskedAgain = " again"

// Approval is a change of a slot that people are not told of before an organiser has
// approved that.
type Approval struct {
	Number int64
	// Revision is of the schedule that has changed it last: whoever decides names the
	// one that they have seen.
	Revision int64
	// Talk is the talk's key.
	Talk string
	// Told is how most know it who are to be told, Stands how it stands.
	Told, Stands Standing
	// People is how many have starred it, in chats, and are to be told.
	People int
	// Note is what organisers tell them beside it, in their own words.
	Note string
}

// Verdict is what an organiser decides about what waits for approval.
type Verdict struct {
	// Number is which; 0 for all.
	Number int64
	// Revision is what they have seen: what has changed since is not decided.
	Revision int64
	// Tell says that people are told, and nobody is otherwise.
	Tell bool
	// At is when, by the conference clock.
	At time.Time
}
