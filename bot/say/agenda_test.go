package say_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
// today begins with what is not over, if all of it is too long for a page.
func TestAgendaIsPaged(t *testing.T) {
	var slots []schedule.Slot
	for i := range 20 {
		slots = append(slots, talk(fmt.Sprint("Talk ", i), morning(8, 40*i, 0)))
	}
	s := build(t, slots...)
	for _, test := range []struct {
		hour, of, skip int
		coming         bool
		want, buttons  string
	}{
		{10, 20, 0, false, "12: 08:00 Dome — Talk 0 to 15:20 Dome — Talk 11", "[8 more]"},
		{10, 20, 12, false, "8: 16:00 Dome — Talk 12 to 20:40 Dome — Talk 19", ""},
		{10, 20, 0, true, "12: 10:00 Dome — Talk 3 to 17:20 Dome — Talk 14", "[Earlier] [5 more]"},
		{10, 20, 12, true, "8: 16:00 Dome — Talk 12 to 20:40 Dome — Talk 19", ""},
		{8, 20, 0, true, "12: 08:00 Dome — Talk 0 to 15:20 Dome — Talk 11", "[8 more]"},
		{10, 12, 0, true, "12: 08:00 Dome — Talk 0 to 15:20 Dome — Talk 11", ""},
		{10, 13, 0, true, "10: 10:00 Dome — Talk 3 to 16:00 Dome — Talk 12", "[Earlier]"},
		{23, 20, 0, true, "12: 08:00 Dome — Talk 0 to 15:20 Dome — Talk 11", "[8 more]"},
	} {
		m := say.In("en").At(s, morning(test.hour, 0, 0), func(*schedule.Slot) bool { return true }).Agenda(say.Agenda{
			Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots()[:test.of], Skip: test.skip, Coming: test.coming})
		entries := m.Body[1:]
		if got := fmt.Sprintf("%d: %s to %s", len(entries), entries[0].Text(), entries[len(entries)-1].Text()); got != test.want {
			t.Errorf("%+v: it shows %s", test, got)
		}
		buttons, _, _ := strings.Cut(markup(bot.Message{Buttons: m.Buttons}), "[Reminders")
		if got := strings.TrimSpace(buttons); got != test.buttons {
			t.Errorf("%+v: the buttons are %s", test, got)
		}
	}
}

// TestAgendaClashes holds which clash is said: once, at the earlier of two, and
// of talks that are held, not of one talk with itself.
func TestAgendaClashes(t *testing.T) {
	off := in("Hall", talk("Off", morning(12, 0, 0)))
	off.Cancelled = true
	long := talk("Long", morning(14, 0, 0)) // to 16:00, over a short one and into another
	long.End = morning(16, 0, 0)
	s := build(t,
		talk("One", morning(9, 0, 0)), in("Hall", talk("Same", morning(9, 0, 0))), in("Hall", talk("Next", morning(9, 40, 0))),
		talk("Tour", morning(11, 0, 0)), in("Hall", talk("Tour", morning(11, 10, 0))),
		talk("On", morning(12, 0, 0)), off, in("Attic", talk("Also on", morning(12, 20, 0))),
		in("Hall", talk("Off again", morning(13, 30, 0))), long, in("Hall", talk("Tour", morning(14, 10, 0))),
		in("Attic", talk("Late", morning(15, 0, 0))))
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots()}
	var marked []string
	for _, line := range say.In("en").At(s, morning(8, 0, 0), func(*schedule.Slot) bool { return true }).Agenda(agenda).Body {
		if strings.Contains(line.Text(), "⚠") {
			marked = append(marked, line.Text())
		}
	}
	if diff := cmp.Diff([]string{
		"09:00 Dome — One ⚠ same time as the next",
		"12:00 Dome — On ⚠ runs into 12:20",
		"13:30 Hall — Off again ⚠ runs into the next",
		"14:00 Dome — Long ⚠ runs into the next",
	}, marked); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
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
		morning(9, 40, 0): {"10:00 Dome — Smaller (you follow Dome)"}, // what is over is left out while there is more
		morning(12, 0, 0): {"09:00 Dome — Small (you follow Dome)", "10:00 Dome — Smaller (you follow Dome)"},
	} {
		want = append([]string{"**Your Wednesday** (times in Berlin, CEST)"}, want...)
		equal(t, say.In("en").At(s, now, nil).Agenda(agenda), append(want, "You also follow **Dome**.", "[Reminders: 10 min]")...)
	}
}

