package storage_test

import (
	"testing"

	"usher/bot"
	"usher/storage"
)

// TestNamesStayForAsLongAsTheTeam: who is neither of it nor an owner any more has none.
func TestNamesStayForAsLongAsTheTeam(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		given := bot.Notice{Kind: bot.Granted, Talk: "organiser", Start: noon, Due: noon, Deadline: noon, Expires: noon}
		if _, err := db.Grant(t.Context(), bot.Member{Person: ada, Role: bot.Organiser, Since: noon}, given); err != nil {
			t.Fatal(err)
		}
		for person, name := range map[bot.Chat]string{ada: "Ada", bob: "Bob", eve: "Eve"} {
			if err := db.Call(t.Context(), person, name); err != nil {
				t.Fatal(err)
			}
		}
		if names := mustNames(t, db); len(names) != 3 || names[eve] != "Eve" {
			t.Fatalf("known by name are %v", names)
		}
		if err := db.ForgetNames(t.Context(), []bot.Chat{bob}); err != nil {
			t.Fatal(err)
		}
		equal(t, mustNames(t, db), bot.Names{ada: "Ada", bob: "Bob"})
		if _, err := db.Retire(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, mustNames(t, db), bot.Names{})
	})
}

func mustNames(t *testing.T, db *storage.DB) bot.Names {
	t.Helper()
	names, err := db.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return names
}
