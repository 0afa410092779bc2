package storage

import (
	"testing"

	"usher/bot"
	"usher/schedule"
)

// BenchmarkReach counts audiences among 100,000 chats: all of them, by what is spoken,
// and all of them again as those who starred one talk.
func BenchmarkReach(b *testing.B) {
	db := crowd(b, 100_000, 100_000)
	starred := []bot.Follow{{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "due"}}}
	for name, aim := range map[string]bot.Aim{
		"everyone": {}, "language": {Tongue: func(string) bool { return true }}, "starred": {Follows: starred},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if shares, err := db.Reach(b.Context(), aim); err != nil || shares.Chats() != 100_000 {
					b.Fatalf("%d chats, %v", shares.Chats(), err)
				}
			}
		})
	}
}
