package bot

import "time"

// Data is everything that is kept about a chat.
type Data struct {
	// Known is false for a chat of which nothing is kept.
	Known bool
	Wishes
	// Notices count what the chat was told unasked, or is to be, by kind and
	// state.
	Notices []NoticeCount
	// Told is when it was told last, by the conference clock; zero if it never
	// was.
	Told time.Time
	// Unfinished are lines from the chat that are kept until they are answered.
	Unfinished int
	// Broadcasts are those that the person wrote for everyone, drafts among
	// them.
	Broadcasts int
	// Called is what the person calls themselves, while they are of the team.
	Called string
	// Roles are what the person was granted, Offers how many roles they hold out to
	// others.
	Roles  []Member
	Offers int
	// Deeds is how often the log of what the team does names the person.
	Deeds int
	// Presses are those in the chat or of the person that can be taken back yet.
	Presses int
	// Acts are those by which the person changed the schedule as an organiser, drafts
	// among them.
	Acts int
}

// NoticeCount is how many notices of a kind stand in a state.
type NoticeCount struct {
	Kind  NoticeKind
	State State
	Count int
}
