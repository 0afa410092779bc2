package command_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/storage"
)

// somebody is a person with a role, of each kind there is.
var somebody = map[string]struct {
	person bot.Chat
	is     bot.Member // what they were granted; the zero Member is nothing
	rank   command.Audience
}{
	"nobody":              {person: bot.Chat{Platform: "test", ID: "nobody"}},
	"stage of this room":  {bot.Chat{Platform: "test", ID: "here"}, bot.Member{Role: bot.StageManager, Room: "this"}, command.Stage},
	"stage of another":    {bot.Chat{Platform: "test", ID: "there"}, bot.Member{Role: bot.StageManager, Room: "other"}, command.Stage},
	"stage of both rooms": {bot.Chat{Platform: "test", ID: "both"}, bot.Member{Role: bot.StageManager, Room: "this"}, command.Stage},
	"organiser":           {bot.Chat{Platform: "test", ID: "organiser"}, bot.Member{Role: bot.Organiser}, command.Organisers},
	"owner":               {bot.Chat{Platform: "test", ID: "owner"}, bot.Member{}, command.Owners},
}

// staffed is a table of commands with all of these people.
func staffed(t *testing.T) *command.Env {
	t.Helper()
	e, _ := env(t)
	e.Owners = []bot.Chat{somebody["owner"].person}
	for _, who := range somebody {
		if who.is.Role != bot.Visitor {
			gives(t, e, who.person, who.is)
		}
	}
	gives(t, e, somebody["stage of both rooms"].person, bot.Member{Role: bot.StageManager, Room: "other"})
	return e
}

func gives(t *testing.T, e *command.Env, person bot.Chat, m bot.Member) {
	t.Helper()
	m.Person, m.Since = person, e.Now()
	at := bot.Notice{Kind: bot.Granted, Talk: string(m.Role) + " " + m.Room, Start: e.Now(), Due: e.Now(), Deadline: e.Now(), Expires: e.Now()}
	if _, err := e.Store.Grant(t.Context(), m, at); err != nil {
		t.Fatal(err)
	}
}

