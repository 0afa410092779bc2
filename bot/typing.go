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
		late, stop := context.WithTimeout(making, typeAfter)
		defer stop()
		if <-late.Done(); making.Err() == nil {
			typist.Typing(making, said.Chat, said.Thread)
		}
	})
	return s.handle(ctx, said)
}
