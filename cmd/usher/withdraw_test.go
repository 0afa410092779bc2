package main

import (
	"path/filepath"
	"strings"
	"testing"

	"usher/bot/matrix/matrixtest"
)

// TestTakingAReactionBackTakesTheStarBack, in the message that was pressed, though
// Usher was started anew in between; in a group it is the star of whoever takes it
// back, who is told alone.
func TestTakingAReactionBackTakesTheStarBack(t *testing.T) {
	t.Parallel()
	mx := matrixtest.New(t)
	ada, bob := mx.Person("ada"), mx.Person("bob")
	chat, alone := ada.Direct(), bob.Direct()
	bob.Remembered(alone)
	group := ada.Group(bob)
	files := settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--clock", "2023-09-13 11:04",
		"--matrix-homeserver", mx.URL, "--matrix-keys", loggedIn(t, mx))
	reads := func(who *matrixtest.Person, where string, words string) func() bool {
		return func() bool {
			all := who.Messages(where)
			return len(all) > 0 && strings.Contains(all[len(all)-1].Text, words)
		}
	}
	stop := start(t, files)
	for _, room := range []string{chat, group} {
		ada.Type(room, "!talk soft reboot")
		eventually(t, "there is a card", reads(ada, room, "Soft Reboot"))
	}
	first := ada.Press(chat, "★ Star")
	eventually(t, "Ada has starred it", reads(ada, chat, "Yours. I'll ring at 12:20."))
	second := bob.Press(group, "★ Star")
	eventually(t, "Bob has starred it", reads(bob, alone, "Yours. I'll ring at 12:20."))
	stop()

	defer start(t, files)()
	ada.Withdraw(chat, first, true)
	eventually(t, "Ada has not", func() bool {
		card := ada.Messages(chat)
		return len(card) == 1 && !strings.Contains(card[0].Text, "Yours") && strings.Contains(card[0].Text, "Soft Reboot")
	})
	bob.Withdraw(group, second, false)
	eventually(t, "Bob has not", func() bool {
		said := bob.Messages(alone)
		return len(said) == 2 && !strings.Contains(said[1].Text, "Yours")
	})
}
