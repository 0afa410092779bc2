package command

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// mostLate is how late a room may be said to run. What is later than that is better
// moved: nobody waits for it.
const mostLate = 4 * time.Hour

// delay reads /delay ROOM MINUTES: how late the room runs by now, all in all; 0 says
// that it is on time again.
func delay(ctx context.Context, e *Env, r *Request, m say.Moment) (order, error) {
	name, late, timed := r.splitLength(r.Args)
	rest := ""
	if timed {
		rest = " " + minutesOf(late)
	}
	switch {
	case name == "" && !slices.ContainsFunc(r.Schedule.Rooms(), r.slides):
		return answered(m.Quiet())
	case name == "" && len(r.ownRooms()) == 1:
		name = r.ownRooms()[0].Name
	case name == "":
		r.asks("/delay", rest)
		return answered(m.WhichLateRoom(r.otherRooms(schedule.Room{}, "/delay", rest), r.Skip, "/delay"+rest))
	}
	found, unread := r.roomsCalled(name), ""
	if room, after, ok := r.roomBefore(name); ok && (len(found.Hits) != 1 || strings.ContainsAny(after, "0123456789")) {
		found.Hits, unread = []schedule.Room{room}, after
		if _, whole, ok := r.roomBefore(r.Args); ok {
			unread = whole
		}
	}
	if len(found.Hits) != 1 {
		return answered(r.whichRoom(m, name, found, schedule.Room{}, "/delay", rest))
	}
	room := found.Hits[0]
	overrides, err := e.Desk.Overrides(ctx)
	if err != nil {
		return order{}, err
	}
	now := r.lateness(overrides, room)
	if !timed && r.Skip > 0 { // "+5" is that much more
		late, timed = now+time.Duration(r.Skip)*time.Minute, true
	}
	switch {
	case unread != "":
		return answered(r.lateUnread(m, room, now, unread))
	case !timed:
		return answered(r.howLate(m, room, now, bot.Message{}))
	case late > mostLate || late < 0:
		return answered(r.howLate(m, room, now, m.LateUnread(strings.TrimSpace(strings.TrimPrefix(r.Args, name)), mostLate)))
	case late == 0 && now == 0:
		return answered(m.OnTime(room))
	case late > 0 && !r.slides(room):
		return answered(m.CannotBeLate(room))
	}
	return order{adds: []schedule.Override{{Kind: schedule.Delay, Room: room.Key, Late: late, From: r.Now}}}, nil
}

// roomBefore is the room that stands before what cannot be read: "dome soonish".
func (r *Request) roomBefore(name string) (room schedule.Room, after string, ok bool) {
	fields := strings.Fields(name)
	for i := len(fields) - 1; i > 0; i-- {
		if room, ok := r.exactly(join(fields[:i])); ok && len(trimToward(fields[i:])) > 0 {
			return room, join(fields[i:]), true
		}
	}
	return schedule.Room{}, "", false
}

// hoursLate is "1:30", which may be a length or a time.
var hoursLate = regexp.MustCompile(`^([0-3]):([0-5]\d)$`)

// lateUnread says why what was typed is no delay, and asks how late the room runs.
func (r *Request) lateUnread(m say.Moment, room schedule.Room, now time.Duration, typed string) bot.Message {
	if clock := hoursLate.FindStringSubmatch(typed); clock != nil {
		late, _, _ := readLength(clock[1] + "h" + clock[2])
		r.asks("/delay "+ref(room.Key), "")
		return m.LateMeant(typed, late, "/delay "+ref(room.Key)+" "+minutesOf(late))
	}
	if strings.HasPrefix(typed, "-") || strings.HasPrefix(typed, "−") {
		return r.howLate(m, room, now, m.LateEarly())
	}
	return r.howLate(m, room, now, m.LateUnread(typed, mostLate))
}

// howLate asks how late a room runs, after what is to be said of what was typed.
func (r *Request) howLate(m say.Moment, room schedule.Room, now time.Duration, first bot.Message) bot.Message {
	r.asks("/delay "+ref(room.Key), "")
	return first.Then(m.HowLate(room, now, r.lates(room, now)))
}

// lateness is how late organisers say that a room runs today.
func (r *Request) lateness(overrides []schedule.Override, room schedule.Room) time.Duration {
	for _, o := range slices.Backward(overrides) {
		if o.Kind == schedule.Delay && o.Room == room.Key && r.Schedule.Day(o.From) == r.Schedule.Day(r.Now) {
			return o.Late
		}
	}
	return 0
}

// slides reports whether anything runs or begins in a room today that can be late.
func (r *Request) slides(room schedule.Room) bool {
	return slices.ContainsFunc(r.Schedule.On(r.Schedule.Day(r.Now)), func(s *schedule.Slot) bool {
		return s.Room.Key == room.Key && r.lasts(s)
	})
}

// usualLates are how late rooms usually run.
var usualLates = []time.Duration{0, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute}

// lates are buttons that say how late a room runs; on time only where it is late.
func (r *Request) lates(room schedule.Room, now time.Duration) []say.LateChoice {
	var all []say.LateChoice
	for _, late := range usualLates {
		if late != now {
			all = append(all, say.LateChoice{Late: late, Command: "/delay " + ref(room.Key) + " " + minutesOf(late)})
		}
	}
	return all
}
