package scheduler_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/schedule"
)

const tpmsMoved = "⚠ Moved: Linux & TPMs / Now Wed 16:00 in Main Hall (was 14:30)."

// TestASourceThatIsDownKeepsWhatItHad lets the other one go on, over a restart, too.
func TestASourceThatIsDownKeepsWhatItHad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t, "org")
		p := h.begins()
		h.star("ada", inDome(mountAPI), linuxTPMs)
		h.Wake()
		h.sleepUntil(10, 30)
		h.are("main 0.14", "dome 0.14")
		h.dome.fail(errors.New("timeout"))
		h.sleepUntil(10, 40)
		h.main.publish(half(t, "main", edit(linuxTPMs, func(slot *schedule.Slot) { shift(slot, 90*time.Minute) })))
		h.sleepUntil(10, 50)
		h.are("main 0.15", "dome 0.14 silent since 10:30 (timeout)")
		p.end()
		h.live.Set(conference(t, nil))
		p = h.begins()
		h.sleepUntil(11, 40)
		h.shows(48)
		h.are("main 0.15", "dome 0.14 silent since 10:30 (timeout)")
		h.dome.fail(nil)
		h.sleepUntil(11, 50)
		h.are("main 0.15", "dome 0.14")
		h.sleepUntil(14, 25)
		p.end()
		h.told("ada Wed 10:44:00 "+tpmsMoved, "ada Wed 14:20:00 "+mountRings)
	})
}

// TestASourceThatIsDownAtTheRestart was well until then, which is when it answered
// last, whenever its schedule last changed.
func TestASourceThatIsDownAtTheRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t)
		p := h.begins()
		h.sleepUntil(10, 30)
		p.end()
		h.dome.fail(errors.New("timeout"))
		p = h.begins()
		h.sleepUntil(11, 0)
		h.shows(48)
		h.are("main 0.14", "dome 0.14 silent since 10:30 (timeout)")
		p.end()
	})
}

// TestASourceIsHeldForItself has one source lose nearly all while the other one
// changes: that goes on.
func TestASourceIsHeldForItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t, "org")
		p := h.begins()
		h.star("ada", inDome(talos), linuxTPMs)
		h.Wake()
		h.sleepUntil(9, 5)
		var gone []string
		for _, slot := range half(t, "dome", nil).Slots() {
			if key := "main" + strings.TrimPrefix(slot.Key, "dome"); key != mountAPI {
				gone = append(gone, key)
			}
		}
		h.dome.publish(half(t, "dome", nil, gone...))
		h.main.publish(half(t, "main", edit(linuxTPMs, func(slot *schedule.Slot) { shift(slot, 90*time.Minute) })))
		h.sleepUntil(9, 20)
		h.are("main 0.15", "dome 0.14 holds 0.15")
		h.shows(48)
		p.end()
		p = h.begins()
		h.sleepUntil(9, 30)
		h.are("main 0.15", "dome 0.14 holds 0.15")
		waiting := h.Scheduler.Held()
		if len(waiting) != 1 || waiting[0].Source != "dome" {
			t.Fatalf("held: %+v", waiting)
		}
		// The other one is doubtful as well, for a while: each is decided by itself.
		nothing, err := schedule.New(schedule.Draft{Version: "0.16"})
		if err != nil {
			t.Fatal(err)
		}
		h.main.publish(nothing)
		h.sleepUntil(9, 40)
		h.are("main 0.15 holds 0.16", "dome 0.14 holds 0.15")
		if _, err := h.Accept(t.Context(), waiting[0].Number, boss, false); err != nil {
			t.Fatal(err)
		}
		h.are("main 0.15 holds 0.16", "dome 0.15")
		h.sleepUntil(10, 0)
		p.end()
		h.shows(30 + 1)
		h.told(
			"org Wed 09:06:00 The new schedule of dome (0.15) would cancel 17 of 18 talks. I kept 0.14 and told nobody.",
			"ada Wed 09:09:00 "+tpmsMoved,
			"org Wed 09:31:00 The new schedule of main (0.16) is empty. I kept 0.15 and told nobody.",
			"ada Wed 09:40:00 ⚠ Cancelled: Talos Linux - TrustedBoot for a minimal Immutable OS (was Thu 10:30 in Dome). At that time: Trusted, Confidential and Cloud Native Workloads. An intro to the Confidential Containers project in Main Hall.",
		)
	})
}

// TestASourceThatIsAddedAnnouncesNothing, whatever it says of talks that are known,
// while a change of the one before is told.
func TestASourceThatIsAddedAnnouncesNothing(t *testing.T) {
	for first, test := range map[string]struct {
		names []string
		ring  string
	}{
		"main": {[]string{"main", "dome"}, "ada Wed 14:20:00 " + mountRings},
		"dome": {[]string{"dome", "main"}, "ada Wed 14:25:00 Starting in 10 min in Dome: New Mount API / 14:35–15:15 · Christian Brauner"},
	} {
		t.Run(first+" first", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newTwoSources(t, "org")
				h.configure("main")
				whole := func(change func(*schedule.Slot)) *schedule.Schedule { return conference(t, change) }
				h.main.publish(whole(nil)) // it knows of the Dome as well
				p := h.begins()
				h.star("ada", mountAPI, linuxTPMs)
				h.Wake()
				h.sleepUntil(9, 30)
				p.end()
				h.configure(test.names...)
				h.dome.publish(half(t, "dome", edit(mountAPI, func(slot *schedule.Slot) { shift(slot, 5*time.Minute) })))
				h.main.publish(whole(edit(linuxTPMs, func(slot *schedule.Slot) { shift(slot, 90*time.Minute) })))
				p = h.begins()
				h.sleepUntil(14, 25)
				h.shows(48)
				p.end()
				h.told("ada Wed 09:33:00 "+tpmsMoved, test.ring)
			})
		})
	}
}

