package command_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/storage"
)

// crawled is how many things are said in one crawl, at most: enough for each
// command and what its buttons lead to.
const crawled = 250

// crawl says everything that can be said at a moment, as somebody who speaks a
// language: the starts, and whatever buttons then show up.
func crawl(t *testing.T, s *schedule.Schedule, language string, now time.Time, starts []string, see func(text string, m bot.Message)) {
	t.Helper()
	store, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	e := &command.Env{
		Schedule: func() *schedule.Schedule { return s }, Store: store, Now: func() time.Time { return now },
		Lead: 10 * time.Minute, Commands: command.Commands(), Log: slog.New(slog.DiscardHandler),
		Owners: []bot.Chat{ada}, Desk: &desk{published: s},
	}
	seen := map[string]bool{}
	for queue := starts; len(queue) > 0 && len(seen) < crawled; queue = queue[1:] {
		text := queue[0]
		if seen[text] {
			continue
		}
		seen[text] = true
		m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: text, Language: language, Pressed: bot.Ref{Chat: ada, ID: "1"}})
		see(text, m)
		for _, row := range m.Buttons {
			for _, b := range row {
				// What forgets everything would leave nothing to see.
				if b.Command != "" && b.Command != "/forget yes" {
					queue = append(queue, b.Command)
				}
			}
		}
	}
}

// moments are before, on, between and after the days of a conference.
func moments(s *schedule.Schedule) map[string]time.Time {
	slots := s.Slots()
	first, last := slots[0], slots[len(slots)-1]
	day := s.Days()[0]
	held := s.On(day)
	return map[string]time.Time{
		"before":  first.Start.AddDate(0, 0, -10),
		"on":      first.Start.Add(5 * time.Minute),
		"between": held[len(held)-1].Until.Add(time.Hour),
		"after":   last.Until.AddDate(0, 0, 1),
	}
}

// sayings are every command, alone and with what may follow it, about a talk,
// and words alone, from somebody who has starred much.
func sayings(s *schedule.Schedule, slot *schedule.Slot) []string {
	starts := []string{"/start", "/help", slot.Title, "qzxqzx", slot.Room.Name, slot.Room.Name + " 15:00", "15:00"}
	for _, other := range s.Slots()[:min(40, len(s.Slots()))] {
		starts = append(starts, "/star "+other.Key)
	}
	for _, c := range command.Commands() {
		starts = append(starts, "/"+c.Name)
		if c.Args != "" && !strings.HasPrefix(c.Name, "un") {
			starts = append(starts, "/"+c.Name+" "+slot.Key, "/"+c.Name+" "+slot.Title, "/"+c.Name+" qzxqzx", "/"+c.Name+" "+slot.Room.Name)
		}
	}
	starts = append(starts, "/star room "+slot.Room.Key, "/agenda", "/talk "+slot.Key+" more",
		"/broadcast "+strings.Repeat("x", 3500), "/remind 24h 11h59 45 5")
	for _, p := range slot.Speakers {
		starts = append(starts, "/speaker "+p.Key, "/star speaker "+p.Key)
	}
	return append(starts, "/unstar "+slot.Key, "/unstar qzxqzx")
}
