package scheduler_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestEachChatIsToldInItsLanguage has a ring, a change and a broadcast for people
// who chose German, whose network speaks it, who chose otherwise, and of whom
// nothing is known at a conference that speaks English.
func TestEachChatIsToldInItsLanguage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		p := h.begin(database(t))
		spoken := map[string]struct{ hint, chosen, told string }{
			"ada": {"", "de", "de"}, "bob": {"de", "", "de"}, "eve": {"de", "en", "en"}, "zoe": {"", "", "en"},
		}
		for name, s := range spoken {
			chat := h.fake.Chat(name)
			h.star(name, mountAPI)
			if err := h.db.Seen(t.Context(), bot.Visit{Chat: chat, Hint: s.hint}); err != nil {
				t.Fatal(err)
			}
			if err := h.db.SetLanguage(t.Context(), chat, s.chosen); err != nil {
				t.Fatal(err)
			}
		}
		h.Wake()
		before := h.live.Get().Talk(mountAPI)[0]
		h.sleepUntil(14, 21)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Cancelled = true })))
		h.sleepUntil(14, 23)
		h.broadcast("Lunch is ready.")
		h.Wake()
		h.sleepUntil(14, 24)
		p.end()

		after := bot.StandingOf(before)
		after.Off = true
		want := func(language string) []string {
			v := say.In(language)
			yours := func(slot *schedule.Slot) bool { return slot.Key == mountAPI }
			m := v.At(h.live.Get(), h.wednesday(14, 22), yours)
			news := []say.Changed{{Talk: mountAPI, Told: bot.StandingOf(before), Stands: after}}
			return []string{
				m.Amended(news, h.wednesday(14, 20)).Text(),
				m.Changes(news).Text(),
				v.Broadcast("Lunch is ready.").Text(),
			}
		}
		if slices.Equal(want("de"), want("en")) {
			t.Fatal("German is English")
		}
		for name, s := range spoken {
			var got []string
			for _, m := range h.fake.Messages() {
				if m.Ref.Chat.ID == name {
					got = append(got, m.Message.Text())
				}
			}
			if diff := cmp.Diff(want(s.told), got); diff != "" {
				t.Errorf("%s: -want +got:\n%s", name, diff)
			}
		}
	})
}
