package scheduler_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
)

// shown is a message that rang as it stands in its chat, as far as the process
// knows that it is there.
type shown struct {
	// slots are how those that it rings for stood when it was put into words, by
	// guid.
	slots map[string]bot.Standing
	// worded is when it was, or what it reads now.
	worded time.Time
}

// shows is when the process knows that a message that rang is there.
func (v *visitor) shows(a *afternoon, r *request) {
	if r.edits {
		if s := v.shown[r.ref]; s != nil {
			s.worded = r.begun
		}
		return
	}
	s := &shown{map[string]bot.Standing{}, r.begun}
	for _, slot := range r.said.rings {
		s.slots[slot.GUID] = bot.StandingOf(slot)
	}
	if len(s.slots) > 0 {
		v.shown[r.ref] = s
	}
}

// says reports whether a line says something, at its beginning or within.
func says(line, what string) bool {
	return strings.Contains(strings.ToLower(line), strings.ToLower(what))
}

// judgeEdit holds that what a message that rang reads now is so.
func (a *afternoon) judgeEdit(r *request) {
	s := r.v.shown[r.ref]
	if s == nil {
		return // the process may have learned of it otherwise
	}
	for guid, said := range s.slots {
		stands := a.stands(guid)
		so := func(line string) bool {
			switch {
			case !strings.HasSuffix(line, a.slot(guid).Title):
				return false
			case stands.Off:
				return says(line, "cancelled")
			case !stands.Start.Equal(said.Start):
				return says(line, "moved to "+a.clock(stands.Start))
			case !schedule.SameRoom(stands.Room, said.Room):
				// It may have been sent earlier than it seems, when the slot was there.
				return says(line, "now in "+stands.Room.Name) || says(line, "in "+stands.Room.Name) && !says(line, "now in")
			}
			return !says(line, "moved")
		}
		if !slices.ContainsFunc(strings.Split(r.message.Text(), "\n"), so) {
			a.broken("%v: that is not so of %s, %v: %s", r.v, guid, a.described([]bot.Standing{said, stands}), r.text)
		}
	}
	if r.message.Rings {
		a.broken("%v hears it when a message is amended: %s", r.v, r.text)
	}
}

// amends are the messages that rang and are not true any more, which are owed to
// somebody until the talk they rang for is long over.
func (a *afternoon) amends(v *visitor, owed map[string]time.Duration) {
	for ref, s := range v.shown {
		for guid, said := range s.slots {
			if changed := a.changed[guid]; changed.After(s.worded) && !a.stands(guid).Same(said) && a.now().Before(said.Start.Add(worth)) {
				owed[fmt.Sprintf("the end of the lie %s tells of %s since %s", ref[strings.Index(ref, "-"):], guid, changed)] = patience + scheduler.DefaultSettle
			}
		}
	}
}

var (
	missedHead  = regexp.MustCompile(`^I couldn't reach you from `)
	missedEntry = regexp.MustCompile(`^\d+ .* in [\w ]+ — (Talk \d+)(?: \(over\))?$`)
)

// judgeMissed holds that a message sums up what somebody wanted and did not hear.
func (a *afternoon) judgeMissed(r *request) {
	if since := time.Since(r.v.summedUp); since < oneCatchUp && !r.again {
		a.broken("%v heard that %v ago: %s", r.v, since, r.text)
	}
	for _, line := range strings.Split(r.message.Text(), "\n")[1:] {
		match := missedEntry.FindStringSubmatch(line)
		if match == nil {
			continue // how many more there are
		}
		unheard := slices.ContainsFunc(a.live.Get().Slots(), func(slot *schedule.Slot) bool {
			_, wants := r.v.wishes.Because(slot)
			_, rang := r.v.rung[rung{slot.Key, slot.Start.UnixMilli()}]
			return slot.Title == match[1] && wants && !rang && !slot.Start.After(a.now())
		})
		if !unheard && !r.again {
			a.broken("%v did not miss %s: %s", r.v, match[1], r.text)
		}
	}
}
