package command

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// addedScope is what keys of talks begin with that organisers have added.
const addedScope = "desk"

// newTalk is what /addtalk is told of a talk.
type newTalk struct {
	title string
	// room is what it is called, and rooms what may be meant by that.
	room     string
	rooms    schedule.Named[schedule.Room]
	start    time.Time
	length   time.Duration
	speakers []string
	// unread is what looks like a time and is none, unlong a length that no talk has.
	unread, unlong string
}

// rest is what is known beside the title and the room, for what goes on with it.
func (n newTalk) rest() string {
	rest := ""
	if n.length > 0 {
		rest += "; " + minutesOf(n.length)
	}
	if len(n.speakers) > 0 {
		rest += "; " + strings.Join(n.speakers, ",")
	}
	return rest
}

// addTalk reads /addtalk TITLE; ROOM; TIME; MINUTES; SPEAKERS.
func addTalk(_ context.Context, _ *Env, r *Request, m say.Moment) (order, error) {
	n := r.readNewTalk()
	switch {
	case n.title == "":
		r.asks("/addtalk", "")
		return answered(r.Voice.Needs("addtalk", r.newTalkExample()))
	case len(n.rooms.Hits) != 1:
		return answered(r.whichNewRoom(m, n))
	case n.unread != "":
		return answered(r.whichNewTime(m, n, m.TimeUnread(n.unread)))
	case n.start.IsZero():
		return answered(r.whichNewTime(m, n, bot.Message{}))
	case n.start.Before(r.Now):
		return answered(r.whichNewTime(m, n, m.CannotPast(n.start)))
	}
	slot := &schedule.Slot{Room: n.rooms.Hits[0], Start: n.start}
	slot.Title, slot.Speakers, slot.End = n.title, r.people(n.speakers), n.start.Add(n.length)
	// The same words name the same talk, so that stars come back with it.
	slot.Key = schedule.TalkKey(addedScope, n.title, []string{slot.Room.Key, n.start.UTC().Format(time.RFC3339)})
	if there := r.like(slot); there != nil {
		return answered(m.Cannot(say.CannotAdd, there, ""))
	}
	o := order{adds: []schedule.Override{{Kind: schedule.Add, Talk: slot.Key, Added: slot}}}
	if n.length == 0 {
		o.answer = r.howLong(m, n) // whoever may not add it there need not be asked
	}
	return o, nil
}

// like is the slot in the schedule that a new one would be once more; nil if there is none.
// A talk that was added is the same wherever it has gone since.
func (r *Request) like(added *schedule.Slot) *schedule.Slot {
	i := slices.IndexFunc(r.Schedule.Slots(), func(s *schedule.Slot) bool {
		return s.Key == added.Key ||
			s.Start.Equal(added.Start) && s.Room.Key == added.Room.Key && schedule.SameTitle(s.Title, added.Title)
	})
	if i < 0 {
		return nil
	}
	return r.Schedule.Slots()[i]
}

// readNewTalk reads what stands between semicolons. After the title, each part is
// known by what it is, in any order: a room, a time, a length, and all else are names.
func (r *Request) readNewTalk() newTalk {
	var n newTalk
	for i, part := range r.newTalkParts() {
		part = strings.TrimSpace(part)
		if i == 0 {
			n.title = part
			continue
		}
		when, timed := readWhenOn(part, r.Schedule.Day(r.Now), r.Schedule, r.Now)
		length, long := lengthIn(strings.Fields(part))
		room, called := r.exactly(part)
		switch {
		case part == "":
		case called && n.room == "":
			n.room, n.rooms.Hits = part, []schedule.Room{room}
		case timed && !when.At.IsZero() && n.start.IsZero():
			n.start = when.At
		case long && (length == 0 || length > mostLong):
			n.unlong = part
		case long && n.length == 0:
			n.length = length
		case timelike.MatchString(part) && n.start.IsZero():
			n.unread = part
		case n.room == "":
			n.room, n.rooms = part, r.roomsCalled(part)
		default:
			n.speakers = append(n.speakers, strings.FieldsFunc(part, func(c rune) bool { return c == ',' })...)
		}
	}
	return n
}

// timelike is what somebody typed as a time, be there such a one or not.
var timelike = regexp.MustCompile(`^\D{0,10}\d{1,2}[:.]\d{2}\D{0,10}$`)

// newTalkParts are what stands between semicolons. Where there are none, commas part what
// comes after the title, or else nothing does but blanks: from there on all has to be a
// room, a time and perhaps a length.
func (r *Request) newTalkParts() []string {
	if parts := strings.FieldsFunc(r.Args, func(c rune) bool { return c == ';' || c == '|' }); len(parts) != 1 {
		return parts
	}
	parts := strings.Split(r.Args, ",")
	for i := 1; i < len(parts); i++ {
		if r.placesTalk(strings.TrimSpace(parts[i])) {
			return append([]string{strings.Join(parts[:i], ",")}, parts[i:]...)
		}
	}
	fields := strings.Fields(r.Args)
	for i := 1; i < len(fields); i++ {
		if rest, ok := r.placing(fields[i:]); ok {
			return append([]string{strings.Join(fields[:i], " ")}, rest...)
		}
	}
	return []string{r.Args}
}

// placesTalk reports whether words are a room or a time.
func (r *Request) placesTalk(part string) bool {
	_, room := r.exactly(part)
	return room || r.isTime(part)
}

func (r *Request) isTime(part string) bool {
	when, ok := ReadWhen(part, r.Schedule, r.Now)
	return ok && !when.At.IsZero()
}

