package command_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestWhatIsInDemandIsSwapped by a button that a network takes, however long the keys of the
// talks are: a guid is.
func TestWhatIsInDemandIsSwapped(t *testing.T) {
	e, d := atTheDesk(t)
	var slots []schedule.Slot
	for i, title := range []string{"New Mount API", "Linux & TPMs"} {
		room := []schedule.Room{{Key: "n-dome", Name: "Dome", Capacity: 1}, {Key: "n-hall", Name: "Main Hall", Capacity: 400}}[i]
		key := schedule.Key("main", schedule.KeyGUID, []string{"1b34ecb6-1a2b-5c3d-8e4f-000000000001", "1b34ecb6-1a2b-5c3d-8e4f-000000000002"}[i])
		start := e.Now().Add(time.Hour)
		slots = append(slots, schedule.Slot{Talk: schedule.Talk{Key: key, Title: title}, Room: room, Start: start, End: start.Add(time.Hour)})
	}
	s, err := schedule.New(schedule.Draft{Conference: d.published.Conference(), Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	e.Schedule, d.published = func() *schedule.Schedule { return s }, s
	for _, fan := range []string{"1", "2"} {
		topic := schedule.Topic{Kind: schedule.TopicTalk, Key: slots[0].Key}
		if _, err := e.Store.Follow(t.Context(), bot.Chat{Platform: "test", ID: fan}, bot.Follow{Topic: topic}); err != nil {
			t.Fatal(err)
		}
	}
	swap := button(t, says(t, e, ada, "/demand"), "Swap 1")
	says(t, e, ada, swap)
	if want := "move New Mount API to Main Hall; move Linux & TPMs to Dome"; d.wants() != want {
		t.Errorf("it wants %q, not %q", d.wants(), want)
	}
}
