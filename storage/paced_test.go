package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestAChatThatWasToldMuchIsLeftAlone hands a delivery back untried: it and what
// else is due for its chat waits, as if it had not been claimed, and nobody else
// does.
func TestAChatThatWasToldMuchIsLeftAlone(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		topic := schedule.Topic{Kind: schedule.TopicTalk, Key: "a"}
		ada, bob := bot.Chat{Platform: "telegram", ID: "ada"}, bot.Chat{Platform: "telegram", ID: "bob"}
		follow(t, db, ada, topic)
		follow(t, db, bob, topic)
		plan(t, db, ringFor(topic, 0), bot.ConferenceLead, topic)
		other := ringFor(topic, 0) // which is a message of its own
		other.Kind = bot.Encrypted
		if err := db.Tell(t.Context(), other, noon, ada); err != nil {
			t.Fatal(err)
		}
		later := noon.Add(2 * time.Minute)
		claimed := turn(t, db, later, later, 2)
		equal(t, toldTo(claimed), []string{"ada", "bob"})
		paced := outcomeOf(claimed[0], bot.Outcome{State: bot.StateQueued, At: later, Again: later.Add(time.Second), Untried: true})
		sent := outcomeOf(claimed[1], bot.Outcome{State: bot.StateSent, At: later, Ref: bot.Ref{Chat: bob, ID: "1"}})
		equal(t, len(turn(t, db, later, later, 9, paced, sent)), 0)

		again := turn(t, db, later.Add(time.Second), later, 9)
		equal(t, toldTo(again), []string{"ada"})
		equal(t, again[0].Attempt, 1)
		sent = outcomeOf(again[0], bot.Outcome{State: bot.StateSent, At: later, Ref: bot.Ref{Chat: ada, ID: "2"}})
		equal(t, toldTo(turn(t, db, later.Add(time.Second), later, 9, sent)), []string{"ada"})
	})
}

func TestCrowdsAreCountedByWhenTheyAreDue(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		topic := schedule.Topic{Kind: schedule.TopicTalk, Key: "a"}
		for _, id := range []string{"ada", "bob", "eve"} {
			follow(t, db, bot.Chat{Platform: "telegram", ID: id}, topic)
		}
		first, second := ringFor(topic, time.Hour), ringFor(topic, 0)
		plan(t, db, second, bot.ConferenceLead, topic)
		plan(t, db, first, bot.ConferenceLead, topic)
		crowds, err := db.Crowds(t.Context(), "telegram", noon.Add(-2*time.Hour), noon)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, crowds, []bot.Crowd{{Due: first.Due, Deadline: first.Deadline, Notices: 3}, {Due: second.Due, Deadline: second.Deadline, Notices: 3}})
		crowds, err = db.Crowds(t.Context(), "telegram", first.Due, second.Due.Add(-1))
		if err != nil || len(crowds) != 0 {
			t.Errorf("between them: %v, %v", crowds, err)
		}
	})
}