// mostPlacing is how many words a room, a time and a length may have.
const mostPlacing = 12

// placing parts words into a room and a time, in either order, and a length after them.
func (r *Request) placing(fields []string) (parts []string, ok bool) {
	for end := len(fields); len(fields) <= mostPlacing && end > 1; end-- {
		rest := fields[end:]
		if len(rest) > 0 && say.IsLasting(rest[0]) {
			rest = rest[1:]
		}
		if _, length := lengthIn(rest); end < len(fields) && !length {
			continue
		}
		for cut := 1; cut < end; cut++ {
			first, last := join(fields[:cut]), join(fields[cut:end])
			_, before := r.exactly(first)
			_, after := r.exactly(last)
			if before && r.isTime(last) || after && r.isTime(first) {
				return []string{first, last, strings.Join(rest, " ")}, true
			}
		}
	}
	return nil, false
}

// newTalkExample is what could be typed for a talk, as the schedule has rooms.
func (r *Request) newTalkExample() string {
	room := r.Voice.AnyRoom()
	if rooms := r.Schedule.Rooms(); len(rooms) > 0 {
		room = rooms[len(rooms)-1].Name
	}
	return r.Voice.NewTalkExample() + "; " + room + "; " + r.nextHour() + "; 30"
}

// nextHour is the time of the next full hour.
func (r *Request) nextHour() string {
	return r.Now.Add(time.Hour).Truncate(time.Hour).In(r.Schedule.Zone()).Format("15:04")
}

// whichNewTime asks when a talk is, after what is to be said of the time that was typed.
func (r *Request) whichNewTime(m say.Moment, n newTalk, first bot.Message) bot.Message {
	room := n.rooms.Hits[0]
	known := n.title + "; " + room.Name + "; "
	r.asks("/addtalk "+known, n.rest())
	var times []say.TimeChoice
	for hours := range 3 {
		at := r.Now.Add(time.Duration(hours+1) * time.Hour).Truncate(time.Hour)
		command := "/addtalk " + n.title + "; " + ref(room.Key) + "; " + at.In(r.Schedule.Zone()).Format(say.StampLayout) + n.rest()
		times = append(times, say.TimeChoice{At: at, Command: command})
	}
	return first.Then(m.WhichNewTime(n.title, times, known+r.nextHour()+"; 30"))
}

// whichNewRoom asks in which room a talk is. Where what was typed is too long for a
// button, what is to be typed is said.
func (r *Request) whichNewRoom(m say.Moment, n newTalk) bot.Message {
	rest := ""
	if !n.start.IsZero() {
		rest += "; " + n.start.In(r.Schedule.Zone()).Format(say.StampLayout)
	}
	rest += n.rest()
	r.asks("/addtalk "+n.title+";", rest)
	rooms := slices.Concat(n.rooms.Hits, n.rooms.Near)
	near := len(rooms)
	if near == 0 {
		rooms = r.ownRooms()
	}
	var choices []say.Choice
	for _, room := range rooms {
		choices = append(choices, say.Choice{Name: room.Name, Command: "/addtalk " + n.title + "; " + ref(room.Key) + rest})
	}
	if len(choices) == 0 {
		return r.Voice.CannotChange() // nothing can be anywhere
	}
	example := n.title + "; " + rooms[0].Name + cmp.Or(rest, "; "+r.nextHour()+"; 30")
	return m.WhichNewRoom(n.title, n.room, near, choices, example)
}

// mostLong is how long a talk may be: what is longer is a typo.
const mostLong = 24 * time.Hour

// usualLengths are how long talks usually are.
var usualLengths = []time.Duration{30 * time.Minute, 45 * time.Minute, time.Hour}

// howLong asks how long a talk is.
func (r *Request) howLong(m say.Moment, n newTalk) bot.Message {
	layout := say.StampLayout
	if r.Schedule.Day(n.start) == r.Schedule.Day(r.Now) {
		layout = "15:04" // a button has room for little
	}
	at := n.start.In(r.Schedule.Zone()).Format(layout)
	room := n.rooms.Hits[0]
	called := ref(room.Key)
	if same, ok := r.exactly(room.Name); ok && same.Key == room.Key && len(room.Name) < len(called) && !strings.ContainsAny(room.Name, ";|") {
		called = room.Name
	}
	names := ""
	if len(n.speakers) > 0 {
		names = "; " + strings.Join(n.speakers, ",")
	}
	r.asks("/addtalk "+n.title+"; "+called+"; "+at+";", names)
	var choices []say.LateChoice
	for _, length := range usualLengths {
		command := "/addtalk " + n.title + "; " + called + "; " + at + "; " + minutesOf(length) + names
		choices = append(choices, say.LateChoice{Late: length, Command: command})
	}
	first := bot.Message{}
	if n.unlong != "" {
		first = m.LengthUnread(n.unlong)
	}
	return first.Then(m.WhichNewLength(n.title, room, n.start, choices, n.title+"; "+room.Name+"; "+at+"; 30"+names))
}

// people are speakers by their names: those that the schedule has, and new ones.
func (r *Request) people(names []string) []schedule.Speaker {
	var all []schedule.Speaker
	for _, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		p := schedule.Speaker{Key: schedule.NameKey(addedScope, name), Name: name}
		if known := r.Schedule.FindSpeakers(name).Hits; len(known) == 1 && squeezed(known[0].Name) == squeezed(name) {
			p = known[0]
		}
		all = append(all, p)
	}
	return all
}
