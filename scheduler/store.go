package scheduler

import (
	"context"
	"time"

	"usher/bot"
)

// Store is what the scheduler needs of what outlives the process. Instants
// named clock are the conference clock's, those named now the real one's.
type Store interface {
	Schedules
	Concerns
	Tellings
	Approvals
	// Team are those to whom a role was granted.
	Team(ctx context.Context) (bot.Team, error)
	// Leads are the leads that any chat has chosen, each once.
	Leads(ctx context.Context) ([]time.Duration, error)
	// Plan queues announcements for all whom they concern, all or none of a
	// chat's, and says how many notices that added. Doing so again adds none,
	// or what an error left out.
	Plan(ctx context.Context, clock time.Time, announcements []bot.Announcement) (added int, err error)
	// Replan plans anew for at most limit chats whose wishes have changed since
	// they were last planned for, and says for how many. Wanted is what a chat
	// with those wishes is to be told soon.
	Replan(ctx context.Context, clock time.Time, limit int,
		wanted func(bot.Wishes) []bot.Notice) (chats int, err error)
	// Post queues postings for the channels that they are for, and says how many
	// notices that added. Doing so again adds none.
	Post(ctx context.Context, clock time.Time, postings []bot.Posting) (added int, err error)
	// Alive notes that all is planned as of clock, and LastAlive says when it last
	// was; zero if it never was.
	Alive(ctx context.Context, clock time.Time) error
	LastAlive(ctx context.Context) (time.Time, error)
	// Spread queues a broadcast that is to go out by an instant for the next slice
	// of at most limit chats of its audience, and says whether that leaves more to
	// do. Address makes its notice and finds whom it is for.
	Spread(ctx context.Context, clock, by time.Time, limit int,
		address func(bot.News) (bot.Notice, bot.Aim)) (queued int, more bool, err error)
	// NextDue is when the next notice on a platform falls due after clock.
	NextDue(ctx context.Context, platform string, clock time.Time) (time.Time, bool, error)

	// Recover puts back what a process that is no more had claimed, and says of how
	// many notices nobody knows whether they arrived.
	Recover(ctx context.Context, platform string, idempotent bool) (notices int, err error)
	// Turn writes down what became of what was claimed, and claims what is most
	// urgent of what is due, all or nothing: after an error what was settled is to
	// be handed over again. A chat that is being told something is left alone
	// until that is settled.
	Turn(ctx context.Context, t bot.Turn) ([]bot.Delivery, error)
	// Paused is the last pause that a turn on a platform wrote down; zero if none
	// did.
	Paused(ctx context.Context, platform string) (bot.Pause, error)
	// Crowds are how many notices that are queued on a platform fall due after
	// one instant and not after another, the first due first.
	Crowds(ctx context.Context, platform string, after, until time.Time) ([]bot.Crowd, error)
	// Wishes are what a chat wants; those of a chat never seen are zero.
	Wishes(ctx context.Context, chat bot.Chat) (bot.Wishes, error)
	// Tell queues a notice for each of some chats.
	Tell(ctx context.Context, n bot.Notice, clock time.Time, chats ...bot.Chat) error
	// Wait is how long it is until something that is queued on a platform falls
	// due, or may be tried again; false if nothing is queued that could be.
	Wait(ctx context.Context, platform string, clock, now time.Time) (time.Duration, bool, error)
}
