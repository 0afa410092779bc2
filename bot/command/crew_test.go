package command_test

import (
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/command"
)

// named has somebody say something under a name.
func named(t *testing.T, e *command.Env, person bot.Chat, name, text string) string {
	t.Helper()
	return e.Handle(t.Context(), bot.Incoming{Chat: person, Sender: person.ID, Name: name, Text: text}).Text()
}

// TestTheTeamKnowsEachOtherByName: by what each calls themselves as of when they spoke last,
// and nobody who is not of it has a name.
func TestTheTeamKnowsEachOtherByName(t *testing.T) {
	e := staffed(t)
	owner, organiser, stage, nobody := somebody["owner"].person, somebody["organiser"].person, somebody["stage of this room"].person, somebody["nobody"].person
	for _, s := range []struct {
		by       bot.Chat
		name     string
		says     string
		has, not []string
	}{
		{nobody, "Mallory", "/team", nil, []string{"Mallory"}},
		{owner, "Ada", "/team", []string{"You: owner", "test:organiser: organiser"}, []string{"Ada"}},
		{organiser, "Bob\n\u202E  Builder", "/team", []string{"Ada: owner", "You: organiser"}, []string{"test:owner"}},
		{owner, "Ada", "/team", []string{"Bob Builder: organiser"}, nil},
		{organiser, "Robert", "/now", nil, nil},
		{owner, "Ada", "/team", []string{"Robert: organiser"}, []string{"Builder"}},
		{stage, "Cleo", "/broadcast x", []string{"organisers"}, nil},
		{owner, "", "/audit", []string{"Cleo (this): /broadcast, refused", "test:nobody: /team, refused"}, []string{"Mallory"}},
		// Two of one name are told apart.
		{organiser, "Ada", "/now", nil, nil},
		{stage, "Cleo", "/team", []string{"Ada test:owner: owner", "Ada test:organiser: organiser"}, nil},
		// Who is forgotten, or of the team no more, has none.
		{organiser, "Ada", "/forget yes", nil, nil},
		{owner, "Ada", "/team", []string{"You: owner"}, []string{"test:organiser"}},
	} {
		got := named(t, e, s.by, s.name, s.says)
		for _, want := range s.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s says %s and does not read %q:\n%s", s.by, s.says, want, got)
			}
		}
		for _, other := range s.not {
			if strings.Contains(got, other) {
				t.Errorf("%s says %s and reads %q:\n%s", s.by, s.says, other, got)
			}
		}
	}
	names, err := e.Store.Names(t.Context())
	if _, known := names[nobody]; err != nil || known || names[organiser] != "" {
		t.Errorf("known by name are %v, %v", names, err)
	}
	gives(t, e, organiser, bot.Member{Role: bot.Organiser})
	named(t, e, organiser, "Bob", "/now")
	team, err := e.Store.Team(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range team {
		if m.Person != organiser {
			continue
		}
		if _, err := e.Store.Revoke(t.Context(), m.Number); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := e.Store.Names(t.Context()); err != nil || names[organiser] != "" || names[owner] != "Ada" {
		t.Errorf("after his role is gone, known by name are %v, %v", names, err)
	}
}

// TestANameComesWithTheRole: whoever follows a link is known by name at once.
func TestANameComesWithTheRole(t *testing.T) {
	e := staffed(t)
	owner, nobody := somebody["owner"].person, somebody["nobody"].person
	e.Secret = func() string { return "SESAME" }
	named(t, e, owner, "Ada", "/grant organiser")
	named(t, e, nobody, "Dora", "/start role_SESAME")
	if got := named(t, e, owner, "Ada", "/team"); !strings.Contains(got, "Dora: organiser since") {
		t.Errorf("the team is\n%s", got)
	}
}
