package bot

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"
)

// Handler makes the answer to something that was said. An empty message means
// that nothing is said. One whose Chat is set goes there, on the same network,
// in place of where it was asked for.
type Handler func(ctx context.Context, in Incoming) Message

const (
	// atOnce is how many chats of a platform are answered at the same time.
	atOnce = 64
	// mostWaiting is how much of what one chat says may wait for its answers.
	// What comes on top of that is a machine's, and is not answered.
	mostWaiting = 50
	// answerTimeout is how long an answer may take to be said, by a network that
	// hangs or is throttled: after that the person has asked again.
	answerTimeout = 30 * time.Second
	// leastPause is how long a network is left alone that does not say for how
	// long it is throttled, or cannot be reached; then twice that, and so on.
	leastPause = time.Second
)

// Serve answers what comes in until in is closed, then finishes what it holds,
// but for what it has not begun when ctx is done: that is not Done, and stays in
// the inbox.
// Each chat is answered in the order in which it spoke; a chat or a platform that
// keeps an answer waiting holds up nobody else's. The answer to a press takes the
// place of the pressed message, and that to what was edited of the answer before,
// where that is known. An answer that cannot be sent is logged and forgotten: the
// person asks again.
func Serve(ctx context.Context, in <-chan Incoming, platforms map[string]Platform, handle Handler, log *slog.Logger) error {
	s := &server{platforms: platforms, handle: handle, log: log, waiting: map[Chat][]Incoming{}, slots: map[string]chan struct{}{},
		next: make(chan Chat), spare: make(chan struct{}, atOnce)}
	for name := range platforms {
		s.slots[name] = make(chan struct{}, atOnce)
	}
	for said := range in {
		s.accept(ctx, said)
	}
	close(s.next)
	s.working.Wait()
	return nil
}

// server answers chats, each in a goroutine that is its own while it has something to
// say, and then another's: the stack that an answer needs takes a while to grow.
type server struct {
	platforms map[string]Platform
	handle    Handler
	log       *slog.Logger
	slots     map[string]chan struct{} // taken while a platform's chat is answered
	working   sync.WaitGroup
	next      chan Chat     // for whoever has finished with another chat
	spare     chan struct{} // taken by who waits for that

	mu      sync.Mutex
	waiting map[Chat][]Incoming // by chats that are being answered

	answers answers
}

// accept never waits.
func (s *server) accept(ctx context.Context, said Incoming) {
	if _, ok := s.platforms[said.Chat.Platform]; !ok {
		s.log.Error("nobody speaks for this chat's network", "platform", said.Chat.Platform)
		said.done()
		return
	}
	s.mu.Lock()
	queue, busy := s.waiting[said.Chat]
	full := len(queue) >= mostWaiting
	if !full {
		s.waiting[said.Chat] = append(queue, said)
	}
	s.mu.Unlock()
	switch {
	case full:
		s.log.Warn("a chat says more than can be answered", "platform", said.Chat.Platform)
		said.done()
	case !busy:
		select {
		case s.next <- said.Chat:
		default:
			s.working.Go(func() { s.work(ctx, said.Chat) })
		}
	}
}

// work answers a chat, and then others, while there are not too many who wait for one.
func (s *server) work(ctx context.Context, chat Chat) {
	for more := true; more; {
		s.attend(ctx, chat)
		select {
		case s.spare <- struct{}{}:
			chat, more = <-s.next
			<-s.spare
		default:
			return
		}
	}
}

// attend answers a chat until it has said nothing more.
func (s *server) attend(ctx context.Context, chat Chat) {
	for {
		s.mu.Lock()
		queue := s.waiting[chat]
		if len(queue) == 0 {
			delete(s.waiting, chat)
			s.mu.Unlock()
			return
		}
		said := queue[0]
		s.waiting[chat] = queue[1:]
		s.mu.Unlock()

		if s.answer(ctx, said) {
			said.done()
		}
	}
}

