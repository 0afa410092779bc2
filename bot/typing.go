package bot

import (
	"context"
	"time"
)

// typeAfter is how long somebody waits before they begin to wonder whether they were
// heard (Nielsen, Response Times: within a second their train of thought goes on).
const typeAfter = time.Second

// made makes the answer to what was said, and has its network show that where it
// takes long.
func (s *server) made(ctx context.Context, said Incoming) Message {
	typist, ok := s.platforms[said.Chat.Platform].(Typist)
	if !ok {
		return s.handle(ctx, said)
	}
	making, made := context.WithCancel(ctx)
	defer made()
	s.working.Go(func() {
		late := time.NewTimer(typeAfter)
		defer late.Stop()
		select {
		case <-late.C:
			typist.Typing(making, said.Chat, said.Thread)
		case <-making.Done():
		}
	})
	return s.handle(ctx, said)
}
