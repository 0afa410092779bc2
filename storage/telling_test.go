package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// mustTelling is how far telling people of something has got, that they are told of.
func mustTelling(t *testing.T, db *storage.DB, name bot.TellingName) bot.Telling {
	t.Helper()
	told, ok, err := db.Telling(t.Context(), name)
	if err != nil || !ok {
		t.Fatalf("nobody is told of %+v: %v", name, err)
	}
	return told
}

// TestWhatIsForNobodyEndsWhenItIsDue and once: for how long it can be undone is counted
// from then. It is queued a little before.
func TestWhatIsForNobodyEndsWhenItIsDue(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		at := noon.Add(time.Hour)
		name := bot.TellingName{Kind: bot.Broadcast, Number: later(t, db, "Dinner.", at)}
		spreadBy(t, db, at.Add(-2*time.Minute), at)
		for _, step := range []struct{ now, ended time.Time }{
			{at.Add(-time.Millisecond), time.Time{}}, {at, at}, {at.Add(time.Minute), at},
		} {
			if err := db.EndTellings(t.Context(), step.now); err != nil {
				t.Fatal(err)
			}
			if got := mustTelling(t, db, name).Ended; !got.Equal(step.ended) {
				t.Errorf("at %s it has ended at %s, not at %s", step.now, got, step.ended)
			}
		}
	})
}

// TestTheLastTellingIsWhatSomebodyDidLast and can still take back, by when they said so,
// not by when people are told.
func TestTheLastTellingIsWhatSomebodyDidLast(t *testing.T) {
	acts := func(db *storage.DB, at time.Time, a bot.Act) bot.TellingName {
		t.Helper()
		a = draftAct(t, db, a)
		if err := db.PutSchedule(t.Context(), bot.Revision{Act: &a, Now: at}); err != nil {
			t.Fatal(err)
		}
		return bot.TellingName{Kind: bot.Change, Number: a.Number}
	}
	writes := func(db *storage.DB, by bot.Chat, at, due time.Time) bot.TellingName {
		t.Helper()
		id, err := db.Draft(t.Context(), bot.News{Author: by, Texts: map[string]string{"": "Dinner."}, At: due}, at, at.Add(-time.Hour))
		if err == nil {
			_, err = db.Confirm(t.Context(), bot.Seen{Number: id, Author: by, Revision: 1}, at, at.Add(-time.Hour))
		}
		if err != nil {
			t.Fatal(err)
		}
		return bot.TellingName{Kind: bot.Broadcast, Number: id}
	}
	none := bot.TellingName{}
	soon, evening := noon.Add(time.Minute), noon.Add(6*time.Hour)
	for name, test := range map[string]struct {
		does  func(db *storage.DB) bot.TellingName // and which of that is the last
		since time.Time
	}{
		"nothing": {func(*storage.DB) bot.TellingName { return none }, noon},
		"an act, then another in the same moment": {func(db *storage.DB) bot.TellingName {
			acts(db, noon, bot.Act{})
			return acts(db, noon, bot.Act{})
		}, noon.Add(-time.Second)},
		"a broadcast for the evening, then an act": {func(db *storage.DB) bot.TellingName {
			writes(db, ada, noon, evening)
			return acts(db, soon, bot.Act{})
		}, noon},
		"an act, then a broadcast for the evening": {func(db *storage.DB) bot.TellingName {
			acts(db, noon, bot.Act{})
			return writes(db, ada, soon, evening)
		}, noon.Add(-time.Second)},
		"a colleague's": {func(db *storage.DB) bot.TellingName {
			writes(db, bob, noon, evening)
			return none
		}, noon},
		"an act, then a colleague's broadcast of the same number": {func(db *storage.DB) bot.TellingName {
			first := acts(db, noon, bot.Act{})
			writes(db, bob, soon, evening)
			return first
		}, noon.Add(-time.Second)},
		"what ended just now": {func(db *storage.DB) bot.TellingName { return acts(db, noon, bot.Act{}) }, noon.Add(-time.Millisecond)},
		"what ended too long ago": {func(db *storage.DB) bot.TellingName {
			acts(db, noon, bot.Act{})
			return none
		}, noon},
		"what was taken back, and to take it back": {func(db *storage.DB) bot.TellingName {
			acts(db, soon, bot.Act{Undoes: acts(db, noon, bot.Act{Adds: said()[1:2]}).Number})
			return none
		}, noon.Add(-time.Second)},
		"what was taken back after something else": {func(db *storage.DB) bot.TellingName {
			first := acts(db, noon, bot.Act{})
			acts(db, soon, bot.Act{Undoes: acts(db, noon, bot.Act{}).Number})
			return first
		}, noon.Add(-time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				want := test.does(db)
				got, ok, err := db.LastTelling(t.Context(), ada, test.since)
				if err != nil || ok != (want != none) {
					t.Errorf("there is one: %t, %v", ok, err)
				}
				equal(t, got, want)
			})
		})
	}
}

