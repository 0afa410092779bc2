package command

import (
	"context"
	"sync"
	"time"

	"usher/bot"
	"usher/schedule"
)

// alike remembers what was answered within this second to who follows nothing: when a
// talk ends, hundreds ask what comes next, and are told the same. It is safe for
// concurrent use.
type alike struct {
	mu       sync.Mutex
	schedule *schedule.Schedule
	now      time.Time
	answers  map[alikeKey]bot.Message
}

// alikeKey is all that such an answer follows from, beside the schedule and the moment.
type alikeKey struct {
	text, language string
	shared         bool
}

// A question that is longer than mostAlikeText is asked by one person alone, and what is
// beyond mostAlike by a machine.
const (
	mostAlikeText = 40
	mostAlike     = 100
)

// run runs a row whose answers are Alike, unless it has said what is asked for. To have
// something in common, all of a second are answered as of its beginning.
func (a *alike) run(ctx context.Context, e *Env, c Command, r *Request) (bot.Message, error) {
	if len(r.wanted.Follows) > 0 || r.unread != nil || r.outdated || len(r.Text) > mostAlikeText {
		return c.Run(ctx, e, r)
	}
	r.Now = r.Now.Truncate(time.Second)
	key := alikeKey{r.Text, r.Voice.Language(), r.Shared}
	if answer, ok := a.find(r, key); ok {
		return answer, nil
	}
	answer, err := c.Run(ctx, e, r)
	if err == nil {
		answer.Written = &bot.Written{}
		a.keep(r, key, answer)
	}
	return answer, err
}

func (a *alike) find(r *Request, key alikeKey) (answer bot.Message, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.schedule != r.Schedule || !a.now.Equal(r.Now) {
		return answer, false
	}
	answer, ok = a.answers[key]
	return answer, ok
}

func (a *alike) keep(r *Request, key alikeKey, answer bot.Message) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.schedule != r.Schedule || !a.now.Equal(r.Now) {
		a.schedule, a.now, a.answers = r.Schedule, r.Now, map[alikeKey]bot.Message{}
	}
	if len(a.answers) < mostAlike {
		a.answers[key] = answer
	}
}
