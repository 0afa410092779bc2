package storage_test

import (
	"testing"

	"usher/bot"
	"usher/storage"
)

// TestADeedIsNotedWithItsEffect, once, also when the update that asked for it is answered
// again; and not where it had none.
func TestADeedIsNotedWithItsEffect(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		asked := bot.Incoming{Chat: eve, Sender: eve.ID, Text: "/revoke 1", Update: "$1", At: noon}
		if _, err := db.Accept(t.Context(), eve.Platform, "", []bot.Incoming{asked}); err != nil {
			t.Fatal(err)
		}
		given := bot.Notice{Kind: bot.Granted, Talk: "organiser", Start: noon, Due: noon, Deadline: noon, Expires: noon}
		if _, err := db.Grant(t.Context(), bot.Member{Person: ada, Role: bot.Organiser, Since: noon, By: eve}, given); err != nil {
			t.Fatal(err)
		}
		team, err := db.Team(t.Context())
		if err != nil || len(team) != 1 {
			t.Fatalf("the team is %v, %v", team, err)
		}
		deed := bot.Deed{At: noon, By: eve, Did: "revoke", Whom: ada, Result: bot.DeedDone}
		for range 2 { // before a crash, and after it
			ctx := bot.WithDeed(bot.WithEffects(t.Context(), asked), deed)
			if gone, err := db.Revoke(ctx, team[0].Number); err != nil || gone.Person != ada {
				t.Fatalf("revoked %+v, %v", gone, err)
			}
		}
		if _, err := db.Revoke(bot.WithDeed(t.Context(), deed), team[0].Number); err == nil {
			t.Error("revoked twice")
		}
		deeds, total, err := db.Deeds(t.Context(), 0, 10)
		if err != nil || total != 1 {
			t.Fatalf("%d deeds, %v", total, err)
		}
		equal(t, deeds, []bot.Deed{{At: noon.UTC(), By: eve, Did: "revoke", Whom: ada, Result: bot.DeedDone}})
		if team, err := db.Team(t.Context()); err != nil || len(team) != 0 {
			t.Errorf("the team is %v, %v", team, err)
		}
	})
}
