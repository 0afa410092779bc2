package scheduler_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
)

const (
	domeAt1104 = "Now in Dome, until 11:10 / Encrypted Btrfs Subvolumes: Keeping Container Storage Safe / Sweet Tea Dorminy / Next there at 11:15: Forensic container checkpointing and analysis."
	domeAt1116 = "Now in Dome, until 11:55 / Forensic container checkpointing and analysis / Adrian Reber / Next there at 12:00: Why would you still want to use strace in 2023?"
	domeAt1420 = "Nothing in Dome right now. / Next there at 14:30: New Mount API."
	nextAt1110 = "Next in Dome, in 5 min: Forensic container checkpointing and analysis / 11:15–11:55 · Adrian Reber"
	notInDome  = "⚠ Not in Dome: New Mount API — now in Main Hall, still 14:30."
	newInHall  = "⚠ New in Main Hall: New Mount API — 14:30 (was in Dome)."
)

// TestAChannelThatFollowsItsRoomHearsOfATalkOnce: it is rung, and not told what is next
// as well.
func TestAChannelThatFollowsItsRoomHearsOfATalkOnce(t *testing.T) {
	h, _ := boardHouse(t, 11, 4)
	h.announce("dome", "Dome")
	h.follow("dome", h.dome())
	for minute := 4; minute < 17; minute++ {
		h.tickAt(11, minute)
	}
	var first []string
	for _, s := range h.fake.In(h.fake.Chat("dome")) {
		first = append(first, s.Message.Body[0].Text())
	}
	want := []string{"Now in Dome, until 11:55", "Starting in 10 min in Dome: Forensic container checkpointing and analysis"}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestABoardIsMadeAnewOnlyIfItWasDeleted, be it on a network that takes edits of what
// is not there.
func TestABoardIsMadeAnewOnlyIfItWasDeleted(t *testing.T) {
	h, b := boardHouse(t, 11, 4)
	h.announce("dome", "Dome")
	h.tick()
	h.says("dome", domeAt1104)
	h.restart()
	h.tickAt(11, 5)
	if n := len(h.fake.Attempts()); n != 1 {
		t.Errorf("%d requests for a board that a restart changes nothing about", n)
	}
	b.remove(h.fake.In(h.fake.Chat("dome"))[0].Ref)
	h.tickAt(11, 16)
	h.says("dome", domeAt1104, domeAt1116) // the first is not there
	if want := []string{"dome 1", "dome 2"}; !slices.Equal(want, b.pins) {
		t.Errorf("pinned: %v, not %v", b.pins, want)
	}
}

// TestWhoHasSetUpAChannelHearsOnceThatNothingMayBePinnedThere, and what stands there
// goes on unpinned.
func TestWhoHasSetUpAChannelHearsOnceThatNothingMayBePinnedThere(t *testing.T) {
	h, b := boardHouse(t, 11, 4)
	b.forbids = true
	h.announce("dome", "Dome", "Main Hall")
	h.tick()
	b.remove(h.fake.In(h.fake.Chat("dome"))[0].Ref)
	h.tickAt(11, 16)
	h.tickAt(11, 17)
	h.says("orga", "I may not pin in the channel of Main Hall and Dome. My message stands there all the same: pin it yourself, so that it is found.")
	if n := len(h.fake.In(h.fake.Chat("dome"))); n != 2 {
		t.Errorf("%d messages in the channel", n)
	}
}

// TestAChannelThatCannotBeReachedGoesOnWhereItIsAgain, with the board that it had.
func TestAChannelThatCannotBeReachedGoesOnWhereItIsAgain(t *testing.T) {
	h, _ := boardHouse(t, 11, 4)
	chat := h.fake.Chat("dome")
	h.announce("dome", "Dome")
	h.tick()
	h.fake.FailIn(chat, &bot.SendError{Failure: bot.Gone, Err: errors.New("kicked")})
	h.tickAt(11, 10)
	h.fake.FailIn(chat, nil)
	tried := len(h.fake.Attempts())
	h.tickAt(11, 16)
	if n := len(h.fake.Attempts()); n != tried {
		t.Errorf("a channel that Usher was thrown out of was told %d things", n-tried)
	}
	back := bot.Incoming{Chat: chat, Shared: true, Fate: bot.Found, Update: "1", At: h.now()}
	if _, err := h.db.Accept(t.Context(), "test", "1", []bot.Incoming{back}); err != nil {
		t.Fatal(err)
	}
	h.tick()
	h.says("dome", domeAt1116)
}

// TestAChannelWhoseChatIsReplacedHasABoardThere: nothing can be changed under its old
// name.
func TestAChannelWhoseChatIsReplacedHasABoardThere(t *testing.T) {
	h, b := boardHouse(t, 11, 4)
	h.announce("group", "Dome")
	h.tick()
	h.fake.FailIn(h.fake.Chat("group"), &bot.SendError{Failure: bot.ChatMoved, To: h.fake.Chat("super"), Err: errors.New("upgraded")})
	h.tickAt(11, 10)
	h.tick() // which plans for the chat that it is now
	h.tickAt(11, 16)
	h.says("super", nextAt1110, domeAt1116)
	if want := []string{"group 1", "super 3"}; !slices.Equal(want, b.pins) {
		t.Errorf("pinned: %v, not %v", b.pins, want)
	}
}

// TestABoardTurnsThoughItsChannelIsNewerThanThePlan: what was planned before there was a
// channel was not planned for it.
func TestABoardTurnsThoughItsChannelIsNewerThanThePlan(t *testing.T) {
	h, _ := boardHouse(t, 11, 13)
	h.announce("hall", "Main Hall")
	h.tickAt(11, 14)
	h.announce("dome", "Dome")
	h.announce("all", "")
	h.tick()
	h.tickAt(11, 15)
	now := h.fake.In(h.fake.Chat("all"))[0].Message.Text()
	if dome := "Dome until 11:55: Forensic container"; !strings.Contains(now, dome) {
		t.Errorf("all rooms, without %q: %s", dome, now)
	}
	h.says("dome", strings.Replace(nextAt1110, "in 5 min", "in 1 min", 1), domeAt1116)
}

// TestAChannelThatIsNoneAnyMoreSaysSo, and hears nothing from then on.
func TestAChannelThatIsNoneAnyMoreSaysSo(t *testing.T) {
	h, b := boardHouse(t, 11, 4)
	h.announce("dome", "Dome")
	h.tick()
	if ended, err := h.db.Unannounce(t.Context(), h.fake.Chat("dome"), h.now()); ended != 1 || err != nil {
		t.Fatalf("ended %d, %v", ended, err)
	}
	for minute := 4; minute < 17; minute++ {
		h.tickAt(11, minute)
	}
	h.says("dome", "Nothing is announced here any more. /now says what is on.")
	if want := []string{"dome 1"}; !slices.Equal(want, b.unpins) {
		t.Errorf("unpinned: %v, not %v", b.unpins, want)
	}
}

// TestABoardIsPinnedForAsLongAsSomethingIsToCome, be it that organisers think of that late.
func TestABoardIsPinnedForAsLongAsSomethingIsToCome(t *testing.T) {
	h, b := boardHouse(t, 24+17, 50)
	h.announce("dome", "Dome")
	h.tick()
	h.tickAt(24+18, 10)
	h.tickAt(24+18, 11) // which takes back the pin
	h.says("dome", "Nothing more in Dome. Thanks for coming.")
	if len(b.pins) != len(b.unpins) {
		t.Errorf("pinned %v, and unpinned %v", b.pins, b.unpins)
	}
	late := schedule.Slot{Talk: schedule.Talk{Key: "late", Title: "Karaoke"}, Room: h.live.Get().FindRooms("dome").Hits[0],
		Start: h.now().Truncate(time.Hour).Add(time.Hour), End: h.now().Add(2 * time.Hour)}
	h.live.Set(schedule.Overlay(h.live.Get(), []schedule.Override{{Number: 1, Kind: schedule.Add, Talk: late.Key, Slot: late.Start, Room: late.Room.Key, Added: &late, At: h.now()}}))
	h.tickAt(24+18, 12)
	h.tickAt(24+18, 13)
	h.says("dome", "Nothing in Dome right now. / Next there at 19:00: Karaoke.")
	if len(b.pins) != len(b.unpins)+1 {
		t.Errorf("pinned %v, and unpinned %v", b.pins, b.unpins)
	}
}

// TestChannelsHearWhatLeavesAndEntersTheirRooms: each from its own door, the one of both
// rooms once, and who has starred the talk in that chat as ever.
func TestChannelsHearWhatLeavesAndEntersTheirRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 12, 0)
		b := &board{Fake: h.fake, gone: map[bot.Ref]bool{}}
		h.as = b
		p := h.begin(database(t))
		hall := h.live.Get().FindRooms("main hall").Hits[0]
		h.announce("dome", "Dome")
		h.announce("hall", "Main Hall")
		h.announce("both", "Dome", "Main Hall")
		h.announce("all", "")
		h.announce("starred", "Dome")
		h.star("starred", mountAPI)
		h.Wake()
		h.sleepUntil(14, 21)
		before := len(h.fake.Messages())
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Room = hall })))
		h.sleepUntil(14, 24)
		p.end()
		got := map[string][]string{}
		for _, s := range h.fake.Messages()[before:] {
			got[s.Ref.Chat.ID] = append(got[s.Ref.Chat.ID], s.Message.Text())
		}
		const change = "⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome)."
		want := map[string][]string{"dome": {notInDome}, "hall": {newInHall}, "both": {change}, "all": {change}, "starred": {change}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if reads := h.fake.In(h.fake.Chat("dome"))[0].Message.Text(); reads == domeAt1420 {
			t.Error("the board still says that the talk is here")
		}
	})
}

