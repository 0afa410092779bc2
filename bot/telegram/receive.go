package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

// allowed are the kinds of updates that Telegram shall send. It keeps the list
// until it gets another, so that it is always told.
const allowed = `["message","edited_message","channel_post","callback_query","inline_query","my_chat_member"]`

// While nothing can be written down: behindTimeout is how long a poll may take,
// unsafePause how long to wait after one that brought only what is being answered.
const (
	behindTimeout = 5 * time.Second
	unsafePause   = 200 * time.Millisecond
)

// tooOld is the age from when on what comes in is not answered: nobody waits for
// it any more.
const tooOld = 10 * time.Minute

// Receive implements bot.Platform: it polls, or takes in what comes to the webhook.
// Telegram is told that it need not keep an update any longer only when the inbox
// has it, and what was in the inbox when Usher stopped comes first. It returns
// ErrToken when Telegram does not know the bot.
func (t *Telegram) Receive(ctx context.Context, to chan<- bot.Incoming) error {
	ctx, stop := context.WithCancel(ctx)
	r := newReceiver(ctx, t, to)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer r.reception.Wait()
	defer stop()
	for range acknowledging {
		workers.Go(func() { r.acknowledgeAll(ctx) })
	}
	for range finding {
		workers.Go(func() { r.findAll(ctx) })
	}
	workers.Go(func() { r.restAll(ctx) })
	for _, step := range []func(context.Context) error{r.resume, r.introduce} {
		if err := r.insist(ctx, step); err != nil {
			return err
		}
	}
	receive := r.poll
	if t.hook.url != "" {
		receive = r.listen
		t.receiving.Store(r)
		defer t.receiving.Store(nil)
		workers.Go(func() { r.holdHook(ctx) })
	}
	for ctx.Err() == nil {
		if err := r.insist(ctx, receive); err != nil {
			return err
		}
	}
	return nil
}

// receiver is one run of Receive.
type receiver struct {
	*Telegram
	to        chan<- bot.Incoming
	reception *bot.Reception
	presses   chan string // to acknowledge
	searches  *searches
	reader    reader

	// Of polling. offset is the first update that Telegram shall keep; 0 leaves that
	// as it is. polling says that it has begun, or a webhook was ended for it.
	offset  int
	polling bool

	// Of a webhook. ended is closed when Receive returns; lost is why Telegram will
	// bring nothing any more; failed is when it last could not, in Unix time.
	arrivals chan arrival
	ended    <-chan struct{}
	lost     chan error
	failed   int64
}

// newReceiver is a run of Receive until ctx is done.
func newReceiver(ctx context.Context, t *Telegram, to chan<- bot.Incoming) *receiver {
	return &receiver{
		Telegram: t, to: to, reception: bot.NewReception(t.inbox, name, t.log), presses: make(chan string, maxPresses), searches: newSearches(),
		arrivals: make(chan arrival), ended: ctx.Done(), lost: make(chan error, 1),
	}
}

// resume passes on what the inbox has kept.
func (r *receiver) resume(ctx context.Context) error {
	pending, err := r.inbox.Pending(ctx, name)
	if err != nil {
		return fmt.Errorf("reading the inbox: %w", err)
	}
	r.pass(ctx, pending)
	return nil
}

// introduce asks Telegram who we are.
func (r *receiver) introduce(ctx context.Context) error {
	var me tgbotapi.User
	if err := r.call(ctx, r.sends, "getMe", nil, &me); err != nil {
		return unknownToken(err)
	}
	if r.find != nil && !me.SupportsInlineQueries {
		r.log.Info("nobody can look for talks in other chats: tell @BotFather /setinline to allow it")
	}
	r.me.Store(&me)
	r.reader = newReader(me, r.log)
	return nil
}

