package storage_test

import (
	"fmt"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// place is a chat to be invited to.
func place(name string) bot.Chat { return bot.Chat{Platform: ada.Platform, ID: name} }

func invite(t *testing.T, db *storage.DB, invitations ...bot.Invitation) {
	t.Helper()
	if err := db.Invite(t.Context(), invitations...); err != nil {
		t.Fatal(err)
	}
}

// invited are the chats whose invitations may be tried by now.
func invited(t *testing.T, db *storage.DB, now time.Time) (chats []string, next time.Time) {
	t.Helper()
	due, next, err := db.Invited(t.Context(), ada.Platform, now, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range due {
		chats = append(chats, i.Chat.ID)
	}
	return chats, next
}

// entered are the chats that are welcomed.
func entered(t *testing.T, db *storage.DB, arrivals ...bot.Arrival) (chats []string) {
	t.Helper()
	welcomes, err := db.Entered(t.Context(), noon, arrivals...)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range welcomes {
		chats = append(chats, w.Chat.ID)
	}
	return chats
}

func arrival(i bot.Invitation) bot.Arrival {
	return bot.Arrival{Invitation: i, Welcome: bot.Incoming{Chat: i.Chat, Sender: i.By, Text: "/start", Update: "entered " + i.Chat.ID, At: noon}}
}

// TestWhoInvitesToManyKeepsOnlyThemselvesWaiting: everybody's first comes before
// anybody's second, and what failed after what has not been tried.
func TestWhoInvitesToManyKeepsOnlyThemselvesWaiting(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for i := range 3 {
			invite(t, db, bot.Invitation{Chat: place(fmt.Sprint("many ", i)), By: "mallory"})
		}
		invite(t, db, bot.Invitation{Chat: place("one"), By: "ada"})
		chats, next := invited(t, db, noon)
		equal(t, chats, []string{"many 0", "one", "many 1", "many 2"})
		equal(t, next, time.Time{})

		if err := db.Postpone(t.Context(), bot.Invitation{Chat: place("one"), Asked: 1, Tries: 1}, noon.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		chats, next = invited(t, db, noon)
		equal(t, chats, []string{"many 0", "many 1", "many 2"})
		equal(t, next, noon.Add(time.Minute))
		chats, _ = invited(t, db, next)
		equal(t, chats[3], "one")

		invite(t, db, bot.Invitation{Chat: place("one"), By: "ada"}) // again, and so at once
		chats, _ = invited(t, db, noon)
		equal(t, chats[1:], []string{"one", "many 1", "many 2"})
	})
}

// TestAWelcomeIsKeptOnce until it is answered, whatever happens in between.
func TestAWelcomeIsKeptOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		a := arrival(bot.Invitation{Chat: place("lobby"), By: "ada", Direct: true})
		equal(t, entered(t, db, a), []string(nil)) // to which nobody has invited it
		invite(t, db, a.Invitation)
		due, _, err := db.Invited(t.Context(), ada.Platform, noon, 1)
		if err != nil {
			t.Fatal(err)
		}
		a.Asked = 1
		equal(t, due, []bot.Invitation{a.Invitation})
		equal(t, entered(t, db, a), []string{"lobby"})
		equal(t, entered(t, db, a), []string(nil))
		pending, err := db.Pending(t.Context(), ada.Platform)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, pending, []bot.Incoming{a.Welcome})
		chats, _ := invited(t, db, noon)
		equal(t, chats, []string(nil))
	})
}

func TestAnInvitationIsWithdrawn(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		a := arrival(bot.Invitation{Chat: place("lobby"), By: "ada"})
		invite(t, db, a.Invitation)
		if err := db.Uninvite(t.Context(), place("lobby"), place("elsewhere")); err != nil {
			t.Fatal(err)
		}
		chats, _ := invited(t, db, noon)
		equal(t, chats, []string(nil))
		equal(t, entered(t, db, a), []string(nil))
	})
}

// TestWhatComesAnewMeanwhile is tried, whatever became of the attempt that was on its
// way.
func TestWhatComesAnewMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		i := bot.Invitation{Chat: place("lobby"), By: "ada", Asked: 1}
		for _, anew := range []bool{true, false} {
			invite(t, db, i)
			if anew {
				invite(t, db, i)
			}
			if err := db.Postpone(t.Context(), i, noon.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			chats, _ := invited(t, db, noon)
			equal(t, len(chats) == 1, anew)
			if err := db.Decline(t.Context(), i); err != nil {
				t.Fatal(err)
			}
			chats, _ = invited(t, db, noon.Add(time.Hour))
			equal(t, len(chats) == 1, anew)
			if err := db.Uninvite(t.Context(), i.Chat); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestThatAChatTakesAnothersPlaceComesOutWhileItIsEntered: it is entered once more, as
// that, and nobody is welcomed to what they have been in all along.
func TestThatAChatTakesAnothersPlaceComesOutWhileItIsEntered(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, place("old"), mount)
		invite(t, db, bot.Invitation{Chat: place("new"), By: "ada"})
		tried, _, err := db.Invited(t.Context(), ada.Platform, noon, 1)
		if err != nil {
			t.Fatal(err)
		}
		invite(t, db, bot.Invitation{Chat: place("new"), Replaces: place("old")})
		equal(t, entered(t, db, arrival(tried[0])), []string(nil))
		anew, _, err := db.Invited(t.Context(), ada.Platform, noon, 1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, anew, []bot.Invitation{{Chat: place("new"), By: "ada", Replaces: place("old"), Asked: 2}})
		stranger := arrival(anew[0])
		stranger.Replaces = bot.Chat{} // it does not say so itself
		equal(t, entered(t, db, stranger), []string{"new"})
		equal(t, mustFollow(t, db, place("old")), []schedule.Topic{mount})
		chats, _ := invited(t, db, noon)
		equal(t, chats, []string(nil))
	})
}

// TestAChatThatTakesAnothersPlaceHasWhatBelongedToIt, also where it is invited there
// by somebody who does not know that, and where the old one was taken for gone.
func TestAChatThatTakesAnothersPlaceHasWhatBelongedToIt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, place("old"), mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateDropped, At: noon, Gone: true})

		invite(t, db, bot.Invitation{Chat: place("new"), Replaces: place("old")})
		invite(t, db, bot.Invitation{Chat: place("new"), By: "ada"})
		due, _, err := db.Invited(t.Context(), ada.Platform, noon, 1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, due, []bot.Invitation{{Chat: place("new"), By: "ada", Replaces: place("old"), Asked: 2}})
		equal(t, entered(t, db, arrival(due[0])), []string(nil))
		equal(t, mustFollow(t, db, place("new")), []schedule.Topic{mount})
		equal(t, mustFollow(t, db, place("old")), []schedule.Topic(nil))
		replan(t, db, func(bot.Wishes) []bot.Notice { return []bot.Notice{ringFor(mount, ten)} })
		if d := mustClaim(t, db); d.Chat != place("new") {
			t.Errorf("rings in %v", d.Chat)
		}
	})
}
