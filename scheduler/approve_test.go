package scheduler_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// What the boss is asked of New Mount API, and what Ada and Bob are told.
const (
	asks      = "⚠ The published schedule has changed. Answers and rings follow it; of this, nobody is told before you approve. / "
	toHallNow = "⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome)."
	to45Now   = "⚠ Moved: New Mount API / Now Wed 15:15 in Dome (was 14:30)."
	hallRings = "Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner"
	lateRings = "Starting in 10 min in Dome: New Mount API / 15:15–15:55 · Christian Brauner"
)

// deciding is what organisers do at a time of Wednesday.
type deciding struct {
	hour, minute int
	do           func(h *house)
}

// verdict decides about all that waits, one after the other, as it stands then.
func verdict(tell bool) func(*house) {
	return func(h *house) {
		h.t.Helper()
		waiting := h.waiting()
		if len(waiting) == 0 {
			h.t.Error("nothing waits")
		}
		for _, a := range waiting {
			if _, err := h.Approve(h.t.Context(), bot.Verdict{Number: a.Number, Seen: a.Seen, Tell: tell, By: boss}); err != nil {
				h.t.Error(err)
			}
			if _, err := h.Approve(h.t.Context(), bot.Verdict{Number: a.Number, Seen: a.Seen, Tell: !tell, By: boss}); !errors.Is(err, bot.ErrDecided) {
				h.t.Errorf("decided twice: %v", err)
			}
		}
		h.Wake()
	}
}

