package storage_test

import (
	"errors"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// later keeps a draft that is for a moment, and confirms it.
func later(t *testing.T, db *storage.DB, text string, at time.Time) int64 {
	t.Helper()
	n := bot.News{Author: organiser, Texts: map[string]string{"": text, "de": "Auf Deutsch."}, At: at}
	id, err := db.Draft(t.Context(), n, noon, noon.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	confirm(t, db, id)
	return id
}

// spreadBy queues what is to go out by an instant, as of another.
func spreadBy(t *testing.T, db *storage.DB, clock, by time.Time) {
	t.Helper()
	for more := true; more; {
		var err error
		if _, more, err = db.Spread(t.Context(), clock, by, 100, addressed); err != nil {
			t.Fatal(err)
		}
	}
}

// listed are the broadcasts as they stand, without what was written.
func listed(t *testing.T, db *storage.DB) []bot.News {
	t.Helper()
	all, err := db.News(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		all[i].Texts = nil
	}
	return all
}

func TestABroadcastWaitsForItsMoment(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada)
		at := noon.Add(time.Hour)
		id := later(t, db, "Dinner.", at)
		spreadBy(t, db, noon, noon)
		equal(t, told(t, db), []string(nil))
		waits := bot.News{Number: id, Revision: 1, Author: organiser, At: at, State: bot.NewsScheduled, Confirmed: noon}
		equal(t, listed(t, db), []bot.News{waits})

		seen(t, db, bob) // before it goes out
		spreadBy(t, db, at.Add(-time.Minute), at)
		equal(t, told(t, db), []string(nil)) // its notices are due at the moment
		d := turn(t, db, at, at, 10)
		equal(t, toldTo(d), []string{"1", "2"})
		turn(t, db, at, at, 0, outcomeOf(d[0], bot.Outcome{State: bot.StateSent, At: at}))
		waits.State, waits.Began, waits.Queued, waits.Sent, waits.Waiting = bot.NewsSpread, at.Add(-time.Minute), 2, 1, 1
		equal(t, listed(t, db), []bot.News{waits})
	})
}

// TestAMissedMomentIsMadeUpFor while that is worth something: nobody was there at the
// moment.
func TestAMissedMomentIsMadeUpFor(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada)
		later(t, db, "Dinner.", noon.Add(time.Minute))
		later(t, db, "Breakfast.", noon.Add(time.Second))
		now := noon.Add(time.Hour + time.Minute - time.Second) // of the second it is over
		spreadBy(t, db, now, now)
		settleWishes(t, db)
		d := turn(t, db, now, now, 10)
		if len(d) != 1 || d[0].News.Text("fr") != "Dinner." || d[0].News.Text("de") != "Auf Deutsch." {
			t.Errorf("claimed %+v", d)
		}
		var states []bot.NewsState
		for _, n := range listed(t, db) {
			states = append(states, n.State)
		}
		equal(t, states, []bot.NewsState{bot.NewsLapsed, bot.NewsSpread})
	})
}

func TestABroadcastIsWithdrawn(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada, bob, bot.Chat{Platform: "telegram", ID: "3"})
		withdraw := func(id int64, unsent int, refused error) {
			t.Helper()
			if n, err := db.Withdraw(t.Context(), id, noon); n != unsent || !errors.Is(err, refused) {
				t.Errorf("withdrawn from %d, %v; want %d, %v", n, err, unsent, refused)
			}
		}
		soon := later(t, db, "Dinner.", noon.Add(time.Minute))
		withdraw(soon, 0, nil)
		withdraw(soon, 0, bot.ErrNoDraft)
		spreadBy(t, db, noon.Add(time.Hour), noon.Add(time.Hour))
		equal(t, told(t, db), []string(nil))

		settleWishes(t, db)
		now := draft(t, db, "Lunch.")
		withdraw(now, 0, bot.ErrNoDraft) // it is a draft
		confirm(t, db, now)
		spreadOnce(t, db, 2)
		first := turn(t, db, noon, noon, 1) // is being told
		withdraw(now, 1, nil)
		equal(t, toldTo(turn(t, db, noon, noon, 10)), []string(nil))
		for spreadOnce(t, db, 2) {
		}
		equal(t, toldTo(turn(t, db, noon, noon, 10, outcomeOf(first[0], bot.Outcome{State: bot.StateSent, At: noon}))), []string(nil))
		withdraw(now, 0, bot.ErrNoDraft)
		for _, n := range listed(t, db) {
			if n.State != bot.NewsWithdrawn || n.Waiting > 0 {
				t.Errorf("%+v", n)
			}
		}
	})
}

