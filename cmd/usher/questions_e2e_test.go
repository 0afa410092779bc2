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
	// mostTwice is how many answers may come twice: in half of all runs one does, and
	// nobody knows why yet. Of reminders none may (TestRealHomeserverCrash).
	mostTwice = 2
)

// TestRealHomeserverCrashQuestions kills Usher while somebody goes on asking in an
// encrypted chat, with a new key now and then. Each question is answered, and next
// to none twice.
func TestRealHomeserverCrashQuestions(t *testing.T) {
	server := dendritetest.New(t)
	r := newResident(t, server, "../../testdata/schedules/all-systems-go-2023.xml")
	now := time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC)
	r.start(now)
	ada := server.Person(t, "ada")
	room := ada.Direct(r.user, true)
	ada.AwaitTimes(r.user, 1) // the welcome

	kill := time.NewTicker(questions * questionPause / questionKills)
	defer kill.Stop()
	for n := range questions {
		if n%7 == 0 {
			ada.Rotate(room)
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
	answers := func() map[string]int {
		all := map[string]int{}
		for _, m := range ada.Told(r.user) {
			if at := strings.Index(m.Body, "nonsense"); at >= 0 {
				all[m.Body[at:at+len("nonsense000")]]++
			}
		}
		return all
	}
	ada.Say(room, fmt.Sprintf("nonsense%03d", questions)) // the last life is there to answer it, and to be stopped
	eventually(t, "all are answered", func() bool { return len(answers()) == questions+1 })
	r.stop()
	ada.CatchUp(room)
	var twice []string
	for what, n := range answers() {
		if n > 1 {
			twice = append(twice, fmt.Sprintf("%s is answered %d times", what, n))
		}
	}
	t.Logf("%d of %d were answered more than once: %q", len(twice), questions, twice)
	if len(twice) > mostTwice {
		t.Error("that is more than a kill has in hand")
	}
	report(t, "the log says", complaintsIn(t, r.log()))
}