func (h *house) waiting() []bot.Approval {
	h.t.Helper()
	all, err := h.Unapproved(h.t.Context(), 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return all.Waiting
}

func noted(h *house) {
	h.t.Helper()
	if err := h.NoteApproval(h.t.Context(), h.waiting()[0].Number, "", "The projector died."); err != nil {
		h.t.Fatal(err)
	}
}

func nothingWaits(h *house) {
	h.t.Helper()
	if all := h.waiting(); len(all) > 0 {
		h.t.Errorf("there waits %+v", all)
	}
}

// approveCases are what Ada, who starred New Mount API, and the boss are told.
var approveCases = map[string]struct {
	versions []version
	do       []deciding
	want     []string
}{
	"approved": {
		[]version{edited(12, 0, mountAPI, toHall)},
		[]deciding{{12, 10, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 12:10:00 " + toHallNow,
			"ada Wed 14:20:00 " + hallRings,
		},
	},
	"approved with a note": {
		[]version{edited(12, 0, mountAPI, toHall)},
		[]deciding{{12, 9, noted}, {12, 10, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 12:10:00 " + toHallNow + " / The projector died.",
			"ada Wed 14:20:00 " + hallRings,
		},
	},
	"dropped": {
		[]version{edited(12, 0, mountAPI, toHall)},
		[]deciding{{12, 10, verdict(false)}, {12, 11, nothingWaits}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 14:20:00 " + hallRings,
		},
	},
	"dropped, and changed again": {
		[]version{edited(12, 0, mountAPI, toHall), edited(12, 20, mountAPI, func(slot *schedule.Slot, hall schedule.Room) {
			toHall(slot, hall)
			shift(slot, 45*time.Minute)
		})},
		[]deciding{{12, 10, verdict(false)}, {12, 30, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"boss Wed 12:24:00 " + asks + "1 person starred it. / They will read: / ⚠ Moved: New Mount API / Now Wed 15:15 in Main Hall (was 14:30 in Dome).",
			"ada Wed 12:30:00 ⚠ Moved: New Mount API / Now Wed 15:15 in Main Hall (was 14:30 in Dome).",
			"ada Wed 15:05:00 Starting in 10 min in Main Hall: New Mount API / 15:15–15:55 · Christian Brauner",
		},
	},
	"dropped, and taken back": {
		[]version{edited(12, 0, mountAPI, toHall), original(12, 20)},
		[]deciding{{12, 10, verdict(false)}, {12, 30, nothingWaits}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 14:20:00 " + mountRings,
		},
	},
	"dropped, changed again, and taken back to that": {
		[]version{
			edited(12, 0, mountAPI, toHall),
			edited(12, 20, mountAPI, func(slot *schedule.Slot, hall schedule.Room) {
				toHall(slot, hall)
				shift(slot, 45*time.Minute)
			}),
			edited(12, 30, mountAPI, toHall),
		},
		[]deciding{{12, 10, verdict(false)}, {12, 40, nothingWaits}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"boss Wed 12:24:00 " + asks + "1 person starred it. / They will read: / ⚠ Moved: New Mount API / Now Wed 15:15 in Main Hall (was 14:30 in Dome).",
			"ada Wed 14:20:00 " + hallRings,
		},
	},
	"changed again while it waits": {
		[]version{edited(12, 0, mountAPI, toHall), edited(12, 20, mountAPI, moveTo(45*time.Minute))},
		[]deciding{{12, 30, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"boss Wed 12:24:00 " + asks + "1 person starred it. / They will read: / " + to45Now,
			"ada Wed 12:30:00 " + to45Now,
			"ada Wed 15:05:00 " + lateRings,
		},
	},
	"changed again before it has settled": {
		[]version{edited(12, 0, mountAPI, toHall), edited(12, 2, mountAPI, moveTo(45*time.Minute))},
		[]deciding{{12, 30, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + to45Now,
			"ada Wed 12:30:00 " + to45Now,
			"ada Wed 15:05:00 " + lateRings,
		},
	},
	"taken back while it waits": {
		[]version{edited(12, 0, mountAPI, toHall), original(12, 20)},
		[]deciding{{12, 30, nothingWaits}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 14:20:00 " + mountRings,
		},
	},
	"taken back before anybody is asked": {
		[]version{edited(12, 0, mountAPI, toHall), original(12, 2)},
		[]deciding{{12, 30, nothingWaits}},
		[]string{"ada Wed 14:20:00 " + mountRings},
	},
	"approved, and taken back": {
		[]version{edited(12, 0, mountAPI, toHall), original(12, 20)},
		[]deciding{{12, 10, verdict(true)}, {12, 30, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 12:10:00 " + toHallNow,
			"boss Wed 12:24:00 " + asks + "1 person starred it. / They will read: / ⚠ Room change: New Mount API — now in Dome, still 14:30 (was Main Hall).",
			"ada Wed 12:30:00 ⚠ Room change: New Mount API — now in Dome, still 14:30 (was Main Hall).",
			"ada Wed 14:20:00 " + mountRings,
		},
	},
	"nobody decides": {
		[]version{edited(12, 0, mountAPI, toHall)},
		[]deciding{{14, 45, nothingWaits}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"boss Wed 14:05:00 ⚠ New Mount API starts in 25 min, and 1 person doesn't know that it is in Main Hall. / " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 14:20:00 " + hallRings,
		},
	},
	"within the hour": {
		[]version{edited(14, 0, mountAPI, toHall)},
		[]deciding{{14, 3, verdict(true)}},
		[]string{
			"boss Wed 14:01:00 " + asks + "1 person starred it. / They will read: / " + toHallNow,
			"ada Wed 14:03:00 " + toHallNow,
			"ada Wed 14:20:00 " + hallRings,
		},
	},
	"cancelled": {
		[]version{edited(12, 0, mountAPI, func(slot *schedule.Slot, _ schedule.Room) { slot.Cancelled = true })},
		[]deciding{{12, 10, verdict(true)}},
		[]string{
			"boss Wed 12:04:00 " + asks + "1 person starred it. / They will read: / ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 12:10:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
		},
	},
}

// TestPeopleAreToldOnceAnOrganiserHasApproved also holds that nothing of it hangs on the
// process: there is a new one before each thing that happens.
func TestPeopleAreToldOnceAnOrganiserHasApproved(t *testing.T) {
	for name, test := range approveCases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				h.approve = true
				hall := h.hall()
				path := database(t)
				p := h.begin(path)
				h.star("ada", mountAPI)
				h.Wake()
				steps := slices.Clone(test.do)
				for _, v := range test.versions {
					steps = append(steps, deciding{v.hour, v.minute, func(h *house) { h.source.publish(v.schedule(t, hall)) }})
				}
				slices.SortFunc(steps, func(a, b deciding) int { return a.hour*60 + a.minute - b.hour*60 - b.minute })
				for _, step := range steps {
					h.sleepUntil(step.hour, step.minute)
					p.end()
					p = h.begin(path)
					synctest.Wait()
					step.do(h)
				}
				h.sleepUntil(18, 0)
				p.end()
				h.told(test.want...)
			})
		})
	}
}

// TestOrganisersOwnActsNeedNoApproval though they are about what waits for one: what is
// told then is all that is new.
func TestOrganisersOwnActsNeedNoApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		h.approve = true
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		h.source.publish(conference(t, edit(mountAPI, moveTo45Now)))
		h.sleepUntil(12, 10)
		h.do(h.toHall(mountAPI))
		h.Wake()
		h.sleepUntil(12, 20)
		nothingWaits(h)
		p.end()
		h.told(
			"boss Wed 12:04:00 "+asks+"1 person starred it. / They will read: / "+to45Now,
			"ada Wed 12:10:00 ⚠ Moved: New Mount API / Now Wed 15:15 in Main Hall (was 14:30 in Dome).",
		)
	})
}

func moveTo45Now(slot *schedule.Slot) { shift(slot, 45*time.Minute) }
