package say_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestUnmutedNamesMutedTalks holds which talks are said to be muted still: few,
// those that are in the schedule, and those whose mute has not ended.
func TestUnmutedNamesMutedTalks(t *testing.T) {
	var slots []schedule.Slot
	for i := range 8 {
		slots = append(slots, talk(fmt.Sprint("Talk ", i), morning(11+i, 0, 0)))
	}
	s := build(t, slots...)
	now := morning(10, 0, 0)
	mute := func(i int, until time.Time) bot.Mute { return bot.Mute{Talk: s.Slots()[i].Key, Until: until} }
	m := say.In("en").At(s, now, nil)
	equal(t, m.Unmuted(true, bot.Wishes{Mutes: []bot.Mute{
		{Talk: "gone"}, {}, mute(0, now), mute(1, now.Add(-time.Minute)), mute(2, now.Add(time.Minute)), mute(3, time.Time{})}}),
		"**Not muted any more.** I ring again.",
		"**Muted until 10:01: Talk 2.**", "**Muted: Talk 3.**",
		"[Unmute Talk 2] [Unmute Talk 3]", "[My agenda]")
	var many bot.Wishes
	for i := range s.Slots() {
		many.Mutes = append(many.Mutes, mute(i, time.Time{}))
	}
	answer := m.Unmuted(false, many)
	if got := answer.Body[0].Text(); got != "Nothing was muted. I ring as ever." {
		t.Errorf("it says %q", got)
	}
	if got := strings.Count(answer.Text(), "Muted: "); got != 5 {
		t.Errorf("%d of 8 muted talks are named:\n%s", got, answer.Text())
	}
}

// TestMuteButtons holds that a card offers to mute what will ring, to unmute what
// will not, and neither for what cannot ring any more.
func TestMuteButtons(t *testing.T) {
	off := talk("Off", morning(14, 0, 0))
	off.Cancelled = true
	s := build(t, talk("On", morning(12, 0, 0)), off)
	all, one := bot.Mute{}, bot.Mute{Talk: s.Slots()[0].Key}
	for _, test := range []struct {
		now   time.Time
		slot  int
		mutes []bot.Mute
		want  string // the command of the button, without the way back
	}{
		{morning(11, 0, 0), 0, nil, "/mute " + one.Talk},
		{morning(11, 0, 0), 0, []bot.Mute{one}, "/unmute " + one.Talk},
		{morning(11, 0, 0), 0, []bot.Mute{all}, "/unmute"},
		{morning(11, 0, 0), 0, []bot.Mute{{Until: morning(12, 0, 0)}}, "/unmute"},
		{morning(11, 0, 0), 0, []bot.Mute{{Until: morning(11, 59, 0)}}, "/mute " + one.Talk}, // it only puts the ring off
		{morning(11, 0, 0), 0, []bot.Mute{{Talk: one.Talk, Until: morning(12, 0, 0)}}, "/unmute " + one.Talk},
		{morning(12, 0, 0), 0, nil, ""},
		{morning(12, 0, 0), 0, []bot.Mute{one}, ""},
		{morning(11, 0, 0), 1, nil, ""},
		{morning(11, 0, 0), 1, []bot.Mute{all}, ""},
	} {
		slots := s.Slots()[test.slot : test.slot+1]
		card := say.In("en").At(s, test.now, titled("On", "Off")).Talk(slots, say.Card{Star: say.Star{Leads: tenMinutes, Wishes: bot.Wishes{Mutes: test.mutes}}})
		got := ""
		for _, row := range card.Buttons {
			for _, b := range row {
				if strings.Contains(b.Command, "mute") {
					got, _, _ = strings.Cut(b.Command, " < ")
				}
			}
		}
		if got != test.want {
			t.Errorf("at %s, with %v, the card of %s offers %q, want %q", test.now.Format(time.TimeOnly), test.mutes, slots[0].Title, got, test.want)
		}
	}
}

// TestMutedStarPromisesNoRing holds what a star says of rings that a mute keeps
// away or puts off.
func TestMutedStarPromisesNoRing(t *testing.T) {
	s := build(t, talk("Tour", morning(12, 0, 0)))
	leads := []time.Duration{30 * time.Minute, 10 * time.Minute}
	for until, want := range map[time.Time]string{
		morning(11, 30, 0): "I'll ring at 11:30 and 11:50.", // which ends as the first ring is due
		morning(11, 40, 0): "I'll ring at 11:40 and 11:50.",
		morning(11, 50, 0): "I'll ring at 11:50.",
		morning(11, 59, 0): "I'll ring at 11:59.",
		morning(12, 0, 0):  "It won't ring: muted until 12:00.",
		morning(13, 0, 0):  "It won't ring: muted until 13:00.",
		{}:                 "It won't ring: muted.",
	} {
		for _, mute := range []bot.Mute{{Until: until}, {Talk: s.Slots()[0].Key, Until: until}} {
			star := say.Star{Leads: leads, Wishes: bot.Wishes{Mutes: []bot.Mute{mute}}}
			card := say.In("en").At(s, morning(11, 0, 0), titled("Tour")).Talk(s.Slots(), say.Card{Brief: true, Star: star}).Text()
			if !strings.HasSuffix(card, "Yours. "+want) {
				t.Errorf("muted until %s it says\n%s\nnot %q", until.Format(time.TimeOnly), card, want)
			}
		}
	}
}
