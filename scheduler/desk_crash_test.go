package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// TestAnActIsDoneOnceOverACrash answers the same press again, as after a crash between
// what it did and the answer.
func TestAnActIsDoneOnceOverACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		path := database(t)
		p := h.begin(path)
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		draft := h.propose(h.toHall(mountAPI))
		press := bot.Incoming{Chat: boss, Sender: boss.ID, Text: "/moveroom do", Update: "$1", At: h.now()}
		if _, err := h.db.Accept(t.Context(), boss.Platform, "", []bot.Incoming{press}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			done, err := h.Do(bot.WithEffects(t.Context(), press), draft.Number, boss, false)
			if err != nil || len(done.Changes) != 1 || done.Changes[0].After.Room != h.hall() {
				t.Errorf("%+v, %v", done.Changes, err)
			}
			h.Wake()
			h.sleepUntil(12, 5)
			p.end()
			p = h.begin(path)
			h.sleepUntil(12, 6)
		}
		p.end()
		h.told("ada Wed 12:00:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).")
	})
}

// TestAPreviewThatTookAnothersPlaceIsShownOverACrash whether a note was put beside it or the
// schedule had changed: the draft that it took the place of is no more.
func TestAPreviewThatTookAnothersPlaceIsShownOverACrash(t *testing.T) {
	for name, test := range map[string]struct {
		press func(ctx context.Context, h *house, draft int64) (bot.Proposal, error)
		note  string
		want  error
	}{
		"a note": {func(ctx context.Context, h *house, draft int64) (bot.Proposal, error) {
			return h.Note(ctx, draft, boss, "Bring chairs.")
		}, "Bring chairs.", nil},
		"changed since": {func(ctx context.Context, h *house, draft int64) (bot.Proposal, error) {
			return h.Do(ctx, draft, boss, false)
		}, "", bot.ErrChangedSince},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				path := database(t)
				p := h.begin(path)
				h.sleepUntil(12, 0)
				h.star("ada", mountAPI)
				draft := h.propose(h.toHall(mountAPI))
				h.do(h.toTime(mountAPI, 17, 0))
				press := h.presses("/moveroom do")
				var shown bot.Proposal
				for i := range 2 {
					got, err := test.press(bot.WithEffects(t.Context(), press), h, draft.Number)
					if !errors.Is(err, test.want) || got.Note != test.note || len(got.Changes) != 1 || got.Radius.Told != 1 {
						t.Errorf("%d: %+v, %v, told to %d", i, got.Act, err, got.Radius.Told)
					}
					if i > 0 && got.Number != shown.Number {
						t.Errorf("it is number %d, and was %d", got.Number, shown.Number)
					}
					shown = got
					p.end()
					p = h.begin(path)
					time.Sleep(time.Second)
				}
				if _, err := h.Do(t.Context(), shown.Number, boss, false); err != nil {
					t.Error(err)
				}
				if _, err := h.Do(t.Context(), draft.Number, boss, false); !errors.Is(err, bot.ErrNoDraft) {
					t.Errorf("the old one: %v", err)
				}
				p.end()
			})
		})
	}
}

// TestTakingBackIsAnsweredOverACrash has a press of Undo be answered again, and then the
// other organiser press it, who is told that it is done.
func TestTakingBackIsAnsweredOverACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		path := database(t)
		p := h.begin(path)
		h.star("ada", mountAPI)
		h.sleepUntil(12, 0)
		h.do(h.toTime(mountAPI, 17, 0))
		act := h.do(h.toTime(mountAPI, 18, 0))
		press := h.presses("/undo")
		var undoing bot.TellingName
		for range 2 {
			told, err := h.Undo(bot.WithEffects(t.Context(), press), theAct(act), boss)
			if err != nil || told == theAct(act) || undoing != (bot.TellingName{}) && told != undoing {
				t.Errorf("undone by %v, and by %v before, %v", told, undoing, err)
			}
			undoing = told
			h.stands(mountAPI, "17:00")
			p.end()
			h.live.Set(conference(t, nil))
			p = h.begin(path)
			time.Sleep(time.Second)
		}
		theirs := h.presses("/undo")
		if _, err := h.Undo(bot.WithEffects(t.Context(), theirs), theAct(act), bot.Chat{Platform: "test", ID: "other"}); !errors.Is(err, bot.ErrUndone) {
			t.Errorf("by the other: %v", err)
		}
		p.end()
	})
}

// TestDecidingIsAnsweredOverACrash has a press that decides a dispute be answered again.
func TestDecidingIsAnsweredOverACrash(t *testing.T) {
	for name, ours := range map[string]bool{"ours": true, "theirs": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				path := database(t)
				p := h.begin(path)
				h.sleepUntil(12, 0)
				h.do(h.toHall(mountAPI))
				h.source.publish(conference(t, edit(mountAPI, moveTo45m)))
				time.Sleep(61 * time.Second)
				press, open := h.presses("/reconcile"), h.Disputes()[0]
				for range 2 {
					got, err := h.Decide(bot.WithEffects(t.Context(), press), open.Name, boss, ours)
					if diff := cmp.Diff(open, got); diff != "" || err != nil {
						t.Errorf("%v, -want +got:\n%s", err, diff)
					}
					p.end()
					p = h.begin(path)
					time.Sleep(time.Second)
				}
				if _, err := h.Decide(bot.WithEffects(t.Context(), h.presses("/reconcile")), open.Name, boss, ours); !errors.Is(err, bot.ErrDecided) {
					t.Errorf("by another press: %v", err)
				}
				p.end()
			})
		})
	}
}

// TestReopeningIsAnsweredOverACrash has a press that takes back what was approved be answered
// again, and then another one, which is told that it is done.
func TestReopeningIsAnsweredOverACrash(t *testing.T) {
	h := approvingHouse(t)
	h.publish(anHourLater())
	act := h.approveAll()
	press := h.presses("/undo")
	for range 2 {
		if told, err := h.Undo(bot.WithEffects(t.Context(), press), theAct(act), boss); err != nil || told != theAct(act) {
			t.Errorf("undone by %v, %v", told, err)
		}
		h.restart()
		h.tickAt(9, 1)
	}
	if _, err := h.Undo(bot.WithEffects(t.Context(), h.presses("/undo")), theAct(act), boss); !errors.Is(err, bot.ErrUndone) {
		t.Errorf("by another press: %v", err)
	}
	h.standsIn("ada", withdrawnNow)
}

// presses is a press of the boss's that has been received, and not answered.
func (h *house) presses(text string) bot.Incoming {
	h.t.Helper()
	press := bot.Incoming{Chat: boss, Sender: boss.ID, Text: text, Update: fmt.Sprint("$", h.now().UnixNano()), At: h.now()}
	if _, err := h.db.Accept(h.t.Context(), boss.Platform, "", []bot.Incoming{press}); err != nil {
		h.t.Fatal(err)
	}
	return press
}
