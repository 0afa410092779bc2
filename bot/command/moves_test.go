package command_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/storage"
)

// desk notes what was proposed last, and keeps nothing.
type desk struct {
	command.Desk
	published *schedule.Schedule
	over      []schedule.Override
	proposed  bot.Act
}

func (d *desk) Propose(_ context.Context, a bot.Act) (bot.Proposal, error) {
	d.proposed = a
	return bot.Proposal{Act: a, Versions: schedule.Compare(d.published, d.published)}, nil
}
func (d *desk) Overrides(context.Context) ([]schedule.Override, error) { return d.over, nil }
func (d *desk) Do(context.Context, int64, bot.Chat, bool) (bot.Proposal, error) {
	return bot.Proposal{Act: d.proposed, Versions: schedule.Compare(d.published, d.published)}, nil
}
func (d *desk) Look(context.Context, int64, bot.Chat) (bot.Act, error) { return d.proposed, nil }
func (d *desk) Discard(context.Context, int64, bot.Chat) error         { return bot.ErrNoDraft }
func (d *desk) Disputes() []bot.Dispute                                { return nil }
func (d *desk) Published() *schedule.Schedule                          { return d.published }

// atTheDesk is a table of commands with a desk, and Ada as owner.
func atTheDesk(tb testing.TB) (*command.Env, *desk) {
	tb.Helper()
	e, _ := env(tb)
	d := &desk{published: e.Schedule()}
	e.Desk, e.Owners = d, []bot.Chat{ada}
	return e, d
}

// proposed writes what was proposed as the organiser sees it.
func (d *desk) wants() string {
	var all []string
	s := d.published
	name := func(room string) string {
		name, _ := s.Name(schedule.Topic{Kind: schedule.TopicRoom, Key: room})
		return name
	}
	for _, o := range d.proposed.Adds {
		what := string(o.Kind)
		if slots := s.Talk(o.Talk); len(slots) > 0 {
			title, _, _ := strings.Cut(slots[0].Title, ":")
			what += " " + title
		}
		if o.ToRoom != "" {
			what += " to " + name(o.ToRoom)
		}
		if !o.ToStart.IsZero() {
			what += " at " + o.ToStart.In(s.Zone()).Format("Mon 15:04")
		}
		if o.Kind == schedule.Delay {
			what += fmt.Sprintf(" %s by %v", name(o.Room), o.Late)
		}
		if a := o.Added; a != nil {
			what += fmt.Sprintf(" %s in %s at %s for %v", a.Title, a.Room.Name, a.Start.In(s.Zone()).Format("Mon 15:04"), max(0, a.End.Sub(a.Start)))
			for _, p := range a.Speakers {
				what += ", " + p.Name
			}
		}
		all = append(all, what)
	}
	return strings.Join(all, "; ")
}

// TestWhatOrganisersMean holds what is understood of what organisers type in a hurry.
func TestWhatOrganisersMean(t *testing.T) {
	for typed, want := range map[string]string{
		"/moveroom mount api to main hall":           "move New Mount API to Main Hall",
		"/moveroom mount api main hall":              "move New Mount API to Main Hall",
		"/moveroom api mount -> mainhall":            "move New Mount API to Main Hall",
		"/moveroom new mount api nach Main Hall":     "move New Mount API to Main Hall",
		"/moveroom forensik checkpoint in mian hall": "move Forensic container checkpointing and analysis to Main Hall",
		"/moveroom mount api main":                   "move New Mount API to Main Hall",
		"/MoveRoom mount api TO MAIN HALL":           "move New Mount API to Main Hall",
		"/moveroom dome 14:30 to main hall":          "move New Mount API to Main Hall",
		"/umziehen mount api nach main hall":         "move New Mount API to Main Hall",
		"/moveroom Linux & TPMs to dome":             "move Linux & TPMs to Dome",
		"/movetime mount api 15:30":                  "move New Mount API at Wed 15:30",
		"/movetime mount api to 15:30":               "move New Mount API at Wed 15:30",
		"/movetime mount api at 4pm":                 "move New Mount API at Wed 16:00",
		"/movetime mount api 3":                      "move New Mount API at Wed 15:00",
		"/movetime mount api tomorrow 15:30":         "move New Mount API at Thu 15:30",
		"/movetime mount api thu 9:30":               "move New Mount API at Thu 09:30",
		"/movetime 15:30 mount api":                  "move New Mount API at Wed 15:30",
		"/movetime mount api +20":                    "move New Mount API at Wed 14:50",
		"/movetime talos 15:30":                      "move Talos Linux - TrustedBoot for a minimal Immutable OS at Thu 15:30",
		"/movetime mount api in 5 hours":             "move New Mount API at Wed 16:04",
		"/verlegen mount api auf morgen 15:30":       "move New Mount API at Thu 15:30",
		"/movetime dome 14:30 to 15:30":              "move New Mount API at Wed 15:30",
		"/delay dome 12":                             "delay Dome by 12m0s",
		"/delay dom 12 min":                          "delay Dome by 12m0s",
		"/delay main hall by 1h":                     "delay Main Hall by 1h0m0s",
		"/delay mainhall 12min":                      "delay Main Hall by 12m0s",
		"/delay 20 dome":                             "delay Dome by 20m0s",
		"/verspaetung dome um 12 minuten":            "delay Dome by 12m0s",
		"/swap mount api and tpms linux":             "move New Mount API to Main Hall; move Linux & TPMs to Dome",
		"/swap soft reboot, mount api":               "move Soft Reboot to Dome at Wed 14:30; move New Mount API to Main Hall at Wed 12:30",
		"/swap soft reboot mount api":                "move Soft Reboot to Dome at Wed 14:30; move New Mount API to Main Hall at Wed 12:30",
		"/cancel mount api":                          "cancel New Mount API",
		"/cancel new mount api.":                     "cancel New Mount API",
		"/absagen mount api":                         "cancel New Mount API",
		"/addtalk Lightning talks; Dome; 17:00; 30":  "add Lightning talks in Dome at Wed 17:00 for 30m0s",
		"/addtalk Lightning talks; 17:00; mainhall; 1h; Lennart Poettering, Ada": "add Lightning talks in Main Hall at Wed 17:00 for 1h0m0s, Lennart Poettering, Ada",
		"/addtalk Tea | dome | tomorrow 18:30 | 45":                              "add Tea in Dome at Thu 18:30 for 45m0s",
	} {
		t.Run(typed, func(t *testing.T) {
			e, d := atTheDesk(t)
			answer := ask(t, e, typed)
			if got := d.wants(); got != want {
				t.Errorf("%q, want %q; answered %q", got, want, answer)
			}
		})
	}
}

