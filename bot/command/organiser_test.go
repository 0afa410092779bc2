package command_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
	"usher/storage"
)

// olga and otto are organisers, who speak in rooms like everyone else.
var (
	olga = bot.Chat{Platform: "test", ID: "olga"}
	otto = bot.Chat{Platform: "test", ID: "otto"}
)

// organised is a table of commands with two organisers.
func organised(tb testing.TB) *command.Env {
	tb.Helper()
	e, _ := env(tb)
	e.Owners = []bot.Chat{olga, otto}
	return e
}

// says is what somebody is answered in a room.
func says(tb testing.TB, e *command.Env, person bot.Chat, text string) bot.Message {
	tb.Helper()
	room := bot.Chat{Platform: person.Platform, ID: "room"}
	return e.Handle(tb.Context(), bot.Incoming{Chat: room, Sender: person.ID, Text: text})
}

// button is the command of the message's button whose label begins so.
func button(tb testing.TB, m bot.Message, label string) string {
	tb.Helper()
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Label, label) {
				return b.Command
			}
		}
	}
	tb.Fatalf("no button %q under %q", label, m.Text())
	return ""
}

// queued makes the outbox rows of what was confirmed and is what they tell.
func queued(tb testing.TB, e *command.Env) []string {
	tb.Helper()
	store := e.Store.(*storage.DB)
	for more := true; more; {
		var err error
		_, more, err = store.Spread(tb.Context(), e.Now(), e.Now(), 100, func(n bot.News) (bot.Notice, bot.Aim) {
			return bot.Notice{Kind: bot.Broadcast, Talk: "1", Due: n.Confirmed, Deadline: n.Confirmed, Expires: n.Confirmed.Add(time.Hour)}, bot.Aim{}
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	queues, err := store.Queues(tb.Context(), e.Now(), e.Now())
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for _, q := range queues {
		for range q.Waiting {
			all = append(all, q.Platform)
		}
	}
	return all
}

func TestBroadcastIsShownThenSentOnce(t *testing.T) {
	e := organised(t)
	woken := 0
	e.Wake = func() { woken++ }
	ask(t, e, "/now") // Ada is known from here on
	preview := says(t, e, olga, "/broadcast Everyone: Lunch is ready\nin the  foyer: +49 < /now\n\nBring a badge +3")
	want := "To everyone: 2 people. They will read:\n\nMessage from the organisers\n" +
		"Lunch is ready\nin the  foyer: +49 < /now\n\nBring a badge +3"
	if diff := cmp.Diff(want, preview.Text()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := queued(t, e); got != nil || woken > 0 {
		t.Errorf("a preview queues %v, wakes %d times", got, woken)
	}
	press := button(t, preview, "Send to 2 people")
	if got := says(t, e, olga, press).Text(); !strings.HasPrefix(got, "Sending to 2 people.") {
		t.Errorf("confirmed: %q", got)
	}
	if woken == 0 {
		t.Error("nobody is woken to send it")
	}
	if got := says(t, e, olga, press).Text(); !strings.HasPrefix(got, "That one went out already.") {
		t.Errorf("pressed again: %q", got)
	}
	if got := says(t, e, olga, button(t, preview, "Cancel")).Text(); !strings.HasPrefix(got, "That one went out already.") {
		t.Errorf("cancelled too late: %q", got)
	}
	if diff := cmp.Diff([]string{"test", "test"}, queued(t, e)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestABroadcastThatIsNotSent(t *testing.T) {
	for name, step := range map[string]struct {
		later time.Duration
		by    bot.Chat
		press string
		want  string
	}{
		"not an organiser":     {by: ada, press: "Send", want: "That's for organisers. If you are one, ask an owner for /grant."},
		"another organiser":    {by: otto, press: "Send", want: "That draft can't be sent any more."},
		"cancelled by another": {by: otto, press: "Cancel", want: "That draft can't be sent any more."},
		"cancelled":            {by: olga, press: "Cancel", want: "Cancelled. Nobody was told."},
		"an hour later":        {by: olga, press: "Send", later: time.Hour + time.Second, want: "That draft can't be sent any more."},
	} {
		t.Run(name, func(t *testing.T) {
			e := organised(t)
			preview := says(t, e, olga, "/broadcast all: Lunch is ready.")
			now := e.Now().Add(step.later)
			e.Now = func() time.Time { return now }
			if got := says(t, e, step.by, button(t, preview, step.press)).Text(); !strings.HasPrefix(got, step.want) {
				t.Errorf("got %q, want %q", got, step.want)
			}
			if got := queued(t, e); got != nil {
				t.Errorf("queued %v", got)
			}
		})
	}
}

// TestBroadcastKeepsWhatStandsOut as a network says it does, whose people need no signs.
func TestBroadcastKeepsWhatStandsOut(t *testing.T) {
	e := organised(t)
	m := e.Handle(t.Context(), bot.Incoming{Chat: olga, Text: "/broadcast everyone: Lights out.", Marked: "/broadcast everyone: **Lights** out."})
	for _, p := range m.Body {
		if len(p) > 1 && p[0] == (bot.Span{Text: "Lights", Style: bot.Bold}) && p[1].Text == " out." {
			return
		}
	}
	t.Errorf("it reads %v", m.Body)
}

func TestBroadcastRefuses(t *testing.T) {
	e := organised(t)
	for typed, want := range map[string]string{
		"/broadcast":      "What shall I tell people? Try /broadcast The keynote is streamed in the foyer too. Or to some of them: /broadcast room Dome: …",
		"/broadcast \n\t": "What shall I tell people? Try /broadcast The keynote is streamed in the foyer too. Or to some of them: /broadcast room Dome: …",
		"/broadcast " + strings.Repeat("é", 3501):                               "Too long by 1 character. A broadcast has room for 3,500.",
		"/broadcast " + strings.Repeat("word\n", 800):                           "Too long by 499 characters. A broadcast has room for 3,500.",
		"/broadcast " + strings.Repeat("\U0001f389", 1750) + "ab":               "Too long by 2 characters. A broadcast has room for 3,500.",
		"/broadcast **" + strings.Repeat("x", 3500) + "**":                      "To whom? They will read:",
		"/broadcast **" + strings.Repeat("x", 3501) + "**":                      "Too long by 1 character.",
		"/broadcast [" + strings.Repeat("x", 3500) + "](https://example.org/a)": "To whom? They will read:",
		"/broadcast [" + strings.Repeat("x", 3501) + "](https://example.org/a)": "Too long by 1 character.",
		"/broadcast x" + strings.Repeat("[](https://a.b)", 1000):                "Too long by 11,501 characters.",
		"/broadcast everyone: " + strings.Repeat("x", 3500):                     "To everyone",
		"/broadcast everyone " + strings.Repeat("x", 3500):                      "Too long by 9 characters.",
		"/broadcast edit 99 " + strings.Repeat("x", 3501):                       "That draft can't be sent any more.",
		"/broadcast send " + "99":                                               "That draft can't be sent any more.",
		"/broadcast cancel 99":                                                  "That draft can't be sent any more.",
		"/broadcast " + strings.Repeat("x", 3500):                               "To whom? They will read:",
		"/broadcast send a helper to the foyer":                                 "To whom? They will read:",
		"/broadcast send":                                                       "To whom? They will read:",
	} {
		if got := says(t, e, olga, typed).Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%.30q: %.120q, want %q", typed, got, want)
		}
	}
}

func TestOrganisersCommandsAreForThemAlone(t *testing.T) {
	e := organised(t)
	for _, c := range e.Commands {
		got := says(t, e, ada, "/"+c.Name+" x").Text()
		if refused := got == "That's for organisers. If you are one, ask an owner for /grant."; refused != (c.For != command.Everyone) {
			t.Errorf("/%s is for %s; somebody else reads %q", c.Name, c.For, got)
		}
	}
	for _, name := range []string{"broadcast", "status"} {
		if strings.Contains(says(t, e, ada, "/help organisers").Text(), "/"+name) {
			t.Errorf("help offers /%s to everyone", name)
		}
		if !strings.Contains(says(t, e, olga, "/help organisers").Text(), "/"+name) {
			t.Errorf("help does not offer /%s to organisers", name)
		}
	}
}

func TestWhoAmIIsThePersonAndNotTheRoom(t *testing.T) {
	e := organised(t)
	for person, want := range map[bot.Chat]string{
		olga: "You are test:olga.\nYou are an owner: you can do all that organisers can, and make organisers with /grant.",
		ada:  "You are test:ada.\nYou are not an organiser. Ask an owner for /grant; whoever runs me can add this name to USHER_ORGANISERS.",
	} {
		if got := says(t, e, person, "/whoami").Text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestStatusOfASourceAndAQueue(t *testing.T) {
	e := organised(t)
	e.Sources = func() []bot.SourceState {
		return []bot.SourceState{{Name: "cfp.example.org", Version: "0.14", Loaded: e.Now().Add(-9 * time.Minute),
			FailingSince: e.Now().Add(-time.Minute), Problem: "timeout"}}
	}
	says(t, e, olga, button(t, says(t, e, olga, "/broadcast all: Lunch is ready."), "Send"))
	queued(t, e)
	want := strings.Join([]string{
		"Status, Wed 11:04",
		"Schedule: version 0.14, loaded 10:55 (9 min ago).",
		"⚠ cfp.example.org has not answered since 11:03 (timeout).",
		"test: 1 notice waits, due since 11:04. Today 0 sent.",
		"1 person can be told.",
	}, "\n")
	if diff := cmp.Diff(want, says(t, e, olga, "/status").Text()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
