package scheduler_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
)

// muting mutes a talk, or everything, until a minute of Wednesday, or for good.
type muting struct {
	talk  string
	until time.Duration // since midnight
}

func at(hour, minute int) time.Duration {
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

func (h *house) mute(chat string, m muting) {
	h.t.Helper()
	mute := bot.Mute{Talk: m.talk}
	if m.until > 0 {
		mute.Until = h.wednesday(0, 0).Add(m.until)
	}
	if err := h.db.Mute(h.t.Context(), h.fake.Chat(chat), mute); err != nil {
		h.t.Fatal(err)
	}
	h.Wake()
}

func (h *house) unmute(chat, talk string) {
	h.t.Helper()
	if _, err := h.db.Unmute(h.t.Context(), h.fake.Chat(chat), talk); err != nil {
		h.t.Fatal(err)
	}
	h.Wake()
}

// muteCases are what Ada hears, who starred New Mount API (14:30, Dome) and
// Disaggregated networks (15:15), and mutes at 14:00.
var muteCases = map[string]struct {
	mutes  []muting
	unmute time.Duration // the first of them
	again  *muting       // at 14:22
	want   []string
}{
	"for good": {mutes: []muting{{}}},
	"one talk": {mutes: []muting{{talk: mountAPI}}, want: []string{"15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"unmuted before": {mutes: []muting{{}}, unmute: at(14, 10),
		want: []string{"14:20:00 Starting in 10 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"unmuted inside the lead": {mutes: []muting{{}}, unmute: at(14, 27),
		want: []string{"14:27:00 Starting in 3 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"unmuted when it has begun": {mutes: []muting{{}}, unmute: at(14, 32),
		want: []string{"14:32:00 Started 2 min ago in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"one of two unmuted": {mutes: []muting{{}, {talk: mountAPI}}, unmute: at(14, 10),
		want: []string{"15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until before it falls due": {mutes: []muting{{until: at(14, 15)}},
		want: []string{"14:20:00 Starting in 10 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until inside the lead": {mutes: []muting{{until: at(14, 25)}},
		want: []string{"14:25:00 Starting in 5 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until one after the other": {mutes: []muting{{until: at(14, 25)}, {talk: mountAPI, until: at(14, 28)}},
		want: []string{"14:28:00 Starting in 2 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until it starts": {mutes: []muting{{until: at(14, 30)}},
		want: []string{"15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until an end that is put off": {mutes: []muting{{until: at(14, 25)}}, again: &muting{until: at(14, 29)},
		want: []string{"14:29:00 Starting in 1 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until an end that comes sooner": {mutes: []muting{{until: at(14, 28)}}, again: &muting{until: at(14, 24)},
		want: []string{"14:24:00 Starting in 6 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
	"until an end that is unmuted": {mutes: []muting{{until: at(14, 29)}}, unmute: at(14, 24),
		want: []string{"14:24:00 Starting in 6 min in Dome: New Mount API", "15:05:00 Starting in 10 min in Dome: Disaggregated"}},
}

// TestMutes plays each case in one life of the program, and in one that is cut
// just after the rings fell due.
func TestMutes(t *testing.T) {
	for name, test := range muteCases {
		for life, restart := range map[string]bool{"": false, ", restarted": true} {
			t.Run(name+life, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					h := bubbleHouse(t, 13, 0, bot.Traits{})
					path := database(t)
					p := h.begin(path)
					h.star("ada", mountAPI, networks)
					h.sleepUntil(14, 0)
					for _, m := range test.mutes {
						h.mute("ada", m)
					}
					for minute := 1; minute < 120; minute++ {
						h.sleepUntil(14, minute)
						switch {
						case minute == 21 && restart:
							p.end()
							p = h.begin(path)
						case minute == 22 && test.again != nil:
							h.mute("ada", *test.again)
						case test.unmute == at(14, minute):
							h.unmute("ada", test.mutes[0].talk)
						}
					}
					p.end()
					var got []string
					for _, s := range h.fake.Messages() {
						text, _, _ := strings.Cut(s.Message.Text(), " networks:")
						text, _, _ = strings.Cut(text, "\n")
						got = append(got, s.At.In(h.live.Get().Zone()).Format("15:04:05 ")+text)
					}
					if diff := cmp.Diff(test.want, got); diff != "" {
						t.Errorf("-want +got:\n%s", diff)
					}
				})
			})
		}
	}
}

// sounds are the first lines of all messages, with what makes no sound in
// brackets.
func (h *house) sounds() []string {
	var all []string
	for _, s := range h.fake.Messages() {
		line, _, _ := strings.Cut(s.Message.Text(), "\n")
		if !s.Message.Rings {
			line = "(" + line + ")"
		}
		all = append(all, line)
	}
	return all
}

// TestWhatMustBeKnownIsToldQuietly mutes everything, or one talk, and has both
// talks change, and an organiser speak.
func TestWhatMustBeKnownIsToldQuietly(t *testing.T) {
	for name, test := range map[string]struct {
		talk string
		want []string
	}{
		"everything": {"", []string{"(⚠ Moved: New Mount API)", "(⚠ Moved: Linux & TPMs)", "(Message from the organisers)"}},
		"one talk":   {mountAPI, []string{"(⚠ Moved: New Mount API)", "⚠ Moved: Linux & TPMs", "Message from the organisers"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 50)
				p := h.begin(database(t))
				h.star("ada", mountAPI, linuxTPMs)
				h.mute("ada", muting{talk: test.talk})
				for hour, moved := range []map[string]time.Duration{{mountAPI: time.Hour}, {mountAPI: time.Hour, linuxTPMs: time.Hour}} {
					h.sleepUntil(10+hour, 0)
					h.source.publish(conference(t, later(moved)))
				}
				h.sleepUntil(12, 0)
				h.broadcast("Lunch is ready.")
				h.Wake()
				h.sleepUntil(12, 1)
				p.end()
				if diff := cmp.Diff(test.want, h.sounds()); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		})
	}
}

// TestAQuietCorrectionIsNotTheRing has a room change inside the lead, and
// somebody who is to be rung after that.
func TestAQuietCorrectionIsNotTheRing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.mute("ada", muting{})
		hall := h.live.Get().FindRooms("main hall").Hits[0]
		h.sleepUntil(14, 21)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Room = hall })))
		h.sleepUntil(14, 25)
		h.unmute("ada", "")
		h.sleepUntil(14, 40)
		p.end()
		want := []string{"(⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).)", "Starting in 5 min in Main Hall: New Mount API"}
		if diff := cmp.Diff(want, h.sounds()); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}
