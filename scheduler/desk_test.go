package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// boss is the organiser who changes the day.
var boss = bot.Chat{Platform: "test", ID: "boss"}

// slotOf names the first published slot of a talk, for an override.
func (h *house) slotOf(kind schedule.OverrideKind, key string) schedule.Override {
	return schedule.Override{Kind: kind, Talk: key, Slot: h.Published().Talk(key)[0].Start}
}

func (h *house) toHall(key string) schedule.Override {
	o := h.slotOf(schedule.Move, key)
	o.ToRoom = h.hall().Key
	return o
}

func (h *house) toTime(key string, hour, minute int) schedule.Override {
	o := h.slotOf(schedule.Move, key)
	o.ToStart = h.wednesday(hour, minute)
	return o
}

// late has the Dome run late from now on.
func (h *house) late(minutes int) schedule.Override {
	return schedule.Override{Kind: schedule.Delay, Room: h.dome().Key, Late: time.Duration(minutes) * time.Minute}
}

func (h *house) hall() schedule.Room { return h.live.Get().Rooms()[0] }

func (h *house) propose(adds ...schedule.Override) bot.Proposal {
	h.t.Helper()
	p, err := h.Propose(h.t.Context(), bot.Act{By: boss, Adds: adds})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// do has the boss do something, told to people.
func (h *house) do(adds ...schedule.Override) int64 {
	h.t.Helper()
	p := h.propose(adds...)
	if _, err := h.Do(h.t.Context(), p.Number, boss, false); err != nil {
		h.t.Fatal(err)
	}
	h.Wake() // as whoever has asked, once answered
	return p.Number
}

// deskCases are what Ada is told, who starred New Mount API (14:30 in the Dome) and
// Disaggregated networks (15:15 there) before noon.
var deskCases = map[string]struct {
	play func(h *house)
	want []string
}{
	"another room": {
		func(h *house) {
			h.sleepUntil(12, 0)
			h.do(h.toHall(mountAPI))
		},
		[]string{
			"ada Wed 12:00:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).",
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner",
			networksRings,
		},
	},
	"quietly": {
		func(h *house) {
			h.sleepUntil(12, 0)
			p := h.propose(h.toHall(mountAPI))
			if _, err := h.Do(h.t.Context(), p.Number, boss, true); err != nil {
				h.t.Fatal(err)
			}
		},
		[]string{
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner",
			networksRings,
		},
	},
	"undone": {
		func(h *house) {
			h.sleepUntil(12, 0)
			n := h.do(h.toTime(mountAPI, 16, 0))
			h.sleepUntil(12, 1)
			act := bot.TellingName{Kind: bot.Change, Number: n}
			if _, err := h.Undo(h.t.Context(), act, boss); err != nil {
				h.t.Fatal(err)
			}
			if _, err := h.Undo(h.t.Context(), act, boss); !errors.Is(err, bot.ErrUndone) {
				h.t.Errorf("undone twice: %v", err)
			}
		},
		[]string{
			"ada Wed 12:00:00 ⚠ Moved: New Mount API / Now Wed 16:00 in Dome (was 14:30).",
			"ada Wed 12:01:00 ⚠ Moved earlier: New Mount API / Now Wed 14:30 in Dome (was 16:00).",
			"ada Wed 14:20:00 " + mountRings,
			networksRings,
		},
	},
	"cancelled and restored": {
		func(h *house) {
			h.sleepUntil(12, 0)
			h.do(h.slotOf(schedule.Cancel, mountAPI))
			h.sleepUntil(13, 0)
			h.do(h.slotOf(schedule.Restore, mountAPI))
			if all, err := h.Overrides(h.t.Context()); err != nil || len(all) > 0 {
				h.t.Errorf("left are %v, %v", all, err)
			}
		},
		[]string{
			"ada Wed 12:00:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 13:00:00 ⚠ Back: New Mount API — takes place after all, Wed 14:30 in Dome.",
			"ada Wed 14:20:00 " + mountRings,
			networksRings,
		},
	},
	"12 minutes late: the ring says so, and nothing else": {
		func(h *house) {
			h.sleepUntil(14, 50)
			h.do(h.late(12))
		},
		[]string{
			"ada Wed 14:20:00 " + mountRings,
			"ada Wed 15:17:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:27–16:07 · Paul Menzel / Dome runs 12 min late.",
		},
	},
	"20 minutes late": {
		func(h *house) {
			h.sleepUntil(14, 50)
			h.do(h.late(20))
		},
		[]string{
			"ada Wed 14:20:00 " + mountRings,
			"ada Wed 14:50:00 ⚠ Moved: Disaggregated networks: Is network hardware special? / Now Wed 15:35 in Dome (was 15:15). / Dome runs 20 min late.",
			"ada Wed 15:25:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:35–16:15 · Paul Menzel / Dome runs 20 min late.",
		},
	},
	"12 minutes late once it has rung: its message is amended without a sound, so it rings when to go": {
		func(h *house) {
			h.sleepUntil(15, 8)
			h.do(h.late(12))
		},
		[]string{
			"ada Wed 14:20:00 " + mountRings,
			"ada Wed 15:05:00 Starting in 10 min in Dome. Moved to 15:27: Disaggregated networks: Is network hardware special? / 15:27–16:07 · Paul Menzel / Dome runs 12 min late.",
			"ada Wed 15:17:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:27–16:07 · Paul Menzel / Dome runs 12 min late.",
		},
	},
	"on time again once it has rung twice: it rings at once, as earlier is what people miss": {
		func(h *house) {
			h.sleepUntil(15, 8)
			h.do(h.late(4))
			h.sleepUntil(15, 11)
			h.do(h.late(0))
		},
		[]string{
			"ada Wed 14:20:00 " + mountRings,
			networksRings,
			"ada Wed 15:09:00 Starting in 10 min in Dome. Moved to 15:15: Disaggregated networks: Is network hardware special? / 15:15–15:55 · Paul Menzel",
			"ada Wed 15:11:00 Starting in 4 min in Dome: Disaggregated networks: Is network hardware special? / 15:15–15:55 · Paul Menzel",
		},
	},
	"12 minutes late, then 20 and nobody told": {
		func(h *house) {
			h.sleepUntil(14, 50)
			h.do(h.late(12))
			h.sleepUntil(14, 52)
			p := h.propose(h.late(20))
			if _, err := h.Do(h.t.Context(), p.Number, boss, true); err != nil {
				h.t.Fatal(err)
			}
			h.Wake()
		},
		[]string{
			"ada Wed 14:20:00 " + mountRings,
			"ada Wed 15:25:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:35–16:15 · Paul Menzel / Dome runs 20 min late.",
		},
	},
	"12 minutes late, then 20, then on time": {
		func(h *house) {
			h.sleepUntil(14, 32)
			h.do(h.late(12))
			h.sleepUntil(14, 40)
			h.do(h.late(20))
			h.sleepUntil(14, 45)
			h.do(h.late(0))
		},
		[]string{
			"ada Wed 14:20:00 " + mountRings,
			"ada Wed 14:40:00 ⚠ Moved: Disaggregated networks: Is network hardware special? / Now Wed 15:35 in Dome (was 15:15). / Dome runs 20 min late.",
			"ada Wed 14:45:00 ⚠ Moved earlier: Disaggregated networks: Is network hardware special? / Now Wed 15:15 in Dome (was 15:35).",
			networksRings,
		},
	},
}

const networksRings = "ada Wed 15:05:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:15–15:55 · Paul Menzel"

func TestWhatOrganisersDoIsToldOnce(t *testing.T) {
	for name, test := range deskCases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				path := database(t)
				p := h.begin(path)
				h.star("ada", mountAPI, networks)
				h.Wake()
				h.sleepUntil(9, 5)
				test.play(h)
				synctest.Wait()
				p.end()
				// What is over the published schedule outlives the process.
				h.live.Set(conference(t, nil))
				p = h.begin(path)
				h.sleepUntil(17, 0)
				p.end()
				h.told(test.want...)
			})
		})
	}
}

