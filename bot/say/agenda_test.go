package say_test

import (
	"fmt"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

var tenMinutes = []time.Duration{10 * time.Minute}

// in puts a slot into another room.
func in(room string, slot schedule.Slot) schedule.Slot {
	slot.Room = schedule.Room{Key: "n-" + room, Name: room}
	return slot
}

// titled are the slots with these titles.
func titled(titles ...string) func(*schedule.Slot) bool {
	return func(slot *schedule.Slot) bool {
		for _, t := range titles {
			if slot.Title == t {
				return true
			}
		}
		return false
	}
}

// TestAgendaGaps holds that free time is said from 45 minutes on, while it is
// not over, and that what is on meanwhile is a press away.
func TestAgendaGaps(t *testing.T) {
	one, two := talk("One", morning(9, 0, 0)), talk("Two", morning(10, 25, 0)) // 09:40 to 10:25
	three := talk("Three", morning(11, 49, 0))                                 // 11:05 to 11:49
	four := talk("Four", morning(14, 0, 0))                                    // 12:29 to 14:00
	other := in("Hall", talk("Other", morning(13, 0, 0)))
	s := build(t, one, two, three, four, other)
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes}
	for _, slot := range s.Slots() {
		if slot.Title != "Other" {
			agenda.Slots = append(agenda.Slots, slot)
		}
	}
	mine := titled("One", "Two", "Three", "Four")
	equal(t, say.In("en").At(s, morning(8, 0, 0), mine).Agenda(agenda),
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — One", "*Free until 10:25*", "10:25 Dome — Two",
		"11:49 Dome — Three", "*Free until 14:00*", "14:00 Dome — Four",
		"[On at 13:00] [Reminders: 10 min]")
	equal(t, say.In("en").At(s, morning(13, 10, 20), mine).Agenda(agenda),
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — One", "10:25 Dome — Two",
		"11:49 Dome — Three", "*Free until 14:00*", "14:00 Dome — Four",
		"[On at 13:10] [Reminders: 10 min]")
}

// TestAgendaFollows holds that what is followed is shown with its reason, unless
// it is so much that the stars would drown in it.
func TestAgendaFollows(t *testing.T) {
	slots := []schedule.Slot{talk("Starred", morning(9, 0, 0)), in("Attic", talk("Small", morning(9, 40, 0)))}
	for i := range 4 {
		slots = append(slots, in("Hall", talk(fmt.Sprint("Talk ", i), morning(10+i, 0, 0))))
	}
	for i := range slots {
		slots[i].Speakers = nil
	}
	s := build(t, slots...)
	star := schedule.Topic{Kind: schedule.TopicTalk, Key: s.Slots()[0].Key}
	attic, hall := schedule.Topic{Kind: schedule.TopicRoom, Key: "n-Attic"}, schedule.Topic{Kind: schedule.TopicRoom, Key: "n-Hall"}
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots(),
		Wishes: bot.Wishes{Follows: []bot.Follow{{Topic: star}, {Topic: hall}, {Topic: attic}}}}
	at := func(now time.Time) say.Moment { return say.In("en").At(s, now, titled("Starred")) }
	equal(t, at(morning(8, 0, 0)).Agenda(agenda),
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — Starred", "09:40 Attic — Small (you follow Attic)",
		"4 talks in **Hall**.", "You also follow **Hall** and **Attic**.",
		"[Hall] [Reminders: 10 min]")
	equal(t, at(morning(11, 0, 0)).Agenda(agenda), // three are left, and the small one is over
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — Starred",
		"11:00 Hall — Talk 1 (you follow Hall)", "12:00 Hall — Talk 2 (you follow Hall)", "13:00 Hall — Talk 3 (you follow Hall)",
		"You also follow **Hall** and **Attic**.",
		"[Reminders: 10 min]")
}

