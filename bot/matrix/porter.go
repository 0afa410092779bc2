package matrix

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const (
	// entering is how many rooms are entered at the same time, so that one that is
	// far away holds up no other.
	entering = 4
	// firstAgain and lastAgain are the waits between attempts at a room, which
	// double from one to the other.
	firstAgain = 30 * time.Second
	lastAgain  = time.Hour
	// maxTries is after how many attempts a room is given up: about half a day.
	maxTries = 20
	// uninvited is when a room that nobody lets Usher into is tried again, unless it
	// is invited or started again before.
	uninvited = 7 * 24 * time.Hour
	// breather is how long the porter waits when the store or the homeserver fails it.
	breather = 5 * time.Second
)

// porter enters rooms and leaves them, as fast as the homeserver lets it. What it
// has in hand is little, however many wait.
type porter struct {
	*stream
	inHand map[bot.Chat]bool
	tried  chan visit
	paused time.Time // until when no room is entered
	stays  time.Time // until when none is left
}

// attendDoors has a porter at work until ctx is done.
func (s *stream) attendDoors(ctx context.Context) {
	p := &porter{stream: s, inHand: map[bot.Chat]bool{}, tried: make(chan visit, entering)}
	var working sync.WaitGroup
	defer working.Wait()
	for {
		wait := p.leaveAll(ctx)
		timer := time.NewTimer(min(wait, p.begin(ctx, &working)))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-s.knocked:
		case <-timer.C:
		case e := <-p.tried:
			p.settle(ctx, p.alsoTried(e))
		}
		timer.Stop()
	}
}

// begin tries what may be tried, and says how long it is until there may be more.
func (p *porter) begin(ctx context.Context, working *sync.WaitGroup) (pause time.Duration) {
	pause = breather // where something panics
	defer p.survive("the invites that are due")
	now := p.now()
	if wait := p.paused.Sub(now); wait > 0 {
		return wait
	}
	due, next, err := p.invitations.Invited(ctx, name, now, entering+len(p.inHand))
	if err != nil {
		if ctx.Err() == nil {
			p.log.Error("cannot read which rooms Usher is invited to", "error", err)
		}
		return breather
	}
	for _, i := range due {
		if p.inHand[i.Chat] || len(p.inHand) == entering {
			continue
		}
		p.inHand[i.Chat] = true
		working.Go(func() { p.tried <- p.attempt(ctx, i) })
	}
	if next.IsZero() {
		return lastAgain
	}
	return next.Sub(now)
}

// attempt makes one attempt at an invitation.
func (p *porter) attempt(ctx context.Context, i bot.Invitation) (e visit) {
	e = visit{Invitation: i, verdict: later, err: errors.New("panicked")}
	e.Tries++
	defer p.survive("a room to enter")
	return p.enter(ctx, i)
}

// alsoTried is an attempt with those that are over, too: they share what is written.
func (p *porter) alsoTried(e visit) []visit {
	all := []visit{e}
	for {
		select {
		case e := <-p.tried:
			all = append(all, e)
		default:
			return all
		}
	}
}

// settle notes what became of attempts. What cannot be noted is tried again: that
// does no harm.
func (p *porter) settle(ctx context.Context, tried []visit) {
	defer p.survive("what became of invites")
	var in []visit
	var over []bot.Invitation
	for _, e := range tried {
		delete(p.inHand, e.Chat)
	}
	for _, e := range tried {
		if ctx.Err() != nil {
			continue
		}
		if e.err != nil {
			p.log.Info("cannot enter a room", "room", e.Chat.ID, "tries", e.Tries, "error", e.err)
		}
		switch e.verdict {
		case entered:
			in = append(in, e)
		case dropped:
			over = append(over, e.Invitation)
		case throttled:
			p.pause(e.after)
		case barred:
			p.tellBarred(ctx, id.RoomID(e.Replaces.ID), e.room())
			p.check(p.invitations.Postpone(ctx, e.Invitation, p.now().Add(uninvited)))
		case later:
			p.check(p.invitations.Postpone(ctx, e.Invitation, p.now().Add(again(e.Tries))))
		}
	}
	if len(over) > 0 {
		p.check(p.invitations.Decline(ctx, over...))
	}
	if len(in) > 0 {
		p.arrive(ctx, in)
	}
}

