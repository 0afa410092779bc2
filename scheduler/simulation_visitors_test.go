package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// visitor is somebody who tells Usher what they want, and remembers what they
// said and what they were told.
type visitor struct {
	number int
	// chat is where they are on the network; Usher may know it under another
	// name until it has tried to reach that.
	chat  bot.Chat
	moved bool
	// blocked says that what is sent to them is refused, gone that Usher knows, left
	// that it has written that down.
	blocked, gone, left bool

	wishes bot.Wishes
	// minds are what they believe of each slot, by its guid.
	minds map[string]*mind
	// told is the shortest lead for which nothing is owed any more for a start:
	// they were rung, or told of a change instead, or the network refused it. Rung
	// is that for which the process knows so: none of these may ring again.
	told, rung map[rung]time.Duration
	// unsure are those for which a ring may have been sent without the process
	// knowing of it. Another one, not the same again, may come then.
	unsure map[rung]bool
	// shown are the messages that rang, by the network's id.
	shown map[string]*shown
	// owed is since when they are to be told something, by what that is.
	owed map[string]time.Time
	// disturbed is when something last went wrong that concerns them alone.
	disturbed time.Time
	// flying are the requests to send them something that are not answered yet,
	// begun when such began lately.
	flying int
	begun  []time.Time
	// acted is when what they want last changed, caughtUp when they were last told what
	// they had missed, and summedUp when the process last knew that.
	acted, caughtUp, summedUp time.Time
	// life counts how often they had themselves forgotten.
	life int
}

type rung struct {
	talk  string
	start int64
}

// mind is what somebody believes of a slot.
type mind struct {
	// knows are how they may think that it stands: one standing, unless a
	// message may have arrived or not.
	knows []bot.Standing
	// was are the standings to which news may refer as what they know.
	was []bot.Standing
}

func (v *visitor) String() string { return fmt.Sprint("v", v.number) }

func newVisitor(a *afternoon, number int) *visitor {
	v := &visitor{number: number, chat: bot.Chat{Platform: "net", ID: fmt.Sprint(number)}}
	v.forget()
	return v
}

func (v *visitor) forget() {
	v.wishes = bot.Wishes{}
	v.shown, v.unsure = map[string]*shown{}, map[rung]bool{}
	v.minds, v.told, v.rung, v.owed = map[string]*mind{}, map[rung]time.Duration{}, map[rung]time.Duration{}, map[string]time.Time{}
	v.caughtUp, v.summedUp, v.life = time.Time{}, time.Time{}, v.life+1
}

// spoke is what Usher makes of anybody who says something.
func (v *visitor) spoke() {
	v.acted = time.Now()
	v.gone, v.left = false, false
	if len(v.wishes.Leads) == 0 {
		v.wishes.Leads = []time.Duration{bot.ConferenceLead}
	}
}

// reads lets somebody see how the slots of a talk stand: in the answer to a star,
// or by looking after they were away.
func (v *visitor) reads(a *afternoon, talk string) {
	for _, guid := range a.program.slotsOf(talk) {
		v.sees(guid, a.stands(guid))
	}
}

func (v *visitor) sees(guid string, s bot.Standing) {
	m := v.minds[guid]
	if m == nil {
		m = &mind{}
		v.minds[guid] = m
	}
	m.knows = []bot.Standing{s}
	m.was = append(m.was, s)
}

// mayKnow is when nobody can know whether somebody was told how a slot of a talk
// stands.
func (v *visitor) mayKnow(a *afternoon, talk string, s bot.Standing) {
	for _, guid := range a.program.slotsOf(talk) {
		if m := v.minds[guid]; m != nil && !s.Start.IsZero() {
			m.was = append(m.was, s)
		}
	}
}

// believes reports whether a standing is among some.
func believes(all []bot.Standing, s bot.Standing) bool {
	return slices.ContainsFunc(all, s.Same)
}

// slotMoved lets somebody who keeps one slot of a talk keep it where it is now.
func (v *visitor) slotMoved(a *afternoon, before, after *schedule.Slot) {
	if before == nil {
		return
	}
	i := slices.IndexFunc(v.wishes.Follows, func(f bot.Follow) bool {
		return f.Topic == talk(before.Key) && !f.Only.IsZero() && f.Only.Equal(before.Start)
	})
	if i < 0 {
		return
	}
	follow := &v.wishes.Follows[i]
	takesPlace := slices.ContainsFunc(a.live.Get().Talk(before.Key), func(s *schedule.Slot) bool { return !s.Cancelled })
	if after != nil && (!after.Cancelled || !takesPlace) {
		follow.Only = after.Start
		return
	}
	follow.Only, v.acted = time.Time{}, time.Now()
	for _, guid := range a.program.slotsOf(before.Key) {
		// What was off and takes place again is news to them; else they take it
		// as it is.
		if was := a.before[guid]; guid != before.GUID && was.Off {
			v.sees(guid, was)
		} else if guid != before.GUID {
			v.sees(guid, a.stands(guid))
		}
	}
}

// act is something that a visitor tells Usher.
type act struct {
	what string
	// change is what the command for it does.
	change func(ctx context.Context, db *storage.DB) error
	// learn is what that means for the visitor.
	learn func()
}

// visitorActs lets somebody say something, if there is anybody to hear it.
func (a *afternoon) visitorActs() {
	v := a.visitors[a.random.IntN(len(a.visitors))]
	next := a.anyAct(v)
	if !v.blocked && !v.moved {
		a.says(v, next)
	}
}

