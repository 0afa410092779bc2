package command

import (
	"context"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Store is what commands read and write of what outlives the process.
type Store interface {
	// Seen notes that a chat has spoken: from now on it is among everyone, and
	// if it could not be reached any more, it can be again.
	Seen(ctx context.Context, v bot.Visit) error
	// Wishes are what a chat wants; those of a chat never seen are zero.
	Wishes(ctx context.Context, chat bot.Chat) (bot.Wishes, error)
	// SetLeads sets how long before a talk the chat is rung; none means the
	// conference's default.
	SetLeads(ctx context.Context, chat bot.Chat, leads []time.Duration) error
	// Follow makes a chat follow a topic, or keep another slot of it; false if
	// it followed it already.
	Follow(ctx context.Context, chat bot.Chat, f bot.Follow) (added bool, err error)
	// Unfollow ends that for each of the topics and says how many there were.
	Unfollow(ctx context.Context, chat bot.Chat, topics ...schedule.Topic) (removed int, err error)
	// TellIn has a chat be told things in a part of it, as in Message.Thread.
	TellIn(ctx context.Context, chat bot.Chat, thread string) error
	// SetLanguage sets what is spoken with a chat, a BCP 47 tag; "" leaves that
	// to the network and the conference.
	SetLanguage(ctx context.Context, chat bot.Chat, tag string) error
	// Mute keeps rings from a chat, in place of a mute of the same talk.
	Mute(ctx context.Context, chat bot.Chat, m bot.Mute) error
	// Unmute ends the mute of a talk, "" being all of them, and says whether
	// there was one, be it over or not.
	Unmute(ctx context.Context, chat bot.Chat, talk string) (was bool, err error)
	// Queues are how delivery stands on each platform: what waits now, and what
	// was settled since an instant.
	Queues(ctx context.Context, now, since time.Time) ([]bot.Queue, error)
	Counts
	Broadcasts
	Team
	Channels
	// Data is everything that is kept about a chat, and of the person who asks.
	Data(ctx context.Context, chat, person bot.Chat) (bot.Data, error)
	// Forget deletes everything that is kept about a chat, and the name of the
	// person who asks in what she wrote for everyone.
	Forget(ctx context.Context, chat, person bot.Chat) error
}
