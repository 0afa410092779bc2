package storage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// audiences are all that random chats may be in, as they are looked for.
var audiences = map[string]bot.Aim{
	"everyone":           {},
	"a talk":             {Follows: []bot.Follow{{Topic: mount}}},
	"a room":             {Follows: []bot.Follow{{Topic: dome}}},
	"a day":              {Follows: []bot.Follow{{Topic: mount, Only: noon}, {Topic: tpm, Only: noon}, {Topic: tpm, Only: noon.Add(time.Hour)}}},
	"nobody":             {Follows: []bot.Follow{}},
	"a language":         {Tongue: func(language string) bool { return language == "de" || language == "de-AT" }},
	"no language at all": {Tongue: func(language string) bool { return language == "" }},
}

// listener is a chat as the model knows it.
type listener struct {
	chat   bot.Chat
	wishes bot.Wishes
	shared bool
	gone   bool
}

// in reports whether a listener is in an audience, as slowly as can be.
func (l listener) in(aim bot.Aim) bool {
	switch {
	case l.gone:
		return false
	case aim.Tongue != nil:
		return aim.Tongue(l.wishes.Language)
	case aim.Follows == nil:
		return true
	}
	return slices.ContainsFunc(aim.Follows, func(wanted bot.Follow) bool {
		return slices.ContainsFunc(l.wishes.Follows, func(f bot.Follow) bool {
			return f.Topic == wanted.Topic && (f.Only.IsZero() || wanted.Only.IsZero() || f.Only.Equal(wanted.Only))
		})
	})
}

// random makes a chat want something, or be gone.
func random(t *testing.T, db *storage.DB, r *rand.Rand, i int) listener {
	t.Helper()
	l := listener{chat: bot.Chat{Platform: "telegram", ID: fmt.Sprintf("%03d", i)}, shared: r.IntN(4) == 0}
	visit := bot.Visit{Chat: l.chat, Shared: l.shared}
	if !l.shared {
		visit.Hint = []string{"", "de", "de-AT", "fr"}[r.IntN(4)]
	}
	if err := db.Seen(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	l.wishes.Language = visit.Hint
	if r.IntN(5) == 0 {
		l.wishes.Language = "de"
		if err := db.SetLanguage(t.Context(), l.chat, "de"); err != nil {
			t.Fatal(err)
		}
	}
	for _, topic := range []schedule.Topic{mount, tpm, dome} {
		if r.IntN(2) == 0 {
			continue
		}
		f := bot.Follow{Topic: topic}
		if topic.Kind == schedule.TopicTalk && r.IntN(2) == 0 {
			f.Only = noon.Add(time.Duration(r.IntN(3)) * time.Hour)
		}
		l.wishes.Follows = append(l.wishes.Follows, f)
		if _, err := db.Follow(t.Context(), l.chat, f); err != nil {
			t.Fatal(err)
		}
	}
	if l.gone = r.IntN(6) == 0; l.gone {
		blocked := bot.Settlement{Chat: l.chat, Outcome: bot.Outcome{State: bot.StateDropped, At: noon, Gone: true}}
		turn(t, db, noon, noon, 0, blocked)
	}
	return l
}

// TestAnAudienceIsWhoeverItConcerns holds the store's audiences, counted and told in
// slices of every size, against a model. After they were fixed others come and star.
func TestAnAudienceIsWhoeverItConcerns(t *testing.T) {
	for seed := range uint64(4) {
		for name, aim := range audiences {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				db, err := storage.OpenMemory(t.Context())
				opened(t, db, err)
				r := rand.New(rand.NewPCG(seed, 9))
				people, groups := 0, 0
				var want []string
				for i := range 25 {
					l := random(t, db, r, i)
					if !l.in(aim) {
						continue
					}
					want = append(want, l.chat.ID+" Lunch.")
					if l.shared {
						groups++
					} else {
						people++
					}
				}
				shares, err := db.Reach(t.Context(), aim)
				if err != nil || shares.People() != people || shares.Groups() != groups || shares.Chats() != people+groups {
					t.Errorf("counted %d people and %d groups, %v; want %d and %d", shares.People(), shares.Groups(), err, people, groups)
				}
				confirm(t, db, draft(t, db, "Lunch."))
				late := bot.Chat{Platform: "telegram", ID: "late"}
				follow(t, db, late, mount, tpm, dome)
				slice := 1 + r.IntN(8)
				for more := true; more; {
					_, more, err = db.Spread(t.Context(), noon, noon, slice, func(n bot.News) (bot.Notice, bot.Aim) {
						notice, _ := addressed(n)
						return notice, aim
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				equal(t, told(t, db), want)
			})
		}
	}
}

// TestWhoStarsAfterTheWordWasGivenIsNotAmongThem, and who does not any more when it
// is their turn is not told either.
func TestWhoStarsAfterTheWordWasGivenIsNotAmongThem(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, bob)
		follow(t, db, ada, mount)
		confirm(t, db, draft(t, db, "Lunch."))
		follow(t, db, bob, mount)
		for more := true; more; {
			var err error
			_, more, err = db.Spread(t.Context(), noon, noon, 1, func(n bot.News) (bot.Notice, bot.Aim) {
				notice, _ := addressed(n)
				return notice, bot.Aim{Follows: []bot.Follow{{Topic: mount}}}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		equal(t, told(t, db), []string{"1 Lunch."})
	})
}
