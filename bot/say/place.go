package say

import (
	"slices"
	"strconv"

	"usher/bot"
	"usher/schedule"
)

// RoomDay is a conference day in a room.
type RoomDay struct {
	Room schedule.Room
	Day  schedule.Date
	List List
	// Earlier says that the list leaves out what is over, and leads there.
	Earlier bool
	// Done says that the day is shown since today there is nothing more.
	Done bool
	// Next is what starts next in the room; nil if nothing does.
	Next *schedule.Slot
	// Followed says that the room is followed.
	Followed bool
}

// RoomDay lists what is on in a room, what is next there, and the rest of a day.
func (m Moment) RoomDay(d RoomDay) bot.Message {
	if len(d.List.Slots) == 0 {
		return bot.Message{Body: []bot.Paragraph{m.line("room.day.empty", facts{"Room": d.Room.Name, "Day": m.long(d.Day)})},
			Buttons: flow(m.otherDaysIn(d))}
	}
	slots, more := d.List.page(dayListSize)
	body := []bot.Paragraph{m.line("room.head", facts{"Room": d.Room.Name, "Day": m.Name(d.Day)})}
	if d.Done && d.List.Skip == 0 {
		body = append(body, m.line("room.done", nil))
	}
	for i, slot := range slots {
		id := "room.entry"
		switch {
		case slot.Cancelled:
		case !slot.Start.After(m.now) && slot.Until.After(m.now):
			id = "room.now"
		case slot == d.Next && d.Day == m.schedule.Day(m.now):
			id = "room.next"
		}
		body = append(body, m.line(id, facts{"N": d.List.Skip + i + 1, "Star": m.star(slot),
			"Time": m.clockOn(d.Day, slot.Start), "At": m.at(slot.Start), "End": m.end(slot, m.when), "Title": m.marked(slot)}))
	}
	if d.Next == nil && m.past(d.List.Slots) {
		body = append(body, m.line("quiet.room.over", nil))
	}
	var earlier []bot.Button
	if d.Earlier {
		earlier = press(m.label("button.earlier", nil), d.List.Command)
	}
	return bot.Message{Body: body, Buttons: append(flow(m.talkButtons(d.List, slots)),
		flow(earlier, m.more(d.List, dayListSize, more), m.followButton(d.Room, d.Followed), m.otherDaysIn(d))...)}
}

// past reports whether slots are over.
func (m Moment) past(slots []*schedule.Slot) bool {
	return !slices.ContainsFunc(slots, func(s *schedule.Slot) bool { return s.Until.After(m.now) })
}

// followButton follows a room or track, and says how many talks that is; none
// where nothing is to come there.
func (m Moment) followButton(thing schedule.Thing, followed bool) []bot.Button {
	t := thing.Topic()
	about := string(t.Kind) + " " + t.Key
	if followed && !m.shared {
		return press(m.label("button.unfollow", nil), "/unstar "+about)
	}
	n := schedule.Talks(m.toCome(t))
	if n == 0 {
		return nil
	}
	return m.pressStar("button.follow.talks", facts{"Count": n}, "/star "+about)
}

// toCome are the slots under a topic that have not begun.
func (m Moment) toCome(t schedule.Topic) []*schedule.Slot {
	var coming []*schedule.Slot
	for _, slot := range m.schedule.Following(t) {
		if slot.Start.After(m.now) && !slot.Cancelled {
			coming = append(coming, slot)
		}
	}
	return coming
}

// otherDaysIn are buttons to the days before and after on which the room is used.
func (m Moment) otherDaysIn(d RoomDay) []bot.Button {
	var before, after schedule.Date
	for _, slot := range m.schedule.Following(d.Room.Topic()) {
		switch c := slot.Day.Compare(d.Day); {
		case c < 0:
			before = slot.Day
		case c > 0 && after.IsZero():
			after = slot.Day
		}
	}
	var row []bot.Button
	for _, day := range []schedule.Date{before, after} {
		if !day.IsZero() {
			row = append(row, press(m.long(day), "/room "+d.Room.Key+" "+day.String())...)
		}
	}
	return row
}

// RoomUnused says that nothing is planned in a room.
func (m Moment) RoomUnused(room schedule.Room) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("quiet.room", facts{"Room": room.Name}), m.line("quiet.room.over", nil)}}
}

// RoomState is what is on in a room and what comes next there; nil for what there
// is not.
type RoomState struct {
	Room      schedule.Room
	Now, Next *schedule.Slot
}

// Rooms lists all rooms. Skip is how many of them were on earlier pages.
func (m Moment) Rooms(rooms []RoomState, skip int) bot.Message {
	if len(rooms) == 0 {
		return bot.Message{Body: []bot.Paragraph{m.line("rooms.none", nil)}}
	}
	page, skip, more := paged(rooms, skip, dayListSize)
	body := []bot.Paragraph{m.line("rooms.head", facts{"Time": m.dayTime(m.now)})}
	var row []bot.Button
	for i, r := range page {
		n := skip + i + 1
		f := facts{"N": n, "Room": r.Room.Name}
		id := "rooms.over"
		switch {
		case r.Now != nil:
			id, f["End"], f["Title"] = "rooms.now", m.end(r.Now, m.when), m.title(r.Now)
		case r.Next != nil:
			id, f["At"], f["Title"] = "rooms.next", m.at(r.Next.Start), m.title(r.Next)
		}
		body = append(body, m.line(id, f))
		row = append(row, press(strconv.Itoa(n), "/room "+r.Room.Key)...)
	}
	return bot.Message{Body: body, Buttons: flow(row, m.morePages("/rooms", skip+dayListSize, more))}
}

// TrackCount is a track and how many talks are held on it.
type TrackCount struct {
	Track schedule.Track
	Talks int
}

// Tracks lists all tracks. Skip is how many of them were on earlier pages.
func (m Moment) Tracks(tracks []TrackCount, skip int) bot.Message {
	if len(tracks) == 0 {
		return bot.Message{Body: []bot.Paragraph{m.line("tracks.none", nil)}, Buttons: flow(press(m.label("button.today", nil), "/day"))}
	}
	page, skip, more := paged(tracks, skip, dayListSize)
	body := []bot.Paragraph{m.line("tracks.head", facts{"Count": len(tracks)})}
	var row []bot.Button
	for i, t := range page {
		n := skip + i + 1
		body = append(body, m.line("tracks.entry", facts{"N": n, "Name": t.Track.Name, "Count": t.Talks}))
		row = append(row, press(strconv.Itoa(n), "/tracks "+t.Track.Key)...)
	}
	return bot.Message{Body: body, Buttons: flow(row, m.morePages("/tracks", skip+dayListSize, more))}
}

// Track lists the talks of a track that are not over yet; all of them where all
// are.
func (m Moment) Track(t schedule.Track, l List, followed bool) bot.Message {
	coming := schedule.Talks(m.toCome(t.Topic()))
	id := "track.head"
	if coming == 0 {
		id = "track.over"
	}
	body := []bot.Paragraph{m.line(id, facts{"Name": t.Name, "Count": coming})}
	slots, more := l.page(foundSize)
	for i, slot := range slots {
		body = append(body, m.found(l.Skip+i+1, slot))
	}
	return bot.Message{Body: body, Buttons: append(flow(m.talkButtons(l, slots)),
		flow(m.more(l, foundSize, more), m.followButton(t, followed))...)}
}
