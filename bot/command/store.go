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
	Seen(ctx context.Context, chat bot.Chat) error
	// Settings are a chat's settings; those of a chat never seen are zero.
	Settings(ctx context.Context, chat bot.Chat) (bot.Settings, error)
	// SetLeads sets how long before a talk the chat is rung; none means the
	// conference's default.
	SetLeads(ctx context.Context, chat bot.Chat, leads []time.Duration) error
	// Follow makes a chat follow a topic; false if it did already.
	Follow(ctx context.Context, chat bot.Chat, topic schedule.Topic) (added bool, err error)
	// Unfollow ends that for each of the topics and says how many there were.
	Unfollow(ctx context.Context, chat bot.Chat, topics ...schedule.Topic) (removed int, err error)
	// Follows are the topics that a chat follows, in the order in which it
	// began to.
	Follows(ctx context.Context, chat bot.Chat) ([]schedule.Topic, error)
	// Queues are how delivery stands on each platform: what waits now, and what
	// was settled since an instant.
	Queues(ctx context.Context, now, since time.Time) ([]bot.Queue, error)
	Broadcasts
	// Forget deletes everything that is kept about a chat.
	Forget(ctx context.Context, chat bot.Chat) error
}