// TestADraftIsRevised in all that its author may change.
func TestADraftIsRevised(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		id := draft(t, db, "Lunch.")
		n := bot.News{
			Number: id, Author: organiser, At: noon.Add(time.Hour), State: bot.NewsDraft,
			Texts:      map[string]string{"": "Dinner.", "de": "Abendessen."},
			Addressees: bot.Addressees{Kind: bot.Fans, Topic: schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}},
		}
		revise := func(n bot.News, expired time.Time, refused error) (revision int64) {
			t.Helper()
			revision, err := db.Revise(t.Context(), n, noon.Add(30*time.Minute), expired)
			if !errors.Is(err, refused) {
				t.Errorf("revised: %v, want %v", err, refused)
			}
			return revision
		}
		n.Revision = revise(n, noon, nil)
		got, err := db.Drafted(t.Context(), n.Seen(), noon.Add(30*time.Minute)) // good for a while again
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, n)
		other := n
		other.Author = ada
		revise(other, noon, bot.ErrNoDraft)
		revise(n, noon.Add(31*time.Minute), bot.ErrNoDraft)
		if _, err := db.Confirm(t.Context(), n.Seen(), noon, noon); err != nil {
			t.Fatal(err)
		}
		revise(n, noon, bot.ErrDraftSent)
	})
}

// TestBroadcastsOfAnOlderUsherGoOn opens a file from before they had an audience: one
// that was on its way, and the number of one that was cancelled.
func TestBroadcastsOfAnOlderUsherGoOn(t *testing.T) {
	path := older(t, 17,
		`INSERT INTO chats (platform, chat, stale) VALUES ('telegram', '1', 0), ('telegram', '2', 0)`,
		`INSERT INTO broadcasts (author, text, written_at, state, confirmed_at, people, reached, until) VALUES
		 ('matrix:@olga:example.org', 'Lunch.', 0, 'spreading', 1694606400000, 2, 1, 2), ('matrix:@olga:example.org', 'x', 0, 'draft', NULL, 0, 0, 0)`,
		`DELETE FROM broadcasts WHERE id = 2`)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	if id := draft(t, db, "Dinner."); id != 3 {
		t.Errorf("the next draft is %d", id)
	}
	when := time.UnixMilli(1694606400000)
	spreadBy(t, db, when, when)
	d := turn(t, db, when, when, 10)
	if equal(t, toldTo(d), []string{"2"}); len(d) == 1 && d[0].News.Text("") != "Lunch." {
		t.Errorf("told %+v", d[0].News)
	}
}

// TestABroadcastFollowsItsTopicToAnotherKey, be it a talk or a room, and be it one that
// was another's.
func TestABroadcastFollowsItsTopicToAnotherKey(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for _, topic := range []schedule.Topic{mount, dome} {
			n := bot.News{Author: organiser, Texts: map[string]string{"": "x"}, At: noon.Add(time.Hour), Addressees: bot.Addressees{Kind: bot.Fans, Topic: topic}}
			id, err := db.Draft(t.Context(), n, noon, noon.Add(-time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			confirm(t, db, id)
		}
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")},
			Rekeyed: map[string]string{mount.Key: "main-c-NEW", "main-c-NEW": mount.Key}, Renamed: map[schedule.Topic]string{dome: "n-new"}})
		var keys []string
		for _, n := range listed(t, db) {
			keys = append(keys, n.Topic.Key)
		}
		equal(t, keys, []string{"main-c-NEW", "n-new"})
	})
}

// TestWhatIsSentAlongIsKept with what came in, and with the draft that it is for.
func TestWhatIsSentAlongIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		file := bot.Attachment{Platform: "telegram", ID: "f1", Name: "map.jpg", MIME: "image/jpeg"}
		in := bot.Incoming{Chat: ada, Text: "/broadcast all: The way.", Marked: "/broadcast all: **The** way.", File: file, Update: "1", At: noon}
		if _, err := db.Accept(t.Context(), ada.Platform, "", []bot.Incoming{in}); err != nil {
			t.Fatal(err)
		}
		if p := pending(t, db, ada.Platform); len(p) != 1 || p[0].File != file || p[0].Marked != in.Marked {
			t.Errorf("pending: %+v", p)
		}
		id, err := db.Draft(t.Context(), bot.News{Author: organiser, Texts: map[string]string{"": "The way."}, File: file}, noon, noon)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := db.Drafted(t.Context(), shown(id), noon); err != nil || n.File != file {
			t.Errorf("drafted %+v, %v", n, err)
		}
	})
}
