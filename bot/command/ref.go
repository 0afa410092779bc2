package command

import (
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"time"

	"usher/schedule"
)

// longestRef is how long a key may be that a button names beside others. A key may
// have 40 characters (schedule.Key), and a button 64 bytes, in which "/moveroom"
// names a talk, one of its slots, and a room.
const longestRef = 14

// ref is what a button calls something by its key: the key itself, or its hash where
// that is long. Two of a thousand long keys share one of 64 bits once in 10^13
// conferences.
func ref(key string) string {
	if len(key) <= longestRef {
		return key
	}
	hash := fnv.New64a()
	hash.Write([]byte(key))
	return "~" + strconv.FormatUint(hash.Sum64(), 36)
}

// slotRef is what a button calls a slot: its talk, and its start where the talk has
// several, so that a button of an old message names no other one.
func slotRef(s *schedule.Schedule, slot *schedule.Slot) string {
	if len(s.Talk(slot.Key)) == 1 {
		return ref(slot.Key)
	}
	return ref(slot.Key) + "@" + strconv.FormatInt(slot.Start.Unix()/60, 36)
}

// slotRefForm is a slot as a button calls it.
var slotRefForm = regexp.MustCompile(`^(~?[A-Za-z0-9_-]+)(?:@([0-9a-z]{1,8}))?$`)

// referred are the slots that a button's word names: one that starts when it says, or
// all of the talk. Known says that it is a button's word, be there such a slot or not.
func referred(s *schedule.Schedule, word string) (slots []*schedule.Slot, known bool) {
	form := slotRefForm.FindStringSubmatch(word)
	if form == nil {
		return nil, false
	}
	slots = talkOf(s, form[1])
	known = len(slots) > 0 || form[2] != "" || strings.HasPrefix(word, "~")
	if form[2] == "" || len(slots) == 0 {
		return slots, known
	}
	start, err := strconv.ParseInt(form[2], 36, 64)
	if err != nil {
		return nil, true
	}
	slot, ok := s.Slot(slots[0].Key, time.Unix(start*60, 0))
	if !ok {
		return nil, true
	}
	return []*schedule.Slot{slot}, true
}

// talkOf are the slots of the talk that a button calls so.
func talkOf(s *schedule.Schedule, word string) []*schedule.Slot {
	if !strings.HasPrefix(word, "~") {
		return s.Talk(word)
	}
	for _, slot := range s.Slots() {
		if ref(slot.Key) == word {
			return s.Talk(slot.Key)
		}
	}
	return nil
}

// roomOf is the room that a button calls so.
func roomOf(s *schedule.Schedule, word string) (schedule.Room, bool) {
	for _, room := range s.Rooms() {
		if room.Key == word || ref(room.Key) == word {
			return room, true
		}
	}
	return schedule.Room{}, false
}
