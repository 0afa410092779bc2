package command

import (
	"context"

	"usher/bot"
	"usher/schedule"
)

// Desk is where organisers change the day.
type Desk interface {
	// Propose keeps an act as a draft and says what it would mean. It is bot.ErrNoTalk
	// if what it is about is not in the schedule.
	Propose(ctx context.Context, a bot.Act) (bot.Proposal, error)
	// Look is what a draft says, whatever that would mean by now; errors are as of Do.
	Look(ctx context.Context, number int64, by bot.Chat) (bot.Act, error)
	// Do does what a draft says and tells people, or nobody. It is bot.ErrChangedSince if
	// it would do something else than what was shown, with what that is as a draft in
	// its place, bot.ErrNoDraft if there is no such draft of theirs, and bot.ErrDraftSent if it was
	// done already.
	Do(ctx context.Context, number int64, by bot.Chat, quiet bool) (bot.Proposal, error)
	// Discard deletes a draft; its errors are Do's.
	Discard(ctx context.Context, number int64, by bot.Chat) error
	Tellings
	// Overrides are those in force, by number: what is over already is left out.
	Overrides(ctx context.Context) ([]schedule.Override, error)
	// Disputes are what the published schedule says otherwise, by talk.
	Disputes() []bot.Dispute
	// Decide ends the dispute of that name: what organisers say stays in force, or what
	// is published is. It is bot.ErrDecided if another has decided.
	Decide(ctx context.Context, name string, by bot.Chat, ours bool) (bot.Dispute, error)
	// Published is the schedule without them.
	Published() *schedule.Schedule
}