// TestAPreviewIsDoneAsItWasShown has two organisers act on one talk.
func TestAPreviewIsDoneAsItWasShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 0)
		shown := h.propose(h.toHall(mountAPI))
		other := bot.Chat{Platform: "test", ID: "other"}
		theirs, err := h.Propose(t.Context(), bot.Act{By: other, Adds: []schedule.Override{h.toTime(mountAPI, 17, 0)}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Do(t.Context(), theirs.Number, boss, false); !errors.Is(err, bot.ErrNoDraft) {
			t.Errorf("another's draft: %v", err)
		}
		if _, err := h.Do(t.Context(), theirs.Number, other, false); err != nil {
			t.Fatal(err)
		}
		again, err := h.Do(t.Context(), shown.Number, boss, false)
		if !errors.Is(err, bot.ErrChangedSince) || again.Number == shown.Number {
			t.Fatalf("%d, %v", again.Number, err)
		}
		if _, err := h.Do(t.Context(), shown.Number, boss, false); !errors.Is(err, bot.ErrNoDraft) {
			t.Errorf("an old preview: %v", err)
		}
		if _, err := h.Do(t.Context(), again.Number, boss, false); err != nil {
			t.Error(err)
		}
		if _, err := h.Do(t.Context(), again.Number, boss, false); !errors.Is(err, bot.ErrDraftSent) {
			t.Errorf("done twice: %v", err)
		}
		slot := h.live.Get().Talk(mountAPI)[0]
		if slot.Room != h.hall() || !slot.Start.Equal(h.wednesday(17, 0)) {
			t.Errorf("it is at %s in %s", slot.Start, slot.Room.Name)
		}
		late := h.propose(h.slotOf(schedule.Cancel, mountAPI))
		time.Sleep(time.Hour + time.Minute)
		if _, err := h.Do(t.Context(), late.Number, boss, false); !errors.Is(err, bot.ErrNoDraft) {
			t.Errorf("after an hour: %v", err)
		}
		p.end()
	})
}
