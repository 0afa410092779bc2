package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Handler makes the answer to something that was said. An empty message means
// that nothing is said.
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
	// long it is throttled.
	leastPause = time.Second
)

// Serve answers what comes in until in is closed, then finishes what it holds,
// but for what it has not begun when ctx is done: that is not Done, and stays in
// the inbox.
// Each chat is answered in the order in which it spoke; a chat or a platform that
// keeps an answer waiting holds up nobody else's. The answer to a press takes the
// place of the pressed message. An answer that cannot be sent is logged and
// forgotten: the person asks again.
func Serve(ctx context.Context, in <-chan Incoming, platforms map[string]Platform, handle Handler, log *slog.Logger) error {
	s := &server{platforms: platforms, handle: handle, log: log, waiting: map[Chat][]Incoming{}, slots: map[string]chan struct{}{}}
	for name := range platforms {
		s.slots[name] = make(chan struct{}, atOnce)
	}
	for said := range in {
		s.accept(ctx, said)
	}
	s.working.Wait()
	return nil
}

// server answers chats, each in a goroutine of its own while it has something to
// say.
type server struct {
	platforms map[string]Platform
	handle    Handler
	log       *slog.Logger
	slots     map[string]chan struct{} // taken while a platform's chat is answered
	working   sync.WaitGroup

	mu      sync.Mutex
	waiting map[Chat][]Incoming // by chats that are being answered
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
		s.working.Go(func() { s.attend(ctx, said.Chat) })
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

		s.slots[chat.Platform] <- struct{}{}
		finished := s.answer(ctx, said)
		<-s.slots[chat.Platform]
		if finished {
			said.done()
		}
	}
}

// answer does what was asked and says so. It reports false where ctx ended before
// that was done: then it is still to do, by whoever keeps what came in.
func (s *server) answer(ctx context.Context, said Incoming) (finished bool) {
	if ctx.Err() != nil {
		return false
	}
	m := s.handle(ctx, said)
	if ctx.Err() != nil {
		return false
	}
	if m.Empty() {
		return true
	}
	m.Chat = said.Chat
	p := s.platforms[said.Chat.Platform]
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if err := sayInTime(ctx, p, said.Pressed, m); err != nil {
		s.log.Warn("could not answer", "platform", p.Name(), "error", err)
	}
	return true
}

// sayInTime says an answer, and waits for a network that is throttled as long as
// it says: an answer is slowed by that, but not lost.
func sayInTime(ctx context.Context, p Platform, pressed Ref, m Message) error {
	for {
		err := say(ctx, p, pressed, m)
		if err == nil {
			return nil
		}
		failed := AsSendError(err)
		deadline, _ := ctx.Deadline()
		if failed.Failure != Throttled {
			return err
		}
		pause, cancel := context.WithTimeout(ctx, max(failed.After, leastPause))
		until, _ := pause.Deadline()
		if until.Equal(deadline) { // it would be too late
			cancel()
			return err
		}
		<-pause.Done()
		cancel()
	}
}

// say makes an answer take the place of the message that was pressed, if one was.
// Where that is too old to be edited, or gone, it is said anew.
func say(ctx context.Context, p Platform, pressed Ref, m Message) error {
	if !pressed.IsZero() && !m.Apart {
		err := p.Edit(ctx, pressed, m)
		if err == nil || AsSendError(err).Failure != Rejected {
			return err
		}
	}
	_, err := p.Send(ctx, m)
	return err
}

func (in Incoming) done() {
	if in.Done != nil {
		in.Done()
	}
}
