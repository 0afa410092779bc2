package say_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// TestEndIsNotInvented holds that an end that the schedule does not know is
// nowhere said as if it did.
func TestEndIsNotInvented(t *testing.T) {
	open := talk("Open end", morning(11, 0, 0))
	open.End = time.Time{}
	s := build(t, open, talk("Later", morning(15, 0, 0)))
	slot, dome := s.Slots()[0], s.Rooms()[0]
	until := slot.Until.In(berlin).Format("15:04")
	m := say.In("en").At(s, morning(11, 5, 0), titled("Open end"))
	for name, said := range map[string]string{
		"rooms": m.Rooms([]say.RoomState{{Room: dome, Now: slot}}, 0).Text(),
		"room":  m.RoomDay(say.RoomDay{Room: dome, Day: slot.Day, List: say.List{Slots: s.Slots()}}).Text(),
		"card":  m.Talk([]*schedule.Slot{slot}, say.Card{}).Text(),
		"at":    m.NothingOn(morning(14, 0, 0), slot, nil).Text(),
		"now":   m.Now(say.List{Slots: s.Slots()[:1]}).Text(),
	} {
		if !strings.Contains(strings.ToLower(said), "until about "+until) {
			t.Errorf("%s: the end is a guess:\n%s", name, said)
		}
	}
}
