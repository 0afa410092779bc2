package say_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// longTalks are n talks at noon with the longest titles and rooms of the corpus
// of schedules.
func longTalks(n int) []schedule.Slot {
	slots := make([]schedule.Slot, n)
	for i := range slots {
		slots[i] = talk(fmt.Sprintf("%d %s", i, strings.Repeat("title ", 31)[:184]), morning(12, 0, 0))
		slots[i].Room.Name = strings.Repeat("a room ", 7)[:47]
		slots[i].Room.Key = fmt.Sprint("n-", i)
	}
	return slots
}

// TestNoticesAreOneMessage though ten things happen at once, and keep all of
// them.
func TestNoticesAreOneMessage(t *testing.T) {
	const many = 10
	s := build(t, longTalks(many+1)...)
	empty := build(t)
	now := morning(11, 50, 0)
	var rungs []say.Rung
	var moved, off []say.Changed
	var given []say.Given
	for _, slot := range s.Slots()[:many] {
		rungs = append(rungs, say.Rung{Slot: slot, Because: schedule.Topic{Kind: schedule.TopicTalk, Key: slot.Key}})
		given = append(given, say.Given{Slot: slot})
		stands := bot.Standing{Title: slot.Title, Room: slot.Room, Start: slot.Start}
		told := bot.Standing{Title: "Old " + slot.Title, Room: schedule.Room{Name: "Old " + slot.Room.Name[4:]}, Start: slot.Start.Add(time.Hour)}
		moved = append(moved, say.Changed{Talk: slot.Key, Told: told, Stands: stands})
		stands.Off = true
		off = append(off, say.Changed{Talk: slot.Key, Told: bot.Standing{Title: slot.Title, Room: slot.Room, Start: slot.Start}, Stands: stands})
	}
	board := say.Board{All: true}
	for _, slot := range s.Slots()[:many] {
		board.Rooms = append(board.Rooms, say.RoomState{Room: slot.Room, Next: slot})
	}
	for _, lang := range say.Languages() {
		v := say.In(lang)
		m := v.At(s, now, func(*schedule.Slot) bool { return true })
		for name, message := range map[string]bot.Message{
			"rings":      v.Rings(s, rungs, now),
			"late rings": v.Rings(s, rungs, morning(12, 5, 0)),
			"moved":      m.Changes(moved),
			"cancelled":  m.Changes(off),
			"amended":    m.Amended(moved, now),
			"next here":  m.NextHere(s.Slots()[:many]),
			"at doors":   m.ChangesHere([]string{s.Slots()[0].Room.Key}, moved, nil),
			"off, doors": m.ChangesHere([]string{""}, off, nil),
			"a board":    m.Board(board),
			"held":       m.HeldChanges(bot.Waiting{Number: 1, Older: s, Newer: empty}, bot.Proposal{}),
			"kept":       m.Kept(s.Slots()[many:], given),
		} {
			if n := utf8.RuneCountInString(message.Text()); n > 4096 {
				t.Errorf("%s, %s: %d characters", lang, name, n)
			}
			for i := range many {
				if !strings.Contains(message.Text(), fmt.Sprintf("%d title", i)) {
					t.Errorf("%s, %s: talk %d is not in it:\n%s", lang, name, i, message.Text())
				}
			}
		}
	}
}

// TestTitlesAreWhole where they have room.
func TestTitlesAreWhole(t *testing.T) {
	s := build(t, longTalks(3)...)
	var rungs []say.Rung
	for _, slot := range s.Slots() {
		rungs = append(rungs, say.Rung{Slot: slot})
	}
	m := say.In("en").Rings(s, rungs, morning(11, 50, 0))
	for _, slot := range s.Slots() {
		if !strings.Contains(m.Text(), slot.Title) {
			t.Errorf("%q is cut in\n%s", slot.Title, m.Text())
		}
	}
}
