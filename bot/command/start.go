package command

import (
	"context"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// start answers /start: what this is.
func start(_ context.Context, _ *Env, r *Request) (bot.Message, error) {
	m := r.Voice.At(r.Schedule, r.Now, nil)
	return m.Welcome(r.examples()), nil
}

// examples are words that find something in this schedule: a word of titles, a
// name, a room at a time.
func (r *Request) examples() []string {
	var all []string
	if w := r.exampleWord(); w != "" {
		all = append(all, w)
	}
	if n := r.exampleName(); n != "" {
		all = append(all, n)
	}
	if slot, ok := r.laterSlot(); ok {
		at := slot.Start.In(r.Schedule.Zone()).Format("15:04")
		all = append(all, strings.ToLower(slot.Room.Name)+" "+at)
	}
	return all
}

// example is a word to look for, in the usage of a command.
func (r *Request) example() string {
	if w := r.exampleWord(); w != "" {
		return w
	}
	return r.exampleName()
}

// exampleWord is a word that stands in the titles of several talks, but not of
// so many that it says nothing. Abbreviations (TPM, API) are what people of the
// trade look for, so they come first.
func (r *Request) exampleWord() string {
	count := map[string]int{}
	var order []string
	for _, slot := range r.Schedule.Slots() {
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
		found := r.Schedule.Search(w)
		if n := len(found.Talks); n <= 9 && (found.Titled > titled || found.Titled == titled && n > most) {
			best, titled, most = w, found.Titled, n
		}
	}
	return best
}

// exampleName is the first name of somebody with several talks, if anybody has.
func (r *Request) exampleName() string {
	best, most := "", 0
	for _, p := range r.Schedule.Speakers() {
		n := len(r.Schedule.Following(schedule.Topic{Kind: schedule.TopicSpeaker, Key: p.Key}))
		words := schedule.Words(p.Name)
		if n > most && len(words) > 1 && len(words[0]) > 2 {
			best, most = words[0], n
		}
	}
	return best
}

// laterSlot is a slot in a known room, in the afternoon if there is one.
func (r *Request) laterSlot() (*schedule.Slot, bool) {
	var found *schedule.Slot
	for _, slot := range r.Schedule.Slots() {
		if slot.Room.Name == "" || slot.Cancelled {
			continue
		}
		if found == nil || slot.Start.In(r.Schedule.Zone()).Hour() >= 14 {
			found = slot
			if slot.Start.In(r.Schedule.Zone()).Hour() >= 14 {
				break
			}
		}
	}
	return found, found != nil
}
