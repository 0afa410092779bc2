//go:build e2e && goolm

package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"usher/bot/matrix/dendritetest"
)

const (
	// questions are how many are asked, questionKills how often Usher is killed
	// meanwhile, and questionPause is how long after one another they come.
	questions, questionKills, questionPause = 60, 8, 100 * time.Millisecond
	// mostOpen is how many may wait for an answer: of more than fifty, Usher forgets some.
	mostOpen = 40
)

// TestRealHomeserverCrashQuestions kills Usher while somebody goes on asking in an
// encrypted chat, with a new key now and then. Each question is answered, and none twice
// but where the homeserver makes two of one: see wire.twice.
func TestRealHomeserverCrashQuestions(t *testing.T) {
	server := dendritetest.New(t)
	w := newWire(t, server.URL)
	r := newResidentBehind(t, server, w.url, "../../testdata/schedules/all-systems-go-2023.xml")
	now := time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC)
	r.start(now)
	ada := server.Person(t, "ada")
	room := ada.Direct(r.user, true)
	ada.AwaitTimes(r.user, 1) // the welcome

	answers := func() map[string][]string { // their events
		all := map[string][]string{}
		for _, m := range ada.Told(r.user) {
			if at := strings.Index(m.Body, "nonsense"); at >= 0 {
				what := m.Body[at : at+len("nonsense000")]
				all[what] = append(all[what], m.ID.String())
			}
		}
		return all
	}
	kill := time.NewTicker(questions * questionPause / questionKills)
	defer kill.Stop()
	for n := range questions {
		if n%7 == 0 {
			ada.Rotate(room)
		}
		for n-len(answers()) > mostOpen { // on a busy machine
			time.Sleep(questionPause)
		}
		ada.Say(room, fmt.Sprintf("nonsense%03d", n))
		select {
		case <-kill.C:
			time.Sleep(rand.N(questionPause)) // at any point of its way
			r.kill()
			r.start(now)
		case <-time.After(questionPause):
		}
	}
	ada.Say(room, fmt.Sprintf("nonsense%03d", questions)) // the last life is there to answer it, and to be stopped
	eventually(t, "all are answered", func() bool { return len(answers()) == questions+1 })
	r.stop()
	ada.CatchUp(room)
	for what, events := range answers() {
		if len(events) == 1 {
			continue
		}
		why, ours := w.twice(events)
		t.Logf("%s is answered %d times: %s", what, len(events), why)
		if ours {
			t.Errorf("%s: that is Usher's fault", what)
		}
	}
	report(t, "the log says", complaintsIn(t, r.log()))
}
