package format_test

import (
	"testing"
	"time"

	"usher/schedule/format"
)

// TestHowManyARoomSeats is what pretalx and the Congress' hub say of rooms, and what
// tells nothing.
func TestHowManyARoomSeats(t *testing.T) {
	for said, want := range map[string]int{`120`: 120, `"120"`: 120, `null`: 0, `"many"`: 0, `-1`: 0, `1e9`: 0, `99999999999`: 0} {
		hub := read(t, `{"schedule": {"conference": {"days": [{"date": "2023-09-13", "rooms": {"Dome": [{"id": 1, "title": "A", "start": "10:00"}]}}],
			"rooms": [{"name": "Dome", "guid": "d-1", "capacity": `+said+`}]}}}`, format.Options{Zone: time.UTC})
		if got := only(t, hub).Room.Capacity; got != want {
			t.Errorf("schedule.json, %s: %d seats, want %d", said, got, want)
		}
		api := read(t, "["+pretalxTalk("NYLYDK", `"slots": [{"room": {"id": 7, "name": {"en": "Dome"}, "capacity": `+said+`}, `+pretalxWhen+`}]`)+"]", format.Options{})
		if got := only(t, api).Room.Capacity; got != want {
			t.Errorf("pretalx, %s: %d seats, want %d", said, got, want)
		}
	}
}
