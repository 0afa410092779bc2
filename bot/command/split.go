package command

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/bot/say"
	"usher/schedule"
)

// roomsCalled are the rooms that may be meant by a name, or by a button's word.
func (r *Request) roomsCalled(name string) schedule.Named[schedule.Room] {
	if room, ok := roomOf(r.Schedule, name); ok {
		return schedule.Named[schedule.Room]{Hits: []schedule.Room{room}}
	}
	return r.Schedule.FindRooms(name)
}

// mostRoomWords is how many words a room's name may have where nothing stands before it.
const mostRoomWords = 6

// splitRoom parts the words for a talk from the room it goes to: "mount api to main
// hall", "mount api -> dome", "mount api dome". Name is what the room was called, ""
// where none was named.
func (r *Request) splitRoom(typed string) (words, name string, found schedule.Named[schedule.Room]) {
	fields := trimToward(strings.Fields(typed))
	if len(fields) > 1 {
		if slots, _ := referred(r.Schedule, fields[0]); len(slots) > 0 { // what answers "Where to?" names no talk
			name := join(fields[1:])
			return fields[0], name, r.roomsCalled(name)
		}
	}
	for i := len(fields) - 1; i >= 0; i-- {
		if !say.IsToward(fields[i]) {
			continue
		}
		name := strings.Join(fields[i+1:], " ")
		if found := r.roomsCalled(name); len(found.Hits) > 0 {
			return join(fields[:i]), name, found
		}
	}
	whole := strings.Join(fields, " ")
	if found := r.Schedule.Search(whole); found.Titled > 0 && !found.Respelled {
		return whole, "", schedule.Named[schedule.Room]{}
	}
	for _, exact := range []bool{true, false} {
		for i := max(0, len(fields)-mostRoomWords); i < len(fields); i++ {
			name := strings.Join(fields[i:], " ")
			if exact {
				if room, ok := r.exactly(name); ok {
					return join(fields[:i]), name, schedule.Named[schedule.Room]{Hits: []schedule.Room{room}}
				}
			} else if found := r.roomsCalled(name); i > 0 && len(found.Hits) > 0 {
				return join(fields[:i]), name, found
			}
		}
	}
	for i := len(fields) - 1; i > 0; i-- { // "main hall mount api"
		if room, ok := r.exactly(join(fields[:i])); ok && r.means(join(fields[i:])) {
			return join(fields[i:]), join(fields[:i]), schedule.Named[schedule.Room]{Hits: []schedule.Room{room}}
		}
	}
	for i := len(fields) - 1; i > 0; i-- {
		if say.IsToward(fields[i]) && (arrow(fields[i]) || r.means(join(fields[:i]))) {
			name := strings.Join(fields[i+1:], " ")
			return join(fields[:i]), name, r.roomsCalled(name)
		}
	}
	return whole, "", schedule.Named[schedule.Room]{}
}

// exactly is the room that is called just that, be it "the main hall", or that a button
// calls so.
func (r *Request) exactly(name string) (schedule.Room, bool) {
	if room, ok := roomOf(r.Schedule, name); ok {
		return room, true
	}
	if room, ok := r.room(name, true); ok {
		return room, true
	}
	article, rest, _ := strings.Cut(name, " ")
	if !say.IsArticle(article) {
		return schedule.Room{}, false
	}
	return r.room(rest, true)
}

// splitLength parts a room from how long it is late: "dome 12", "dome is 12 min late", "1h
// hall 2". Not ok where no length stands at either end.
func (r *Request) splitLength(typed string) (words string, late time.Duration, ok bool) {
	if _, called := r.exactly(typed); called {
		return typed, 0, false // "hall 2" is no hall that is 2 minutes late
	}
	return splitEnd(strings.Fields(typed), lateIn)
}

// lateIn is the length that words are, be it with such as lead to it or follow it: "is 12
// min late".
func lateIn(fields []string) (time.Duration, bool) {
	for len(fields) > 0 && (say.IsBy(fields[0]) || say.IsRuns(fields[0]) || say.IsToward(fields[0])) {
		fields = fields[1:]
	}
	for last := len(fields) - 1; last > 0 && (say.IsLater(fields[last]) || say.IsToward(fields[last])); last-- {
		fields = fields[:last]
	}
	if len(fields) > 0 {
		fields = append([]string{strings.TrimPrefix(fields[0], "+")}, fields[1:]...)
	}
	return lengthIn(fields)
}

// lengthIn is the length that words are: "12", "1 h 30 min", "twelve".
func lengthIn(fields []string) (time.Duration, bool) {
	fields = slices.Clone(fields)
	for i, field := range fields {
		if n, ok := strings.CutPrefix(say.TimeSigns(field), "#"); ok {
			fields[i] = n
		}
	}
	fields = strings.Fields(joined(strings.Join(fields, " ")))
	if len(fields) == 0 {
		return 0, false
	}
	length, _, ok := readLengths(fields)
	return length, ok
}

// trimToward leaves out words at both ends that lead to where something goes.
func trimToward(fields []string) []string {
	for len(fields) > 0 && say.IsToward(fields[0]) {
		fields = fields[1:]
	}
	for len(fields) > 0 && say.IsToward(fields[len(fields)-1]) {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// arrow reports whether a word is a sign that no title has between its words.
func arrow(word string) bool { return strings.ContainsAny(word, ">→") && say.IsToward(word) }

func join(fields []string) string { return strings.Join(trimToward(fields), " ") }

// cutSkip takes "+3" off the end of what was typed.
func cutSkip(args string) (rest string, skip int) {
	at := strings.LastIndexByte(args, ' ') + 1
	digits, ok := strings.CutPrefix(args[at:], "+")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 0 || n > 1_000_000 {
		return args, 0
	}
	return strings.TrimSpace(args[:at]), n
}
