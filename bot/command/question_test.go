package command_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
)

// dialogue is what somebody says to one Usher, one line after the other, each some time after
// the one before.
type dialogue struct {
	t   *testing.T
	e   *command.Env
	d   *desk
	now time.Time
}

func newDialogue(t *testing.T) *dialogue {
	t.Helper()
	e, d := atTheDesk(t)
	talk := &dialogue{t: t, e: e, d: d, now: e.Now()}
	e.Now = func() time.Time { return talk.now }
	return talk
}

func (d *dialogue) say(in bot.Incoming) string {
	d.t.Helper()
	if in.Chat.IsZero() {
		in.Chat = ada
	}
	if in.Sender == "" {
		in.Sender = ada.ID
	}
	return d.e.Handle(d.t.Context(), in).Text()
}

// TestWordsAnswerWhatWasAsked types, after a question, what is missing and nothing else.
func TestWordsAnswerWhatWasAsked(t *testing.T) {
	for asked, test := range map[string]struct{ words, want string }{
		"/moveroom":                          {"mount api", "Where to? New Mount API"},
		"/moveroom mount api":                {"main hall", "move New Mount API to Main Hall"},
		"/moveroom new mount":                {"2", "No room is called \"2\"."},
		"/moveroom mount":                    {"to haupthalle", "No room is called \"haupthalle\"."},
		"/moveroom to main hall":             {"mount api", "move New Mount API to Main Hall"},
		"/moveroom mount api to zeppelin":    {"main", "move New Mount API to Main Hall"},
		"/moveroom mount api to dome":        {"Main Hall", "move New Mount API to Main Hall"},
		"/movetime mount api":                {"16:00", "move New Mount API at Wed 16:00"},
		"/movetime mount api 25:00":          {"16 Uhr", "move New Mount API at Wed 16:00"},
		"/movetime mount api 10:00":          {"half past four", "move New Mount API at Wed 16:30"},
		"/movetime 16:00":                    {"mount api", "move New Mount API at Wed 16:00"},
		"/movetime qzxqzx 16:00":             {"new mont", "move New Mount API at Wed 16:00"},
		"/delay":                             {"dome", "How late is Dome?"},
		"/delay 12":                          {"dome", "delay Dome by 12m0s"},
		"/delay dome":                        {"12", "delay Dome by 12m0s"},
		"/delay dome 999":                    {"12 min", "delay Dome by 12m0s"},
		"/delay dome soonish":                {"twelve", "delay Dome by 12m0s"},
		"delay dome":                         {"20", "delay Dome by 20m0s"},
		"/swap mount api":                    {"soft reboot", "move New Mount API to Main Hall at Wed 12:30; move Soft Reboot to Dome at Wed 14:30"},
		"/swap mount api and qzxqzx":         {"soft reboot", "move New Mount API to Main Hall at Wed 12:30; move Soft Reboot to Dome at Wed 14:30"},
		"/cancel":                            {"mount api", "cancel New Mount API"},
		"/cancel all":                        {"mount api", "cancel New Mount API"},
		"/cancel tpm":                        {"Linux & TPMs", "cancel Linux & TPMs"},
		"/addtalk":                           {"Tea; Dome; 19:00; 30", "add Tea in Dome at Wed 19:00 for 30m0s"},
		"/addtalk Tea":                       {"dome", "When? Tea."},
		"/addtalk Tea; ; 19:00; 30":          {"dome", "add Tea in Dome at Wed 19:00 for 30m0s"},
		"/addtalk Tea; dome":                 {"19:00", "How long? Tea"},
		"/addtalk Tea; dome; 25:00; 30; Ada": {"19:00", "add Tea in Dome at Wed 19:00 for 30m0s, Ada"},
		"/addtalk Tea; dome; 19:00":          {"45", "add Tea in Dome at Wed 19:00 for 45m0s"},
		"/grant stage":                       {"next", "Next, in"}, // a command is one all the same
		"/grant stage zeppelin":              {"dome", "This lets one person look after Dome"},
		"/star":                              {"mount api", "New Mount API\nWed 14:30"},
		"/at":                                {"15:00", "Wed 15:00"},
		"/broadcast":                         {"Now", "To whom? They will read:"},
	} {
		t.Run(asked, func(t *testing.T) {
			d := newDialogue(t)
			d.say(bot.Incoming{Text: asked})
			answer := d.say(bot.Incoming{Text: test.words})
			if got := cmp.Or(d.d.wants(), answer); !strings.HasPrefix(got, test.want) {
				t.Errorf("%q is answered %q, want %q", test.words, got, test.want)
			}
		})
	}
}

