package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
)

// TestWhatIsTakenBackWaitsNoMore has a source that lost most of its talks for a
// while, and has what it had before: whether Usher saw that happen or was down, the
// version that is gone from the source is not put in force, and nobody is asked.
func TestWhatIsTakenBackWaitsNoMore(t *testing.T) {
	for name, down := range map[string]bool{"while Usher runs": false, "while it is down": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0)
				path := database(t)
				p := h.begin(path)
				h.star("ada", talos)
				h.Wake()
				h.sleepUntil(9, 4)
				h.source.publish(halved(t, nil))
				h.sleepUntil(9, 10)
				if _, held, _ := h.state(); !held {
					t.Fatal("what is doubtful is not held back")
				}
				if down {
					p.end()
				}
				h.source.takeBack()
				if down {
					p = h.begin(path)
				}
				h.sleepUntil(9, 15)
				if waiting, _ := h.Held(); waiting != nil {
					t.Errorf("version %s waits, which the source does not have any more", waiting.Version())
				}
				h.sleepUntil(10, 0)
				if n := len(h.live.Get().Slots()); n != 48 {
					t.Errorf("in force are %d slots", n)
				}
				p.end()
				h.told()
			})
		})
	}
}

// TestASourceThatFailsIsNotBelieved has a source that loses most of its talks and then
// does not answer, or not with a schedule: what it said last is put in force once it
// has said so again.
func TestASourceThatFailsIsNotBelieved(t *testing.T) {
	for name, fail := range map[string]func(*origin){
		"it does not answer":        func(o *origin) { o.fail(errors.New("connection refused")) },
		"it answers with something": func(o *origin) { o.publish(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0)
				p := h.begin(database(t))
				h.sleepUntil(9, 4)
				h.source.publish(halved(t, nil))
				h.sleepUntil(9, 10)
				fail(h.source)
				h.sleepUntil(10, 0)
				if n := len(h.live.Get().Slots()); n != 48 {
					t.Errorf("while it fails, %d slots are in force", n)
				}
				h.source.fail(nil)
				h.source.publish(halved(t, nil))
				h.sleepUntil(10, 5)
				if n := len(h.live.Get().Slots()); n != 26 {
					t.Errorf("%d slots are in force though it has answered", n)
				}
				p.end()
			})
		})
	}
}
