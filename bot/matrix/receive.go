package matrix

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// The waits between failed requests double from the first to the last. That one is
// short: while the homeserver is away a request costs nobody much, and once it is
// back people are waiting.
const (
	firstWait = 250 * time.Millisecond
	lastWait  = 2 * time.Second
)

// quiet is for how long the place in the stream may stay unwritten while nothing
// comes in that is meant for Usher: a crowd's rings come back by the hundred, and
// to read them again after a crash costs nothing.
const quiet = 10 * time.Second

// Receive implements bot.Platform. It also joins where Usher is invited, and puts
// reactions under what Send and Edit have said; what of that is not done when ctx
// is done is left. It returns an error when the homeserver has logged Usher out.
func (m *Matrix) Receive(ctx context.Context, to chan<- bot.Incoming) error {
	ctx, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	workers.Go(func() { m.tellRead(ctx) })
	for _, redo := range m.redo {
		workers.Go(func() { m.react(ctx, redo) })
	}
	defer m.reading.begin()()
	s := &stream{Matrix: m, to: to, reception: bot.NewReception(m.inbox, name, m.log)}
	if err := m.insist(ctx, s.resume); err != nil {
		return err
	}
	if m.invitations != nil {
		workers.Go(func() { s.attendDoors(ctx) })
	}
	for ctx.Err() == nil {
		if err := m.insist(ctx, s.advance); err != nil {
			return err
		}
	}
	return nil
}

// insist takes a step until it succeeds or ctx is done. Its error is one that
// waiting cannot mend.
func (m *Matrix) insist(ctx context.Context, step func(context.Context) error) error {
	trouble := ""
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		err := step(ctx)
		if err == nil && trouble != "" {
			m.log.Info("receiving again", "after", trouble)
		}
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if loggedOut(err) {
			return fmt.Errorf("the homeserver has logged Usher out, usher matrix login logs in again: %w", m.clean(err))
		}
		pause := wait
		if failed := m.failed(err, false); failed.Failure == bot.Throttled {
			pause = failed.After
		}
		level := slog.LevelDebug // what was said before is no news
		if now := m.clean(err).Error(); now != trouble {
			trouble, level = now, slog.LevelWarn
		}
		m.log.Log(ctx, level, "cannot receive", "error", trouble, "again_in", pause)
		if !sleep(ctx, pause) {
			return nil
		}
	}
}

// sleep reports whether it was not cut short.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// stream is one run of Receive.
type stream struct {
	*Matrix
	to        chan<- bot.Incoming
	reception *bot.Reception
	position            // after the last answer
	before    position  // the last other one
	stored    time.Time // when the place was last written down
	gaps      int       // how often those of this answer could not be filled
	vault     vault
	// arrived is what has come back of our own, by transaction id, to be written down.
	arrived map[string]bot.Ref
	late    []bot.Invitation // that could not be written down
}

// resume passes on what was left unfinished, once the homeserver is there: before,
// no answer could be said, and it would be finished with none.
func (s *stream) resume(ctx context.Context) error {
	since, err := s.inbox.Cursor(ctx, name)
	if err != nil {
		return err
	}
	s.since = since
	if err := s.survey(ctx); err != nil {
		return err
	}
	pending, err := s.inbox.Pending(ctx, name)
	if err != nil {
		return err
	}
	for i := range pending {
		pending[i].Again = true
	}
	s.passOn(ctx, pending)
	for _, w := range s.vault.sealed {
		w.next = time.Time{} // its key may have come, and been stored, and no more than that
	}
	return nil
}

// survey learns which rooms there are. A sync that goes on from a token tells
// neither that nor the invites that an earlier run was told of.
func (s *stream) survey(ctx context.Context) error {
	if s.since == "" {
		return nil // the first sync will tell all
	}
	got, err := s.sync(ctx, "", filterRooms, 0)
	if err != nil {
		return err
	}
	return s.learn(ctx, got)
}

// advance reads one answer, and moves on once what it brings is safely in the
// inbox.
func (s *stream) advance(ctx context.Context) error {
	filter, wait := filterNews, pollFor
	if s.since == "" {
		filter, wait = filterFirst, 0
	} else if s.reception.Behind() {
		wait = behindFor
	}
	got, err := s.poll(ctx, filter, min(wait, s.vault.quiet(s.now())))
	if statusOf(err) == http.StatusBadRequest && s.since != "" {
		// It would be refused for ever. The inbox knows what it has seen, and
		// what is old is not answered.
		s.log.Warn("the homeserver does not know our place in the stream any more: reading anew")
		s.position, s.before = position{}, position{}
		return nil
	}
	if err != nil {
		s.goBack()
		return err
	}
	arrived := s.now()
	if err := s.learn(ctx, got); err != nil {
		return err
	}
	received, err := s.take(ctx, got)
	if err != nil {
		return err
	}
	if err := s.fill(ctx, got); err != nil {
		return err
	}
	batch, err := s.hearAll(ctx, got)
	if err != nil {
		return err
	}
	if len(batch) > 0 || s.reception.Behind() || time.Since(s.stored) >= quiet {
		if err := s.noteArrived(ctx); err != nil {
			return err
		}
		fresh, err := s.reception.Accept(ctx, s.backTo(got), batch)
		if err != nil {
			return err
		}
		batch, s.stored = fresh, time.Now()
	}
	s.goOn(position{got.NextBatch, arrived})
	s.reading.taken()
	s.passOn(ctx, batch)
	s.tend(ctx, received)
	return nil
}

// learn notes what an answer says of rooms and invites.
func (s *stream) learn(ctx context.Context, got *synced) error {
	defer s.survive("what is said of rooms")
	for e := range got.AccountData.all() {
		s.rooms.learnDirect(e)
	}
	for room, in := range got.Rooms.Join {
		s.rooms.learn(room, s.client.UserID, in)
	}
	return s.doors(ctx, got)
}

// hearAll is what an answer brings that is meant for Usher, in the order of each
// room.
func (s *stream) hearAll(ctx context.Context, got *synced) ([]bot.Incoming, error) {
	var batch []bot.Incoming
	for _, room := range slices.Sorted(maps.Keys(got.Rooms.Join)) {
		var said []bot.Incoming
		for _, e := range s.sinceJoin(got.Rooms.Join[room]) {
			in, ok, err := s.hear(ctx, room, e)
			if err != nil {
				return nil, err
			}
			if ok {
				said = append(said, in)
			}
		}
		batch = append(batch, newestSealed(said)...)
	}
	return batch, nil
}

// passOn hands over what came in, until ctx is done: the rest stays in the inbox.
func (s *stream) passOn(ctx context.Context, batch []bot.Incoming) {
	for _, in := range batch {
		if in.Sealed != nil {
			s.keep(in)
			continue
		}
		in.Done = func() { s.reception.Done(in.Update) }
		if event := id.EventID(in.Update); in.Message.ID != "" || in.Pressed.ID != "" { // a welcome answers no event
			s.unread.add(id.RoomID(in.Chat.ID), event)
		}
		if !s.handOver(ctx, in) {
			return
		}
	}
}

// handOver hands over one thing; false if ctx was done before.
func (s *stream) handOver(ctx context.Context, in bot.Incoming) bool {
	select {
	case s.to <- in:
		return true
	case <-ctx.Done():
		return false
	}
}

// survive, deferred, keeps a panic from ending the process: whatever made it would
// come again after each restart.
func (m *Matrix) survive(what string) {
	if p := recover(); p != nil {
		m.log.Error("something made Usher panic", "what", what, "panic", fmt.Sprint(p))
	}
}
