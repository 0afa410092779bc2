package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestACodeMakesOneChatAChannelOnce, within the hour.
func TestACodeMakesOneChatAChannelOnce(t *testing.T) {
	memory, err := storage.OpenMemory(t.Context())
	db := opened(t, memory, err)
	dome, other := bot.Chat{Platform: "telegram", ID: "-100"}, bot.Chat{Platform: "telegram", ID: "-200"}
	for _, hash := range []string{"first", "second"} {
		if err := db.ChannelCode(t.Context(), hash, "main-dome", ada, noon); err != nil {
			t.Fatal(err)
		}
	}
	redeem := func(chat bot.Chat, code string, at time.Time, valid bool) {
		t.Helper()
		room, err := db.RedeemChannel(t.Context(), chat, code, at)
		if valid && (room != "main-dome" || err != nil) || !valid && !errors.Is(err, bot.ErrNoCode) {
			t.Errorf("%q, %v", room, err)
		}
	}
	redeem(dome, "none", noon, false)
	redeem(dome, "first", noon.Add(time.Minute), true)
	redeem(other, "first", noon.Add(time.Minute), false)
	redeem(other, "second", noon.Add(bot.ChannelCodeLife), false)
	all, err := db.Channels(t.Context())
	want := []bot.Channel{{Chat: dome, Number: 1, Rooms: []string{"main-dome"}}}
	if diff := cmp.Diff(want, all); diff != "" || err != nil {
		t.Errorf("%v -want +got:\n%s", err, diff)
	}
}

// TestAChannelFollowsItsRoomToAnotherKey, be it that two rooms exchange theirs.
func TestAChannelFollowsItsRoomToAnotherKey(t *testing.T) {
	memory, err := storage.OpenMemory(t.Context())
	db := opened(t, memory, err)
	dome, hall := bot.Chat{Platform: "telegram", ID: "-100"}, bot.Chat{Platform: "telegram", ID: "-200"}
	for chat, rooms := range map[bot.Chat][]string{dome: {"n-dome"}, hall: {"n-hall", bot.AllRooms}} {
		for _, room := range rooms {
			if added, err := db.Announce(t.Context(), chat, room, ada, noon); !added || err != nil {
				t.Fatalf("%t, %v", added, err)
			}
		}
	}
	if err := db.ChannelCode(t.Context(), "dome", "n-dome", ada, noon); err != nil {
		t.Fatal(err)
	}
	room := func(key string) schedule.Topic { return schedule.Topic{Kind: schedule.TopicRoom, Key: key} }
	mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Now: noon,
		Renamed: map[schedule.Topic]string{room("n-dome"): "n-hall", room("n-hall"): "n-dome"}})
	for chat, want := range map[bot.Chat][]string{dome: {"n-hall"}, hall: {"", "n-dome"}} {
		w, err := db.Wishes(t.Context(), chat)
		if diff := cmp.Diff(want, w.Announces); diff != "" || err != nil {
			t.Errorf("%s: %v -want +got:\n%s", chat, err, diff)
		}
	}
	// A code that was made before is for the room, too.
	if room, err := db.RedeemChannel(t.Context(), bot.Chat{Platform: "telegram", ID: "-300"}, "dome", noon); room != "n-hall" || err != nil {
		t.Errorf("the code is for %q, %v", room, err)
	}
}

// TestStageManagersFollowTheirRoomsToOtherKeys, be it that two rooms exchange theirs, and
// so do roles that are offered.
func TestStageManagersFollowTheirRoomsToOtherKeys(t *testing.T) {
	memory, err := storage.OpenMemory(t.Context())
	db := opened(t, memory, err)
	for person, room := range map[bot.Chat]string{ada: "n-dome", bob: "n-hall"} {
		m := bot.Member{Person: person, Role: bot.StageManager, Room: room, Since: noon, By: eve}
		if _, err := db.Grant(t.Context(), m, bot.Notice{Kind: bot.Granted, Start: noon, Due: noon, Deadline: noon, Expires: noon}); err != nil {
			t.Fatal(err)
		}
		if err := db.Offer(t.Context(), room, bot.Offer{Role: m.Role, Room: room, By: eve, Until: noon.Add(time.Hour)}, noon); err != nil {
			t.Fatal(err)
		}
	}
	room := func(key string) schedule.Topic { return schedule.Topic{Kind: schedule.TopicRoom, Key: key} }
	mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Now: noon,
		Renamed: map[schedule.Topic]string{room("n-dome"): "n-hall", room("n-hall"): "n-dome"}})
	team, err := db.Team(t.Context())
	if !team.Authority(ada).Manages("n-hall") || !team.Authority(bob).Manages("n-dome") || len(team) != 2 || err != nil {
		t.Errorf("the team is %+v, %v", team, err)
	}
	for hash, want := range map[string]string{"n-dome": "n-hall", "n-hall": "n-dome"} {
		if o, err := db.Offered(t.Context(), hash, noon); err != nil || o.Room != want {
			t.Errorf("%s is offered as %+v, %v", hash, o, err)
		}
	}
}

// TestChannelsEndOneByOne, and what was none has nothing to end.
func TestChannelsEndOneByOne(t *testing.T) {
	memory, err := storage.OpenMemory(t.Context())
	db := opened(t, memory, err)
	chat := bot.Chat{Platform: "telegram", ID: "-100"}
	end := func(want int, rooms ...string) {
		t.Helper()
		if ended, err := db.Unannounce(t.Context(), chat, noon, rooms...); ended != want || err != nil {
			t.Errorf("ended %d, %v; want %d", ended, err, want)
		}
	}
	end(0)
	for _, room := range []string{"a", "b", "c"} {
		if _, err := db.Announce(t.Context(), chat, room, bot.Chat{}, noon); err != nil {
			t.Fatal(err)
		}
	}
	end(1, "b", "x")
	end(0, "b")
	end(2)
}