// TestASourceThatIsRemovedCancelsNothing: the organisers hear of it, once, and who
// has starred its talks finds their stars when it is back.
func TestASourceThatIsRemovedCancelsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t, "org")
		p := h.begins()
		h.star("ada", inDome(mountAPI), inDome(magicTar), linuxTPMs)
		h.Wake()
		h.sleepUntil(13, 0)
		p.end()
		h.configure("main")
		for range 2 {
			p = h.begins()
			h.sleepUntil(13, 30)
			h.shows(30)
			h.are(" 0.14", "dome hides 14")
			p.end()
		}
		p = h.begins()
		h.sleepUntil(15, 0)
		p.end()
		h.configure("main", "dome")
		p = h.begins()
		h.sleepUntil(17, 0)
		h.shows(48)
		h.are("main 0.14", "dome 0.14")
		p.end()
		h.told(
			"org Wed 13:00:00 ⚠ My settings do not name dome any more: 14 talks to come are hidden. Stars on them are kept.",
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: Linux & TPMs / 14:30–15:10 · Lennart Poettering",
			"ada Wed 16:50:00 Starting in 10 min in Dome: Making a magic deduplicating tar using the FICLONE ioctl / 17:00–17:25 · Wicher Minnaard",
		)
	})
}

// TestStarsFollowTalksIntoTheSourceThatIsLeft has the talks of a source that the
// settings name no more turn up in the other one, at once or later.
func TestStarsFollowTalksIntoTheSourceThatIsLeft(t *testing.T) {
	for name, after := range map[string]time.Duration{"before": -time.Hour, "at the restart": 0, "later": 20 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newTwoSources(t)
				p := h.begins()
				h.star("ada", inDome(mountAPI))
				h.sleepUntil(9, 1)
				brauner := h.live.Get().FindSpeakers("christian brauner").Hits
				if len(brauner) != 1 || !strings.HasPrefix(brauner[0].Key, "dome-") {
					t.Fatalf("found %v", brauner)
				}
				h.follow("bob", brauner[0].Topic())
				h.Wake()
				h.sleepUntil(12, 0)
				publish := func() { h.main.publish(conference(t, nil)) }
				if after < 0 {
					publish()
				}
				h.sleepUntil(13, 0)
				p.end()
				if after == 0 {
					publish()
				}
				h.configure("main")
				p = h.begins()
				h.sleepUntil(13, 20)
				if after > 0 {
					publish()
				}
				h.sleepUntil(14, 25)
				h.are(" 0.14")
				p.end()
				h.told("ada Wed 14:20:00 "+mountRings, "bob Wed 14:20:00 "+mountRings+" / You follow Christian Brauner.")
			})
		})
	}
}

// TestTheFirstSourceIsRemoved leaves its talks to the one that has them as well.
func TestTheFirstSourceIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t)
		h.main.publish(conference(t, nil))
		p := h.begins()
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(13, 0)
		p.end()
		h.configure("dome")
		p = h.begins()
		h.sleepUntil(14, 25)
		h.shows(18)
		p.end()
		h.told("ada Wed 14:20:00 " + mountRings)
	})
}

// TestOneSourceIsEnoughToBegin has the first of two not answer at first.
func TestOneSourceIsEnoughToBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t)
		h.main.fail(errors.New("timeout"))
		p := h.begins()
		h.sleepUntil(9, 10)
		h.shows(18)
		h.star("ada", inDome(mountAPI))
		h.Wake()
		h.main.fail(nil)
		h.main.publish(conference(t, nil)) // it has that talk as well
		h.sleepUntil(14, 25)
		h.shows(48)
		p.end()
		h.told("ada Wed 14:20:00 " + mountRings)
	})
}

// TestATalkThatChangesItsSourceIsNoNews has both publish at once that a talk is the
// other's now.
func TestATalkThatChangesItsSourceIsNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t)
		p := h.begins()
		h.star("ada", inDome(mountAPI), linuxTPMs)
		h.Wake()
		h.sleepUntil(9, 5)
		h.main.publish(half(t, "main", edit(mountAPI, func(slot *schedule.Slot) {
			slot.Room = schedule.Room{Key: "n-gallery", Name: "Gallery"} // which is main's
		})))
		h.dome.publish(half(t, "dome", nil, mountAPI))
		h.sleepUntil(9, 30)
		p.end()
		h.shows(48)
		h.told("ada Wed 09:09:00 ⚠ Room change: New Mount API — now in Gallery, still 14:30 (was Dome).")
	})
}
