package scheduler_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// approvingHouse stands at nine on Wednesday, with organisers who approve of changes; Ada
// and Bob have starred New Mount API.
func approvingHouse(t testing.TB) *house {
	t.Helper()
	h := newHouse(t, 9, 0, bot.Traits{})
	h.source, h.approve, h.organisers = &origin{}, true, []bot.Chat{boss}
	h.restart()
	h.publish(nil)
	h.star("ada", mountAPI)
	h.star("bob", mountAPI)
	h.tick()
	return h
}

// publish has the source change, and Usher look.
func (h *house) publish(change func(*schedule.Slot)) {
	h.t.Helper()
	h.source.publish(conference(h.t, change))
	if err := h.Refresh(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// approveAll has the boss approve all that waits, and returns the act's number.
func (h *house) approveAll() int64 {
	h.t.Helper()
	d, err := h.Approve(h.t.Context(), bot.Verdict{Seen: 1 << 40, Tell: true, By: boss})
	if err != nil {
		h.t.Fatal(err)
	}
	h.tick()
	return d.Act
}

func (h *house) undoes(act int64) error {
	h.t.Helper()
	_, err := h.Undo(h.t.Context(), theAct(act), h.fake.Chat("other"))
	h.tick()
	return err
}

// messagesIn is what stands in a chat, the messages in their order.
func (h *house) messagesIn(chat string) []string {
	var all []string
	for _, s := range h.fake.In(h.fake.Chat(chat)) {
		all = append(all, s.Message.Text())
	}
	return all
}

func (h *house) standsIn(chat string, want ...string) {
	h.t.Helper()
	got := h.messagesIn(chat)
	if len(got) != len(want) {
		h.t.Fatalf("%s reads %q", chat, got)
	}
	for i := range want {
		if got[i] != want[i] {
			h.t.Errorf("%s reads %q, not %q", chat, got[i], want[i])
		}
	}
}

const (
	movedNow     = "⚠ Moved: New Mount API\nNow Wed 15:30 in Dome (was 14:30)."
	withdrawnNow = "Withdrawn by the organisers\n" + movedNow
)

func anHourLater() func(*schedule.Slot) { return later(map[string]time.Duration{mountAPI: time.Hour}) }

// TestWhatWasApprovedWaitsAgainOnceThatIsUndone as if it had never been approved: those who
// read it see it struck through, and are told once it is approved again.
func TestWhatWasApprovedWaitsAgainOnceThatIsUndone(t *testing.T) {
	h := approvingHouse(t)
	h.publish(anHourLater())
	act := h.approveAll()
	h.standsIn("ada", movedNow)
	far, err := h.Told(t.Context(), theAct(act))
	if err != nil || far.Told != 2 || far.Of != 2 || !far.Approves || !far.MayUndo(h.now()) {
		t.Errorf("%+v, %v", far, err)
	}
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	h.standsIn("ada", withdrawnNow)
	h.standsIn("bob", withdrawnNow)
	if all := h.waiting(); len(all) != 1 || all[0].People != 2 || all[0].Told.Start.Equal(all[0].Stands.Start) {
		t.Errorf("there waits %+v", all)
	}
	if err := h.undoes(act); !errors.Is(err, bot.ErrUndone) {
		t.Errorf("undone twice: %v", err)
	}
	again := h.approveAll()
	h.standsIn("ada", withdrawnNow, movedNow)
	if err := h.undoes(again); err != nil {
		t.Fatal(err)
	}
	h.standsIn("ada", withdrawnNow, withdrawnNow)
	h.publish(nil) // and taken back: nobody knows of anything
	nothingWaits(h)
	h.standsIn("ada", withdrawnNow, withdrawnNow)
}

// TestWhoCannotUnreadKnows where the network edits nothing: a change that is taken back
// later is news to them.
func TestWhoCannotUnreadKnows(t *testing.T) {
	h := approvingHouse(t)
	h.publish(anHourLater())
	act := h.approveAll()
	h.fake.FailEdits(&bot.SendError{Failure: bot.Rejected, Err: errors.New("too old")})
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	h.standsIn("ada", movedNow)
	nothingWaits(h)
	h.publish(nil)
	h.approveAll()
	h.standsIn("ada", movedNow, "⚠ Moved earlier: New Mount API\nNow Wed 14:30 in Dome (was 15:30).")
}

// TestWhatIsUnsentIsNotSentOnceThatIsUndone to those whom the network kept waiting.
func TestWhatIsUnsentIsNotSentOnceThatIsUndone(t *testing.T) {
	h := approvingHouse(t)
	h.publish(anHourLater())
	h.fake.FailIn(h.fake.Chat("bob"), &bot.SendError{Failure: bot.Temporary, Err: errors.New("try again")})
	act := h.approveAll()
	h.fake.FailIn(h.fake.Chat("bob"), nil)
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	if far, err := h.Told(t.Context(), theAct(act)); err != nil || far.Waiting > 0 {
		t.Errorf("bob waits for what was undone: %+v, %v", far, err)
	}
	h.tickAt(9, 30)
	h.standsIn("ada", withdrawnNow)
	h.standsIn("bob")
	if all := h.waiting(); len(all) != 1 || all[0].People != 2 {
		t.Errorf("there waits %+v", all)
	}
}

// TestWhatIsUndoneWhenItIsOverIsEditedAllTheSame, as the message stands there: its talk has
// begun, and the change is worth nothing any more.
func TestWhatIsUndoneWhenItIsOverIsEditedAllTheSame(t *testing.T) {
	h := approvingHouse(t)
	h.publish(edit(mountAPI, func(slot *schedule.Slot) { slot.Room = h.hall() }))
	h.tickAt(14, 39)
	act := h.approveAll()
	h.clock = h.wednesday(14, 40)
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	edited := func(text string) bool { return strings.HasPrefix(text, "Withdrawn by the organisers\n") }
	if got := h.messagesIn("bob"); !slices.ContainsFunc(got, edited) {
		t.Errorf("bob reads %q", got)
	}
}

// TestWhatHasChangedSinceIsNotUndone as something else is true by now, which asks for
// itself; what came in the same message stays.
func TestWhatHasChangedSinceIsNotUndone(t *testing.T) {
	h := approvingHouse(t)
	h.star("ada", networks)
	both := map[string]time.Duration{mountAPI: time.Hour, networks: time.Hour}
	h.publish(later(both))
	act := h.approveAll()
	further := maps.Clone(both)
	further[mountAPI] = 2 * time.Hour
	h.publish(later(further))
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	const moved = "⚠ Moved: Disaggregated networks: Is network hardware special?\nNow Wed 16:15 in Dome (was 15:15)."
	h.standsIn("ada", movedNow+"\nWithdrawn by the organisers\n"+moved)
	h.standsIn("bob", movedNow)
	all := h.waiting()
	if len(all) != 2 || all[0].Told.Start.Equal(all[1].Told.Start) {
		t.Errorf("there waits %+v", all)
	}
	alone := h.approveAll()
	further[mountAPI] = 3 * time.Hour
	further[networks] = 2 * time.Hour
	h.publish(later(further))
	if err := h.undoes(alone); !errors.Is(err, bot.ErrTooLate) {
		t.Errorf("undone though all of it has changed: %v", err)
	}
}

// TestThatATalkIsGoneIsTakenBack though no slot says any more how it stands.
func TestThatATalkIsGoneIsTakenBack(t *testing.T) {
	h := approvingHouse(t)
	h.source.publish(missing(t, nil, mountAPI))
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.undoes(h.approveAll()); err != nil {
		t.Fatal(err)
	}
	if got := h.messagesIn("bob"); len(got) != 1 || !strings.HasPrefix(got[0], "Withdrawn by the organisers\n") {
		t.Errorf("bob reads %q", got)
	}
	if all := h.waiting(); len(all) != 1 || !all[0].Stands.Off {
		t.Errorf("there waits %+v", all)
	}
}

// runningApprovals stands at five past nine on Wednesday, on a network that takes one
// message in twenty seconds; a change waits for approval that Ada and Bob are to be told.
func runningApprovals(t *testing.T) (*house, *process) {
	h := bubbleHouse(t, 9, 0, bot.Traits{Parallel: 1})
	h.source, h.approve, h.organisers = &origin{}, true, []bot.Chat{boss}
	h.source.publish(h.live.Get())
	h.fake.Delay = 20 * time.Second
	p := h.begin(database(t))
	h.star("ada", mountAPI)
	h.star("bob", mountAPI)
	h.sleepUntil(9, 4)
	h.publish(anHourLater())
	h.sleepUntil(9, 5)
	return h, p
}

// decides has the boss decide about all that waits, and returns the act's number.
func (h *house) decides(tell bool) int64 {
	h.t.Helper()
	d, err := h.Approve(h.t.Context(), bot.Verdict{Seen: 1 << 40, Tell: tell, By: boss})
	if err != nil {
		h.t.Error(err)
	}
	h.Wake()
	return d.Act
}

// TestWhoIsSlowToUnreadIsToldAgain once a message that was to be edited is, after the
// change that it told was approved again.
func TestWhoIsSlowToUnreadIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, p := runningApprovals(t)
		act := h.decides(true)
		h.sleepUntil(9, 6)
		h.fake.FailIn(h.fake.Chat("bob"), &bot.SendError{Failure: bot.Temporary, Err: errors.New("try again")})
		if _, err := h.Undo(t.Context(), theAct(act), boss); err != nil {
			t.Error(err)
		}
		h.Wake()
		h.sleepUntil(9, 15)
		h.decides(true)
		h.sleepUntil(9, 20)
		h.standsIn("bob", movedNow)
		h.fake.FailIn(h.fake.Chat("bob"), nil)
		h.sleepUntil(9, 30)
		p.end()
		h.standsIn("ada", withdrawnNow, movedNow)
		h.standsIn("bob", withdrawnNow, movedNow)
	})
}

// TestWhatArrivesLaterIsTakenBack though it waits for approval, or nobody is to be told of it
// any more, since it was on its way.
func TestWhatArrivesLaterIsTakenBack(t *testing.T) {
	for name, dropped := range map[string]bool{"dropped": true, "waiting": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, p := runningApprovals(t)
				act := h.decides(true)
				time.Sleep(10 * time.Second) // Ada's is on its way
				if _, err := h.Undo(t.Context(), theAct(act), boss); err != nil {
					t.Error(err)
				}
				if dropped {
					h.decides(false)
				}
				h.sleepUntil(9, 15)
				p.end()
				h.standsIn("ada", withdrawnNow)
				h.standsIn("bob")
			})
		})
	}
}