// TestAgendaIsPaged holds that a long day is shown a page at a time, and that
// today begins with what is not over.
func TestAgendaIsPaged(t *testing.T) {
	var slots []schedule.Slot
	for i := range 20 {
		slots = append(slots, talk(fmt.Sprint("Talk ", i), morning(8, 40*i, 0)))
	}
	s := build(t, slots...)
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots()}
	m := say.In("en").At(s, morning(10, 0, 0), func(*schedule.Slot) bool { return true })
	lines := func(a say.Agenda) string {
		body := m.Agenda(a).Body
		return fmt.Sprint(len(body), " ", body[1].Text(), " ", body[len(body)-1].Text())
	}
	for want, a := range map[string]say.Agenda{
		"13 08:00 Dome — Talk 0 15:20 Dome — Talk 11": agenda,
		"9 16:00 Dome — Talk 12 20:40 Dome — Talk 19": {Day: agenda.Day, Leads: tenMinutes, Slots: s.Slots(), Skip: 12},
		"13 10:00 Dome — Talk 3 17:20 Dome — Talk 14": {Day: agenda.Day, Leads: tenMinutes, Slots: s.Slots(), Coming: true},
	} {
		if got := lines(a); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestAgendaZone holds that whose clock it is shows even where the schedule names
// no zone but only writes an offset, as FOSDEM's and the CCC's do.
func TestAgendaZone(t *testing.T) {
	for want, zone := range map[string]*time.Location{
		"Berlin, CEST": berlin, "UTC": time.UTC, "UTC+02:00": time.FixedZone("", 2*60*60), "UTC+05:30": time.FixedZone("", 11*30*60),
	} {
		s, err := schedule.New(schedule.Draft{Conference: schedule.Conference{Title: "Small Conference", Zone: zone},
			Slots: []schedule.Slot{talk("One", morning(9, 0, 0))}})
		if err != nil {
			t.Fatal(err)
		}
		agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots()}
		head := say.In("en").At(s, morning(8, 0, 0), titled("One")).Agenda(agenda).Body[0].Text()
		if head != "Your Wednesday (times in "+want+")" {
			t.Errorf("got %q, want the times in %s", head, want)
		}
	}
}

// TestAgendaFollowedDayOver holds that a day on which there was only what is
// followed is not an empty one once it is over.
func TestAgendaFollowedDayOver(t *testing.T) {
	s := build(t, talk("Small", morning(9, 0, 0)), talk("Smaller", morning(10, 0, 0)))
	dome := schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots(), Wishes: bot.Wishes{Follows: []bot.Follow{{Topic: dome}}}}
	for now, want := range map[time.Time][]string{
		morning(9, 50, 0): {"10:00 Dome — Smaller (you follow Dome)"}, // what is over is left out while there is more
		morning(12, 0, 0): {"09:00 Dome — Small (you follow Dome)", "10:00 Dome — Smaller (you follow Dome)"},
	} {
		want = append([]string{"**Your Wednesday** (times in Berlin, CEST)"}, want...)
		equal(t, say.In("en").At(s, now, nil).Agenda(agenda), append(want, "You also follow **Dome**.", "[Reminders: 10 min]")...)
	}
}

// TestAgendaCountsCancelled holds that another day counts a cancelled talk only
// where it is starred, as that day's own list does.
func TestAgendaCountsCancelled(t *testing.T) {
	gone, lost := talk("Gone", morning(33, 0, 0)), talk("Lost", morning(34, 0, 0))
	gone.Cancelled, lost.Cancelled = true, true
	s := build(t, talk("One", morning(9, 0, 0)), gone, lost)
	dome := schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots(), Wishes: bot.Wishes{Follows: []bot.Follow{{Topic: dome}}}}
	equal(t, say.In("en").At(s, morning(8, 0, 0), titled("Lost")).Agenda(agenda),
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — One (you follow Dome)",
		"**Thursday** 1 talk.", "You also follow **Dome**.",
		"[Wednesday] [Thursday]\n[Reminders: 10 min]")
}

// TestAgendaGapsAreFree holds that a cancelled talk leaves its time free, that a
// short talk within a long one does not, and that few gaps have a button.
func TestAgendaGapsAreFree(t *testing.T) {
	off := talk("Off", morning(10, 0, 0))
	off.Cancelled = true
	long, short := talk("Long", morning(11, 0, 0)), talk("Short", morning(11, 10, 0)) // to 13:00 and 11:50
	long.End = morning(13, 0, 0)
	slots := []schedule.Slot{talk("One", morning(9, 0, 0)), off, long, short, talk("Two", morning(13, 30, 0)),
		talk("Three", morning(15, 0, 0)), talk("Four", morning(17, 0, 0))}
	for i := range 10 {
		slots = append(slots, in("Hall", talk("Other", morning(9+i, 0, 0))))
	}
	s := build(t, slots...)
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes}
	for _, slot := range s.Slots() {
		if slot.Title != "Other" {
			agenda.Slots = append(agenda.Slots, slot)
		}
	}
	equal(t, say.In("en").At(s, morning(8, 0, 0), titled("One", "Off", "Long", "Short", "Two", "Three", "Four")).Agenda(agenda),
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — One", "10:00 Dome — Off (cancelled)",
		"*Free until 11:00*", "11:00 Dome — Long ⚠ runs into the next", "11:10 Dome — Short", "13:30 Dome — Two",
		"*Free until 15:00*", "15:00 Dome — Three", "*Free until 17:00*", "17:00 Dome — Four",
		"[On at 10:00] [On at 14:10]\n[Reminders: 10 min]")
}
