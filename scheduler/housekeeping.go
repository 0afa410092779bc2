package scheduler

import (
	"context"
	"time"

	"usher/bot"
)

// housekeeping is how often what is too old is forgotten.
const housekeeping = time.Hour

// remembered is how long an update that was answered is known when a network
// brings it again.
const remembered = 48 * time.Hour

// DefaultRetain is for how long after the conference is known whom was told what.
const DefaultRetain = 30 * 24 * time.Hour

// Housekeeping is forgetting what is too old.
type Housekeeping interface {
	// Prune forgets updates that were finished and said before an instant of
	// the real clock.
	Prune(ctx context.Context, before time.Time) (updates int, err error)
	// ForgetNames forgets what those call themselves who are not of the team any more, nor
	// among its owners.
	ForgetNames(ctx context.Context, owners []bot.Chat) error
	// Retire reduces the ledger to counts and deletes everybody; it says how many
	// chats that were.
	Retire(ctx context.Context) (chats int, err error)
}

// keepHouse forgets what is too old to come again, and the people once the
// conference is long over.
func (s *Scheduler) keepHouse(ctx context.Context) {
	if _, err := s.config.Store.Prune(ctx, time.Now().Add(-remembered)); err != nil && ctx.Err() == nil {
		s.config.Log.Warn("cannot prune the inbox", "error", err)
	}
	if err := s.config.Store.ForgetNames(ctx, s.config.Organisers); err != nil && ctx.Err() == nil {
		s.config.Log.Warn("cannot forget the names of those who have left the team", "error", err)
	}
	if !s.outlived(s.config.Now()) {
		s.outlivedBefore.Store(false)
		return
	}
	// A clock that is wrong for a moment must not cost everybody's stars: it has to
	// be so each time for an hour.
	if !s.outlivedBefore.Swap(true) {
		s.config.Log.Info("the conference is long over: next hour everybody is forgotten", "retained", s.config.Retain)
		return
	}
	switch chats, err := s.config.Store.Retire(ctx); {
	case err != nil && ctx.Err() == nil:
		s.config.Log.Error("cannot forget those of a conference that is over", "error", err)
	case chats > 0:
		s.config.Log.Info("the conference is long over: everybody is forgotten, counts stay", "chats", chats)
	}
}

// outlived reports whether what is kept of people has been kept for long enough.
// That is never so while there is more to come, be it in a schedule that waits for
// an organiser's word, or while nothing says when the conference is.
func (s *Scheduler) outlived(now time.Time) bool {
	end, ok := s.config.Schedule().End()
	if !ok || now.Before(end.Add(s.config.Retain)) {
		return false
	}
	for _, waiting := range s.Held() {
		if end, ok := waiting.Newer.End(); !ok || now.Before(end.Add(s.config.Retain)) {
			return false
		}
	}
	return true
}