// TestWhoIsOffTheTeamIsNotToldWhatBecameOfTheirBroadcast that is still to go out; who loses
// another role is, and who reads of what has begun or of a colleague's.
func TestWhoIsOffTheTeamIsNotToldWhatBecameOfTheirBroadcast(t *testing.T) {
	at := noon.Add(time.Hour)
	for name, test := range map[string]struct {
		loses bot.Member
		begun bool
		tells bool
	}{
		"to go out":    {bot.Member{Person: organiser, Role: bot.Organiser}, false, false},
		"going out":    {bot.Member{Person: organiser, Role: bot.Organiser}, true, true},
		"another role": {bot.Member{Person: organiser, Role: bot.StageManager}, false, true},
		"a colleague":  {bot.Member{Person: bob, Role: bot.Organiser}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				watched := bot.TellingName{Kind: bot.Broadcast, Number: later(t, db, "Dinner.", at)}
				if err := db.Watch(t.Context(), watched, bot.Ref{Chat: ada, ID: "7"}); err != nil {
					t.Fatal(err)
				}
				seen(t, db, ada, bob)
				settleWishes(t, db)
				if test.begun {
					if _, _, err := db.Spread(t.Context(), at, at, 1, addressed); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := db.Grant(t.Context(), test.loses, bot.Notice{Kind: bot.Granted, Start: noon, Due: noon, Deadline: noon, Expires: noon}); err != nil {
					t.Fatal(err)
				}
				team, err := db.Team(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if _, err := db.Revoke(t.Context(), team[0].Number); err != nil {
					t.Fatal(err)
				}
				spreadBy(t, db, at, at)
				tells := false
				for now := at; now.Before(at.Add(time.Hour)); now = now.Add(time.Minute) {
					if d, ok := claim(t, db, now); ok {
						tells = tells || d.Notices[0].Kind == bot.Told
						settle(t, db, d, bot.Outcome{State: bot.StateSent, At: now})
					}
					if err := db.EndTellings(t.Context(), now); err != nil {
						t.Fatal(err)
					}
				}
				if tells != test.tells {
					t.Errorf("whoever watches is told: %t", tells)
				}
			})
		})
	}
}

// TestWhatIsSaidBesideComesWithWhatItIsBeside: with what an act changes its note, with what
// was approved the one in the approval, and a channel, which no act is told to, reads what
// whoever changed the schedule says.
func TestWhatIsSaidBesideComesWithWhatItIsBeside(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		moves := func(a *bot.Act, approve bool, c bot.SlotChange) {
			t.Helper()
			mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("another")}, Act: a, Approve: approve, Now: noon,
				Changes: []bot.SlotChange{c}})
		}
		projector := draftAct(t, db, bot.Act{Note: "The projector died."})
		moves(&projector, false, change(mount, standing(time.Hour), standing(90*time.Minute)))
		moves(nil, false, change(mount, standing(90*time.Minute), standing(2*time.Hour))) // published before that is told
		train := draftAct(t, db, bot.Act{Note: "The train is late."})
		moves(&train, false, change(tpm, standing(time.Hour), standing(2*time.Hour)))
		notes := func() map[string]string {
			t.Helper()
			d, notes := mustClaim(t, db), map[string]string{}
			for _, n := range d.Notices {
				notes[n.Talk] = n.Notes.In("en")
			}
			settle(t, db, d, sent("7"))
			return notes
		}
		equal(t, notes(), map[string]string{mount.Key: "The projector died.", tpm.Key: "The train is late."})

		// What waits for approval is another thing, be it of the same talk.
		moves(nil, true, change(mount, standing(2*time.Hour), standing(3*time.Hour)))
		if err := db.NoteApproval(t.Context(), 1, "", "As published.", noon); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Decide(t.Context(), bot.Verdict{Seen: 100, Tell: true, By: ada, At: noon}); err != nil {
			t.Fatal(err)
		}
		equal(t, notes(), map[string]string{mount.Key: "As published."})

		if _, err := db.Announce(t.Context(), bob, "n-dome", ada, noon); err != nil {
			t.Fatal(err)
		}
		settleWishes(t, db)
		locked := draftAct(t, db, bot.Act{Note: "The Dome is locked."})
		moves(&locked, false, change(mount, standing(3*time.Hour), standing(4*time.Hour)))
		for range 2 {
			equal(t, notes(), map[string]string{mount.Key: "The Dome is locked."})
		}
	})
}

// TestWithdrawnWhileItIsAddressed: a broadcast that somebody takes back while Usher finds
// out whom it is for goes to nobody, and the next one, if there is one, to whom that is for.
func TestWithdrawnWhileItIsAddressed(t *testing.T) {
	for name, next := range map[string][]string{"the only one": nil, "then another": {"1 Lunch."}} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				seen(t, db, ada)
				first := draft(t, db, "No lunch.")
				confirm(t, db, first)
				if next != nil {
					confirm(t, db, draft(t, db, "Lunch."))
				}
				queued, more, err := db.Spread(t.Context(), noon, noon, 10, func(n bot.News) (bot.Notice, bot.Aim) {
					if _, err := db.Withdraw(t.Context(), first, noon); err != nil {
						t.Error(err)
					}
					return addressed(n)
				})
				if err != nil || queued > 0 || !more {
					t.Errorf("%d are queued, more is %t, %v", queued, more, err)
				}
				spreadAll(t, db, 10)
				equal(t, told(t, db), next)
			})
		})
	}
}
