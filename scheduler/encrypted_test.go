package scheduler_test

import (
	"testing"

	"usher/bot"
	"usher/schedule"
)

// TestARoomThatWasFollowedAfterAll holds that nobody is told of a room to whose new
// version Usher has been let in before they could be.
func TestARoomThatWasFollowedAfterAll(t *testing.T) {
	h := newHouse(t, 9, 0, bot.Traits{})
	h.source, h.organisers = &origin{versions: []*schedule.Schedule{conference(t, nil)}}, []bot.Chat{h.fake.Chat("org")}
	h.restart()
	for _, name := range []string{"lobby", "dome", "dm", "dm2"} {
		i := bot.Invitation{Chat: h.fake.Chat("new " + name), Replaces: h.fake.Chat(name)}
		if err := h.db.Invite(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	lockedOut := func(room, called string) {
		t.Helper()
		if err := h.LockedOut(t.Context(), h.fake.Chat(room), called); err != nil {
			t.Fatal(err)
		}
	}
	followed := func(room string) {
		t.Helper()
		i := bot.Invitation{Chat: h.fake.Chat("new " + room), Replaces: h.fake.Chat(room)}
		if _, err := h.db.Entered(t.Context(), h.now(), bot.Arrival{Invitation: i}); err != nil {
			t.Fatal(err)
		}
	}
	lockedOut("lobby", "Lobby of the Dome")
	lockedOut("dome", "Dome")
	followed("dome")
	h.tick()
	h.rang("org Wed 09:00:00 I can't follow a room to its new version: Lobby of the Dome.")
	lockedOut("dm", "")
	followed("dm")
	h.tickAt(9, 1)
	lockedOut("lobby", "Lobby of the Dome") // is no news
	lockedOut("dm2", "")
	h.tickAt(9, 2)
	h.rang("org Wed 09:00:00 I can't follow a room to its new version: Lobby of the Dome.",
		"org Wed 09:02:00 I can't follow a room to its new version: a chat without a name.")
}