// gather lets everybody follow a room.
func (a *afternoon) gather() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, v := range a.visitors {
		a.says(v, a.follow(v, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicRoom, Key: simulatedRooms[0].Key}}))
	}
}

func (a *afternoon) anyAct(v *visitor) act {
	slots := a.live.Get().Slots()
	slot := slots[a.random.IntN(len(slots))]
	follow := bot.Follow{Topic: talk(slot.Key)}
	switch n := a.random.IntN(100); {
	case n < 45:
		if len(a.program.slotsOf(slot.Key)) > 1 && !slot.Cancelled && a.random.IntN(2) == 0 {
			follow.Only = slot.Start
		}
		return a.follow(v, follow)
	case n < 52:
		return a.follow(v, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicRoom, Key: slot.Room.Key}})
	case n < 65 && len(v.wishes.Follows) > 0:
		return a.unfollow(v, v.wishes.Follows[a.random.IntN(len(v.wishes.Follows))].Topic)
	case n < 75:
		return a.setLeads(v, simulatedLeads[a.random.IntN(len(simulatedLeads))]...)
	case n < 85:
		return a.mute(v, slot.Key)
	case n < 93 && len(v.wishes.Mutes) > 0:
		return a.unmute(v, v.wishes.Mutes[a.random.IntN(len(v.wishes.Mutes))].Talk)
	case n < 95:
		return act{"forget me", func(ctx context.Context, db *storage.DB) error {
			return db.Forget(ctx, v.chat, v.chat)
		}, v.forget}
	}
	return a.hello(v)
}

var simulatedLeads = [][]time.Duration{
	nil, {5 * time.Minute}, {10 * time.Minute}, {30 * time.Minute}, {30 * time.Minute, 5 * time.Minute}, {20 * time.Minute, 10 * time.Minute},
}

// says lets Usher hear what somebody says, unless the process dies of it.
func (a *afternoon) says(v *visitor, s act) {
	if a.life == nil || a.life.isDead() {
		return
	}
	done, err := a.life.do("visitor", func() error { return s.change(context.Background(), a.db) })
	if done {
		a.note("%v: %s", v, s.what)
		v.spoke()
		s.learn()
	}
	if err == nil {
		a.life.Wake()
	} else if !a.life.isDead() {
		a.broken("%v says %q: %v", v, s.what, err)
	}
}

func (a *afternoon) hello(v *visitor) act {
	return act{"hello", func(ctx context.Context, db *storage.DB) error { return db.Seen(ctx, bot.Visit{Chat: v.chat}) }, func() {}}
}

func (a *afternoon) follow(v *visitor, f bot.Follow) act {
	i := slices.IndexFunc(v.wishes.Follows, func(had bot.Follow) bool { return had.Topic == f.Topic })
	return act{fmt.Sprintf("follow %s only %s", f.Key, a.hour(f.Only)), func(ctx context.Context, db *storage.DB) error {
		added, err := db.Follow(ctx, v.chat, f)
		if err == nil && added != (i < 0) {
			return fmt.Errorf("added %v", added)
		}
		return err
	}, func() {
		if i < 0 {
			v.wishes.Follows = append(v.wishes.Follows, f)
		} else {
			v.wishes.Follows[i] = f
		}
		if f.Kind == schedule.TopicTalk {
			v.reads(a, f.Key)
		}
	}}
}

func (a *afternoon) unfollow(v *visitor, topic schedule.Topic) act {
	return act{"unfollow " + topic.Key, func(ctx context.Context, db *storage.DB) error {
		removed, err := db.Unfollow(ctx, v.chat, topic)
		if err == nil && removed != 1 {
			return fmt.Errorf("removed %d", removed)
		}
		return err
	}, func() {
		v.wishes.Follows = slices.DeleteFunc(slices.Clone(v.wishes.Follows), func(f bot.Follow) bool { return f.Topic == topic })
	}}
}

func (a *afternoon) setLeads(v *visitor, leads ...time.Duration) act {
	return act{fmt.Sprint("leads ", leads), func(ctx context.Context, db *storage.DB) error {
		return db.SetLeads(ctx, v.chat, leads)
	}, func() {
		if v.wishes.Leads = leads; len(leads) == 0 {
			v.wishes.Leads = []time.Duration{bot.ConferenceLead}
		}
	}}
}

// mute is of one talk or of all, for a while or until further notice.
func (a *afternoon) mute(v *visitor, key string) act {
	m := bot.Mute{Talk: key}
	if a.random.IntN(2) == 0 {
		m.Talk = ""
	}
	if a.random.IntN(5) > 0 {
		m.Until = a.now().Add(time.Duration(1+a.random.IntN(60)) * time.Minute).Truncate(time.Second)
	}
	return act{fmt.Sprintf("mute %q until %s", m.Talk, a.hour(m.Until)), func(ctx context.Context, db *storage.DB) error {
		return db.Mute(ctx, v.chat, m)
	}, func() { v.wishes.Mutes = append(unmuted(v, m.Talk), m) }}
}

func (a *afternoon) unmute(v *visitor, key string) act {
	return act{fmt.Sprintf("unmute %q", key), func(ctx context.Context, db *storage.DB) error {
		_, err := db.Unmute(ctx, v.chat, key)
		return err
	}, func() { v.wishes.Mutes = unmuted(v, key) }}
}

func unmuted(v *visitor, key string) []bot.Mute {
	return slices.DeleteFunc(slices.Clone(v.wishes.Mutes), func(m bot.Mute) bool { return m.Talk == key })
}
