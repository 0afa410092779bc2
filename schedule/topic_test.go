package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// TestRenamedKeysChangeHands has people with numbers, each of whom may be followed.
func TestRenamedKeysChangeHands(t *testing.T) {
	people := func(names ...string) *schedule.Schedule {
		var speakers []schedule.Speaker
		for i, name := range names {
			if name != "" {
				speakers = append(speakers, schedule.Speaker{Key: fmt.Sprint("main-i-", i+1), Name: name})
			}
		}
		return build(t, with(func(s *schedule.Slot) { s.Speakers = speakers }))
	}
	for name, c := range map[string]struct {
		older, newer *schedule.Schedule
		want         map[string]string
	}{
		"one more at the top":         {people("Ada", "Bob"), people("Zoe", "Ada", "Bob"), map[string]string{"1": "2", "2": "3", "n-zoe": "1"}},
		"the first gone":              {people("Zoe", "Ada", "Bob"), people("Ada", "Bob"), map[string]string{"1": "n-zoe", "2": "1", "3": "2"}},
		"a new name":                  {people("Ada", "Bob"), people("Ada King", "Bob"), nil},
		"a new name that another has": {people("Ada", "Ada King"), people("Ada King", "Ada King"), nil},
		"another of that name stays":  {people("Ada", "Ada"), people("Ada King", "Ada"), nil},
		"in place of somebody else":   {people("Ada", "Bob"), people("Zoe", "Bob"), nil},
		"numbers exchanged":           {people("Ada", "Bob"), people("Bob", "Ada"), map[string]string{"1": "2", "2": "1"}},
	} {
		got := map[string]string{}
		for topic, key := range schedule.Renamed(c.older, c.newer) {
			short := strings.NewReplacer("main-i-", "", "main-", "")
			got[short.Replace(topic.Key)] = short.Replace(key)
		}
		if len(c.want) == 0 && len(got) == 0 {
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
