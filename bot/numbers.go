package bot

import "usher/schedule"

// Numbers are who uses Usher, in counts alone.
type Numbers struct {
	// Chats are those that can be told something, by all that they are counted by.
	Chats []ChatCount
	// Gone is how many cannot be reached any more: they have blocked Usher, or left.
	Gone int
	// Follows are what is followed by chats that can be told something.
	Follows []FollowCount
}

// ChatCount is how many chats have a platform, a language and a kind in common.
type ChatCount struct {
	Platform string
	// Shared says that they are groups, of however many people; the others are one
	// person each.
	Shared bool
	// Language is what is spoken with them, a BCP 47 tag; "" where nobody knows.
	Language string
	// Chats is how many they are, Today how many of these have spoken on the day that
	// was asked about.
	Chats, Today int
}

// FollowCount is how often topics of a kind are followed, by how many chats.
type FollowCount struct {
	Kind           schedule.TopicKind
	Follows, Chats int
}
