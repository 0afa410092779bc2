package matrix_test

import (
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// hiccups are answers to a question that say nothing of what was asked.
var hiccups = map[string]matrixtest.Fault{
	"a proxy's 502":  {Status: 502, Body: "<html>bad gateway</html>"},
	"a proxy's 403":  {Status: 403, Body: "<html>forbidden</html>"},
	"a proxy's page": {Status: 200, Body: "<html>welcome</html>"},
	"too much":       {Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":1}`},
	"its own 500":    {Status: 500, Body: `{"errcode":"M_UNKNOWN","error":"oh"}`},
	"a lost answer":  {Lose: true},
}

// TestPressOutlivesAHiccup: what a press means is asked again until the
// homeserver says.
func TestPressOutlivesAHiccup(t *testing.T) {
	for _, path := range []string{"/event/", "/relations/"} {
		for name, fault := range hiccups {
			t.Run(path+" "+name, func(t *testing.T) {
				t.Parallel() // they wait a second each
				s := newStage(t)
				m := text("New Mount API")
				m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star x"}}}
				ref := s.send(m)
				s.start() // which forgets the buttons
				fault.Path = path
				s.server.Fail(fault)
				in, _ := s.receive()
				s.ada.React(s.room, ref.ID, "⭐")
				if got := s.next(in); got.Text != "/star x" || got.Pressed != ref {
					t.Errorf("comes in as %q on %v", got.Text, got.Pressed)
				}
				if !s.server.Faultless() {
					t.Error("nothing went wrong")
				}
			})
		}
	}
}

// TestWordsOutliveAHiccup: who is in a room is asked again until the homeserver
// says.
func TestWordsOutliveAHiccup(t *testing.T) {
	for name, fault := range hiccups {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // they wait a second each
			s := newStage(t)
			s.server.LeaveOutSummaries()
			room := s.ada.Direct()
			fault.Path = "/joined_members"
			s.server.Fail(fault)
			in, _ := s.receive()
			s.ada.Type(room, "tpm")
			if got := s.next(in); got.Text != "tpm" {
				t.Errorf("%q comes in", got.Text)
			}
			if !s.server.Faultless() {
				t.Error("nothing went wrong")
			}
		})
	}
}

// TestRefusalHoldsUpNobody: what the homeserver itself will never tell is passed
// over, and what comes after it is heard.
func TestRefusalHoldsUpNobody(t *testing.T) {
	for name, fault := range map[string]matrixtest.Fault{
		"not for us":    {Status: 403, Body: `{"errcode":"M_FORBIDDEN","error":"no"}`},
		"no such thing": {Status: 404, Body: `{"errcode":"M_NOT_FOUND","error":"no"}`},
		"not an id":     {Status: 400, Body: `{"errcode":"M_INVALID_PARAM","error":"no"}`},
		"no sense":      {Status: 200, Body: `{"sender":7}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.server.LeaveOutSummaries()
			room := s.ada.Direct()
			fault.Times = 100
			fault.Path = "/event/"
			s.server.Fail(fault)
			fault.Path = "/joined_members"
			s.server.Fail(fault)
			in, _ := s.receive()
			s.ada.React(room, "$any", "⭐")
			s.ada.Type(room, "tpm")
			s.ada.Type(room, "!now")
			if got := s.next(in); got.Text != "/now" {
				t.Errorf("%q comes in", got.Text)
			}
		})
	}
}

// TestWhatWasAskedForIsNotLogged: the filter of a sync request would hide why it
// failed, and how long it was to wait would make each failure another.
func TestWhatWasAskedForIsNotLogged(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	s.server.Fail(matrixtest.Fault{Path: "/sync", Times: 3, Lose: true})
	s.ada.Type(s.room, "!next")
	s.next(in)
	log := s.log.String()
	if strings.Contains(log, "?") || strings.Count(log, `WARN msg="cannot receive"`) != 1 {
		t.Errorf("it logs\n%s", log)
	}
}
