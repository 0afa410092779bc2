package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// halved is version 0.15 of the conference, without all of Thursday.
func halved(t testing.TB, change func(*schedule.Slot)) *schedule.Schedule {
	t.Helper()
	s := conference(t, change)
	var slots []schedule.Slot
	for _, slot := range s.Slots() {
		if slot.Day == s.Conference().Start {
			slots = append(slots, *slot)
		}
	}
	half, err := schedule.New(schedule.Draft{Conference: s.Conference(), Version: "0.15", Rooms: s.Rooms(), Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return half
}

func (h *house) state() (version string, held bool, problem string) {
	s := h.SourceState()
	return s.Version, s.Held, s.Problem
}

func TestTheLastGoodCopyServesWhileTheSourceIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0)
		path := database(t)
		p := h.begin(path)
		h.sleepUntil(9, 1)
		p.end()

		h.source.fail(errors.New("connection refused"))
		h.live.Set(nil)
		db, err := storage.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		h.db = db
		h.restart()
		if err := h.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h.live.Get() == nil {
			t.Fatal("no schedule is in force")
		}
		if err := h.Refresh(t.Context()); err == nil {
			t.Error("a source that is down is no error")
		}
		failing := h.now()
		time.Sleep(time.Hour)
		if err := h.Refresh(t.Context()); err == nil {
			t.Error("a source that is down is no error")
		}
		got := h.SourceState()
		if !got.FailingSince.Equal(failing) || got.Problem != "connection refused" || got.Name != "schedule.example" {
			t.Errorf("%+v", got)
		}
		h.source.fail(nil)
		if err := h.Refresh(t.Context()); err != nil {
			t.Error(err)
		}
		if got := h.SourceState(); !got.FailingSince.IsZero() || !got.Answered.Equal(h.now()) {
			t.Errorf("%+v", got)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestNoScheduleAtAllIsSaid(t *testing.T) {
	h := newHouse(t, 9, 0, bot.Traits{})
	h.source = &origin{}
	h.source.publish(nil)
	h.restart()
	if err := h.Restore(t.Context()); err == nil || err.Error() != "schedule.example: that is not a schedule" {
		t.Errorf("the error is %v", err)
	}
}

// TestWhatCannotBeReadChangesNothing has a version that is no schedule, then the
// one before it again.
func TestWhatCannotBeReadChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 12, 0, "org")
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 5)
		h.source.publish(nil)
		h.sleepUntil(12, 10)
		if _, held, problem := h.state(); held || problem != "that is not a schedule" {
			t.Errorf("held %v, problem %q", held, problem)
		}
		h.source.publish(conference(t, nil))
		h.sleepUntil(14, 25)
		if _, _, problem := h.state(); problem != "" {
			t.Errorf("problem %q", problem)
		}
		p.end()
		h.told("ada Wed 14:20:00 " + mountRings)
	})
}

const heldAsks = "The new schedule (0.15) would cancel 22 of 48 talks. I kept 0.14 and told nobody."

func TestADoubtfulScheduleWaitsForAnOrganiser(t *testing.T) {
	for name, test := range map[string]struct {
		decide func(h *house, number int64) error
		want   []string
	}{
		"accepted": {
			func(h *house, number int64) error {
				_, err := h.Accept(h.t.Context(), number, boss, false)
				return err
			},
			[]string{"ada Wed 10:30:00 ⚠ Cancelled: Talos Linux - TrustedBoot for a minimal Immutable OS (was Thu 10:30 in Dome)."},
		},
		"accepted quietly": {func(h *house, number int64) error {
			_, err := h.Accept(h.t.Context(), number, boss, true)
			return err
		}, nil},
		"ignored": {func(h *house, number int64) error { return h.Ignore(h.t.Context(), number) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "org", "boss")
				path := database(t)
				p := h.begin(path)
				h.star("ada", talos)
				h.Wake()
				h.sleepUntil(9, 5)
				h.source.publish(halved(t, nil))
				h.sleepUntil(9, 10)
				h.source.publish(halved(t, nil)) // the same in another spelling
				h.sleepUntil(10, 0)
				p.end()
				p = h.begin(path)
				h.sleepUntil(10, 30)
				asked := []string{"org Wed 09:06:00 " + heldAsks, "boss Wed 09:06:00 " + heldAsks}
				h.told(asked...)

				waiting, number := h.Held()
				if waiting == nil || len(h.live.Get().Slots()) != 48 {
					t.Fatalf("held: %v; in force are %d slots", waiting != nil, len(h.live.Get().Slots()))
				}
				if p, err := h.Consider(t.Context(), number); err != nil || len(p.Changes) < 22 || p.Radius.Told != 1 || p.Changes[p.Radius.Most].Talk != talos {
					t.Errorf("accepting would mean %+v, %v", p.Radius, err)
				}
				if _, err := h.Consider(t.Context(), number+1); !errors.Is(err, bot.ErrNotHeld) {
					t.Errorf("considering another: %v", err)
				}
				if _, err := h.Accept(t.Context(), number+1, boss, false); !errors.Is(err, bot.ErrNotHeld) {
					t.Errorf("accepting another: %v", err)
				}
				if err := test.decide(h, number); err != nil {
					t.Fatal(err)
				}
				h.sleepUntil(11, 0)
				p.end()
				p = h.begin(path)
				h.sleepUntil(11, 30)
				p.end()
				if _, held, _ := h.state(); held {
					t.Error("it is still held")
				}
				h.told(append(asked, test.want...)...)
			})
		})
	}
}

func TestAnIgnoredScheduleThatChangesIsAskedAboutAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "org")
		p := h.begin(database(t))
		h.sleepUntil(9, 5)
		h.source.publish(halved(t, nil))
		h.sleepUntil(9, 10)
		_, number := h.Held()
		if err := h.Ignore(t.Context(), number); err != nil {
			t.Fatal(err)
		}
		h.sleepUntil(9, 20)
		h.source.publish(halved(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, time.Hour) })))
		h.sleepUntil(9, 30)
		h.source.publish(conference(t, nil)) // somebody has mended it
		h.sleepUntil(9, 40)
		if waiting, _ := h.Held(); waiting != nil {
			t.Error("what is mended is still held")
		}
		p.end()
		h.told("org Wed 09:06:00 "+heldAsks, "org Wed 09:21:00 "+heldAsks)
	})
}

// TestWithoutOrganisersADoubtfulScheduleWaitsHalfAnHour starts the wait anew
// where it changes, and not at a restart.
func TestWithoutOrganisersADoubtfulScheduleWaitsHalfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0)
		path := database(t)
		p := h.begin(path)
		h.star("ada", talos)
		h.Wake()
		h.sleepUntil(9, 4)
		h.source.publish(missing(t, nil, extensions, bpfilter, mountAPI, linuxTPMs)) // plausible
		h.sleepUntil(9, 5)
		h.source.publish(conference(t, nil))
		h.sleepUntil(9, 9)
		h.source.publish(halved(t, nil))
		h.sleepUntil(9, 30)
		p.end()
		p = h.begin(path)
		h.sleepUntil(9, 39)
		if got := len(h.live.Get().Slots()); got != 48 {
			t.Errorf("%d slots are in force, want 48", got)
		}
		h.sleepUntil(9, 41)
		if got := len(h.live.Get().Slots()); got != 26 {
			t.Errorf("%d slots are in force, want 26", got)
		}
		h.sleepUntil(10, 0)
		p.end()
		h.told("ada Wed 09:43:00 ⚠ Cancelled: Talos Linux - TrustedBoot for a minimal Immutable OS (was Thu 10:30 in Dome).")
	})
}
