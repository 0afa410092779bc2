package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
)

// TestSinceWhenASourceIsSilentOutlivesTheProcess whatever it said before that, or
// since: an answer is one though nothing can be made of it.
func TestSinceWhenASourceIsSilentOutlivesTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTwoSources(t)
		p := h.begins()
		h.sleepUntil(10, 0)
		h.dome.publish(nil)
		h.sleepUntil(10, 10)
		h.dome.fail(errors.New("timeout"))
		h.sleepUntil(10, 30)
		p.end()
		p = h.begins()
		h.sleepUntil(10, 31)
		h.are("main 0.14", "dome 0.14 silent since 10:10 (timeout)")

		h.dome.fail(nil)
		h.sleepUntil(10, 40)
		h.dome.fail(errors.New("timeout"))
		p.end()
		p = h.begins()
		h.sleepUntil(10, 50)
		h.are("main 0.14", "dome 0.14 silent since 10:40 (timeout)")

		h.dome.takeBack()
		h.dome.fail(nil)
		h.sleepUntil(11, 0)
		h.dome.fail(errors.New("timeout"))
		p.end()
		p = h.begins()
		h.sleepUntil(11, 10)
		h.are("main 0.14", "dome 0.14 silent since 11:00 (timeout)")
		p.end()
	})
}
