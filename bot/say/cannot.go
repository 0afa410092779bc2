package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// The reasons for which an organiser's command does nothing to a slot or a room.
const (
	CannotOver     = "over"     // it has ended
	CannotOff      = "off"      // it is cancelled
	CannotSameRoom = "room"     // it is in that room already
	CannotSameTime = "time"     // it starts then already
	CannotCancel   = "cancel"   // it is cancelled already
	CannotRestore  = "restore"  // it is as published
	CannotSwap     = "swap"     // it would swap with itself
	CannotSwapLike = "likewise" // both are in one room at one time
	CannotAdd      = "add"      // it is in the schedule already
)

// Cannot says why nothing is done to a slot. Instead, if set, is the command of the
// button that leads on.
func (m Moment) Cannot(why string, slot *schedule.Slot, instead string) bot.Message {
	message := m.one("cannot."+why, m.standingOf(slot))
	if instead != "" {
		message.Buttons = flow(press(m.label("cannot.restore.it", nil), instead))
	}
	return message
}

// CannotRestoreLate says that a slot begins later only because its room runs late. Ends is
// the command of the button that has the room on time again.
func (m Moment) CannotRestoreLate(slot *schedule.Slot, ends string) bot.Message {
	message := m.one("cannot.restore.late", m.standingOf(slot))
	message.Buttons = flow(press(m.label("ask.late.over", nil), ends))
	return message
}

// CannotPast says that a time is over to which something was to go.
func (m Moment) CannotPast(t time.Time) bot.Message {
	return m.one("cannot.past", facts{"When": m.dayTime(t), "Now": m.clock(m.now)})
}

// CannotBeLate says that nothing more begins in a room today, so that nothing can slide.
func (m Moment) CannotBeLate(room schedule.Room) bot.Message {
	return m.one("cannot.late", facts{"Room": room.Name})
}

// OnTime says that a room has no delay to end.
func (m Moment) OnTime(room schedule.Room) bot.Message {
	return m.one("cannot.late.over", facts{"Room": room.Name})
}

// CannotChange says that nobody can change this schedule.
func (v Voice) CannotChange() bot.Message { return v.one("cannot.here", nil) }

// CannotFind says that what was to be changed is not in the schedule as it is now.
func (v Voice) CannotFind() bot.Message { return v.one("cannot.find", nil) }