// TestAChannelDoesNotHearOfWhatNeverCameToItsRoom, but was to for a moment.
func TestAChannelDoesNotHearOfWhatNeverCameToItsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 11, 16)
		p := h.begin(database(t))
		h.announce("dome", "Dome")
		h.announce("hall", "Main Hall")
		h.Wake()
		h.sleepUntil(11, 20)
		before := len(h.fake.Messages())
		hall := h.live.Get().FindRooms("main hall").Hits[0]
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Room = hall })))
		h.sleepUntil(11, 21)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Room, slot.Cancelled = hall, true })))
		h.sleepUntil(11, 40)
		p.end()
		var got []string
		for _, s := range h.fake.Messages()[before:] {
			got = append(got, s.Ref.Chat.ID+" "+s.Message.Text())
		}
		want := []string{"dome ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall."}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// TestABoardSaysThatItsRoomRunsLate, and what is next there is said when it is.
func TestABoardSaysThatItsRoomRunsLate(t *testing.T) {
	h, _ := boardHouse(t, 14, 20)
	h.announce("dome", "Dome")
	h.tick()
	h.says("dome", domeAt1420)
	h.live.Set(schedule.Overlay(h.live.Get(), []schedule.Override{{
		Number: 1, Kind: schedule.Delay, Room: h.dome().Key, Late: 12 * time.Minute, From: h.now(), At: h.now(),
	}}))
	for minute := 21; minute < 38; minute++ {
		h.tickAt(14, minute)
	}
	h.says("dome",
		"Nothing in Dome right now. / Next there at 14:42: New Mount API. / ⚠ Dome runs 12 min late.",
		"Next in Dome, in 5 min: New Mount API / 14:42–15:22 · Christian Brauner")
}