// again is how long to wait after so many attempts.
func again(tries int) time.Duration {
	wait := firstAgain
	for range tries - 1 {
		if wait *= 2; wait >= lastAgain {
			return lastAgain
		}
	}
	return wait
}

// pause has nothing tried for a while.
func (p *porter) pause(while time.Duration) {
	if until := p.now().Add(while); until.After(p.paused) {
		p.paused = until
	}
}

// check has the porter wait where something could not be written down.
func (p *porter) check(err error) (ok bool) {
	if err == nil {
		return true
	}
	p.log.Warn("cannot note what became of an invite", "error", p.clean(err))
	p.pause(breather)
	return false
}

// arrive notes that Usher is in rooms. That a chat is a direct one stood on its
// invite alone: it goes into m.direct before that is over.
func (p *porter) arrive(ctx context.Context, in []visit) {
	direct := map[id.RoomID]id.UserID{}
	var arrivals []bot.Arrival
	for _, e := range in {
		person := id.UserID(e.By)
		if old := p.rooms.get(id.RoomID(e.Replaces.ID)); old.person != "" {
			person = old.person
		}
		p.rooms.change(e.room(), func(know *room) {
			know.here = know.here || know.out == e.out // unless it was thrown out since
			if e.Direct {
				know.direct, know.person = true, person
			}
		})
		if e.Direct {
			direct[e.room()] = person
		}
		arrivals = append(arrivals, bot.Arrival{Invitation: e.Invitation, Welcome: p.welcome(e)})
	}
	if err := p.noteDirects(ctx, direct, nil); errors.Is(err, errNotOurs) || p.refused(err) {
		p.log.Warn("cannot note direct chats", "error", p.clean(err))
	} else if !p.check(err) {
		return
	}
	welcomes, err := p.invitations.Entered(ctx, p.now(), arrivals...)
	if !p.check(err) {
		return
	}
	for _, e := range in {
		p.log.Info("joined a room", "room", e.Chat.ID, "direct", e.Direct)
		if !e.Replaces.IsZero() {
			p.moved(id.RoomID(e.Replaces.ID), e.room())
		}
	}
	p.passOn(ctx, welcomes)
}

// welcome is what is answered in a new room first: as though whoever invited Usher
// had said so.
func (p *porter) welcome(e visit) bot.Incoming {
	return bot.Incoming{
		Chat: e.Chat, Sender: e.By, Shared: e.members > 2, Text: "/start", Update: "entered-" + rand.Text(), At: p.now(),
	}
}

// leaveAll leaves the rooms in which Usher has no business any more, and takes those
// that it is not in out of m.direct. It says when to look again. While the homeserver
// refuses messages, with which it counts this, that waits; those who wait at the doors
// do not.
func (p *porter) leaveAll(ctx context.Context) (wait time.Duration) {
	if wait := max(p.refusals.left(), p.stays.Sub(p.now())); wait > 0 {
		return wait
	}
	defer p.survive("rooms to leave")
	wait = lastAgain
	empty, left := p.rooms.toTidy()
	for _, which := range empty {
		err := p.leave(ctx, which)
		if err == nil || ctx.Err() != nil {
			continue
		}
		p.log.Debug("cannot leave a room", "room", which, "error", p.clean(err))
		p.rooms.change(which, func(know *room) { know.empty = true })
		wait = min(wait, max(breather, p.failed(err, false).After))
		p.stays = p.now().Add(wait)
	}
	if err := p.noteDirects(ctx, nil, left); err != nil && ctx.Err() == nil {
		// Nobody is spoken to there meanwhile.
		p.log.Debug("cannot take what Usher has left out of m.direct", "error", p.clean(err))
	}
	return wait
}
