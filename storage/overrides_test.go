package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// said are overrides of each kind, with all that they may say.
func said() []schedule.Override {
	was := schedule.Spot{Start: noon, Room: "n-dome"}
	added := schedule.Slot{
		Talk: schedule.Talk{Key: "own-h-x", Title: "Lightning talks", Abstract: "Short ones.", Language: "en",
			Speakers: []schedule.Speaker{{Key: "p-ada", Name: "Ada"}}},
		Room: schedule.Room{Key: "n-dome"}, Start: noon, End: noon.Add(30 * time.Minute),
	}
	return []schedule.Override{
		{Kind: schedule.Move, Talk: "main-c-A", Slot: noon, Room: "n-dome", ToRoom: "n-hall", ToStart: noon.Add(time.Hour), Was: was,
			Asked: &schedule.Spot{Start: noon.Add(2 * time.Hour), Room: "n-hall", Off: true}},
		{Kind: schedule.Cancel, Talk: "main-c-B", Slot: noon, Room: "n-dome", Was: was},
		{Kind: schedule.Add, Talk: "own-h-x", Added: &added},
		{Kind: schedule.Delay, Room: "n-dome", From: noon, Late: 12 * time.Minute, Except: []schedule.Exception{{Talk: "main-c-A", Start: noon}}},
	}
}

// draftAct keeps Ada's act as a draft.
func draftAct(t *testing.T, db *storage.DB, a bot.Act) bot.Act {
	t.Helper()
	a.By, a.At = ada, noon
	a, err := db.DraftAct(t.Context(), a, "what was shown", noon.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// doing is a draft that is done at noon.
func doing(t *testing.T, db *storage.DB, a bot.Act) bot.Act {
	t.Helper()
	a = draftAct(t, db, a)
	if err := db.PutSchedule(t.Context(), bot.Revision{Act: &a, Now: noon}); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOverridesAreKeptAsTheyAre(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	shown := draftAct(t, db, bot.Act{Adds: said(), Note: "The projector died."})
	read, what, err := db.Act(t.Context(), shown.Number)
	if err != nil || what != "what was shown" {
		t.Fatalf("%q, %v", what, err)
	}
	want := said()
	for i := range want {
		want[i].Number, want[i].By, want[i].At = shown.Adds[i].Number, ada.String(), noon
	}
	equal(t, read, bot.Act{Number: shown.Number, By: ada, At: noon, Adds: want, Ends: []int64{}, Note: "The projector died.", State: bot.ActDraft})
	if all, err := db.Overrides(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("before it is done: %+v, %v", all, err)
	}
	if err := db.PutSchedule(t.Context(), bot.Revision{Act: &shown, Now: noon}); err != nil {
		t.Fatal(err)
	}
	all, err := db.Overrides(t.Context())
	if diff := cmp.Diff(want, all); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	// The one that is done later has the last word, be its draft the older one.
	older, newer := draftAct(t, db, bot.Act{Adds: said()[1:2]}), draftAct(t, db, bot.Act{Adds: said()[1:2]})
	for _, a := range []bot.Act{newer, older} {
		if err := db.PutSchedule(t.Context(), bot.Revision{Act: &a, Now: noon}); err != nil {
			t.Fatal(err)
		}
	}
	if all, err = db.Overrides(t.Context()); err != nil || all[len(all)-1].Number != older.Adds[0].Number {
		t.Errorf("last is %+v, %v", all[len(all)-1], err)
	}
}

// TestWhatIsToldOutlivesItsOrganiser, who is forgotten: another can still take it back.
func TestWhatIsToldOutlivesItsOrganiser(t *testing.T) {
	db, err := storage.OpenMemory(t.Context())
	opened(t, db, err)
	done := bot.TellingName{Kind: bot.Change, Number: doing(t, db, bot.Act{Adds: said()}).Number}
	if err := db.Watch(t.Context(), done, bot.Ref{Chat: ada, ID: "7"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Forget(t.Context(), ada, ada); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := db.Telling(t.Context(), done); !ok || err != nil {
		t.Errorf("nobody knows how far that has got: %t, %v", ok, err)
	}
}

func TestActsEndOverridesAndAreDoneOnce(t *testing.T) {
	db, err := storage.OpenMemory(t.Context())
	opened(t, db, err)
	first := doing(t, db, bot.Act{Adds: said()})
	second := doing(t, db, bot.Act{Ends: []int64{first.Adds[0].Number}, Undoes: first.Number})
	all, err := db.Overrides(t.Context())
	if err != nil || len(all) != len(said())-1 {
		t.Errorf("left are %+v, %v", all, err)
	}
	// Without what has ended it, it would be there, in its old place.
	without, err := db.Without(t.Context(), second.Number)
	if err != nil || len(without) != len(said()) || without[0].Number != first.Adds[0].Number {
		t.Errorf("without that there would be %+v, %v", without, err)
	}
	for name, try := range map[string]struct {
		act  bot.Act
		want error
	}{
		"done twice":      {second, bot.ErrDraftSent},
		"undone twice":    {draftAct(t, db, bot.Act{Undoes: first.Number}), bot.ErrTooLate},
		"never was there": {bot.Act{Number: 99}, bot.ErrNoDraft},
	} {
		if err := db.PutSchedule(t.Context(), bot.Revision{Act: &try.act, Now: noon}); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := db.DiscardAct(t.Context(), first.Number, ada); !errors.Is(err, bot.ErrDraftSent) {
		t.Errorf("what is done, discarded: %v", err)
	}
	open := draftAct(t, db, bot.Act{Adds: said()})
	if err := db.DiscardAct(t.Context(), open.Number, bob); !errors.Is(err, bot.ErrNoDraft) {
		t.Errorf("another's, discarded: %v", err)
	}
	if err := db.DiscardAct(t.Context(), open.Number, ada); err != nil {
		t.Error(err)
	}
	// A number is never given twice: buttons and notices know things by it.
	if next := draftAct(t, db, bot.Act{Adds: said()}); next.Number <= open.Number || next.Adds[0].Number <= open.Adds[3].Number {
		t.Errorf("numbers %d, %d after %d, %d", next.Number, next.Adds[0].Number, open.Number, open.Adds[3].Number)
	}
}

// TestADraftIsAnsweredAgainAsItWas or not at all, if it would say more by now than it has
// numbers for: the schedule may have changed over a crash.
func TestADraftIsAnsweredAgainAsItWas(t *testing.T) {
	db, err := storage.Open(t.Context(), empty(t))
	opened(t, db, err)
	a := bot.Act{By: ada, At: noon, Adds: said()[:1]}
	first, err := db.DraftAct(answering(t, "$1"), a, "", noon.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	again, err := db.DraftAct(answering(t, "$1"), a, "", noon.Add(-time.Hour))
	if diff := cmp.Diff(first, again); diff != "" || err != nil {
		t.Errorf("%v, -first +again:\n%s", err, diff)
	}
	a.Adds = said()[:2]
	if _, err := db.DraftAct(answering(t, "$1"), a, "", noon.Add(-time.Hour)); !errors.Is(err, bot.ErrNoDraft) {
		t.Errorf("two where there was one: %v", err)
	}
}