// answer does what was asked and says so. It reports false where ctx ended before
// that was done or could be said: then it is still to do, by whoever keeps what
// came in.
func (s *server) answer(ctx context.Context, said Incoming) (finished bool) {
	var before given
	if said.Edited {
		var same bool
		if before, same = s.answers.find(said); same {
			return true // networks call it an edit when a page's preview comes, too
		}
	}
	// From making it to saying it in one go: what a crowd is to be told does not wait
	// in memory, and neither does what it took to make that.
	s.enter(said.Chat.Platform)
	defer s.leave(said.Chat.Platform)
	var m Message
	if ctx.Err() == nil {
		m = s.made(ctx, said)
	}
	if ctx.Err() != nil {
		return false
	}
	if m.Empty() {
		return true
	}
	if said.Elsewhere {
		return s.whisper(ctx, said, m)
	}
	m = addressed(m, said)
	p := s.platforms[said.Chat.Platform]
	if p.Traits().Idempotent && said.Update != "" {
		// Whoever is killed before it is finished answers again.
		m.Key, m.Again = said.AnswerKey(), said.Again
	}
	instead := said.Pressed
	if said.Edited {
		instead, m.Apart = before.ref, false
	}
	ref, finished := s.tell(ctx, p, instead, m)
	if Parts(p, m) == 1 {
		s.answers.note(said, ref)
	}
	return finished
}

// tell says an answer, in place of another message where that can be, from a slot that
// the caller holds. It reports false as answer does, and the zero Ref where it could not be said.
func (s *server) tell(ctx context.Context, p Platform, instead Ref, m Message) (ref Ref, finished bool) {
	saying, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	for moved, wait := false, leastPause; ; {
		var err error
		ref, err = say(saying, p, instead, m)
		if err == nil {
			return ref, true
		}
		failed := AsSendError(err)
		switch {
		case failed.Failure == ChatMoved && !moved && failed.To.Platform == m.Chat.Platform:
			// Once: two names might point at each other.
			m.Chat, m.ReplyTo, moved = failed.To, Ref{}, true
			continue
		case failed.Fileless && failed.Failure == Rejected && m.File != nil:
			s.log.Warn("could not answer with a file", "platform", p.Name(), "error", err)
			m.Body, m.File = m.File.Else, nil
			if !m.Empty() {
				continue
			}
			return Ref{}, true
		case (failed.Failure == Throttled || failed.Failure == Temporary) && !failed.Unsure:
			// An answer is slowed by that, but not lost: what it is about is done.
			if s.pause(saying, m.Chat.Platform, cmp.Or(failed.After, wait)) {
				wait *= 2
				continue
			}
			if ctx.Err() != nil && failed.Failure == Throttled {
				return Ref{}, false
			}
		}
		s.log.Warn("could not answer", "platform", p.Name(), "error", err)
		return Ref{}, true
	}
}

// addressed is an answer as it goes to who asked: where several share a chat, it is
// a reply, so that it can be told whose it is.
func addressed(m Message, said Incoming) Message {
	if m.Chat.IsZero() {
		m.Chat = said.Chat
	}
	if m.Chat == said.Chat {
		m.Thread = said.Thread
		if said.Shared {
			m.ReplyTo = said.Message
		}
	}
	return m
}

// enter waits for one of the slots of a platform.
func (s *server) enter(platform string) { s.slots[platform] <- struct{}{} }

func (s *server) leave(platform string) { <-s.slots[platform] }

// pause leaves its slot to others and waits while a network is throttled or away; false
// if that would be too late.
func (s *server) pause(ctx context.Context, platform string, while time.Duration) bool {
	s.leave(platform)
	defer s.enter(platform)
	pause, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	until, _ := pause.Deadline()
	if deadline, ok := ctx.Deadline(); ok && until.Equal(deadline) {
		return false
	}
	<-pause.Done()
	return ctx.Err() == nil
}

// say makes an answer take the place of another message, if it can. Where that is too
// old to be edited, or gone, it is said anew.
func say(ctx context.Context, p Platform, instead Ref, m Message) (Ref, error) {
	if instead.Chat == m.Chat && !m.Apart {
		err := p.Edit(ctx, instead, m)
		if err == nil || AsSendError(err).Failure != Rejected {
			return instead, err
		}
	}
	return p.Send(ctx, m)
}

func (in Incoming) done() {
	if in.Done != nil {
		in.Done()
	}
}