// TestQuestionsEnd has words be words again: once a question is answered, after another
// command, after ten minutes, for somebody else and elsewhere.
func TestQuestionsEnd(t *testing.T) {
	const asked, searched = "/delay dome", "5 talks match"
	bob := bot.Chat{Platform: ada.Platform, ID: "bob"}
	room := bot.Chat{Platform: ada.Platform, ID: "room"}
	for name, between := range map[string]func(*dialogue) bot.Incoming{
		"answered":       func(d *dialogue) bot.Incoming { d.say(bot.Incoming{Text: "12"}); return bot.Incoming{} },
		"a command":      func(d *dialogue) bot.Incoming { d.say(bot.Incoming{Text: "/now"}); return bot.Incoming{} },
		"a bare command": func(d *dialogue) bot.Incoming { d.say(bot.Incoming{Text: "now"}); return bot.Incoming{} },
		"a press": func(d *dialogue) bot.Incoming {
			d.say(bot.Incoming{Text: "/next", Pressed: bot.Ref{Chat: ada, ID: "1"}})
			return bot.Incoming{}
		},
		"ten minutes":    func(d *dialogue) bot.Incoming { d.now = d.now.Add(10*time.Minute + 1); return bot.Incoming{} },
		"somebody else":  func(*dialogue) bot.Incoming { return bot.Incoming{Sender: bob.ID, Chat: bob} },
		"in another one": func(*dialogue) bot.Incoming { return bot.Incoming{Chat: room, Shared: true} },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t)
			if got := d.say(bot.Incoming{Text: asked}); !strings.HasPrefix(got, "How late is Dome?") {
				t.Fatalf("asked %q", got)
			}
			in := between(d)
			in.Text = "tpm"
			if got := d.say(in); !strings.HasPrefix(got, searched) {
				t.Errorf("answered %q, want a search", got)
			}
		})
	}
}

// TestAnEditedAnswerIsAnAnswer corrects a message that answered a question.
func TestAnEditedAnswerIsAnAnswer(t *testing.T) {
	d := newDialogue(t)
	message := bot.Ref{Chat: ada, ID: "7"}
	d.say(bot.Incoming{Text: "/delay dome"})
	d.say(bot.Incoming{Text: "12", Message: message})
	if got := d.say(bot.Incoming{Text: "20", Message: message, Edited: true}); !strings.HasPrefix(got, "Dome runs 20 min late.") {
		t.Errorf("edited: %q", got)
	}
	if got := d.say(bot.Incoming{Text: "tpm"}); !strings.HasPrefix(got, "5 talks match") {
		t.Errorf("after that: %q", got)
	}
}

// TestCommandsWithoutASlash are those of the team: for others, and where a title has the
// words, they are looked for.
func TestCommandsWithoutASlash(t *testing.T) {
	for typed, want := range map[string]string{
		"delay dome 12":                    "delay Dome by 12m0s",
		"Delay dome 12":                    "delay Dome by 12m0s",
		"verspätung dome 12":               "delay Dome by 12m0s",
		"verspaetung dome 12":              "delay Dome by 12m0s",
		"moveroom mount api to main hall":  "move New Mount API to Main Hall",
		"umziehen mount api nach mainhall": "move New Mount API to Main Hall",
		"cancel mont api":                  "cancel New Mount API",
		"absagen mount api":                "cancel New Mount API",
		"swap mount api, soft reboot":      "move New Mount API to Main Hall at Wed 12:30; move Soft Reboot to Dome at Wed 14:30",
		"restart services":                 "", // no command
	} {
		t.Run(typed, func(t *testing.T) {
			d := newDialogue(t)
			answer := d.say(bot.Incoming{Text: typed})
			if got := d.d.wants(); got != want {
				t.Errorf("%q, want %q; answered %q", got, want, answer)
			}
			other := newDialogue(t)
			bob := bot.Chat{Platform: ada.Platform, ID: "bob"}
			answer = other.say(bot.Incoming{Chat: bob, Sender: bob.ID, Text: typed})
			if other.d.wants() != "" || strings.HasPrefix(answer, "That's for organisers") {
				t.Errorf("a visitor is answered %q", answer)
			}
		})
	}
}
