package bot

import "time"

// NoticeKind is the kind of a notice.
type NoticeKind string

// Ring is the notice that a talk is about to start.
const Ring NoticeKind = "ring"

// Broadcast is what the organisers tell everyone. Its Notice.Talk is the number
// of the stored news, in decimal.
const Broadcast NoticeKind = "broadcast"

// Notice is a piece of news for a chat, as facts: it is worded when it is sent,
// from the schedule in force then.
type Notice struct {
	Kind NoticeKind
	// Talk and Start name the slot that the news is about.
	Talk  string
	Start time.Time
	// Lead is how long before Start the chat wants to be rung.
	Lead time.Duration
	// Due is when to tell, Deadline by when it is worth most (earlier deadlines
	// go first), Expires from when on it is worth nothing.
	Due, Deadline, Expires time.Time
}
