package bot

import (
	"context"
	"hash/maphash"
	"log/slog"

	"golang.org/x/sync/errgroup"
)

// Handler makes the answer to something that was said. An empty message means
// that nothing is said.
type Handler func(ctx context.Context, in Incoming) Message

// lanes is how many chats can be answered at the same time. What is said in one
// chat stays in its lane, so that it is answered in the order in which it came.
const lanes = 64

// Serve answers what comes in until in is closed, then finishes what it holds.
// The answer to a press takes the place of the pressed message. An answer that
// cannot be sent is logged and forgotten: the person asks again.
func Serve(ctx context.Context, in <-chan Incoming, platforms map[string]Platform, handle Handler, log *slog.Logger) error {
	var group errgroup.Group
	seed := maphash.MakeSeed()
	var queues [lanes]chan Incoming
	for i := range queues {
		queues[i] = make(chan Incoming, 1)
		group.Go(func() error {
			for said := range queues[i] {
				if p, ok := platforms[said.Chat.Platform]; ok {
					answer(ctx, p, said, handle(ctx, said), log)
				} else {
					log.Error("nobody speaks for this chat's network", "platform", said.Chat.Platform)
				}
				if said.Done != nil {
					said.Done()
				}
			}
			return nil
		})
	}
	for said := range in {
		queues[maphash.String(seed, said.Chat.String())%lanes] <- said
	}
	for _, q := range queues {
		close(q)
	}
	return group.Wait()
}

func answer(ctx context.Context, p Platform, said Incoming, m Message, log *slog.Logger) {
	if m.Empty() {
		return
	}
	m.Chat = said.Chat
	if !said.Pressed.IsZero() {
		err := p.Edit(ctx, said.Pressed, m)
		if err == nil {
			return
		}
		// The message may be too old to edit or deleted: say it anew.
		log.Debug("could not edit", "platform", said.Chat.Platform, "failure", AsSendError(err).Failure.String())
	}
	if _, err := p.Send(ctx, m); err != nil {
		log.Warn("could not answer", "platform", said.Chat.Platform, "error", err)
	}
}