// TestWhatOrganisersAreTold holds what is said before there is anything to show.
func TestWhatOrganisersAreTold(t *testing.T) {
	for typed, want := range map[string]string{
		"/moveroom mount api to dome":       "In Dome already.\nWhere to? New Mount API is at Wed 14:30 in Dome.",
		"/moveroom mount api to zeppelin":   "No room is called \"zeppelin\"",
		"/moveroom mount api to dume":       "", // a typo, and plain what is meant
		"/moveroom mount api":               "Where to? New Mount API is at Wed 14:30 in Dome.",
		"/moveroom":                         "Which talk goes to another room?",
		"/moveroom linux to dome":           "",
		"/moveroom opening session to dome": "Over already: Opening session",
		"/moveroom qzxqzx to dome":          "Nothing matches \"qzxqzx\"",
		"/movetime mount api 14:30":         "At Wed 14:30 already.\nWhen? New Mount API",
		"/movetime mount api 10:00":         "Wed 10:00 is over. It is 11:04.",
		"/movetime mount api":               "When? New Mount API",
		"/movetime dome 14:30":              "When? New Mount API",
		"/delay":                            "Which room runs late?",
		"/delay dome":                       "How late is Dome?",
		"/delay dome 0":                     "On time: Dome.",
		"/delay dome 1530":                  "\"1530\" is no delay that I know",
		"/delay dome 1:30":                  "1 h 30 min late?",
		"/delay dome -5":                    "No room runs early.",
		"/delay dome 12.5":                  "\"12.5\" is no delay",
		"/delay zeppelin 5":                 "No room is called \"zeppelin\"",
		"/delay 12":                         "Which room runs late?",
		"/swap mount api and mount api":     "That is one talk",
		"/swap mount api":                   "With which talk? New Mount API",
		"/cancel":                           "Which talk is cancelled?",
		"/restore mount api":                "Nothing to restore: New Mount API",
		"/addtalk":                          "What, where and when?",
		"/addtalk Tea":                      "In which room? Tea.",
		"/addtalk Tea; zeppelin; 17:00":     "No room is called \"zeppelin\"",
		"/addtalk Tea; dome":                "When? Tea.",
		"/addtalk Tea; dome; 17:00":         "How long? Tea, Wed 17:00 in Dome.",
		"/addtalk Tea; dome; 10:00":         "Wed 10:00 is over.",
		"/overrides":                        "No overrides.",
		"/overrides end 7":                  "No overrides.",
	} {
		t.Run(typed, func(t *testing.T) {
			e, d := atTheDesk(t)
			if got := ask(t, e, typed); !strings.HasPrefix(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
			if len(d.proposed.Adds)+len(d.proposed.Ends) > 0 {
				t.Errorf("it was proposed: %s", d.wants())
			}
		})
	}
}

// TestGuidedByButtons presses, from what says nothing yet, the first button of each
// answer, until something is proposed.
func TestGuidedByButtons(t *testing.T) {
	for _, start := range []string{"/moveroom", "/movetime", "/delay", "/swap", "/cancel", "/moveroom mount api", "/moveroom linux to dome",
		"/delay dome", "/delay 12", "/addtalk Tea; ; 17:00", "/moveroom tpm", "/swap tpm mount api", "/movetime tpm 18:30", "/movetime linux +60"} {
		t.Run(start, func(t *testing.T) {
			e, d := atTheDesk(t)
			text := start
			for range 5 {
				m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text})
				if len(d.proposed.Adds) > 0 {
					return
				}
				if len(m.Buttons) == 0 {
					t.Fatalf("%q leads nowhere: %q", text, m.Text())
				}
				text = m.Buttons[0][0].Command
				if len(text) > bot.MaxCommand {
					t.Errorf("%q is %d bytes", text, len(text))
				}
			}
			t.Errorf("five buttons lead to %q, and nothing is proposed", text)
		})
	}
}

