package matrix_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot/matrix/matrixtest"
)

// TestGapIsFilled (pitfall 6): more was said while Usher was away than an answer to a sync
// request has room for.
func TestGapIsFilled(t *testing.T) {
	no := `{"errcode":"M_FORBIDDEN","error":"no"}`
	for name, test := range map[string]struct {
		fault *matrixtest.Fault
		want  []string
	}{
		"at once":           {nil, []string{"/now before", "/next after"}},
		"after a bad night": {&matrixtest.Fault{Status: 502, Body: "<html>", Times: 2}, []string{"/now before", "/next after"}},
		"not for us":        {&matrixtest.Fault{Status: 403, Body: no}, []string{"/next after"}},
		"never":             {&matrixtest.Fault{Status: 502, Body: "<html>", Times: 1000}, []string{"/next after"}},
		"no sense":          {&matrixtest.Fault{Status: 200, Body: `{"chunk":7,"end":{}}`}, []string{"/next after"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // some wait for a second
			s := newStage(t)
			crowd := s.crowd()
			in, stop := s.receive()
			s.ada.Type(crowd, "!talk")
			s.next(in)
			_ = stop()
			s.ada.Type(crowd, "!now before")
			for i := range 1100 {
				s.ada.Type(crowd, fmt.Sprint("lunch at ", i))
			}
			s.ada.Type(crowd, "!next after")
			if test.fault != nil {
				test.fault.Path = "/messages"
				s.server.Fail(*test.fault)
			}
			s.start()
			in, _ = s.receive()
			if diff := cmp.Diff(test.want, s.all(in, len(test.want))); diff != "" {
				t.Error(diff)
			}
			s.turn(in)
		})
	}
}

// TestGapIsFilledNoFurtherThanItIsAnswered, nor beyond Usher's coming.
func TestGapIsFilledNoFurtherThanItIsAnswered(t *testing.T) {
	s := newStage(t)
	noise := func(room string) {
		for range 2000 {
			s.ada.Type(room, "!now or never")
		}
	}
	old, fresh, latest := s.crowd(), s.ada.Room(), s.ada.Room()
	s.server.Person("bob").Join(fresh)
	in, stop := s.receive()
	s.turn(in)
	_ = stop()
	s.server.SetClock(func() time.Time { return time.Now().Add(-time.Hour) })
	noise(old)
	s.server.SetClock(time.Now)
	noise(fresh)
	noise(latest)
	s.ada.Admit(fresh)
	for range 1100 {
		s.ada.Type(fresh, "lunch?")
	}
	s.ada.Admit(latest)
	s.start()
	in, _ = s.receive()
	s.turn(in)
	if n := s.asked("/messages"); n != 2 { // a page of the old room, one of the fresh one
		t.Errorf("%d pages were read", n)
	}
}
