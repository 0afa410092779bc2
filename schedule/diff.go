package schedule

// ChangeKind is the kind of a change as a visitor would call it.
type ChangeKind string

// The kinds of change.
const (
	Added     ChangeKind = "added"
	Removed   ChangeKind = "removed"
	Cancelled ChangeKind = "cancelled"
	Restored  ChangeKind = "restored"
	Moved     ChangeKind = "moved" // another start
	RoomMoved ChangeKind = "room"
	Retitled  ChangeKind = "title"
	Speakers  ChangeKind = "speakers"
	Duration  ChangeKind = "duration"
	Language  ChangeKind = "language"
	Retracked ChangeKind = "track"
)

// Change is one kind of change of one slot.
type Change struct {
	Kind ChangeKind
	// Key is the talk's, in the newer version where it has the talk.
	Key string
	// Before and After are the slot in the two versions; nil where it is not in
	// one of them.
	Before, After *Slot
}
