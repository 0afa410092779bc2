package storage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestWhomAChangeConcernsIsWhomItIsToldTo has people star a talk and keep its slots, and
// block and forget, while those move, go and come back, and what they were told arrives,
// fails, or may have arrived. Whoever would be told before a change is told after it.
func TestWhomAChangeConcernsIsWhomItIsToldTo(t *testing.T) {
	checked, told := 0, 0
	for seed := range uint64(150) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			db, err := storage.OpenMemory(t.Context())
			d := &day{T: t, db: opened(t, db, err), Rand: rand.New(rand.NewPCG(seed, 9)), now: noon}
			d.stands = [2]bot.Standing{standing(time.Hour), standing(2 * time.Hour)}
			for range 12 {
				d.people()
				r := d.revision()
				concern, err := db.Concern(t.Context(), r, nil)
				if err != nil {
					t.Fatal(err)
				}
				mustPut(t, db, r)
				if d.IntN(3) == 0 {
					continue // what waits is there when it changes again
				}
				of := d.deliver(r)
				checked, told = checked+1, told+len(of)
				if concern.People() != len(of) {
					t.Fatalf("%+v concerns %+v and was told to %v", r.Changes, concern, of)
				}
			}
		})
	}
	if !t.Failed() && told < checked {
		t.Errorf("%d changes were told to %d people: hardly anybody was concerned", checked, told)
	}
}

// day is a talk with two slots, and some people, to whom random things happen.
type day struct {
	*testing.T
	*rand.Rand
	db     *storage.DB
	stands [2]bot.Standing
	now    time.Time
}

func (d *day) chat() bot.Chat { return bot.Chat{Platform: "telegram", ID: fmt.Sprint(d.IntN(8))} }

// people star the talk or keep one of its slots, or do not any more.
func (d *day) people() {
	d.Helper()
	for range 1 + d.IntN(3) {
		chat, f := d.chat(), bot.Follow{Topic: mount}
		var err error
		switch slot := d.stands[d.IntN(2)]; d.IntN(5) {
		case 0:
			_, err = d.db.Unfollow(d.Context(), chat, mount)
		case 1, 2:
			if !slot.Off {
				f.Only = slot.Start
			}
			fallthrough
		default:
			_, err = d.db.Follow(d.Context(), chat, f)
		}
		if err != nil {
			d.Fatal(err)
		}
	}
	settleWishes(d.T, d.db)
}

// revision changes one slot or both, be it to where the other was.
func (d *day) revision() bot.Revision {
	var r bot.Revision
	r.Now = noon
	r.Copies = []schedule.Copy{copyOf(fmt.Sprint(d.Uint64()))}
	before := d.stands
	if d.IntN(4) == 0 {
		d.stands[0].Start, d.stands[1].Start = d.stands[1].Start, d.stands[0].Start
	}
	for i := range d.stands {
		s := &d.stands[i]
		switch d.IntN(5) {
		case 0:
			s.Start = noon.Add(time.Duration(1+i+2*d.IntN(3)) * time.Hour)
		case 1:
			s.Room = schedule.Room{Key: "n-main", Name: "Main Hall"}
		case 2:
			s.Room = standing(0).Room
		case 3:
			s.Off = !s.Off
		}
	}
	if d.stands[0].Start.Equal(d.stands[1].Start) {
		d.stands[1].Start = d.stands[1].Start.Add(time.Minute)
	}
	for i, was := range before {
		is := d.stands[i]
		if !is.Off || d.stands[1-i].Off {
			r.Kept = append(r.Kept, bot.KeptStart{Talk: mount.Key, From: was.Start, To: is.Start})
		}
		if !was.Alike(is) {
			c := change(mount, was, is)
			c.Expires = noon.Add(24 * time.Hour)
			r.Changes = append(r.Changes, c)
		}
	}
	return r
}

// deliver tells all that waits, in one way or another, and says who is told of a revision.
func (d *day) deliver(r bot.Revision) map[bot.Chat]bool {
	d.Helper()
	told := map[bot.Chat]bool{}
	d.now = d.now.Add(time.Minute) // what has failed is tried again
	for {
		claimed, err := d.db.Turn(d.Context(), bot.Turn{Platform: "telegram", Clock: noon, Now: d.now, Limit: 100})
		if err != nil {
			d.Fatal(err)
		}
		for _, delivery := range claimed {
			for _, n := range delivery.Notices {
				if d.isNews(delivery, n, r) {
					told[delivery.Chat] = true
				}
			}
			settle(d.T, d.db, delivery, d.outcome(delivery, told[delivery.Chat]))
		}
		if len(claimed) == 0 {
			return told
		}
	}
}

// isNews reports whether a notice is about a slot of a revision, and says what its chat
// does not know and wants to.
func (d *day) isNews(delivery bot.Delivery, n bot.Queued, r bot.Revision) bool {
	wanted, changed := false, false
	for _, f := range delivery.Follows {
		wanted = wanted || f.Topic == mount && (f.Only.IsZero() || f.Only.Equal(n.Stands.Start))
	}
	for _, c := range r.Changes {
		changed = changed || n.Stands.Alike(c.After)
	}
	return wanted && changed && !n.Told.Same(n.Stands)
}

func (d *day) outcome(delivery bot.Delivery, told bool) bot.Outcome {
	switch d.IntN(6) {
	case 0:
		return bot.Outcome{State: bot.StateQueued, At: noon, Again: d.now.Add(time.Minute), Unsure: true}
	case 1:
		return bot.Outcome{State: bot.StateQueued, At: noon, Again: d.now.Add(time.Minute)}
	case 2:
		if !told {
			break // whoever goes now is told of nothing
		}
		return bot.Outcome{State: bot.StateDropped, At: noon, Gone: true, Reason: bot.Gone.String()}
	}
	return bot.Outcome{State: bot.StateSent, At: noon, Ref: bot.Ref{Chat: delivery.Chat, ID: "1"}}
}
