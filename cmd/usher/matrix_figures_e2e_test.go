//go:build e2e && goolm

package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"usher/bot/matrix/dendritetest"
)

const (
	// figureQuestions are how many questions are asked, one after the other.
	figureQuestions = 500
	// figureFriends are how many people there are, and figureRooms how many encrypted
	// direct chats each has with Usher.
	figureFriends, figureRooms = 20, 50
)

// TestMatrixFigures reports how long after somebody begins to send a question to a
// real Usher on a real homeserver they have its answer, beside a client of mautrix's
// alone that answers everything with one word; and what memory Usher has that is in a
// thousand encrypted direct chats. It holds none of that, as TestFigures does not.
func TestMatrixFigures(t *testing.T) {
	server := dendritetest.New(t)
	r := newResident(t, server, "../../testdata/schedules/all-systems-go-2023.xml")
	r.start(time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC))
	bob := server.Person(t, "bob")
	bob.Sign() // else Ada gives him no keys, nor he her
	for kind, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
		ada := server.Person(t, "ada-"+kind)
		ada.Sign()
		ours := ada.Direct(r.user, encrypted)
		ada.AwaitTimes(r.user, 1) // the welcome
		t.Logf("with %s", memory(t, r.running))
		theirs := ada.Direct(bob.ID.String(), encrypted)
		bob.Join(theirs)
		t.Logf("%s: %s to Usher's answer", kind, latency(func(n int) {
			ada.Say(ours, "whoami") // whose answer has no buttons: those would keep the homeserver busy
			ada.AwaitTimes(r.user, n+2)
		}))
		var answering sync.WaitGroup
		answering.Go(func() { parrot(bob, ada) })
		t.Logf("%s: %s to that of mautrix alone", kind, latency(func(n int) {
			ada.Say(theirs, "whoami")
			ada.AwaitTimes(bob.ID.String(), n+1)
		}))
		answering.Wait()
	}
	t.Logf("then it has %s", memory(t, r.running))
	for n := range figureFriends {
		friend := server.Person(t, fmt.Sprintf("friend-%d", n))
		for m := range figureRooms {
			room := friend.Direct(r.user, true)
			friend.AwaitTimes(r.user, 2*m+1)
			friend.Say(room, "next")
			friend.AwaitTimes(r.user, 2*m+2)
		}
	}
	t.Logf("in %d encrypted direct chats it has %s", figureFriends*figureRooms, memory(t, r.running))
	r.stop()
	r.start(time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC))
	again := server.Device(t, "ada-plain")
	again.Say(again.Direct(r.user, true), "next")
	again.AwaitTold(r.user, "Next", 1)
	t.Logf("after a restart, %s", memory(t, r.running))
	r.stop()
}

// latency asks questions, and says how long they took.
func latency(ask func(n int)) string {
	var all []time.Duration
	for n := range figureQuestions {
		began := time.Now()
		ask(n)
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	round := func(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
	return fmt.Sprintf("p50 %v, p99 %v, %v at most", round(all[len(all)/2]), round(all[len(all)*99/100]), round(all[len(all)-1]))
}

// parrot lets somebody answer as many questions of another's as there are.
func parrot(bob, ada *dendritetest.Person) {
	for n := range figureQuestions {
		bob.AwaitTimes(ada.ID.String(), n+1)
		bob.Say(bob.Told(ada.ID.String())[n].Room, "pong")
	}
}
