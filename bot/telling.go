package bot

import "time"

const (
	// Told is the notice to an organiser of how far telling people has got, which takes
	// the place of the message that said that it begins. Its Notice.Talk is a Telling's
	// Name.
	Told NoticeKind = "told"
	// Withdrawn is the notice that what organisers told everyone is withdrawn: the message
	// that said it is edited, or another says so. Its Notice.Talk is the broadcast's number.
	Withdrawn NoticeKind = "withdrawn"
	// UndoFor is for how long after the last was told an act can be undone (issue 9,
	// "Blast radius first").
	UndoFor = 2 * time.Minute
)

// TellingName names what people are told: an act, whose kind is Change, or a Broadcast.
type TellingName struct {
	Kind   NoticeKind
	Number int64
}

// Telling is how far telling people has got.
type Telling struct {
	TellingName
	// Of is how many chats were to be told.
	Of int
	// Outcomes are how many of them stand how: as one of the States StateSent,
	// StateQueued and StateRejected or else, where nobody is told, by the reason.
	Outcomes map[string]int
	// Without are the networks, by name, on which a Broadcast goes without its file.
	Without []string
	// News is where it stands, of a broadcast.
	News NewsState
	// Began is when it was done, or is to be, Ended when nobody was to be told any more;
	// zero before that.
	Began, Ended time.Time
	// Undone says that it has been taken back, Undoes that it takes back another, and
	// Approves that it is what an organiser has approved.
	Undone, Undoes, Approves bool
}

// UndoUntil is until when it can be taken back; zero while people are being told, and
// where it has been already.
func (t Telling) UndoUntil() time.Time {
	if t.Ended.IsZero() || t.Undone {
		return time.Time{}
	}
	return t.Ended.Add(UndoFor)
}
