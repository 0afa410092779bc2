package bot

import "usher/schedule"

// Visit is that a chat has spoken.
type Visit struct {
	Chat Chat
	// Shared says that several people share the chat: it is not one person.
	Shared bool
	// Hint is what the network says of its language, a BCP 47 tag; "" where it says
	// nothing, or where it speaks of one of many people.
	Hint string
	// Day is on which day at the conference that was; the zero Date notes none.
	Day schedule.Date
}