// TestAgendaCountsCancelled holds that another day counts a cancelled talk only
// where it is starred, as that day's own list does.
func TestAgendaCountsCancelled(t *testing.T) {
	gone, lost, too := talk("Gone", morning(33, 0, 0)), talk("Lost", morning(34, 0, 0)), talk("Lost too", morning(35, 0, 0))
	friday := talk("Gone on Friday", morning(57, 0, 0))
	gone.Cancelled, lost.Cancelled, too.Cancelled, friday.Cancelled = true, true, true, true
	s := build(t, talk("One", morning(9, 0, 0)), gone, lost, too, friday)
	dome := schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots(), Wishes: bot.Wishes{Follows: []bot.Follow{{Topic: dome}}}}
	equal(t, say.In("en").At(s, morning(8, 0, 0), titled("Lost", "Lost too")).Agenda(agenda),
		"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — One (you follow Dome)",
		"**Thursday** 2 talks.", "You also follow **Dome**.",
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

// TestAgendaWithoutEntries holds what is said where a day, or all of it, has
// nothing of a person's.
func TestAgendaWithoutEntries(t *testing.T) {
	s := build(t, talk("Small", morning(9, 0, 0)), in("Hall", talk("Large", morning(33, 0, 0))))
	dome := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}}
	gone := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicRoom, Key: "n-gone"}}
	star := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "gone"}}
	over := morning(60, 0, 0)
	for name, test := range map[string]struct {
		now  time.Time
		a    say.Agenda
		want string
	}{
		"nothing": {morning(8, 0, 0), say.Agenda{Day: s.Days()[0], Leads: tenMinutes},
			"**Nothing starred yet.**\nType what interests you, and press ★ Star on what you want to see.\n[Now] [Next]\n"},
		"nothing, and over": {over, say.Agenda{Day: s.Days()[0], Leads: tenMinutes}, "**You starred nothing.**\n"},
		"what is gone": {morning(8, 0, 0), say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Wishes: bot.Wishes{Follows: []bot.Follow{gone, star}}},
			"**Nothing starred yet.**\nType what interests you, and press ★ Star on what you want to see.\n[Now] [Next]\n"},
		"a room without a talk": {morning(8, 0, 0), say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Wishes: bot.Wishes{Follows: []bot.Follow{dome, gone}}},
			"You follow **Dome**.\n[Reminders: 10 min]\n"},
		"another day": {morning(8, 0, 0), say.Agenda{Day: s.Days()[1], Leads: tenMinutes, Slots: s.Slots()[:1], Wishes: bot.Wishes{Follows: []bot.Follow{dome}}},
			"**Wednesday** 1 talk.\nYou follow **Dome**.\n[Reminders: 10 min]\n"},
	} {
		if diff := cmp.Diff(test.want, markup(say.In("en").At(s, test.now, nil).Agenda(test.a))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestAgendaLeavesCancelledOut holds that of what is followed alone a cancelled
// talk is neither shown nor what keeps the day from being over.
func TestAgendaLeavesCancelledOut(t *testing.T) {
	off := talk("Off", morning(15, 0, 0))
	off.Cancelled = true
	s := build(t, talk("Small", morning(9, 0, 0)), off, talk("Tomorrow", morning(33, 0, 0)))
	dome := schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots(), Wishes: bot.Wishes{Follows: []bot.Follow{{Topic: dome}}}}
	for _, now := range []time.Time{morning(8, 0, 0), morning(9, 40, 0), morning(12, 0, 0)} {
		equal(t, say.In("en").At(s, now, nil).Agenda(agenda),
			"**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — Small (you follow Dome)", "**Thursday** 1 talk.",
			"You also follow **Dome**.", "[Wednesday] [Thursday]\n[Reminders: 10 min]")
	}
}

// TestAgendaMuted holds that a talk is marked where it is muted by itself, and
// that it is said once where all are.
func TestAgendaMuted(t *testing.T) {
	s := build(t, talk("One", morning(9, 0, 0)), talk("Two", morning(10, 0, 0)))
	agenda := say.Agenda{Day: s.Days()[0], Leads: tenMinutes, Slots: s.Slots(),
		Wishes: bot.Wishes{Mutes: []bot.Mute{{Until: morning(12, 0, 0)}, {Talk: s.Slots()[1].Key}}}}
	m := say.In("en").At(s, morning(8, 0, 0), titled("One", "Two"))
	equal(t, m.Agenda(agenda), "**Your Wednesday** (times in Berlin, CEST)", "09:00 Dome — One", "10:00 Dome — Two (muted)",
		"**Muted until 12:00:** nothing rings.", "[Reminders: 10 min] [Unmute]")
}
