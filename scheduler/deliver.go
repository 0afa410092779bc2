package scheduler

import (
	"context"
	"log/slog"

	"usher/bot"
)

// exchange hands the store what was settled and claims up to limit deliveries.
func (l *lane) exchange(ctx context.Context, limit int) ([]bot.Delivery, error) {
	clock, until := l.config.Now(), l.budget.until()
	claimed, err := l.config.Store.Turn(ctx, bot.Turn{
		Platform: l.platform.Name(), Settled: l.settled,
		Clock: clock, Now: l.now(), Released: l.crowds.released(clock), Limit: limit, Paused: l.unsaved(until),
	})
	if err != nil {
		l.recovered = false // who knows whether something was claimed
		return nil, err
	}
	if len(l.settled) > 0 {
		l.others() // who is told how far that has got may be on another network
	}
	l.settled, l.saved = nil, until
	if l.moved {
		l.moved = false
		l.plan() // a chat that has moved is planned for before it is told more
	}
	return claimed, nil
}

// claim makes an exchange, puts what was claimed into words and sends it on its
// way.
func (l *lane) claim(ctx, sending context.Context, limit int) (claimed int, err error) {
	l.force.Lock()
	defer l.force.Unlock()
	deliveries, err := l.exchange(ctx, limit)
	for _, d := range deliveries {
		l.begin(sending, d)
	}
	return len(deliveries), err
}

// begin words what is still true of a delivery, which may be nothing, and sends
// it on its way.
func (l *lane) begin(ctx context.Context, d bot.Delivery) {
	// Claiming may have had to wait for others who write.
	clock := l.config.Now()
	if d.Notices = l.hush(d, clock); len(d.Notices) == 0 {
		return
	}
	m, kept, untrue := l.word(ctx, d, clock)
	for reason, notices := range untrue {
		o := bot.Outcome{State: bot.StateDropped, At: clock, Reason: reason}
		if reason == expired {
			o = giveUp(o, d.Notices[0].Kind)
		}
		l.settle(d.Chat, notices, o)
	}
	if len(kept) == 0 {
		return
	}
	d.Notices = kept
	now := l.now()
	if l.isBehind(m.File) {
		l.settle(d.Chat, ids(kept), bot.Outcome{State: bot.StateQueued, At: clock, Again: now.Add(fileWait), Untried: true, Reason: behind})
		return
	}
	if wait, ok := l.budget.admit(d.Chat, l.messages(d.About.Ref, m), now); !ok {
		l.settle(d.Chat, ids(kept), bot.Outcome{State: bot.StateQueued, At: clock, Again: now.Add(wait), Untried: true, Reason: paced})
		return
	}
	m.Chat, m.Thread, m.Key, m.Again, m.Rings = d.Chat, d.Thread, d.Key, d.Attempt > 1, m.Rings && !quiet(d, clock)
	l.flying++
	a := attempt{Delivery: d, traits: l.traits, worded: clock, begun: now, file: l.carry(m.File)}
	l.launch(func() { l.landed <- l.send(ctx, m, a) })
}

// messages is how many a network makes of one, unless it takes the place of
// another.
func (l *lane) messages(instead bot.Ref, m bot.Message) int {
	if instead.ID != "" {
		return 1
	}
	return bot.Parts(l.platform, m)
}

// send makes one attempt.
func (l *lane) send(ctx context.Context, m bot.Message, a attempt) attempt {
	timeout := sendTimeout
	if m.File != nil {
		timeout = fileTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	kept := a.About.Ref
	switch {
	case a.Notices[0].Kind == bot.Pin:
		a.ref, a.err = kept, l.pin(ctx, kept, bot.Pinner.Pin)
	case a.Notices[0].Kind == bot.Unpin:
		a.ref, a.err = kept, l.pin(ctx, kept, bot.Pinner.Unpin)
	case kept.ID != "":
		a.ref, a.err = kept, l.edit(ctx, a, m)
	}
	if kept.ID == "" || a.saidAnew() {
		a.ref, a.err = l.platform.Send(ctx, m)
	}
	if a.Notices[0].Kind == bot.Board {
		a.reads, a.over = m.Text(), boardOf(l.config.Schedule(), a.Announces, l.config.Now()).Over()
	}
	a.clock, a.now = l.config.Now(), l.now()
	return a
}

// collect takes in what has landed so far.
func (l *lane) collect() {
	for {
		select {
		case one := <-l.landed:
			l.land(one)
		default:
			return
		}
	}
}

// land works out what an attempt has come to.
func (l *lane) land(a attempt) {
	l.flying--
	a.fileFailed = l.arrived(a)
	o, pause := outcome(a, l.config.Chance)
	if pause > 0 {
		l.budget.throttled(a.Chat, a.begun, l.now(), pause)
	}
	o = giveUp(o, a.Notices[0].Kind)
	if a.err != nil {
		level := slog.LevelWarn
		if o.State == bot.StateQueued && !o.MovedTo.IsZero() || o.Reason == unamendable {
			level = slog.LevelDebug // it is told under the chat's other name, or stays as it was
		}
		l.log.Log(context.Background(), level, "could not tell", "kind", a.Notices[0].Kind, "error", a.err, "attempt", a.Attempt, "then", o.State)
	}
	if o.State == bot.StateSent {
		o.Covers = covers(a.Delivery, l.config.Lead, a.worded)
	}
	l.moved = l.moved || !o.MovedTo.IsZero()
	l.settle(a.Chat, ids(a.Notices), o)
}

func (l *lane) settle(chat bot.Chat, notices []int64, o bot.Outcome) {
	l.counts.settled(len(notices), o)
	l.settled = append(l.settled, bot.Settlement{Chat: chat, Notices: notices, Outcome: o})
}
