package bot

import "time"

const (
	// Unapproved asks an organiser what people are to be told of a change that was found in
	// the published schedule. Its Notice.Talk is the Approval's number, in decimal, with
	// AskedAgain after it where that is asked for the second time.
	Unapproved NoticeKind = "unapproved"
	// Retracted is the notice that a message which told changes tells some of them no more,
	// because an organiser has taken back that they approved them. Its Notice.Talk is the
	// number of the delivery that told them, in decimal.
	Retracted NoticeKind = "retracted"
)

// AskedAgain is what the Notice.Talk of an Unapproved ends with, the second time.
const AskedAgain = " again"

// Approval is a change of a slot that people are not told of before an organiser has
// approved that.
type Approval struct {
	Number int64
	// Seen grows with whatever becomes of any Approval that people would read: whoever
	// decides names the one that they have seen.
	Seen int64
	// Talk is the talk's key.
	Talk string
	// Told is how most know it who are to be told, Stands how it stands.
	Told, Stands Standing
	// People is how many have starred it, in chats, and are to be told.
	People int
	// Notes are what organisers tell them beside it.
	Notes Words
	// Radius is whom it concerns besides; nil where nobody has looked.
	Radius *Radius `json:",omitempty"`
}

// Unheard is all that people are not told of before an organiser has approved that.
type Unheard struct {
	// Waiting are the changes, the first found first.
	Waiting []Approval
	// Radius is whom they concern together.
	Radius Radius
}

// Verdict is what an organiser decides about what waits for approval.
type Verdict struct {
	// Number is which; 0 for all.
	Number int64
	// Seen is what they have seen: what has changed since is not decided.
	Seen int64
	// Tell says that people are told, and nobody is otherwise.
	Tell bool
	// By is who decides, and At when, by the conference clock.
	By Chat
	At time.Time
}

// Decision is what a Verdict has come to.
type Decision struct {
	// About are what it was about, as they were shown.
	About []Approval
	// Act is the number of the act by which people are told; 0 where nobody is.
	Act int64
}
