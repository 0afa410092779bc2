//go:build e2e && goolm

package main

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot/matrix/dendritetest"
)

var reminderRounds = flag.Int("reminder-rounds", 2, "how many times the 50 chats of TestRealHomeserverCrash are rung; Usher is killed three times a round")

const (
	// rungChats is how many direct chats there are, all encrypted.
	rungChats = 50
	// apart is how long after one another the talks start that all follow.
	apart = 30 * time.Minute
)

// TestRealHomeserverCrash kills Usher in the middle of ringing encrypted chats, three
// times for each ring that all are to get. After the first the homeserver starts anew,
// too, and before the second, while Usher is at work: it then knows none of the
// transactions from before. In the end nobody has missed a ring, and nobody has been
// rung twice.
func TestRealHomeserverCrash(t *testing.T) {
	server := dendritetest.New(t)
	programme := filepath.Join(t.TempDir(), "schedule.xml")
	if err := os.WriteFile(programme, []byte(dayInTheDome(*reminderRounds)), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newResident(t, server, programme)
	r.start(opening.Add(-time.Hour))
	ada := server.Person(t, "ada")
	room := ada.Direct(r.user, true)
	for n := range rungChats {
		if n > 0 {
			room = ada.Direct(r.user, true)
		}
		ada.AwaitJoin(room, r.user)
		ada.Say(room, "star room dome")
	}
	ada.AwaitTold(r.user, "You follow Dome", rungChats)
	r.stop()

	for round := range *reminderRounds {
		due := opening.Add(time.Duration(round)*apart - ringLead)
		ring := "Starting in 10 min in Dome: " + title(round)
		for life := range 3 {
			r.start(due.Add(time.Duration(life) * time.Second))
			if life < 2 {
				ada.AwaitTold(r.user, ring, rand.IntN(rungChats*3/4))
				time.Sleep(rand.N(50 * time.Millisecond)) // the next may be at any point of its way
			} else {
				ada.AwaitTold(r.user, ring, rungChats)
			}
			if life == 1 {
				server.Restart()
			}
			r.kill()
			if life == 0 {
				server.Restart()
			}
		}
	}

	// What it thinks it has still to send it sends now.
	r.start(opening.Add(time.Duration(*reminderRounds-1)*apart - ringLead + 5*time.Second))
	ada.Say(room, "whoami")
	ada.AwaitTold(r.user, "You are", 1)
	r.stop()
	ada.CatchUp(room)
	report(t, "the log says", complaintsIn(t, r.log()))
	judge(t, r, ada)
}

// dayInTheDome is a schedule with one talk after the other.
func dayInTheDome(talks int) string {
	var b strings.Builder
	b.WriteString(`<schedule><version>1</version><conference><title>Fair</title><time_zone_name>UTC</time_zone_name></conference><day date="2030-05-01"><room name="Dome">`)
	for n := range talks {
		fmt.Fprintf(&b, `<event id="%d" code="%s"><title>%s</title><start>%s</start><duration>00:20</duration></event>`,
			n+1, code(n), title(n), starts(0).Add(time.Duration(n)*apart).Format("15:04"))
	}
	b.WriteString(`</room></day></schedule>`)
	return b.String()
}

// judge holds that each chat was rung once for each talk, and never in clear.
func judge(t *testing.T, r *resident, ada *dendritetest.Person) {
	t.Helper()
	rings := map[string]int{}
	for _, h := range ada.Told(r.user) {
		if !h.Sealed {
			t.Errorf("in clear: %s", h.Body)
		}
		if strings.HasPrefix(h.Body, "Starting in") {
			rings[h.Room.String()+" "+h.Body]++
		}
	}
	lost, doubled := rungChats**reminderRounds-len(rings), 0
	for _, what := range slices.Sorted(maps.Keys(rings)) {
		if n := rings[what]; n > 1 {
			doubled++
			t.Errorf("%d times: %s", n, what)
		}
	}
	if lost > 0 {
		t.Errorf("%d rings are lost", lost)
	}
	t.Logf("%d reminders, %d kills, %d restarts of the homeserver: %d lost, %d doubled",
		rungChats**reminderRounds, 3**reminderRounds, 2**reminderRounds, lost, doubled)
}
