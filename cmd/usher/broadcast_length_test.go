package main

import (
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/say"
	"usher/bot/telegram"
)

// TestTheLongestBroadcastIsOneMessage on each network, whatever it is made of, and again once
// it is withdrawn: what is several messages cannot be edited as one.
func TestTheLongestBroadcastIsOneMessage(t *testing.T) {
	const most = 3500 // UTF-16 code units, as /broadcast counts
	for name, text := range map[string]string{
		"letters": strings.Repeat("x", most),
		"emoji":   strings.Repeat("\U0001f389", most/2),
		"escaped": strings.Repeat(`"`, most),
		"lines":   strings.Repeat("x\n", most/2),
		"bold":    strings.Repeat("**x** ", most/2),
		"links":   strings.Repeat("[x](https://example.org/"+strings.Repeat("a", 370)+") ", 35),
	} {
		for network, rules := range map[string]bot.Splitter{"telegram": telegram.Rules{}, "matrix": matrix.Rules{}} {
			for _, language := range say.Languages() {
				v := say.In(language)
				m := v.Broadcast(text)
				m.Body = append(m.Body, v.BroadcastWithout(bot.Attachment{Name: "map.pdf", MIME: "application/pdf"}))
				for _, m := range []bot.Message{m, v.Withdrawn(text)} {
					if n := rules.Parts(m); n != 1 {
						t.Errorf("%s on %s in %s is %d messages", name, network, language, n)
					}
				}
			}
		}
	}
}
