package command_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/storage"
)

func (d *desk) Undo(context.Context, bot.TellingName, bot.Chat) (bot.TellingName, error) {
	return bot.TellingName{}, bot.ErrNoDraft
}
func (d *desk) Told(context.Context, bot.TellingName) (bot.Progress, error) {
	return bot.Progress{}, bot.ErrNoDraft
}
func (d *desk) Last(context.Context, bot.Chat) (bot.TellingName, error) {
	return bot.TellingName{}, bot.ErrNoDraft
}
func (d *desk) Done(context.Context, int64) (bot.Proposal, error) {
	return bot.Proposal{}, bot.ErrNoDraft
}
func (d *desk) Decide(context.Context, string, bot.Chat, bool) (bot.Dispute, error) {
	return bot.Dispute{}, bot.ErrDecided
}
func (d *desk) Note(context.Context, int64, bot.Chat, string) (bot.Proposal, error) {
	return bot.Proposal{}, bot.ErrNoDraft
}

// FuzzOrganise types anything at all as an organiser, who is shown the same whenever it is
// typed, and as a stage manager, who is shown nothing of another room.
func FuzzOrganise(f *testing.F) {
	for _, seed := range []string{"/moveroom mount api to main hall", "moveroom main hall mont api", "/movetime mount api +20min", "/movetime 25:00 tpm",
		"/delay dome 12", "delay dome +5", "/delay dome zwölf", "/swap mount api tpm", "/swap soft reboot, mount api", "/cancel all", "/restore dome 14:30",
		"/addtalk Tea, Dome, 19:00, 30", "/addtalk Tea; ; 17:00", "/grant stage manager dome", "/overrides end 1 2", "/undo b7", "/told who 7",
		"/reconcile ours 3", "/note 7 x", "/broadcast room dome: x", "/broadcast at 7 x", "/announce here dome", "/movetime - +", "/swap and and and",
		"/moveroom -> ->", "/addtalk ;;;", "/movetime main-c-NYLYDK@zz -10"} {
		f.Add(seed)
	}
	e, d := atTheDesk(f)
	bob := bot.Chat{Platform: ada.Platform, ID: "bob"}
	dome := d.published.FindRooms("dome").Hits[0].Key
	if _, err := e.Store.(*storage.DB).Grant(f.Context(), bot.Member{Person: bob, Role: bot.StageManager, Room: dome}, bot.Notice{}); err != nil {
		f.Fatal(err)
	}
	says := func(who bot.Chat, text string) bot.Message {
		d.proposed = bot.Act{}
		return e.Handle(context.Background(), bot.Incoming{Chat: who, Sender: who.ID, Text: text})
	}
	f.Fuzz(func(t *testing.T, text string) {
		says(ada, "/help") // ends what was asked
		m := says(ada, text)
		if strings.Contains(m.Text(), "on my side") {
			t.Errorf("%q: %s", text, m.Text())
		}
		checkButtons(t, text, m)
		wanted := d.wants()
		says(ada, "/help")
		if says(ada, text); d.wants() != wanted {
			t.Errorf("%q wants %q, then %q", text, wanted, d.wants())
		}
		says(bob, "/help")
		says(bob, text)
		if rooms := roomsOf(d.published, d.proposed); len(rooms) > 0 && !slices.Equal(rooms, []string{dome}) {
			t.Errorf("%q by who manages the Dome wants %q", text, d.wants())
		}
	})
}

// checkButtons holds that a button fits on every network, and that what it names is
// there: pressing what chooses among talks and rooms asks for none once more.
func checkButtons(t *testing.T, text string, m bot.Message) {
	t.Helper()
	for _, row := range m.Buttons {
		for _, b := range row {
			if len(b.Command) > bot.MaxCommand {
				t.Errorf("%q: button %q says %d bytes", text, b.Label, len(b.Command))
			}
		}
	}
}

// roomsOf are the rooms in which an act changes something.
func roomsOf(s *schedule.Schedule, a bot.Act) []string {
	var all []string
	for _, o := range a.Adds {
		all = append(all, o.Room, o.ToRoom)
		if o.Added != nil {
			all = append(all, o.Added.Room.Key)
		}
		for _, slot := range s.Talk(o.Talk) {
			all = append(all, slot.Room.Key)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(key string) bool { return key == "" })
}

var _ command.Desk = (*desk)(nil)
