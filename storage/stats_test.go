package storage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestNumbersAreOfThoseWhoCanBeTold counts a crowd, some of whom are gone, and their
// stars, one chat after the other.
func TestNumbersAreOfThoseWhoCanBeTold(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		random := rand.New(rand.NewPCG(3, 4))
		wed := schedule.Date{Year: 2023, Month: time.September, Day: 13}
		want, wantStars := bot.Numbers{}, map[string]int{}
		counts := map[bot.ChatCount]*bot.ChatCount{}
		starsBy := 0
		for i := range 60 {
			v := bot.Visit{Chat: bot.Chat{Platform: []string{"one", "two"}[i%2], ID: fmt.Sprint(i)}, Shared: i%7 == 0, Hint: []string{"", "de"}[i%3/2], Day: wed.Add(i % 4 / 2)}
			if err := db.Seen(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			var stars []schedule.Topic
			for range random.IntN(3) {
				stars = append(stars, schedule.Topic{Kind: schedule.TopicTalk, Key: fmt.Sprint("t", len(stars))})
			}
			follow(t, db, v.Chat, stars...)
			if i%10 == 0 {
				if _, err := db.Accept(t.Context(), v.Chat.Platform, "", []bot.Incoming{{Chat: v.Chat, Update: fmt.Sprint("u", i), Fate: bot.Lost, At: noon}}); err != nil {
					t.Fatal(err)
				}
				want.Gone++
				continue
			}
			by := bot.ChatCount{Platform: v.Chat.Platform, Shared: v.Shared, Language: v.Hint}
			if counts[by] == nil {
				of := by
				counts[by] = &of
			}
			counts[by].Chats++
			if v.Day == wed {
				counts[by].Today++
			}
			for _, s := range stars {
				wantStars[s.Key]++
			}
			if len(stars) > 0 {
				starsBy++
			}
		}
		for _, platform := range []string{"one", "two"} {
			for _, shared := range []bool{false, true} {
				for _, lang := range []string{"", "de"} {
					if c := counts[bot.ChatCount{Platform: platform, Shared: shared, Language: lang}]; c != nil {
						want.Chats = append(want.Chats, *c)
					}
				}
			}
		}
		total, chats, stars := 0, 0, map[string]int{}
		err := db.Stars(t.Context(), func(all []bot.Follow) {
			chats++
			for _, f := range all {
				stars[f.Key]++
				total++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wantStars, stars); diff != "" || chats != starsBy {
			t.Errorf("%d chats, want %d; -want +got:\n%s", chats, starsBy, diff)
		}
		want.Follows = []bot.FollowCount{{Kind: schedule.TopicTalk, Follows: total, Chats: chats}}
		got, err := db.Numbers(t.Context(), wed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}