// TestLongestNamesFitOnButtons guides through a schedule whose keys are as long as any.
func TestLongestNamesFitOnButtons(t *testing.T) {
	s := long(t, longest)
	e, d := atTheDesk(t)
	e.Schedule = func() *schedule.Schedule { return s }
	e.Now = func() time.Time { return s.Slots()[0].Start }
	d.published = s
	for _, start := range []string{"/moveroom", "/movetime", "/delay", "/swap", "/cancel"} {
		text := start
		d.proposed = bot.Act{}
		for range 6 {
			m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text})
			if len(d.proposed.Adds) > 0 {
				break
			}
			if len(m.Buttons) == 0 {
				t.Fatalf("%q leads nowhere: %q", text, m.Text())
			}
			text = m.Buttons[0][0].Command
		}
		if len(d.proposed.Adds) == 0 {
			t.Errorf("%s: the buttons do not lead to its end, but to %q", start, text)
		}
	}
}

// TestStageManagersActInTheirRooms has somebody who manages the Dome ask for what
// changes something there, elsewhere, or in both.
func TestStageManagersActInTheirRooms(t *testing.T) {
	bob := bot.Chat{Platform: "test", ID: "bob"}
	for typed, allowed := range map[string]bool{
		"/delay dome 12":                      true,
		"/delay main hall 12":                 false,
		"/delay":                              true, // asks which room
		"/cancel mount api":                   true,
		"/cancel linux & tpms":                false,
		"/movetime mount api 16:00":           true,
		"/moveroom mount api to main hall":    false,
		"/moveroom linux & tpms to dome":      false,
		"/swap mount api and bpfilter":        true,
		"/swap mount api and linux & tpms":    false,
		"/addtalk Tea; dome; 17:00; 30":       true,
		"/addtalk Tea; main hall; 17:00":      false,
		"/overrides":                          true,
		"/overrides end 1":                    true,
		"/overrides end 2":                    false, // came from the other room
		"/overrides end 3":                    false,
		"/restore forensic container":         true,
		"/restore unified kernel":             true, // is over
		"/restore retake of service restarts": false,
	} {
		t.Run(typed, func(t *testing.T) {
			e, d := atTheDesk(t)
			store := e.Store.(*storage.DB)
			dome, hall := roomCalled(t, d.published, "Dome"), roomCalled(t, d.published, "Main Hall")
			if _, err := store.Grant(t.Context(), bot.Member{Person: bob, Role: bot.StageManager, Room: dome}, bot.Notice{}); err != nil {
				t.Fatal(err)
			}
			d.over = []schedule.Override{
				overOf(t, d.published, 1, "forensic container", ""),
				overOf(t, d.published, 2, "retake of service restarts", dome),
				overOf(t, d.published, 3, "bpfilter", hall),
			}
			m := e.Handle(t.Context(), bot.Incoming{Chat: bob, Sender: bob.ID, Text: typed})
			if refused := strings.HasPrefix(m.Text(), "Not your room"); refused == allowed {
				t.Errorf("allowed: %t, but answered %q", !refused, m.Text())
			}
		})
	}
}

func roomCalled(t *testing.T, s *schedule.Schedule, name string) string {
	t.Helper()
	found := s.FindRooms(name)
	if len(found.Hits) != 1 {
		t.Fatalf("no room %q", name)
	}
	return found.Hits[0].Key
}

// overOf moves a talk to a room, or half an hour later.
func overOf(t *testing.T, s *schedule.Schedule, number int64, words, room string) schedule.Override {
	t.Helper()
	slot, ok := s.Search(words).Meant()
	if !ok {
		t.Fatalf("no talk %q", words)
	}
	o := schedule.Override{Number: number, Kind: schedule.Move, Talk: slot.Key, Slot: slot.Start, Room: slot.Room.Key, ToRoom: room}
	if room == "" {
		o.ToStart = slot.Start.Add(30 * time.Minute)
	}
	return o
}
