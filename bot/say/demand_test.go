package say_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestDemandNamesWhatToSwap has a room that is too small, and one beside it that has
// room.
func TestDemandNamesWhatToSwap(t *testing.T) {
	small, large := talk("Mount", morning(12, 0, 0)), talk("Poetry", morning(12, 0, 0))
	small.Room = schedule.Room{Key: "n-dome", Name: "Dome", Capacity: 1}
	large.Room = schedule.Room{Key: "n-hall", Name: "Main Hall", Capacity: 400}
	s := build(t, small, large)
	d := bot.NewDemand(s, morning(11, 0, 0))
	mount := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: small.Key}}
	poetry := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: large.Key}}
	d.Add([]bot.Follow{mount, poetry})
	d.Add([]bot.Follow{mount})
	got := say.In("en").At(s, morning(11, 0, 0), nil).Demand(d, 0, func(one, other *schedule.Slot) string { return "/swap " + one.Key + " " + other.Key })
	lines := strings.Split(got.Text(), "\n")[1:]
	want := []string{
		"1 Wed 12:00 in Dome — Mount", "⚠ 2 stars, 1 seats", "Roomier then: Poetry in Main Hall, 1 star, 400 seats.",
		"2 Wed 12:00 in Main Hall — Poetry", "1 star, 400 seats",
		"At one time, and 1 person starred both:", "1 Wed 12:00 in Dome — Mount", "2 Wed 12:00 in Main Hall — Poetry",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var buttons []string
	for _, row := range got.Buttons {
		for _, b := range row {
			buttons = append(buttons, b.Label+" "+b.Command)
		}
	}
	wantButtons := []string{"1 /talk " + small.Key + " < /demand", "2 /talk " + large.Key + " < /demand", "Swap 1 /swap " + small.Key + " " + large.Key}
	if diff := cmp.Diff(wantButtons, buttons); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestStatsTellPeopleFromGroups in several languages and on several networks.
func TestStatsTellPeopleFromGroups(t *testing.T) {
	n := bot.Numbers{Gone: 2, Chats: []bot.ChatCount{
		{Platform: "matrix", Language: "de-AT", Chats: 100, Today: 10}, {Platform: "matrix", Language: "de", Chats: 12},
		{Platform: "telegram", Language: "en", Chats: 300, Today: 30}, {Platform: "telegram", Chats: 1},
		{Platform: "telegram", Shared: true, Chats: 9, Today: 1},
	}, Follows: []bot.FollowCount{{Kind: schedule.TopicRoom, Follows: 20, Chats: 20}, {Kind: schedule.TopicTalk, Follows: 2340, Chats: 390}}}
	got := say.In("en").At(build(t), morning(11, 4, 0), nil).Stats(n).Text()
	want := "Numbers, Wed 11:04\n413 people in private: 301 on telegram and 112 on matrix.\n" +
		"9 groups and rooms: 9 on telegram. Each counts as one, however many read along.\n" +
		"40 people have written or pressed something today.\nSo has 1 group.\n" +
		"Languages: 300 English, 112 Deutsch and 1 not known.\n2,340 stars, from 390 chats.\n" +
		"Rooms, speakers and tracks are followed 20 times.\n2 chats have blocked me or are gone."
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
