package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// archive is a network that gives out what was sent there, or an error.
type archive struct {
	*bottest.Fake
	err    error
	takes  time.Duration
	opened atomic.Int32
}

// Open implements scheduler.Opener.
func (a *archive) Open(_ context.Context, sent bot.Attachment) ([]byte, error) {
	a.opened.Add(1)
	time.Sleep(a.takes)
	return []byte("data of " + sent.ID), a.err
}

// fetching is a network that needs the data of what it sends.
type fetching struct {
	*bottest.Fake
	refused bool

	mu   sync.Mutex
	data []byte
	got  []string
}

// Send implements bot.Platform.
func (f *fetching) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	if m.File != nil {
		if err := f.fetch(ctx, m.File); err != nil {
			return bot.Ref{}, err
		}
	}
	return f.Fake.Send(ctx, m)
}

// fetch has the data of a file once.
func (f *fetching) fetch(ctx context.Context, file *bot.File) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.data == nil {
		if f.data, err = file.Bytes(ctx); err != nil {
			return err
		}
	}
	if f.refused {
		return &bot.SendError{Failure: bot.Rejected, Fileless: true, Err: errors.New("too large")}
	}
	f.got = append(f.got, file.Name+": "+string(f.data))
	return nil
}

// filed gives a house two networks: the first gives out what people send, and the second
// fetches what it has to send.
func filed(h *house) (first *archive, second *fetching) {
	first, second = &archive{Fake: h.fake}, &fetching{Fake: bottest.NewFake("second", bot.Traits{Files: true, Parallel: 8})}
	second.Clock = h.now
	h.as, h.others = first, append(h.others, second)
	h.restart()
	h.meet(h.fake.Chat("ada"), second.Chat("bob"))
	return first, second
}

// giving are the traits of the first.
var giving = bot.Traits{Files: true, Opens: 1000}

func (h *house) aMap() bot.Attachment {
	return bot.Attachment{Platform: h.fake.Name(), ID: "f1", Name: "map.jpg", MIME: "image/jpeg"}
}

const (
	theWay  = "Message from the organisers\nThe way."
	unshown = theWay + "\nWith it goes a photo, which I can't show here."
)

// TestAPictureGoesAlong on its own network by what that calls it, and elsewhere by its
// data.
func TestAPictureGoesAlong(t *testing.T) {
	h := newHouse(t, 10, 0, giving)
	_, second := filed(h)
	h.confirmed(bot.News{Texts: wrote("The way."), File: h.aMap()})
	h.tick()
	here, there := h.fake.Messages()[0].Message, second.Messages()[0].Message
	if here.File == nil || here.File.Sent != h.aMap() || here.Text() != theWay {
		t.Errorf("there it is %+v", here)
	}
	if diff := cmp.Diff([]string{"map.jpg: data of f1"}, second.got); diff != "" || there.Text() != theWay {
		t.Errorf("elsewhere it is %+v %s", there, diff)
	}
}

// TestWhatCannotGoAlongIsSaid where no file can be shown, and where it is too large to be
// taken.
func TestWhatCannotGoAlongIsSaid(t *testing.T) {
	h := newHouse(t, 10, 0, giving)
	_, second := filed(h)
	third := bottest.NewFake("third", bot.Traits{})
	third.Clock = h.now
	h.others = append(h.others, third)
	h.restart()
	h.meet(third.Chat("cleo"))
	large := h.aMap()
	large.Size, large.Document = 1001, true
	h.confirmed(bot.News{Texts: wrote("The way."), File: h.aMap()})
	h.tick()
	h.confirmed(bot.News{Texts: wrote("The way."), File: large})
	h.tickAt(10, 1)
	named := theWay + "\nWith it goes map.jpg, which I can't show here."
	if diff := cmp.Diff([]string{unshown, named}, texts(third)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{theWay, named}, texts(second.Fake)); diff != "" {
		t.Error(diff)
	}
}

// TestAFileThatCannotBeHadHoldsUpNoText: at once where it never can be, after the third
// attempt where it might, and nobody else on that network waits for it then. The
// organisers are told on which networks that was.
func TestAFileThatCannotBeHadHoldsUpNoText(t *testing.T) {
	for name, test := range map[string]struct {
		err     error
		refused bool
		within  time.Duration
	}{
		"never":   {&bot.SendError{Failure: bot.Rejected, Err: errors.New("gone")}, false, 2 * time.Second},
		"refused": {nil, true, 2 * time.Second},
		"not now": {errors.New("away"), false, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := bubbled(t, 10, 0, giving)
				first, second := filed(h)
				h.meet(second.Chat("cleo"), second.Chat("dora"))
				first.err, second.refused = test.err, test.refused
				n := h.confirmed(bot.News{Texts: wrote("The way."), File: h.aMap()})
				stop := h.start()
				time.Sleep(test.within + time.Second)
				stop()
				if diff := cmp.Diff([]string{unshown, unshown, unshown}, texts(second.Fake)); diff != "" || second.got != nil {
					t.Errorf("elsewhere %s %q", diff, second.got)
				}
				if m := h.fake.Messages(); len(m) != 1 || m[0].Message.File == nil {
					t.Errorf("there %+v", m)
				}
				far, err := h.Told(t.Context(), bot.TellingName{Kind: bot.Broadcast, Number: n})
				if err != nil || far.Told != 4 || !cmp.Equal(far.Without, []string{"second"}) {
					t.Errorf("the organisers read %+v, %v", far, err)
				}
			})
		})
	}
}

// TestAFileThatComesLateStillGoesAlong, after a restart too: nothing of it is kept but its
// name.
func TestAFileThatComesLateStillGoesAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 10, 0, giving)
		first, second := filed(h)
		first.err = errors.New("away")
		h.confirmed(bot.News{Texts: wrote("The way."), File: h.aMap(), At: h.wednesday(10, 30)})
		stop := h.start()
		h.sleepUntil(10, 30)
		time.Sleep(time.Second)
		stop()
		if len(second.Messages()) != 0 || len(h.fake.Messages()) != 1 {
			t.Fatalf("it went out to %d and %d", len(h.fake.Messages()), len(second.Messages()))
		}
		first.err = nil
		stop = h.start()
		time.Sleep(time.Minute)
		stop()
		if diff := cmp.Diff([]string{"map.jpg: data of f1"}, second.got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestWhoIsRungDoesNotWaitForAFile: of a crowd one takes it to the network, however long that
// takes, and it is asked for once.
func TestWhoIsRungDoesNotWaitForAFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbled(t, 14, 19, giving)
		first, second := filed(h)
		first.takes = 90 * time.Second
		for i := range 40 {
			h.meet(second.Chat(fmt.Sprint("crowd", i)))
		}
		if _, err := h.db.Follow(t.Context(), second.Chat("crowd7"), bot.Follow{Topic: talk(mountAPI)}); err != nil {
			t.Fatal(err)
		}
		h.confirmed(bot.News{Texts: wrote("The way."), File: h.aMap()})
		stop := h.start()
		h.sleepUntil(14, 20)
		time.Sleep(time.Second)
		if rung := texts(second.Fake); len(rung) != 1 || !strings.HasPrefix(rung[0], "Starting in") {
			t.Errorf("by then the network has %q", rung)
		}
		time.Sleep(2 * time.Minute)
		stop()
		if n := len(second.got); n != 41 || first.opened.Load() != 1 {
			t.Errorf("%d have it, which was asked for %d times", n, first.opened.Load())
		}
	})
}
