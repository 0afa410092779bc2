package command

import (
	"cmp"
	"strings"

	"usher/schedule"
)

// examples are words that find something in a schedule: a word of titles, a name,
// a room at a time. They are kept, since looking for them takes many searches.
type examples struct {
	of *schedule.Schedule
	// word is what to look for in the usage of a command, name whom.
	word, name string
	all        []string
}

// examples are those of a schedule, found once for each version.
func (e *Env) examples(s *schedule.Schedule) *examples {
	if shown := e.shown.Load(); shown != nil && shown.of == s {
		return shown
	}
	x := &examples{of: s, word: exampleWord(s), name: exampleName(s)}
	for _, example := range []string{x.word, x.name} {
		if example != "" {
			x.all = append(x.all, example)
		}
	}
	if slot, ok := laterSlot(s); ok {
		at := slot.Start.In(s.Zone()).Format("15:04")
		x.all = append(x.all, strings.ToLower(slot.Room.Name)+" "+at)
	}
	x.word = cmp.Or(x.word, x.name)
	e.shown.Store(x)
	return x
}

// exampleWord is a word that stands in the titles of several talks, but not of
// so many that it says nothing. Abbreviations (TPM, API) are what people of the
// trade look for, so they come first.
func exampleWord(s *schedule.Schedule) string {
	count := map[string]int{}
	var order []string
	for _, slot := range s.Slots() {
		for _, w := range strings.Fields(slot.Title) {
			w = strings.Trim(w, ".,:;!?()\"'")
			if len(w) < 3 || len(w) > 12 || strings.ToUpper(w) != w || strings.ToLower(w) == w {
				continue
			}
			w = schedule.Fold(w)
			if count[w] == 0 {
				order = append(order, w)
			}
			count[w]++
		}
	}
	best, titled, most := "", 0, 0
	for _, w := range order {
		found := s.Search(w)
		if n := len(found.Talks); n <= 9 && (found.Titled > titled || found.Titled == titled && n > most) {
			best, titled, most = w, found.Titled, n
		}
	}
	return best
}

// exampleName is the first name of somebody with several talks, if anybody has.
func exampleName(s *schedule.Schedule) string {
	best, most := "", 0
	for _, p := range s.Speakers() {
		n := len(s.Following(schedule.Topic{Kind: schedule.TopicSpeaker, Key: p.Key}))
		words := schedule.Words(p.Name)
		if n > most && len(words) > 1 && len(words[0]) > 2 {
			best, most = words[0], n
		}
	}
	return best
}

// laterSlot is a slot in a known room, in the afternoon if there is one.
func laterSlot(s *schedule.Schedule) (*schedule.Slot, bool) {
	var found *schedule.Slot
	for _, slot := range s.Slots() {
		if slot.Room.Name == "" || slot.Cancelled {
			continue
		}
		if found == nil || slot.Start.In(s.Zone()).Hour() >= 14 {
			found = slot
			if slot.Start.In(s.Zone()).Hour() >= 14 {
				break
			}
		}
	}
	return found, found != nil
}
