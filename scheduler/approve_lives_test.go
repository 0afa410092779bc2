package scheduler_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestWhatWaitsOutlivesTheSetting that has it wait: switched off, what waits goes on
// waiting, and what changes is told at once; each once.
func TestWhatWaitsOutlivesTheSetting(t *testing.T) {
	h := approvingHouse(t)
	h.star("eve", networks)
	both := map[string]time.Duration{mountAPI: time.Hour, networks: time.Hour}
	h.publish(later(both))
	h.approve = false
	h.restart()
	h.tickAt(9, 10)
	h.standsIn("ada")
	if all := h.waiting(); len(all) != 2 {
		t.Errorf("there waits %+v", all)
	}
	both[mountAPI] = 2 * time.Hour
	h.publish(later(both))
	h.tickAt(9, 20)
	const twoLater = "⚠ Moved: New Mount API\nNow Wed 16:30 in Dome (was 14:30)."
	h.standsIn("ada", twoLater)
	h.approve = true
	h.restart()
	h.tickAt(9, 30)
	if all := h.waiting(); len(all) != 1 || all[0].Talk != networks {
		t.Errorf("there waits %+v", all)
	}
	h.approveAll()
	h.standsIn("ada", twoLater)
	h.standsIn("eve", "⚠ Moved: Disaggregated networks: Is network hardware special?\nNow Wed 16:15 in Dome (was 15:15).")
}

// TestWhatWaitsFollowsItsTalkToAnotherKey and is told once, under what it was.
func TestWhatWaitsFollowsItsTalkToAnotherKey(t *testing.T) {
	h := approvingHouse(t)
	h.publish(anHourLater())
	before := h.waiting()
	h.rename("main-c-ANOTHER")
	all := h.waiting()
	if len(all) != 1 || all[0].Number != before[0].Number || all[0].Talk != "main-c-ANOTHER" || all[0].People != 2 {
		t.Errorf("there waits %+v", all)
	}
	act := h.approveAll()
	h.standsIn("ada", movedNow)
	h.rename("main-c-YETANOTHER") // what was approved follows as well
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	h.standsIn("ada", withdrawnNow)
}

