package main

import (
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// order is what an organiser types, and what that does to the book.
type order struct {
	typed string
	verb  string
	write func(b *book)
	rooms []string // which it concerns, by name
}

// order is something that could be typed.
func (c *convention) order(who bot.Chat) order {
	rooms := c.live.Get().Rooms()
	one, other := c.oneFor(who), c.oneFor(who)
	room := rooms[c.random.IntN(len(rooms))]
	if who == steward && c.random.IntN(2) == 0 {
		room = one.Room
	}
	at := one.Start.Add(time.Duration(c.random.IntN(9)-4) * 15 * time.Minute)
	stamp := at.In(c.live.Get().Zone()).Format(say.StampLayout)
	switch c.random.IntN(7) {
	case 0:
		return order{"/moveroom " + one.Key + " to " + room.Name, "moveroom", func(b *book) { b.says(one.Title, func(e *entry) { e.stands.Room = room }) }, []string{one.Room.Name, room.Name}}
	case 1:
		return order{"/movetime " + one.Key + " " + stamp, "movetime", func(b *book) { b.says(one.Title, func(e *entry) { e.stands.Start = c.nearest(one.Title, stamp, at) }) }, []string{one.Room.Name}}
	case 2:
		return order{"/swap " + one.Key + " " + other.Key, "swap", func(b *book) {
			b.says(one.Title, func(e *entry) { e.placeAt(one, other) })
			b.says(other.Title, func(e *entry) { e.placeAt(other, one) })
		}, []string{one.Room.Name, other.Room.Name}}
	case 3:
		return order{"/cancel " + one.Key, "cancel", func(b *book) { b.says(one.Title, func(e *entry) { e.stands.Off = true }) }, []string{one.Room.Name}}
	case 4:
		return order{"/restore " + one.Key, "restore", func(b *book) { b.restore(one.Title) }, []string{one.Room.Name, c.book.all[one.Title].published.Room.Name}}
	case 5:
		c.added++
		title, start := fmt.Sprintf("Talk %03d", 900+c.added%100), c.clock.Now().Add(time.Hour).Truncate(time.Hour)
		stamp := start.In(c.live.Get().Zone()).Format(say.StampLayout)
		return order{"/addtalk " + title + "; " + room.Name + "; " + stamp + "; 30", "addtalk",
			func(b *book) {
				b.add(title, bot.Standing{Start: c.nearest(title, stamp, start), Room: room, Title: title})
			}, []string{room.Name}}
	}
	return order{fmt.Sprintf("/delay %s %d", room.Name, []int{0, 0, 5, 12, 20, 30}[c.random.IntN(6)]), "delay", func(*book) {}, []string{room.Name}}
}

// oneFor is a slot for an order of somebody: now and then one of a room that runs late, or of
// their own.
func (c *convention) oneFor(who bot.Chat) *schedule.Slot {
	all := c.live.Get().Slots()
	some := slices.DeleteFunc(slices.Clone(all), func(slot *schedule.Slot) bool {
		return who == steward && slot.Room.Name != stewarded || who != steward && slot.Slid == 0
	})
	if len(some) == 0 || c.random.IntN(3) > 0 {
		some = all
	}
	return some[c.random.IntN(len(some))]
}

// nearest is the instant that clocks show so: of two, that which was meant or was taken.
func (c *convention) nearest(title, stamp string, meant time.Time) time.Time {
	slot := c.slot(title)
	if slot != nil && slot.Start.Sub(meant).Abs() == time.Hour && slot.Start.In(c.live.Get().Zone()).Format(say.StampLayout) == stamp {
		return slot.Start
	}
	return meant
}