// deeds are what the log has.
func deeds(t *testing.T, e *command.Env) []bot.Deed {
	t.Helper()
	all, _, err := e.Store.Deeds(t.Context(), 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEachCommandForEachRole walks the whole table, with each role, in private and in a
// group, typed and pressed: a command runs for whom it is, of a room for those who manage
// all rooms that it is about, and otherwise there is one line and a line in the log.
func TestEachCommandForEachRole(t *testing.T) {
	for name, who := range somebody {
		for _, group := range []bool{false, true} {
			for _, pressed := range []bool{false, true} {
				for _, rooms := range [][]string{nil, {"this"}, {"other"}, {"this", "other"}} {
					e := staffed(t)
					e.Hosts = map[string]bot.Host{"test": runs{}}
					for i, c := range e.Commands {
						want := who.rank >= c.For
						if c.Rooms != nil {
							e.Commands[i].Rooms = func(context.Context, *command.Env, *command.Request) ([]string, error) { return rooms, nil }
							want = want && (who.rank > command.Stage || managesAll(name, rooms))
						}
						ran := false
						e.Commands[i].Run = func(ctx context.Context, _ *command.Env, r *command.Request) (bot.Message, error) {
							ran = true
							if doing := bot.DoingOf(ctx); (doing != nil) != (c.For != command.Everyone) {
								t.Errorf("/%s runs as a deed: %t", c.Name, doing != nil)
							}
							return bot.Message{Body: []bot.Paragraph{{{Text: "done"}}}}, nil
						}
						before := len(deeds(t, e))
						answer := e.Handle(t.Context(), as(who.person, "/"+c.Name, group, pressed))
						if ran != want {
							t.Errorf("%s, in a group: %t, pressed: %t, about %v: /%s runs: %t, and says %q", name, group, pressed, rooms, c.Name, ran, answer.Text())
						}
						log := deeds(t, e)
						refused := len(log) > before && log[0].Result == bot.DeedRefused && log[0].By == who.person && log[0].Did == c.Name
						if refused == want || !want && (len(log) != before+1 || answer.Empty() || strings.Count(answer.Text(), "\n") > 0) {
							t.Errorf("%s: /%s is noted as refused: %t; %q", name, c.Name, refused, answer.Text())
						}
					}
				}
			}
		}
	}
}

func managesAll(name string, rooms []string) bool {
	own := map[string]string{"stage of this room": "this", "stage of another": "other", "stage of both rooms": "this other"}[name]
	for _, room := range rooms {
		if !strings.Contains(own, room) {
			return false
		}
	}
	return own != ""
}

// as is what somebody says.
func as(person bot.Chat, text string, group, pressed bool) bot.Incoming {
	in := bot.Incoming{Chat: person, Sender: person.ID, Text: text}
	if group {
		in.Chat, in.Shared = bot.Chat{Platform: person.Platform, ID: "group"}, true
	}
	if pressed {
		in.Pressed = bot.Ref{Chat: in.Chat, ID: "1"}
	}
	return in
}

// runs is a network on which everybody runs each group, and has a private chat.
type runs struct{}

func (runs) MayChange(context.Context, bot.Chat, string) (bool, error) { return true, nil }
func (runs) Private(_ context.Context, person string) (bot.Chat, bool, error) {
	return bot.Chat{Platform: "test", ID: person}, true, nil
}
func (runs) Door(payload string) string { return "https://test.example/" + payload }

// Person knows people by ids such as "@bob:example.org".
func (runs) Person(word string) (string, bool) {
	return word, strings.HasPrefix(word, "@") && strings.Contains(word, ":")
}

// TestWhoGrantsWhat holds that owners make organisers and organisers stage managers, in
// whatever words, and that nobody takes anything from an owner.
func TestWhoGrantsWhat(t *testing.T) {
	const orga, owners = "That's for organisers.", "That's for owners"
	bob := "test:bob"
	for _, test := range []struct{ who, text, want string }{
		{"owner", "/grant organiser " + bob, "test:bob is an organiser now."},
		{"organiser", "/grant organiser " + bob, owners},
		{"organiser", "/grant Orga " + bob, owners},
		{"organiser", "/promote organizer " + bob, owners},
		{"organiser", "/grant organiser", owners},
		{"organiser", "/grant stage dome " + bob, "test:bob looks after Dome now."},
		{"organiser", "/grant Bühne dome " + bob, "test:bob looks after Dome now."},
		{"organiser", "/grant stage dome @bob:example.org", "@bob:example.org looks after Dome now."},
		{"organiser", "/grant stage dome test:owner", "test:owner is an owner already"},
		{"owner", "/grant organiser test:organiser", "test:organiser is an organiser already"},
		{"organiser", "/grant stage cellar " + bob, "No room is called"},
		{"organiser", "/grant", "Who looks after what?"},
		{"stage of this room", "/grant stage dome " + bob, orga},
		{"nobody", "/grant organiser " + bob, orga},
		{"organiser", "/revoke test:owner", "test:owner is an owner by my settings"},
		{"organiser", "/revoke test:organiser", owners},
		{"owner", "/revoke test:organiser", "test:organiser is no organiser any more."},
		{"organiser", "/revoke test:here", "test:here does not look after this any more."},
		{"organiser", "/revoke test:both", "Whose role do I take?"},
		{"organiser", "/revoke test:nobody", "They have no role"},
		{"organiser", "/revoke 4711", "They have no role"},
		{"stage of this room", "/revoke test:here", orga},
		{"nobody", "/revoke test:here", orga},
	} {
		e := staffed(t)
		got := e.Handle(t.Context(), as(somebody[test.who].person, test.text, false, false)).Text()
		if !strings.HasPrefix(got, test.want) {
			t.Errorf("%s, %s: %q, want %q", test.who, test.text, got, test.want)
		}
	}
}

// TestBroadcastsAreNoStageManagers, neither to take back nor to look at.
func TestBroadcastsAreNoStageManagers(t *testing.T) {
	for _, text := range []string{"/undo b1", "/told b1", "/told who b1"} {
		e := staffed(t)
		got := e.Handle(t.Context(), as(somebody["stage of this room"].person, text, false, false)).Text()
		if !strings.HasPrefix(got, "That's for organisers.") {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// TestAnOfferIsForOnePersonAndAnHour holds that a link is worth nothing after it was used,
// after an hour, to who has as much already, and once who made it is nobody any more; and
// that its secret is not in the database.
func TestAnOfferIsForOnePersonAndAnHour(t *testing.T) {
	bob, eve := bot.Chat{Platform: "test", ID: "bob"}, bot.Chat{Platform: "test", ID: "eve"}
	owner := somebody["owner"].person
	start := time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		before func(t *testing.T, e *command.Env)
		want   string
	}{
		"at once":    {func(*testing.T, *command.Env) {}, "You are an organiser now."},
		"in 59 min":  {func(_ *testing.T, e *command.Env) { e.Now = func() time.Time { return start.Add(59 * time.Minute) } }, "You are an organiser now."},
		"in an hour": {func(_ *testing.T, e *command.Env) { e.Now = func() time.Time { return start.Add(time.Hour) } }, "That link is used up"},
		"a second":   {func(t *testing.T, e *command.Env) { e.Handle(t.Context(), as(eve, "/start role_SESAME", false, false)) }, "That link is used up"},
		"its maker": {func(t *testing.T, e *command.Env) {
			e.Handle(t.Context(), as(owner, "/start role_SESAME", false, false))
		}, "You are an organiser now."},
		"mistyped":     {func(_ *testing.T, e *command.Env) { e.Handle(t.Context(), as(eve, "/start role_SESAM", false, false)) }, "You are an organiser now."},
		"an empty one": {func(_ *testing.T, e *command.Env) { e.Handle(t.Context(), as(eve, "/start role_", false, false)) }, "You are an organiser now."},
	} {
		t.Run(name, func(t *testing.T) {
			e := staffed(t)
			e.Now = func() time.Time { return start }
			e.Secret = func() string { return "SESAME" }
			shown := e.Handle(t.Context(), as(owner, "/grant organiser", false, false)).Text()
			if !strings.Contains(shown, "/start role_SESAME") {
				t.Fatalf("the link is %q", shown)
			}
			test.before(t, e)
			if got := e.Handle(t.Context(), as(bob, "/start role_SESAME", false, false)).Text(); !strings.HasPrefix(got, test.want) {
				t.Errorf("Bob reads %q, want %q", got, test.want)
			}
			for _, d := range deeds(t, e) {
				if strings.Contains(d.About, "SESAM") {
					t.Errorf("the log has the secret: %+v", d)
				}
			}
		})
	}
	t.Run("of somebody who is nobody any more", func(t *testing.T) {
		e := staffed(t)
		e.Secret = func() string { return "SESAME" }
		e.Handle(t.Context(), as(somebody["organiser"].person, "/grant stage dome", false, false))
		e.Handle(t.Context(), as(owner, "/revoke test:organiser", false, false))
		if got := e.Handle(t.Context(), as(bob, "/start role_SESAME", false, false)).Text(); !strings.HasPrefix(got, "That link is used up") {
			t.Errorf("Bob reads %q", got)
		}
	})
	t.Run("in a group", func(t *testing.T) {
		e := staffed(t)
		e.Secret = func() string { return "SESAME" }
		if got := e.Handle(t.Context(), as(owner, "/grant organiser", true, false)).Text(); strings.Contains(got, "SESAME") {
			t.Errorf("a group reads %q", got)
		}
	})
}

// TestAStageManagersRoomIsRenamed holds that they go with it.
func TestAStageManagersRoomIsRenamed(t *testing.T) {
	e := staffed(t)
	renamed := bot.Revision{Renamed: map[schedule.Topic]string{{Kind: schedule.TopicRoom, Key: "this"}: "new"}}
	if err := e.Store.(*storage.DB).PutSchedule(t.Context(), renamed); err != nil {
		t.Fatal(err)
	}
	team, err := e.Store.Team(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a := team.Authority(somebody["stage of this room"].person); !a.Manages("new") || a.Manages("this") {
		t.Errorf("they manage %v", a.Rooms)
	}
}