// poll takes in the updates that there are, or waits for some.
func (r *receiver) poll(ctx context.Context) error {
	params := tgbotapi.Params{
		"timeout":         strconv.Itoa(int(r.patience().Seconds())),
		"allowed_updates": allowed,
	}
	params.AddNonZero("offset", r.offset)
	var raw []json.RawMessage
	err := r.call(ctx, r.polls, "getUpdates", params, &raw)
	if r.leftover(err) {
		return r.unhook(ctx)
	}
	r.polling = r.polling || err == nil || refused(err) == http.StatusConflict
	if err != nil {
		return err
	}
	if len(raw) == 0 {
		// All is confirmed, so that an offset is no longer needed. Kept, it would
		// be wrong one day: after a week of silence the ids start at random (Bot
		// API, Update), and lower ones would be lost. For the same reason the
		// cursor in the inbox is never used: Telegram itself remembers where we
		// are, and the inbox knows what it has seen.
		r.offset = 0
		return r.reception.CatchUp(ctx)
	}
	b, err := r.take(ctx, raw)
	if err != nil {
		return err
	}
	r.acknowledge(b.presses)
	r.pass(ctx, b.incoming)
	if err := r.reception.Store(ctx); err != nil {
		return fmt.Errorf("keeping what came in: %w", err)
	}
	r.offset = b.next
	if first, unsafe := r.unsafe(); unsafe {
		r.offset = min(b.next, first)
		if len(b.incoming) == 0 {
			return r.breathe(ctx)
		}
	}
	return nil
}

// take reads updates, and takes in what is meant for Usher. Those that the inbox had are
// not in the batch. The others need not be stored yet: Telegram has them until the offset
// moves.
func (r *receiver) take(ctx context.Context, raw []json.RawMessage) (batch, error) {
	return r.read(raw, func(b batch) ([]bot.Incoming, error) {
		fresh, ok, err := r.reception.Ahead(ctx, b.cursor(), b.incoming)
		if !ok {
			return r.reception.Accept(ctx, b.cursor(), b.incoming)
		}
		return fresh, err
	})
}

// keep is take where Telegram keeps nothing: the inbox has it all when keep returns.
func (r *receiver) keep(ctx context.Context, raw []json.RawMessage) (batch, error) {
	return r.read(raw, func(b batch) ([]bot.Incoming, error) { return r.reception.Accept(ctx, b.cursor(), b.incoming) })
}

// read reads updates, and has what is meant for Usher be taken in.
func (r *receiver) read(raw []json.RawMessage, accept func(batch) ([]bot.Incoming, error)) (batch, error) {
	b := r.reader.batch(raw, r.now())
	if b.next == 0 {
		return batch{}, errors.New("updates without ids") // they would come again at once
	}
	r.look(b.searches)
	b.incoming = r.timely(b.incoming)
	if len(b.incoming) > 0 {
		fresh, err := accept(b)
		if err != nil {
			return batch{}, fmt.Errorf("keeping what came in: %w", err)
		}
		b.incoming = fresh
	}
	return b, nil
}

// patience is how long Telegram may hold a poll. What nobody could write down is to
// be written soon after that is possible.
func (r *receiver) patience() time.Duration {
	if r.reception.Behind() {
		return behindTimeout
	}
	return pollTimeout
}

// unsafe is the first update that would be lost if Usher stopped and Telegram had
// forgotten it: neither it nor those after it are confirmed.
func (r *receiver) unsafe() (id int, ok bool) {
	first, ok := r.reception.Unsafe()
	if !ok {
		return 0, false
	}
	id, err := strconv.Atoi(first)
	return id, err == nil
}

// breathe waits a little: Telegram sends again at once what is not confirmed.
func (r *receiver) breathe(ctx context.Context) error {
	select {
	case <-time.After(unsafePause):
	case <-ctx.Done():
	}
	return nil
}

// timely leaves out what was said long ago, while Usher was away. What the inbox
// has once taken is answered at any age.
func (r *receiver) timely(incoming []bot.Incoming) []bot.Incoming {
	all := len(incoming)
	timely := slices.DeleteFunc(incoming, func(in bot.Incoming) bool { return r.now().Sub(in.At) > tooOld })
	if late := all - len(timely); late > 0 {
		r.log.Info("left unanswered what was said long ago", "updates", late)
	}
	return timely
}

// pass hands on what came in, until ctx is done: the rest stays in the inbox.
func (r *receiver) pass(ctx context.Context, incoming []bot.Incoming) {
	for _, in := range incoming {
		in.Done = func() { r.reception.Done(in.Update) }
		in.Before = func() []bot.Incoming { return r.reception.Before(in.Chat) }
		select {
		case r.to <- in:
		case <-ctx.Done():
			return
		}
	}
}
