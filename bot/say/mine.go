package say

import (
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Of a room, speaker or track that is followed, fewFollowed talks a day stand in
// the agenda among those that are starred; more would drown them.
const fewFollowed = 3

// agendaDay is what of a conference day is a person's.
type agendaDay struct {
	// start is when the first of it starts.
	start time.Time
	// entries are shown one by one, by start.
	entries []*schedule.Slot
	// because says for which of them it is that something else is followed.
	because map[*schedule.Slot]schedule.Topic
	muted   map[*schedule.Slot]bool
	// crowded are the lines for all that is followed and not among the entries,
	// and crowds the buttons that lead to it.
	crowded []bot.Paragraph
	crowds  []bot.Button
}

// mine are the entries of the agenda's day. What is followed is counted where
// it is much, and left out once it is over while the day has more: nobody asked
// to keep it.
func (m Moment) mine(a Agenda) agendaDay {
	lasts := slices.ContainsFunc(a.Slots, func(s *schedule.Slot) bool {
		return s.Day == a.Day && !s.Cancelled && s.Until.After(m.now)
	})
	day := agendaDay{because: map[*schedule.Slot]schedule.Topic{}, muted: map[*schedule.Slot]bool{}}
	under := map[schedule.Topic][]*schedule.Slot{}
	for _, slot := range a.Slots {
		if slot.Day != a.Day {
			continue
		}
		if day.start.IsZero() {
			day.start = slot.Start
		}
		topic, ok := a.Wishes.Because(slot)
		switch {
		case m.yours(slot):
			day.entries = append(day.entries, slot)
		case ok && !slot.Cancelled && (!lasts || slot.Until.After(m.now)):
			under[topic] = append(under[topic], slot)
		}
		day.muted[slot] = a.Wishes.MutedAlone(slot.Key, m.now)
	}
	for _, f := range a.Wishes.Follows { // in this order, not the map's
		slots := under[f.Topic]
		if len(slots) > fewFollowed {
			m.crowd(&day, f.Topic, schedule.Talks(slots))
			continue
		}
		for _, slot := range slots {
			day.because[slot] = f.Topic
			day.entries = append(day.entries, slot)
		}
	}
	slices.SortStableFunc(day.entries, func(x, y *schedule.Slot) int { return x.Start.Compare(y.Start) })
	return day
}

// crowdCommand shows all talks of what can be followed.
var crowdCommand = map[schedule.TopicKind]string{
	schedule.TopicRoom: "/room ", schedule.TopicSpeaker: "/speaker ", schedule.TopicTrack: "/tracks ",
}

// crowd adds a line for many talks of one topic, and a button that leads there.
func (m Moment) crowd(day *agendaDay, t schedule.Topic, count int) {
	name, _ := m.schedule.Name(t)
	day.crowded = append(day.crowded, m.line("agenda.crowd."+string(t.Kind), facts{"Name": name, "Count": count}))
	day.crowds = append(day.crowds, press(schedule.Cut(name, 20), crowdCommand[t.Kind]+t.Key)...)
}