// rename has New Mount API, an hour later, be published under another key.
func (h *house) rename(key string) {
	h.t.Helper()
	h.source.publish(rebuilt(h.t, anHourLater(), func(slot schedule.Slot) []schedule.Slot {
		if slot.Key == mountAPI {
			slot.Key = key
		}
		return []schedule.Slot{slot}
	}))
	if err := h.Refresh(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// TestChannelsAreToldOnceThatIsApproved, while what stands on their boards follows the
// schedule at once; nobody counts them.
func TestChannelsAreToldOnceThatIsApproved(t *testing.T) {
	h, _ := boardHouse(t, 9, 0)
	h.source, h.approve, h.organisers = &origin{}, true, []bot.Chat{boss}
	h.restart()
	h.publish(nil)
	h.announce("door", "Dome")
	h.tick()
	tells := func() bool {
		return slices.ContainsFunc(h.messagesIn("door"), func(text string) bool { return strings.Contains(text, "⚠ Moved: New Mount API") })
	}
	h.publish(anHourLater())
	h.tickAt(9, 10)
	if tells() {
		t.Error("a channel was told what nobody has approved")
	}
	if all := h.waiting(); len(all) != 1 || all[0].People != 0 {
		t.Errorf("there waits %+v", all)
	}
	act := h.approveAll()
	far, err := h.Told(t.Context(), theAct(act))
	if !tells() || err != nil || far.Of != 0 {
		t.Errorf("it reads %q; %+v, %v", h.messagesIn("door"), far, err)
	}
	if err := h.undoes(act); err != nil {
		t.Fatal(err)
	}
	if all := h.messagesIn("door"); !slices.ContainsFunc(all, func(text string) bool { return strings.HasPrefix(text, "Withdrawn by the organisers") }) {
		t.Errorf("it reads %q", all)
	}
}

// TestNothingIsApprovedOfWhatIsOver and whoever presses is told so; nobody else is.
func TestNothingIsApprovedOfWhatIsOver(t *testing.T) {
	h := approvingHouse(t)
	h.publish(edit(mountAPI, func(slot *schedule.Slot) { slot.Room = h.hall() }))
	waits := h.waiting()[0]
	h.tickAt(14, 45)
	nothingWaits(h)
	_, err := h.Approve(t.Context(), bot.Verdict{Number: waits.Number, Seen: waits.Seen, Tell: true, By: boss})
	if !errors.Is(err, bot.ErrTooLate) {
		t.Errorf("approved though it is over: %v", err)
	}
	h.publish(nil) // ends what is over
	_, err = h.Approve(t.Context(), bot.Verdict{Number: waits.Number, Seen: waits.Seen, Tell: true, By: boss})
	if !errors.Is(err, bot.ErrTooLate) {
		t.Errorf("approved though it is over: %v", err)
	}
}

// TestApprovedOnceOverACrash answers the same press again, as after a crash between what
// it did and the answer; a note that was added since makes an older list's buttons dead.
func TestApprovedOnceOverACrash(t *testing.T) {
	h := approvingHouse(t)
	h.publish(anHourLater())
	seen := h.waiting()[0]
	if err := h.NoteApproval(t.Context(), seen.Number, "", "The projector died."); err != nil {
		t.Fatal(err)
	}
	press := bot.Incoming{Chat: boss, Sender: boss.ID, Text: "/approve yes", Update: "$1", At: h.now()}
	if _, err := h.db.Accept(t.Context(), boss.Platform, "", []bot.Incoming{press}); err != nil {
		t.Fatal(err)
	}
	v := bot.Verdict{Number: seen.Number, Seen: seen.Seen, Tell: true, By: boss}
	if _, err := h.Approve(bot.WithEffects(t.Context(), press), v); !errors.Is(err, bot.ErrChangedSince) {
		t.Errorf("a note was approved that nobody has seen: %v", err)
	}
	v.Seen = h.waiting()[0].Seen
	var acts []int64
	for range 2 {
		d, err := h.Approve(bot.WithEffects(t.Context(), press), v)
		if err != nil || len(d.About) != 1 {
			t.Errorf("%+v, %v", d, err)
		}
		acts = append(acts, d.Act)
		h.restart()
		h.tick()
	}
	if acts[0] != acts[1] {
		t.Errorf("it was done twice, as %d", acts)
	}
	h.standsIn("ada", movedNow+"\nThe projector died.")
}

// TestNotesAreReadByThoseWhoSpeakThem and the one for all by everybody else.
func TestNotesAreReadByThoseWhoSpeakThem(t *testing.T) {
	h := approvingHouse(t)
	if err := h.db.SetLanguage(t.Context(), h.fake.Chat("bob"), "de"); err != nil {
		t.Fatal(err)
	}
	h.publish(anHourLater())
	number := h.waiting()[0].Number
	for language, note := range map[string]string{"": "The projector died.", "de": "Der Beamer ist kaputt."} {
		if err := h.NoteApproval(t.Context(), number, language, note); err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.Unapproved(t.Context(), 0)
	if err != nil || all.Radius.Languages["de"] != 1 || all.Radius.Languages["en"] != 1 {
		t.Errorf("%+v, %v", all.Radius, err)
	}
	h.approveAll()
	h.standsIn("ada", movedNow+"\nThe projector died.")
	h.standsIn("bob", "⚠ Verlegt: New Mount API\nJetzt Mi 15:30 in Dome (vorher 14:30).\nDer Beamer ist kaputt.")
}

// TestWhatWaitsShowsItsBlastRadius by what people know: who was rung, and who has something
// else at that time that they did not have before.
func TestWhatWaitsShowsItsBlastRadius(t *testing.T) {
	h := approvingHouse(t)
	h.star("ada", networks) // at 15:15 in the Dome
	h.publish(later(map[string]time.Duration{mountAPI: 45 * time.Minute}))
	h.star("cat", mountAPI) // who has seen where it is by now
	all, err := h.Unapproved(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	of := all.Waiting[0].Radius
	if of == nil || of.Told != 2 || of.Clashing != 1 || !slices.Equal(of.Clashes, []bot.Clash{{Talk: networks, People: 1}}) {
		t.Errorf("%+v", of)
	}
	if all.Radius.Told != 2 || all.Radius.Clashing != 1 {
		t.Errorf("together: %+v", all.Radius)
	}
}

// TestWhatIsAcceptedNeedsNoApproval besides: whoever puts in force what was held back has
// decided whether people are told.
func TestWhatIsAcceptedNeedsNoApproval(t *testing.T) {
	for name, quietly := range map[string]bool{"told": false, "quietly": true} {
		t.Run(name, func(t *testing.T) {
			h := approvingHouse(t)
			var inDome []string
			for _, slot := range h.live.Get().Slots() {
				if slot.Room.Name == "Dome" {
					inDome = append(inDome, slot.Key)
				}
			}
			h.source.publish(missing(t, nil, inDome...))
			if err := h.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			held := h.Scheduler.Held()
			if len(held) != 1 {
				t.Fatalf("%d schedules are held back", len(held))
			}
			if _, err := h.Accept(t.Context(), held[0].Number, boss, quietly); err != nil {
				t.Fatal(err)
			}
			nothingWaits(h)
			h.tickAt(9, 10)
			if told := len(h.messagesIn("ada")) > 0; told == quietly {
				t.Errorf("she reads %q", h.messagesIn("ada"))
			}
		})
	}
}
