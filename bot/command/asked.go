package command

import (
	"strings"

	"usher/bot"
	"usher/schedule"
)

// asked is a time, a place, or both: "15:00", "dome", "dome fri 10", "3pm dome".
type asked struct {
	// room is the zero Room where only a time was typed.
	room schedule.Room
	// when is the zero When where only a room was.
	when When
}

// timed reports whether a time or a day was typed.
func (a asked) timed() bool { return !a.when.At.IsZero() || !a.when.Day.IsZero() }

// mostAsked is how many words a room and a time may have.
const mostAsked = 12

// asked reads what was typed as a time, a place, or both. A room that is called
// just that comes first: "101" is a room where there is one.
func (r *Request) asked() (asked, bool) {
	if room, ok := r.room(r.Args, true); ok {
		return asked{room: room}, true
	}
	if w, ok := ReadWhen(r.Args, r.Schedule, r.Now); ok {
		return asked{when: w}, true
	}
	words := strings.Fields(r.Args)
	if len(words) > mostAsked {
		return asked{}, false
	}
	// "hall 2 tomorrow" is tomorrow in Hall 2, not at 2 in the one hall there is.
	for _, exact := range []bool{true, false} {
		for cut := 1; cut < len(words); cut++ {
			first, last := strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
			for _, try := range []struct{ room, when string }{{first, last}, {last, first}} {
				w, ok := ReadWhen(try.when, r.Schedule, r.Now)
				if !ok {
					continue
				}
				if room, ok := r.room(try.room, exact); ok {
					return asked{room, w}, true
				}
			}
		}
	}
	return asked{}, false
}

// room is the one room that is meant by a name; exact ones are called just that.
func (r *Request) room(name string, exact bool) (schedule.Room, bool) {
	rooms := r.Schedule.FindRooms(name).Hits
	if len(rooms) != 1 {
		return schedule.Room{}, false
	}
	if exact && rooms[0].Key != name && squeezed(rooms[0].Name) != squeezed(name) {
		return schedule.Room{}, false
	}
	return rooms[0], true
}

// squeezed is a name as it is typed in a hurry: "mainhall".
func squeezed(name string) string { return strings.Join(schedule.Words(name), "") }

// answer tells what was asked for.
func (a asked) answer(w wishes, r *Request) bot.Message {
	switch {
	case a.room.Key == "" && a.when.At.IsZero():
		return dayOf(w, r, a.when.Day)
	case a.room.Key == "":
		return hour(w, r, a.when)
	case a.when.At.IsZero():
		return roomDay(w, r, a.room, a.when.Day)
	}
	return roomHour(w, r, a.room, a.when.At)
}
