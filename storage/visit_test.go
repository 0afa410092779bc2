package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestAVisitIsNotedByTheDay however often somebody speaks on it, and a group as one.
func TestAVisitIsNotedByTheDay(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	wed := schedule.Date{Year: 2023, Month: time.September, Day: 13}
	group := bot.Chat{Platform: "test", ID: "group"}
	for _, v := range []bot.Visit{
		{Chat: ada, Day: wed}, {Chat: ada, Day: wed}, {Chat: ada, Hint: "de"}, {Chat: group, Shared: true, Day: wed.Add(1)},
	} {
		if err := db.Seen(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	const noted = `SELECT group_concat(chat || ' ' || shared || ' ' || spoke_on || ' ' || hint, '; ') FROM chats`
	if got := value(t, path, noted); got != "1 0 2023-09-13 de; group 1 2023-09-14 " {
		t.Errorf("noted is %q", got)
	}
	if err := db.Seen(t.Context(), bot.Visit{Chat: ada, Day: wed.Add(1)}); err != nil {
		t.Fatal(err)
	}
	if got := value(t, path, noted); got != "1 0 2023-09-14 de; group 1 2023-09-14 " {
		t.Errorf("the day after, noted is %q", got)
	}
}
